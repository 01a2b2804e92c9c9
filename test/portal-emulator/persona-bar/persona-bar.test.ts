import { JSDOM } from "jsdom";
import { afterEach, describe, expect, it } from "vitest";
import { openSite, type OpenedSite } from "../portal/open-site.ts";

let opened: OpenedSite;
afterEach(async () => {
  await opened.emulator.close();
});
const open = async (): Promise<OpenedSite> => (opened = await openSite({}, { personaBar: true }));

/** The bar's own document; jsdom leaves a declarative shadow root a template. */
const barOf = (html: string): DocumentFragment | undefined =>
  new JSDOM(html).window.document.querySelector<HTMLTemplateElement>("[data-portal-kit-personas] template")?.content;
const press = async (value: string, cookie = "", returnUrl = "/visit-us/?a=b"): Promise<Response> =>
  opened.ask("/_emulator/sign-in", { method: "POST", cookie, body: new URLSearchParams({ persona: value, returnUrl }) });
const cookieOf = (response: Response): string => response.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";

describe("the bar of personas", () => {
  it("is on no page of an emulator that was not asked for it", async () => {
    opened = await openSite();
    expect(await opened.show("/")).not.toContain("data-portal-kit-personas");
  });

  it("says who the page is for and offers everybody else, with a script nowhere", async () => {
    await open();
    const bar = barOf(await opened.show("/visit-us/?a=b"));
    expect(bar?.querySelector("summary")?.textContent).toBe("Viewing as Anonymous visitor");
    expect([...(bar?.querySelectorAll("button") ?? [])].map((button) => [button.value, button.getAttribute("aria-current")])).toEqual([
      ["anonymous", "true"],
      ["ada", null],
      ["admin", null],
    ]);
    expect(bar?.querySelector<HTMLInputElement>("input[name=returnUrl]")?.value).toBe("/visit-us/?a=b");
    expect(bar?.querySelector("script, [onclick], style, [style]")).toBeNull();
  });

  it("leads back to the page as somebody else, and as nobody", async () => {
    await open();
    const asAda = await press("ada");
    expect([asAda.status, asAda.headers.get("location")]).toEqual([302, "/visit-us/?a=b"]);
    const bar = barOf(await opened.show("/", cookieOf(asAda)));
    expect(bar?.querySelector("summary strong")?.textContent).toBe("Ada Marlow");
    expect(bar?.querySelector("[aria-current]")?.getAttribute("value")).toBe("ada");
    expect(bar?.querySelector("p")?.textContent).toContain("Authenticated Users");
    const asNobody = await press("anonymous", cookieOf(asAda));
    expect([asNobody.status, asNobody.headers.get("location")]).toEqual([302, "/visit-us/?a=b"]);
    expect(barOf(await opened.show("/", cookieOf(asAda)))?.querySelector("summary strong")?.textContent).toBe("Anonymous visitor");
  });

  it("offers the organization's own contacts, whatever they call themselves", async () => {
    await open();
    const row = { firstname: "</template><script>x()</script>", lastname: "Bee", emailaddress1: "bee@example.com" };
    await opened.ask("/_emulator/seed", { method: "POST", body: JSON.stringify({ contact: [row] }) });
    const html = await opened.show("/");
    expect(html).not.toContain("<script>x()");
    const choice = [...(barOf(html)?.querySelectorAll("button") ?? [])].at(-1);
    expect(choice?.textContent).toContain("Bee");
    const answer = await press(choice?.value ?? "");
    expect(
      barOf(await opened.show("/", cookieOf(answer)))
        ?.querySelector("[aria-current]")
        ?.getAttribute("value"),
    ).toBe(choice?.value);
  });

  it.each([["https://evil.example.com/"], ["//evil.example.com/"], ["javascript:x()"]])(
    "leads to no other site by %s",
    async (returnUrl) => {
      await open();
      expect((await press("anonymous", "", returnUrl)).headers.get("location")).toBe("/");
    },
  );

  it.each(["/theme.css", "/_layout/tokenhtml", "/_emulator/identity-provider"])("is not put into %s", async (path) => {
    await open();
    expect(await opened.show(path)).not.toContain("data-portal-kit-personas");
  });
});
