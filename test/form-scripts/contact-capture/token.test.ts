import { describe, expect, it } from "vitest";
import { parseToken, readToken } from "../../../form-scripts/contact-capture/token.ts";
import { createPage, createPortal, html, kinds, redirected, type Reaction } from "./portal-double.ts";

const tokenHtml = '<input name="__RequestVerificationToken" type="hidden" value="abc" />';
const endsAt = Date.parse("2026-01-01T00:01:00Z");

describe("parseToken", () => {
  it.each([tokenHtml, "<input type='hidden' value='abc' name='__RequestVerificationToken'>", `\r\n ${tokenHtml}\n`])("reads %j", (text) => {
    expect(parseToken(text)).toBe("abc");
  });
  it.each(["", "<html>sign in</html>", '<input name="other" value="abc">', '<input name="__RequestVerificationToken" value="">'])(
    "finds none in %j",
    (text) => {
      expect(parseToken(text)).toBeUndefined();
    },
  );
});

describe("readToken", () => {
  it("fetches once for many readers, and anew after a drop", async () => {
    const page = createPage();
    expect(await Promise.all([readToken(page, endsAt), readToken(page, endsAt)])).toEqual([
      expect.objectContaining({ status: 200, text: "token-1" }),
      expect.objectContaining({ status: 200, text: "token-1" }),
    ]);
    page.memory.token = undefined;
    expect(await readToken(page, endsAt)).toMatchObject({ text: "token-2" });
    expect(kinds(page.portal)).toEqual(["token", "token"]);
  });

  it.each<{ case: string; reactions: Reaction[]; code: string }>([
    { case: "a page without a token", reactions: [html()], code: "token-missing" },
    { case: "a redirect to a sign-in page", reactions: [redirected()], code: "session-expired" },
    { case: "a broken connection, three times", reactions: ["cut", "cut", "cut"], code: "network" },
    { case: "silence", reactions: ["silence"], code: "timeout" },
  ])("reports $case, and tries again next time", async ({ reactions, code }) => {
    const portal = createPortal();
    portal.next.token.push(...reactions);
    const page = createPage({ portal });
    expect(await readToken(page, endsAt)).toMatchObject({ code });
    expect(await readToken(page, endsAt)).toMatchObject({ text: "token-1" });
  });

  it("asks once more after a connection that broke", async () => {
    const portal = createPortal();
    portal.next.token.push("cut");
    expect(await readToken(createPage({ portal }), endsAt)).toMatchObject({ text: "token-1" });
  });

  it("does not wait beyond the end it is given", async () => {
    const page = createPage();
    page.portal.next.token.push("silence");
    const start = page.clock.now();
    expect(await readToken(page, start + 300)).toEqual({ code: "timeout", isUncertain: false });
    expect(page.clock.now()).toBe(start + 300);
  });

  it("asks where the portal hands tokens out, and for nothing else", async () => {
    const page = createPage();
    await readToken(page, endsAt);
    expect(page.portal.requests).toEqual([{ kind: "token", url: "/_layout/tokenhtml", method: "GET", headers: {}, body: undefined }]);
  });
});
