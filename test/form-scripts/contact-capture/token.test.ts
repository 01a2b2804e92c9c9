import { describe, expect, it } from "vitest";
import { createTokenSource, parseToken } from "../../../form-scripts/contact-capture/token.ts";
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

describe("the token source", () => {
  it("fetches once for many readers, and anew after a drop", async () => {
    const page = createPage();
    const tokens = createTokenSource();
    expect(await Promise.all([tokens.read(page, endsAt), tokens.read(page, endsAt)])).toEqual([
      { ok: true, token: "token-1" },
      { ok: true, token: "token-1" },
    ]);
    tokens.drop();
    expect(await tokens.read(page, endsAt)).toEqual({ ok: true, token: "token-2" });
    expect(kinds(page.portal)).toEqual(["token", "token"]);
  });

  it.each<{ case: string; reactions: Reaction[]; code: string }>([
    { case: "a page without a token", reactions: [html()], code: "token-missing" },
    { case: "a redirect to a sign-in page", reactions: [redirected()], code: "session-expired" },
    { case: "a broken connection, twice", reactions: ["cut", "cut"], code: "network" },
    { case: "silence", reactions: ["silence"], code: "timeout" },
  ])("reports $case, and tries again next time", async ({ reactions, code }) => {
    const portal = createPortal();
    portal.next.token.push(...reactions);
    const page = createPage({ portal });
    const tokens = createTokenSource();
    expect(await tokens.read(page, endsAt)).toMatchObject({ ok: false, code });
    expect(await tokens.read(page, endsAt)).toMatchObject({ ok: true });
  });

  it("asks once more after a connection that broke", async () => {
    const portal = createPortal();
    portal.next.token.push("cut");
    expect(await createTokenSource().read(createPage({ portal }), endsAt)).toMatchObject({ ok: true });
  });
});
