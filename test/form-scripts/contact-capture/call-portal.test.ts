import { describe, expect, it } from "vitest";
import { callPortal } from "../../../form-scripts/contact-capture/call-portal.ts";
import { readToken } from "../../../form-scripts/contact-capture/token.ts";
import { idA, idB, signedIn } from "../../identity/page-double.ts";
import { ada, createPage, createPortal, html, kinds, portalError, redirected, turnOf, type Reaction } from "./portal-double.ts";

const query = "?$select=contactid";

function open(on: "look-up" | "create" | "page" | "token", ...reactions: Reaction[]) {
  const portal = createPortal();
  portal.next[on].push(...reactions);
  return createPage({ portal });
}

describe("a call of the Web API", () => {
  it("reads without a token", async () => {
    const page = createPage();
    expect(await callPortal(turnOf(page), query)).toMatchObject({ status: 200 });
    expect(page.portal.requests).toEqual([
      { kind: "look-up", url: "/_api/contacts?$select=contactid", method: "GET", headers: { accept: "application/json" }, body: undefined },
    ]);
  });

  it("writes the values with the token", async () => {
    const page = createPage({ portal: createPortal([{ contactid: idA, emailaddress1: "ada@example.com" }]) });
    page.portal.visitor = idA;
    await callPortal(turnOf(page), `(${idA})`, "If-Match");
    expect(kinds(page.portal)).toEqual(["token", "update"]);
    expect(page.portal.requests[1]).toEqual({
      kind: "update",
      url: `/_api/contacts(${idA})`,
      method: "PATCH",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        __requestverificationtoken: "token-1",
        "if-match": "*",
      },
      body: JSON.stringify(ada),
    });
  });

  it("sends nothing without a token, and says that it is the token", async () => {
    const page = open("token", html());
    expect(await callPortal(turnOf(page), "", "POST")).toEqual({ code: "token-missing", step: "token" });
    expect(kinds(page.portal)).toEqual(["token"]);
    const refused = open("token", redirected());
    expect(await callPortal(turnOf(refused), "", "POST")).toMatchObject({ code: "session-expired", step: "token" });
    expect(kinds(refused.portal)).toEqual(["token"]);
  });

  it.each([
    { status: 401, code: "90040107", inner: undefined },
    { status: 403, code: "90040107", inner: undefined },
    { status: 403, code: "", inner: "90040107" },
    { status: 401, code: "9004010d", inner: "90040107" },
    { status: 401, code: "90040109", inner: undefined },
    { status: 401, code: "90040108", inner: undefined },
    { status: 401, code: "", inner: undefined },
    { status: 403, code: "", inner: undefined },
  ])("is made once more with a new token after $status with <$code>/<$inner>", async ({ status, code, inner }) => {
    const page = open("create", portalError(status, code, inner));
    expect(await callPortal(turnOf(page), "", "POST")).toMatchObject({ status: 204 });
    expect(kinds(page.portal)).toEqual(["token", "create", "page", "token", "create"]);
    expect(page.portal.requests[4]?.headers["__requestverificationtoken"]).toBe("token-2");

    const read = open("look-up", portalError(status, code, inner));
    expect(await callPortal(turnOf(read), query)).toMatchObject({ status: 200 });
    expect(kinds(read.portal)).toEqual(["look-up", "page", "token", "look-up"]);
    expect(read.portal.requests[3]?.headers).toMatchObject({ __requestverificationtoken: "token-1" });
  });

  it("gives up on a token that is refused again", async () => {
    const page = open("create", portalError(403, "90040107"), portalError(403, "90040107"));
    expect(await callPortal(turnOf(page), "", "POST")).toMatchObject({ code: "token-refused", portalCode: "90040107" });
    expect(kinds(page.portal)).toEqual(["token", "create", "page", "token", "create"]);
  });

  it.each([
    ["400", portalError(400, "90040100"), "refused"],
    ["404", portalError(404, "9004010C"), "table-closed"],
    ["412", portalError(412, "9004010D"), "conflict"],
    ["413", new Response("", { status: 413 }), "too-large"],
    ["500", new Response("", { status: 500 }), "server-error"],
  ])("is not made again after %s", async (_case, reaction, code) => {
    const page = open("create", reaction);
    expect(await callPortal(turnOf(page), "", "POST")).toMatchObject({ code });
    expect(kinds(page.portal)).toEqual(["token", "create"]);
  });

  it("is not made again for want of a permission, but with a new token the next time", async () => {
    const page = open("create", portalError(403, "90040103"));
    expect(await callPortal(turnOf(page), "", "POST")).toMatchObject({ code: "forbidden", portalCode: "90040103" });
    expect(kinds(page.portal)).toEqual(["token", "create", "page"]);
    await callPortal(turnOf(page), "", "POST");
    expect(page.portal.requests.at(-1)?.headers["__requestverificationtoken"]).toBe("token-2");
  });

  it.each<[string, () => Response]>([
    ["a redirect", redirected],
    ["a page", html],
    ["a page behind blank lines", () => html("\r\n  <!doctype html>")],
  ])("takes %s for the end of the session: a read is made again, a create may have been carried out", async (_case, reaction) => {
    const read = open("look-up", reaction());
    expect(await callPortal(turnOf(read), query)).toMatchObject({ status: 200 });
    expect(kinds(read.portal)).toEqual(["look-up", "page", "token", "look-up"]);

    const page = open("create", reaction());
    expect(await callPortal(turnOf(page), "", "POST")).toMatchObject({ code: "session-expired", isUncertain: true });
    expect(kinds(page.portal)).toEqual(["token", "create", "page"]);
    await callPortal(turnOf(page), "", "POST");
    expect(page.portal.requests.at(-1)?.headers["__requestverificationtoken"]).toBe("token-2");
  });

  it("is certain that a page in place of rows has changed nothing", async () => {
    const page = open("look-up", html(), html());
    expect(await callPortal(turnOf(page), query)).toEqual({ code: "session-expired", isUncertain: false });
  });

  it("takes nothing but a page for a page", async () => {
    const page = open("look-up", html('{"value":["<"]}'));
    expect(await callPortal(turnOf(page), query)).toMatchObject({ text: '{"value":["<"]}' });
    expect(kinds(page.portal)).toEqual(["look-up"]);
  });
});

describe("a visitor who is somebody else by now", () => {
  it.each<{ case: string; on: "look-up" | "create"; reaction: () => Response }>([
    { case: "no permission", on: "look-up", reaction: () => portalError(403, "90040120") },
    { case: "a token of before", on: "create", reaction: () => portalError(401, "90040107") },
    { case: "a redirect", on: "create", reaction: redirected },
  ])("is told so instead of $case, and nothing is sent as somebody else", async ({ on, reaction }) => {
    const page = open(on, reaction());
    page.portal.visitor = idB;
    const answer = on === "create" ? callPortal(turnOf(page), "", "POST") : callPortal(turnOf(page), query);
    expect(await answer).toEqual({ code: "session-expired", step: "session" });
    expect(kinds(page.portal).slice(-2)).toEqual([on, "page"]);
    expect(page.portal.requests.at(-1)).toMatchObject({ url: "https://www.site.example.com/page", method: "GET", headers: {} });
    // The token stays: a new one would go through in that name.
    await readToken(page, page.clock.now() + 1_000);
    expect(kinds(page.portal).filter((kind) => kind === "token")).toHaveLength(1);
  });

  it.each<[string, Reaction[]]>([
    ["cannot be had", ["cut", "cut", "cut"]],
    ["is broken", [new Response("", { status: 500 })]],
    ["names nobody", [html("no word of a visitor")]],
    ["names nobody first", [html(`contactId: '', owner = { contactId: '${idB}' }`)]],
  ])("is not suspected where the page %s", async (_case, reactions) => {
    const page = open("page", ...reactions);
    page.portal.next.create.push(portalError(401, "90040107"));
    expect(await callPortal(turnOf(page), "", "POST")).toMatchObject({ status: 204 });
  });

  it.each([`contactId: "${idB}"`, `"contactId":"${idB.toUpperCase()}"`, `contactId :'{${idB}}'`])("is recognised by <%s>", async (text) => {
    const page = open("page", html(text));
    page.portal.next.create.push(portalError(401, "90040107"));
    expect(await callPortal(turnOf(page), "", "POST")).toEqual({ code: "session-expired", step: "session" });
  });

  it("is not who has been signed in all the time", async () => {
    const page = createPage({ window: signedIn(idB) });
    page.portal.visitor = idB;
    page.portal.next.create.push(portalError(401, "90040107"));
    expect(await callPortal(turnOf(page), "", "POST")).toMatchObject({ status: 204 });
  });
});
