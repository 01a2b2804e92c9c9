import { expect } from "vitest";
import { claims, learn } from "./claims.ts";
import type { ConformanceEntry } from "./frame.ts";
import { onPage } from "./portal-page.ts";
import { withHeader } from "./shell-site.ts";

const shell = claims("Anti-forgery: shell on classic pages");
const wrapper = claims("Anti-forgery: the documented wrapper", learn.requests);

const script = withHeader("<header>Example</header>");
const tokenPage = (status: number): string => `GET /_layout/tokenhtml ${status}`;
const tokenInputs = `document.querySelectorAll('#antiforgerytoken input[name="__RequestVerificationToken"]')`;
const post = `{ type: "POST", url: "/_api/contacts", contentType: "application/json", data: JSON.stringify({ lastname: "Example" }) }`;

/** What the documentation's wrapper does, written anew: token, call, session check. */
const wrapperScript = `window.safe = (options) => {
  const outcome = $.Deferred();
  shell.getTokenDeferred()
    .done((token) => $.ajax({ ...options, headers: { ...options.headers, __RequestVerificationToken: token } })
      .done((data, status, xhr) => validateLoginSession(data, status, xhr, outcome.resolve))
      .fail(outcome.reject))
    .fail((...failure) => outcome.reject(...failure));
  return outcome.promise();
};`;

const onShell: readonly ConformanceEntry[] = [
  shell.engine(
    "getTokenDeferred fetches the token once, keeps it in the page's own element, and resolves with the same value from then on.",
    {
      site: script,
      steps: [
        onPage(async (page, world) => {
          const [first, second, held] = await page.run(
            `shell.getTokenDeferred().done((one) => shell.getTokenDeferred().done((two) => done(one, two, ${tokenInputs}[0].value)))`,
          );
          expect(first).toMatch(/^\S{20,}$/u);
          expect([second, held]).toEqual([first, first]);
          expect(page.calls).toEqual([tokenPage(200)]);
          world.note(`two calls of shell.getTokenDeferred: ${page.calls.join(", ")}`);
        }),
      ],
    },
  ),
  shell.engine("getTokenDeferred asks nobody where the page holds a token already.", {
    site: script,
    steps: [
      onPage(async (page, world) => {
        const [value] = await page.run(
          `document.getElementById("antiforgerytoken").innerHTML = '<input name="__RequestVerificationToken" type="hidden" value="held" />';
           shell.getTokenDeferred().done(done)`,
        );
        expect([value, page.calls]).toEqual(["held", []]);
        world.note("shell.getTokenDeferred resolves with the field's value, without a request");
      }),
    ],
  }),
  shell.engine("getTokenDeferred tries three times, then rejects with the arguments of the failed call.", {
    site: script,
    steps: [
      onPage(async (page, world) => {
        await world.steer("POST /_emulator/faults", [{ match: { path: "/_layout/tokenhtml" }, fault: { kind: "status", status: 503 } }]);
        const [status, words] = await page.run(`shell.getTokenDeferred().fail((xhr, text) => done(xhr.status, text))`);
        expect([status, words]).toEqual([503, "error"]);
        expect(page.calls).toEqual([tokenPage(503), tokenPage(503), tokenPage(503)]);
        world.note(`the token page fails: ${page.calls.join(", ")}, and the promise rejects`);
      }),
    ],
  }),
  shell.engine("getTokenDeferred resolves when a later try succeeds.", {
    site: script,
    steps: [
      onPage(async (page, world) => {
        await world.steer("POST /_emulator/faults", [
          { match: { path: "/_layout/tokenhtml" }, fault: { kind: "status", status: 503 }, times: 2 },
        ]);
        await page.run(`shell.getTokenDeferred().done(done)`);
        expect(page.calls).toEqual([tokenPage(503), tokenPage(503), tokenPage(200)]);
        world.note(`the token page fails twice: ${page.calls.join(", ")}`);
      }),
    ],
  }),
  shell.engine("ajaxSafePost sends the token as a header.", {
    site: script,
    steps: [
      onPage(async (page, world) => {
        const [status, id] = await page.run(
          `shell.ajaxSafePost(${post}).done((data, text, xhr) => done(xhr.status, xhr.getResponseHeader("entityid")))`,
        );
        expect(status).toBe(204);
        expect(world.emulator.store.find("contact", String(id))).toMatchObject({ lastname: "Example" });
        world.note(`shell.ajaxSafePost: ${page.calls.join(", ")}`);
      }),
    ],
  }),
  shell.statement(
    "ajaxSafePost puts the token into multipart data, or into a hidden field of a form it is given.",
    "engine source",
    "Nothing emulated takes a form; test/portal-emulator/portal/browser/create-shell.test.ts shows both.",
  ),
  shell.engine("refreshToken fetches another token and puts it into every token field of the page.", {
    site: script,
    steps: [
      onPage(async (page, world) => {
        const [before, after, fields] = await page.run(
          `document.body.insertAdjacentHTML("beforeend", '<form><input name="__RequestVerificationToken" type="hidden" value="old" /></form>');
           shell.getTokenDeferred().done((one) => shell.refreshToken().done((two) =>
             done(one, two, [...document.querySelectorAll('input[name="__RequestVerificationToken"]')].map((input) => input.value).join(" "))))`,
        );
        expect(after).not.toBe(before);
        // The page's own, and what this case made of the form's; a case elsewhere counts fields of other pages.
        expect(String(fields).split(" ")).toContain(after);
        expect(fields).not.toContain("old");
        expect(page.calls).toEqual([tokenPage(200), tokenPage(200)]);
        world.note(`shell.refreshToken: ${page.calls.join(", ")}`);
      }),
    ],
  }),
  shell.engine("There is no shell.safeAjax, which a page of the documentation calls; a site brings a wrapper of its own.", {
    site: script,
    steps: [
      onPage(async (page, world) => {
        expect(await page.run(`done(typeof shell.safeAjax, typeof window.webapi, typeof validateLoginSession)`)).toEqual([
          "undefined",
          "undefined",
          "function",
        ]);
        world.note("shell.safeAjax and webapi are undefined, validateLoginSession is a function");
      }),
    ],
  }),
  shell.engine("Scripts of the header template run before jQuery, shell and the anti-forgery element are there.", {
    site: withHeader(
      // jsdom parses on while a script before is loaded, so that the element may be there already: behind the header.
      `<script>
        window.place = document.getElementById("antiforgerytoken");
        window.isBefore = place === null || (document.currentScript.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
        window.atHeader = [typeof window.jQuery, typeof window.shell, isBefore, typeof window.Microsoft.Dynamic365.Portal.User].join(" ");
      </script>`,
    ),
    steps: [
      onPage((page, world) => {
        expect(page.window["atHeader"]).toBe("undefined undefined true object");
        expect([typeof page.window["jQuery"], typeof page.window["shell"]]).toEqual(["function", "object"]);
        world.note("in the header jQuery and shell are undefined; on the loaded page they are there");
      }),
    ],
  }),
  shell.statement(
    "Code sites have no shell; their scripts fetch the token page.",
    "documented",
    "A code site's page is its own index.html; the portal puts its object into it and nothing else.",
  ),
];

const wrapped: readonly ConformanceEntry[] = [
  wrapper.documented("The call's own callbacks fire before those of the promise.", {
    site: script,
    steps: [
      onPage(async (page, world) => {
        const [order] = await page.run(
          `${wrapperScript} const seen = []; safe({ ...${post}, success: () => seen.push("success") }).done(() => done([...seen, "done"].join(" ")))`,
        );
        expect(order).toBe("success done");
        expect(page.calls).toEqual([tokenPage(200), "POST /_api/contacts 204"]);
        world.note(`the wrapper: ${page.calls.join(", ")}; success, then done`);
      }),
    ],
  }),
  wrapper.documented("A refused call rejects with its own arguments, after its error callback.", {
    site: script,
    steps: [
      onPage(async (page, world) => {
        const [order, code] = await page.run(
          `${wrapperScript} const seen = []; safe({ type: "GET", url: "/_api/contacts", error: () => seen.push("error") })
             .fail((xhr) => done([...seen, "fail"].join(" "), xhr.responseJSON.error.code))`,
        );
        expect([order, code]).toEqual(["error fail", "90040101"]);
        world.note(`the wrapper: ${page.calls.join(", ")}; error, then fail`);
      }),
    ],
  }),
  wrapper.documented("Without a token nothing is sent, and the promise rejects with the arguments of the token's call.", {
    site: script,
    steps: [
      onPage(async (page, world) => {
        await world.steer("POST /_emulator/faults", [{ match: { path: "/_layout/tokenhtml" }, fault: { kind: "status", status: 500 } }]);
        const [status] = await page.run(`${wrapperScript} safe(${post}).fail((xhr) => done(xhr.status))`);
        expect([status, page.calls.filter((call) => call.startsWith("POST"))]).toEqual([500, []]);
        world.note(`the token page fails: ${page.calls.join(", ")}, and nothing is posted`);
      }),
    ],
  }),
  wrapper.statement(
    "validateLoginSession sends a visitor whose session has lapsed to the sign-in page instead of handing a page on as data.",
    "observed (third party)",
    "Leaving a page needs a browser: test/flows/portal-scripts.test.ts, and test/portal-emulator/portal/browser/create-shell.test.ts for what it takes for a sign-in page.",
  ),
  wrapper.observed("A client that uses fetch has to check for a sign-in page by itself: it sees a success with HTML.", {
    steps: [
      async (world) => {
        await world.steer("POST /_emulator/faults", [{ match: { path: "/_api/" }, fault: { kind: "html" }, times: 1 }]);
        world.note("the session lapses");
      },
      {
        ask: "GET /_api/contacts?$select=firstname",
        expect: { status: 200, headers: { "content-type": /^text\/html/u }, text: /\/signin/iu },
      },
    ],
  }),
];

export const shellCases: readonly ConformanceEntry[] = [...onShell, ...wrapped];
