import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { createShell, type Shell } from "../../../../portal-emulator/portal/browser/create-shell.ts";
import type { AjaxOptions, JQueryDeferred, JQueryPromise, JQueryStatic } from "../../../../portal-emulator/portal/browser/jquery.ts";
import { createValidateLoginSession } from "../../../../portal-emulator/portal/browser/validate-login-session.ts";

const jquery = readFileSync(createRequire(import.meta.url).resolve("jquery/dist/jquery.js"), "utf8");
const fragment = (token: string): string => `<input name="__RequestVerificationToken" type="hidden" value="${token}" />`;

interface Page {
  readonly dom: JSDOM;
  readonly $: JQueryStatic;
  readonly shell: Shell;
  /** What was sent, in order. */
  readonly sent: AjaxOptions[];
}

/** A page with jQuery whose calls are answered from a list; a text resolves, anything else rejects. */
function openPage(answers: readonly (string | Error)[], body = '<div id="antiforgerytoken" data-url="/_layout/tokenhtml"></div>'): Page {
  const dom = new JSDOM(`<body>${body}</body>`, { url: "http://localhost:4180/", runScripts: "outside-only" });
  dom.window.eval(jquery);
  const $ = Reflect.get(dom.window, "jQuery") as JQueryStatic;
  const left = [...answers];
  const sent: AjaxOptions[] = [];
  $.ajax = (options): JQueryPromise => {
    sent.push(options);
    const answer = left.shift();
    const deferred: JQueryDeferred = $.Deferred();
    if (typeof answer === "string") deferred.resolve(answer, "success", {});
    else deferred.reject({ status: 500 }, "error", answer?.message);
    return deferred.promise();
  };
  return { dom, $, shell: createShell($), sent };
}

const settle = (promise: JQueryPromise): Promise<{ kind: "done" | "fail"; values: unknown[] }> =>
  new Promise((resolve) => {
    promise.done((...values) => resolve({ kind: "done", values })).fail((...values) => resolve({ kind: "fail", values }));
  });

describe("shell.getTokenDeferred", () => {
  it("fetches the token where the page holds none, and keeps it there", async () => {
    const { dom, shell, sent } = openPage([fragment("first")]);
    expect(await settle(shell.getTokenDeferred())).toEqual({ kind: "done", values: ["first"] });
    expect(await settle(shell.getTokenDeferred())).toEqual({ kind: "done", values: ["first"] });
    expect(sent).toEqual([{ url: "/_layout/tokenhtml", type: "GET", cache: false }]);
    expect(dom.window.document.querySelector("#antiforgerytoken")?.innerHTML).toContain('value="first"');
  });

  it("asks nobody where the page holds one", async () => {
    const { shell, sent } = openPage([], `<div id="antiforgerytoken">${fragment("held")}</div>`);
    expect(await settle(shell.getTokenDeferred())).toEqual({ kind: "done", values: ["held"] });
    expect(sent).toEqual([]);
  });

  it("tries three times", async () => {
    const { shell, sent } = openPage([new Error("1"), new Error("2"), fragment("third")]);
    expect(await settle(shell.getTokenDeferred())).toEqual({ kind: "done", values: ["third"] });
    expect(sent).toHaveLength(3);
  });

  it("rejects with the arguments of the last try, and tries anew when asked again", async () => {
    const { shell, sent } = openPage([new Error("1"), new Error("2"), new Error("3"), fragment("later")]);
    expect(await settle(shell.getTokenDeferred())).toEqual({ kind: "fail", values: [{ status: 500 }, "error", "3"] });
    expect(sent).toHaveLength(3);
    expect(await settle(shell.getTokenDeferred())).toEqual({ kind: "done", values: ["later"] });
  });
});

describe("shell.ajaxSafePost", () => {
  it("posts with the token beside the caller's headers, and answers as the call does", async () => {
    const { shell, sent } = openPage([fragment("t"), "saved"]);
    const answer = await settle(shell.ajaxSafePost({ url: "/x", data: "{}", headers: { a: "b" } }));
    expect(answer).toEqual({ kind: "done", values: ["saved", "success", {}] });
    expect(sent[1]).toEqual({ url: "/x", type: "POST", data: "{}", headers: { a: "b", __RequestVerificationToken: "t" } });
  });

  it("puts the token into multipart data", async () => {
    const { dom, shell, sent } = openPage([fragment("t"), "saved"]);
    // The script's FormData is the page's.
    globalThis.FormData = dom.window.FormData;
    const data = new FormData();
    await settle(shell.ajaxSafePost({ url: "/x", mimeType: "multipart/form-data", data }));
    expect([...data]).toEqual([["__RequestVerificationToken", "t"]]);
    expect(sent[1]).not.toHaveProperty("headers");
  });

  it("puts the token into a form once, and hands the form to the plugin", async () => {
    const { dom, $, shell } = openPage([fragment("t")], `<div id="antiforgerytoken" data-url="/t"></div><form id="f"></form>`);
    const submitted: unknown[] = [];
    Object.assign(Reflect.get($, "fn") as object, { ajaxSubmit: (options: unknown) => void submitted.push(options) });
    for (let count = 0; count < 2; count += 1) await settle(shell.ajaxSafePost({ url: "/x" }, $("#f")));
    expect(submitted).toEqual([
      { url: "/x", type: "POST" },
      { url: "/x", type: "POST" },
    ]);
    const inputs = [...dom.window.document.querySelectorAll<HTMLInputElement>("#f input")];
    expect(inputs.map((input) => [input.type, input.value])).toEqual([["hidden", "t"]]);
  });

  it("sends nothing without a token", async () => {
    const { shell, sent } = openPage([new Error("1"), new Error("2"), new Error("3")]);
    expect((await settle(shell.ajaxSafePost({ url: "/x" }))).kind).toBe("fail");
    expect(sent.map((one) => one.url)).not.toContain("/x");
  });
});

describe("shell.refreshToken", () => {
  it("replaces every token on the page", async () => {
    const { dom, shell } = openPage(
      [fragment("new")],
      `<div id="antiforgerytoken" data-url="/t">${fragment("old")}</div><form>${fragment("old")}</form>`,
    );
    expect(await settle(shell.refreshToken())).toEqual({ kind: "done", values: ["new"] });
    const values = [...dom.window.document.querySelectorAll<HTMLInputElement>("input")].map((input) => input.value);
    expect(values).toEqual(["new", "new"]);
  });

  it("leaves them alone when no new one comes", async () => {
    const { dom, shell } = openPage([], `<div id="antiforgerytoken" data-url="/t">${fragment("old")}</div>`);
    expect((await settle(shell.refreshToken())).kind).toBe("fail");
    expect(dom.window.document.querySelector("input")?.value).toBe("old");
  });
});

describe("validateLoginSession", () => {
  const html = '<!DOCTYPE html><html><body><form action="/SignIn"></form></body></html>';

  it.each([
    [{ value: [] }, "application/json", "resolved"],
    ["", null, "resolved"],
    ["text that mentions /SignIn", "text/plain", "resolved"],
    ["<p>a fragment with /SignIn</p>", "text/html", "resolved"],
    ["<!DOCTYPE html><html><body>Blocked</body></html>", "text/html", "resolved"],
    [html, "application/json", "resolved"],
    [html, "text/html; charset=utf-8", "/SignIn?ReturnUrl=%2Forders%2F%3Fa%3D1"],
    ["\n<html><a href='/Account/Login/ExternalLogin'>x</a></html>", "text/html", "/SignIn?ReturnUrl=%2Forders%2F%3Fa%3D1"],
  ])("given %j as %s: %s", (data, type, expected) => {
    const happened: string[] = [];
    const validate = createValidateLoginSession({ pathname: "/orders/", search: "?a=1" }, (address) => happened.push(address));
    const xhr = { getResponseHeader: () => type };
    validate(data, "success", xhr, (...values) => {
      expect(values).toEqual([data, "success", xhr]);
      happened.push("resolved");
    });
    expect(happened).toEqual([expected]);
  });
});
