import { afterEach, describe, expect, it } from "vitest";
import { cookiesOf, openSite, type OpenedSite } from "../portal/open-site.ts";

let opened: OpenedSite;
afterEach(async () => {
  await opened.emulator.close();
});
const open = async (): Promise<OpenedSite> => (opened = await openSite({}, { switches: { siteVisibility: "private" } }));
const goIn = async (returnUrl: string): Promise<Response> =>
  opened.ask("/_emulator/private-site", { method: "POST", body: new URLSearchParams({ returnUrl }) });

describe("a private site", () => {
  it.each(["/", "/visit-us/?a=b", "/theme.css", "/_api/contacts", "/_layout/tokenhtml", "/SignIn"])(
    "leads from %s to its gate",
    async (path) => {
      await open();
      const response = await opened.ask(path);
      expect([response.status, response.headers.get("location")]).toEqual([
        302,
        `/_emulator/private-site?returnUrl=${encodeURIComponent(path).replaceAll("%20", "+")}`,
      ]);
    },
  );

  it("takes who has come in for an anonymous visitor", async () => {
    await open();
    expect(await opened.show("/_emulator/private-site?returnUrl=%2Fvisit-us%2F")).toContain('name="returnUrl" value="/visit-us/"');
    const answer = await goIn("/visit-us/");
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/visit-us/"]);
    const html = await opened.show("/visit-us/", cookiesOf(answer));
    expect(html).toContain('"contactId":""');
  });

  it("leads nowhere else, and lets no made-up cookie in", async () => {
    await open();
    expect((await goIn("https://evil.example.com/")).headers.get("location")).toBe("/");
    expect(await opened.show("/_emulator/private-site?returnUrl=//evil.example.com")).toContain('name="returnUrl" value="/"');
    expect((await opened.ask("/", { cookie: "PrivateModeLoginCookie=1" })).status).toBe(302);
  });

  it("is a public one again by switch", async () => {
    await open();
    await opened.ask("/_emulator/switches", { method: "PATCH", body: '{"siteVisibility":"public"}' });
    expect((await opened.ask("/")).status).toBe(200);
  });
});
