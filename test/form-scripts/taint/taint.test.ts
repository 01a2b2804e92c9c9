import { beforeAll, describe, expect, it } from "vitest";
import { buildBrowserScript } from "../../support/build-browser-script.ts";
import { findLeaks } from "./find-leaks.ts";
import { findMarks, typed, typedMarks } from "./marks.ts";
import { aContact, calls, contactId, marks, openTaintedPage, token, type Answer, type TaintedOptions } from "./open-tainted-page.ts";
import type { Channel, Trace } from "./record-page.ts";

const allMarks = { ...typedMarks, ...marks };
let scripts: TaintedOptions["scripts"];
beforeAll(() => {
  scripts = {
    tracking: buildBrowserScript("web-templates/tracking/main.ts"),
    capture: buildBrowserScript("form-scripts/contact-capture/main.ts"),
  };
});

/** Sends the form and says what leaked, and how it ended. */
async function submit(
  options: Omit<TaintedOptions, "scripts"> & { readonly keep?: boolean },
): Promise<{ state: string; leaks: string[]; traces: readonly Trace[] }> {
  const page = openTaintedPage({ ...options, scripts });
  try {
    const state = await page.submit({ keep: options.keep ?? false });
    await page.lookAround();
    return { state, leaks: findLeaks(page.traces, allMarks, { isOutboxTicked: options.keep ?? false }), traces: page.traces };
  } finally {
    page.close();
  }
}

/** A portal's fault that says back all it was told, and more. */
const echo = JSON.stringify({
  error: {
    code: "90040101",
    message: `${Object.values(typed).join(" ")} ${token} ${contactId}`,
    innererror: { code: "90040101", message: typed.emailaddress1 },
  },
});
const refuse =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  () =>
    new Response(echo, { status, headers: { "content-type": "application/json", ...headers } });
const faults = {
  "400": refuse(400),
  "401": refuse(401),
  "403": refuse(403),
  "403 of the token": () => new Response(echo.replaceAll("90040101", "90040107"), { status: 403 }),
  "404": refuse(404),
  "412": refuse(412),
  "413": refuse(413),
  "429": refuse(429, { "retry-after": "60" }),
  "500": refuse(500),
  "503": refuse(503),
  "a page in place of data": () => new Response(`<!doctype html><p>${echo}`, { headers: { "content-type": "text/html" } }),
  "a redirect": () => Object.defineProperty(new Response(null), "status", { value: 0 }),
  "broken JSON": () => new Response(`{"value":[${echo}`, { headers: { "content-type": "application/json" } }),
  "no answer": () => undefined,
  "no id": () => new Response(null, { status: 204 }),
} as const satisfies Readonly<Record<string, Answer>>;

const ways = [
  { way: "without an outbox", settings: "", keep: false },
  { way: "with the look-up prefetched", settings: 'data-prefetch-lookup="true"', keep: false },
  { way: "with an outbox that is not ticked", settings: 'data-outbox="true"', keep: false },
  { way: "with an outbox that is ticked", settings: 'data-outbox="true" data-prefetch-lookup="true"', keep: true },
];

describe.each(ways)("$way, nothing typed shows where it does not belong", ({ settings, keep }) => {
  describe.each(calls)("when the %s is answered by", (call) => {
    it.each(Object.entries<Answer>(faults))("%s", async (_, answer) => {
      const { state, leaks, traces } = await submit({ settings, keep, answers: { [call]: answer } });
      expect(leaks).toEqual([]);
      expect(state).toMatch(/done|failed/);
      expect(traces.some(({ channel }) => channel === "request-url")).toBe(true);
    });
  });

  it.each<[string, Omit<TaintedOptions, "scripts">, string]>([
    ["a new contact", {}, "done"],
    ["a known contact", { answers: { "look-up": aContact } }, "done"],
    ["a known contact that is to be confirmed", { answers: { "look-up": aContact }, settings: 'data-existing="confirmed"' }, "pending"],
    ["no consent", { consent: "denied" }, "done"],
    ["a download", { settings: 'data-success-kind="download" data-success-url="/guide.pdf"' }, "done"],
    ["path A-self without a sign-in", { settings: 'data-path="A-self"' }, "failed"],
    ["path A-key", { settings: 'data-path="A-key" data-key-proved-at="https://www.site.example.com"' }, "done"],
    ["no look-up", { settings: 'data-lookup="none"' }, "done"],
  ])("after %s", async (_, options, expected) => {
    const { state, leaks } = await submit({ ...options, settings: `${options.settings ?? ""} ${settings}`, keep });
    expect(state).toBe(expected);
    expect(leaks).toEqual([]);
  });
});

describe("the marks are there to be found", () => {
  it("in the requests that carry them, and in what the tracker is told", async () => {
    const { traces } = await submit({});
    const found = (channel: Channel): string[] => [
      ...new Set(traces.filter((trace) => trace.channel === channel).flatMap(({ text }) => findMarks(text, allMarks))),
    ];
    expect(found("request-url")).toEqual(["email"]);
    expect(found("request-body").sort()).toEqual(["consent", "email", "firstname", "lastname", "phone", "text"]);
    expect(found("request-header")).toEqual(["token"]);
    expect(found("tracker")).toEqual(["contact"]);
    expect(found("storage")).toEqual(["contact"]);
  });

  it("in the outbox of a submission that did not get through, if it was ticked", async () => {
    const { traces } = await submit({
      settings: 'data-outbox="true"',
      keep: true,
      answers: { create: faults["500"] },
    });
    const kept = traces.filter(({ where }) => where === "session portalkit.outbox").flatMap(({ text }) => findMarks(text, allMarks));
    expect([...new Set(kept)].sort()).toEqual(["consent", "email", "firstname", "lastname", "phone", "text"]);
  });
});

describe("a script that leaks is found out", () => {
  const values = "var form = document.querySelector('form'), email = form.elements.emailaddress1.value;";
  it.each<[string, Channel]>([
    ["document.dispatchEvent(new CustomEvent('portalkit:failed', { detail: { step: 'x', code: 'y', a: { b: [email] } } }))", "event"],
    ["form.dispatchEvent(new CustomEvent('sent', { detail: form.elements.emailaddress1 }))", "event"],
    ["console.debug('sent', { form: { email: email } })", "console"],
    ["setTimeout(function () { throw new Error('no contact for ' + email); })", "error"],
    ["localStorage.setItem('portalkit.last', btoa('email=' + email))", "storage"],
    ["localStorage.setItem('portalkit.last', email); localStorage.removeItem('portalkit.last')", "storage"],
    ["sessionStorage['portalkit.last'] = encodeURIComponent(email)", "storage"],
    ["document.cookie = 'last=' + email", "cookie"],
    ["document.cookie = 'last=' + email; document.cookie = 'last=; Max-Age=0'", "cookie"],
    ["history.replaceState({ email: email }, '')", "history"],
    ["history.pushState(null, '', '#' + email)", "history"],
    ["window.postMessage(email, '*')", "message"],
    ["fetch('/log?e=' + encodeURIComponent(email))", "request-url"],
    ["fetch('/log', { method: 'POST', body: email })", "request-body"],
    ["fetch('/log', { headers: { 'x-visitor': email } })", "request-header"],
    ["fetch('/_api/contacts', { headers: { 'x-visitor': email } })", "request-header"],
    ["fetch('/_api/contacts?$filter=' + form.elements.lastname.value)", "request-url"],
    ["MSCI.setUser({ authId: email })", "tracker"],
    ["form.dataset.sent = email", "page"],
    ["document.title = 'Thank you, ' + form.elements.firstname.value", "page"],
    ["form.elements.emailaddress1.setAttribute('value', email)", "page"],
    ["window.name = email", "global"],
    ["window.lastSent = { email: email }", "global"],
  ])("%s", async (statement, channel) => {
    const { leaks } = await submit({
      leak: `document.querySelector("form").addEventListener("submit", function () { ${values} ${statement} });`,
    });
    expect(leaks.filter((leak) => leak.split(" ")[1] === channel)).not.toEqual([]);
  });

  it("an outbox that nobody has ticked", async () => {
    const { leaks } = await submit({
      settings: 'data-outbox="true"',
      leak: `document.querySelector("form").addEventListener("submit", function () { ${values} sessionStorage.setItem("portalkit.outbox", email); });`,
    });
    expect(leaks).toEqual(["email: storage session portalkit.outbox"]);
  });

  it("the contact's id or the token in an event", async () => {
    const { leaks } = await submit({
      leak: "document.addEventListener('portalkit:captured', function () { fetch('/_layout/tokenhtml').then(function (r) { return r.text(); }).then(function (t) { document.dispatchEvent(new CustomEvent('x', { detail: t })); }); setTimeout(function () { document.dispatchEvent(new CustomEvent('y', { detail: sessionStorage.contactid })); }); });",
    });
    expect(leaks.sort()).toEqual(["contact: event y", "token: event x"]);
  });
});

it.each([
  ["as it is", "a zqmailbox@example.com b"],
  ["in capitals", "ZQMAILBOX"],
  ["percent-encoded", "%7Aqmailbo%78"],
  ["in base64", btoa("zqmailbox@example.com")],
  ["in base64, one byte later", btoa(" zqmailbox@example.com")],
  ["in base64, two bytes later", btoa('{"zqmailbox@example.com')],
  ["in hexadecimal digits", Buffer.from("zqmailbox").toString("hex")],
])("finds an address %s", (_, text) => {
  expect(findMarks(text, typedMarks)).toEqual(["email"]);
});

it("finds nothing in a text without marks, not even one with stray percent signs", () => {
  expect(findMarks("100 % of %zz and %ff", typedMarks)).toEqual([]);
});
