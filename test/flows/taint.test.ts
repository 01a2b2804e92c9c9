import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogAnswer } from "../../contract/emulator.ts";
import type { FaultRule } from "../../contract/emulator-faults.ts";
import { tokenPath } from "../../contract/names.ts";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { findLeaks } from "../form-scripts/taint/find-leaks.ts";
import { findMarks, typed, typedMarks, type Marks } from "../form-scripts/taint/marks.ts";
import { recordPage, type Channel, type Trace } from "../form-scripts/taint/record-page.ts";
import { launchBrowser } from "../support/browser.ts";
import { applyKit, copySite, starterFolder, storyConfiguration, type TemporarySite } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";
import { waitUntil } from "../support/wait-until.ts";

const fields = [
  { column: "firstname" },
  { column: "lastname", required: true },
  { column: "emailaddress1", type: "email", required: true },
  { column: "mobilephone", type: "tel" },
  { column: "description", type: "textarea" },
];
const configure = (capture: object): object => ({
  ...storyConfiguration,
  capture: { ...storyConfiguration.capture, fields, minFillMs: 0, ...capture },
});
const form = "form[data-portal-kit-form]";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser("chromium");
});
afterAll(() => browser?.close());

/** A visitor in a browser of its own, everything of whom is recorded. */
interface Visitor {
  readonly page: Page;
  readonly traces: Trace[];
  /** What is to be found nowhere: what is typed, and whatever tokens and contact ids the portal has given by now. */
  marks(): Marks;
  /** Adds what lies about now; resolves with it alone. */
  lookAround(): Promise<readonly Trace[]>;
  open(path: string): Promise<void>;
}

async function visit({ emulator }: StartedEmulator): Promise<Visitor> {
  const { portal, insights } = emulator.addresses;
  const traces: Trace[] = [];
  const tokens: string[] = [];
  let logged = 0;
  const page = await (await browser.createBrowserContext()).newPage();
  page.on("request", (request) => {
    // The browser names where a redirect leads that is not followed; who has really been asked, the portal's log says.
    if (request.redirectChain().length > 0) return;
    const url = new URL(request.url());
    const where = `${request.method()} ${url.origin === insights ? "insights" : ""}${url.pathname}`;
    traces.push({ channel: "request-url", where, text: url.href });
    for (const [name, value] of Object.entries(request.headers()))
      traces.push({ channel: "request-header", where: `${where} ${name}`, text: value });
    const body = request.postData();
    if (body !== undefined) traces.push({ channel: "request-body", where, text: body });
  });
  page.on("response", (response) => {
    if (new URL(response.url()).pathname !== tokenPath) return;
    response.text().then(
      (html) => tokens.push(/ value="([^"]+)"/.exec(html)?.[1] ?? html),
      // The page has gone before the answer was read: nobody has seen that token.
      () => undefined,
    );
  });
  page.on("console", (message) => traces.push({ channel: "console", where: message.type(), text: message.text() }));
  page.on("pageerror", (error) => traces.push({ channel: "error", where: "page", text: String(error) }));
  await page.exposeFunction("reportTrace", (trace: Trace) => void traces.push(trace));
  await page.evaluateOnNewDocument(
    `Object.defineProperty(window, "lookAround", { value: (${recordPage.toString()})(window, (trace) => void window.reportTrace(trace)) });`,
  );
  return {
    page,
    traces,
    marks: () => {
      const ids = emulator.store.query("contact").map((row) => String(row["contactid"]));
      return { ...typedMarks, ...(tokens.length > 0 && { token: tokens }), ...(ids.length > 0 && { contact: ids }) };
    },
    async lookAround() {
      const start = traces.length;
      await page.evaluate("window.lookAround()");
      for (const { name, value } of await page.browserContext().cookies()) traces.push({ channel: "cookie", where: name, text: value });
      const log = (await (await fetch(`${portal}/_emulator/log?bodies=1&since=${logged}`)).json()) as LogAnswer;
      logged = log.next;
      for (const { origin, method, path } of log.entries)
        if (origin === "portal") traces.push({ channel: "request-url", where: `${method} ${path.split("?", 1)[0]}`, text: path });
      await waitUntil(() => traces.slice(start).some(({ where }) => where === "caches"), "the page has said what lies about");
      return traces.slice(start).map(withoutPortals);
    },
    open: async (path) => void (await page.goto(portal + path, { waitUntil: "load" })),
  };
}

/** The portal writes who is signed in into a script of its own, and into an attribute of the tracking template. */
const withoutPortals = (trace: Trace): Trace =>
  trace.channel === "page"
    ? {
        ...trace,
        text: trace.text.replaceAll(/<script[\s\S]*?<\/script>|(?<=<template data-portal-kit-tracker[^>]*) data-user="[^"]*"/g, ""),
      }
    : trace;

const leaksOf = (visitor: Visitor, options: { readonly isOutboxTicked?: boolean } = {}): string[] =>
  findLeaks(visitor.traces.map(withoutPortals), visitor.marks(), options);

async function fill(page: Page): Promise<void> {
  for (const [column, value] of Object.entries(typed)) await page.type(`${form} [name=${column}]`, value);
}

async function send(page: Page, state: string): Promise<void> {
  await page.click(`${form} button[type=submit]`);
  await page.waitForSelector(`${form}[data-state=${state}]`, { timeout: 15_000 });
}

/** Customer Insights knows the only contact there is. */
function isLinked({ emulator }: StartedEmulator): boolean {
  const [contact] = emulator.store.query("contact");
  return emulator.store.query("msdynci_personalizationuser").some((row) => row["msdynci_userauthid"] === contact?.["contactid"]);
}

describe.each<{ name: string; configuration: object; run: (started: StartedEmulator) => Promise<void> }>([
  {
    name: "failures, an outbox, later pages and a withdrawal",
    configuration: configure({ outbox: true, prefetchLookup: true }),
    run: playLongStory,
  },
  { name: "a redirect", configuration: configure({ success: { kind: "redirect", url: "/visit-us/" } }), run: playRedirect },
  {
    name: "a sign-in, and a contact of one's own",
    configuration: { ...configure({ path: "A-self", acceptAnonymousContactAccess: false }) },
    run: playSignIn,
  },
  { name: "scripts that leak", configuration: configure({}), run: playLeaks },
])("a story with $name", ({ configuration, run }) => {
  let site: TemporarySite;
  let started: StartedEmulator;
  beforeAll(async () => {
    site = copySite(starterFolder("enhanced"), configuration);
    await applyKit(site);
    started = await startPortal(site.folder);
  });
  afterAll(async () => {
    await started?.close();
    site?.remove();
  });
  it("shows nothing of the visitor where it does not belong, and finds what does", () => run(started), 60_000);
});

async function playLongStory(started: StartedEmulator): Promise<void> {
  const { emulator } = started;
  const { portal } = emulator.addresses;
  const visitor = await visit(started);
  const { page, traces } = visitor;
  await visitor.open("/");
  await page.click("[data-portal-kit-accept]");
  await visitor.open("/get-in-touch/");
  await fill(page);
  const contacts = { path: "/_api/contacts" };
  const faults: readonly FaultRule[] = [
    { match: { ...contacts, method: "POST" }, fault: { kind: "status", status: 429, retryAfterSeconds: 60 } },
    { match: { ...contacts, method: "GET" }, fault: { kind: "redirect" } },
    {
      match: { ...contacts, method: "POST" },
      fault: { kind: "status", status: 400, body: { error: { message: Object.values(typed).join(" ") } } },
    },
    { match: contacts, fault: { kind: "html", page: "firewall", status: 403 } },
    { match: { ...contacts, method: "POST" }, fault: { kind: "token" } },
  ];
  for (const fault of faults.slice(0, -1)) {
    await fetch(`${portal}/_emulator/faults`, { method: "POST", body: JSON.stringify([fault]) });
    await send(page, "failed");
    await visitor.lookAround();
    await fetch(`${portal}/_emulator/faults`, { method: "DELETE" });
  }
  expect(leaksOf(visitor)).toEqual([]);
  expect(emulator.store.count("contact")).toBe(0);

  // From here on the visitor wants it to be kept.
  await page.click("[name=portal-kit-keep]");
  await page.setOfflineMode(true);
  await send(page, "failed");
  const kept = await visitor.lookAround();
  expect(kept.filter(({ where }) => where === "session portalkit.outbox").flatMap(({ text }) => findMarks(text, typedMarks))).toEqual(
    Object.keys(typedMarks),
  );
  await page.setOfflineMode(false);
  await visitor.open("/visit-us/");
  await waitUntil(() => emulator.store.count("contact") === 1, "the outbox is sent on the next page");
  await waitUntil(() => isLinked(started), "the tracker has been told");
  for (const path of ["/", "/get-in-touch/"]) {
    await visitor.open(path);
    const now = await visitor.lookAround();
    expect(now.filter(({ where }) => where === "session portalkit.outbox")).toEqual([]);
  }
  expect(leaksOf(visitor, { isOutboxTicked: true })).toEqual([]);
  const seen = (channel: Channel): string[] => [
    ...new Set(traces.filter((trace) => trace.channel === channel).flatMap(({ text }) => findMarks(text, visitor.marks()))),
  ];
  expect(seen("request-url")).toEqual(["email"]);
  expect(seen("request-header")).toEqual(["token"]);
  // The browser tells of a body after the emulator has had it.
  await waitUntil(() => seen("request-body").includes("contact"), "the body of setUser is seen");
  expect(seen("request-body").sort()).toEqual(["contact", ...Object.keys(typedMarks)].sort());

  await page.click("[data-portal-kit-reopen]");
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.click("[data-portal-kit-reject]")]);
  const left = await visitor.lookAround();
  expect(left.flatMap(({ where, text }) => findMarks(`${where} ${text}`, visitor.marks()))).toEqual([]);
  expect(left.map(({ channel, where }) => `${channel} ${where}`)).not.toContain("cookie _msci");
}

async function playRedirect(started: StartedEmulator): Promise<void> {
  const visitor = await visit(started);
  const { page } = visitor;
  await visitor.open("/get-in-touch/?utm_source=news");
  await page.click("[data-portal-kit-accept]");
  await fill(page);
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.click(`${form} button[type=submit]`)]);
  expect(page.url()).toBe(`${started.emulator.addresses.portal}/visit-us/`);
  await visitor.lookAround();
  await page.goBack({ waitUntil: "load" });
  await visitor.lookAround();
  expect(leaksOf(visitor)).toEqual([]);
  expect(started.emulator.store.query("contact")[0]).toMatchObject({ emailaddress1: typed.emailaddress1 });
}

async function playSignIn(started: StartedEmulator): Promise<void> {
  const { emulator } = started;
  const visitor = await visit(started);
  const { page } = visitor;
  await visitor.open("/get-in-touch/");
  await page.click("[data-portal-kit-accept]");
  await fill(page);
  await send(page, "failed");
  await visitor.lookAround();
  await page.evaluate(() =>
    fetch("/_emulator/sign-in", { method: "POST", body: JSON.stringify({ persona: "ada" }) }).then((response) => response.text()),
  );
  await visitor.open("/get-in-touch/");
  const [own] = emulator.store.query("contact");
  await waitUntil(() => isLinked(started), "who signs in is identified without a form");
  for (const column of Object.keys(typed))
    await page.$eval(`${form} [name=${column}]`, (control) => ((control as HTMLInputElement).value = ""));
  await fill(page);
  await send(page, "done");
  await visitor.lookAround();
  expect(leaksOf(visitor)).toEqual([]);
  expect(emulator.store.query("contact")).toMatchObject([
    { contactid: own?.["contactid"], lastname: typed.lastname, description: typed.description },
  ]);
}

/** The control: what a script lets out by any of these ways is found. */
async function playLeaks(started: StartedEmulator): Promise<void> {
  const visitor = await visit(started);
  const { page } = visitor;
  const leaks: readonly (readonly [string, Channel])[] = [
    ["document.dispatchEvent(new CustomEvent('x', { detail: { a: [email] } }))", "event"],
    ["console.debug({ a: email })", "console"],
    ["setTimeout(() => { throw new Error(email); })", "error"],
    ["Promise.reject({ a: email })", "error"],
    ["localStorage.last = btoa(email)", "storage"],
    ["sessionStorage.setItem('last', email); sessionStorage.removeItem('last')", "storage"],
    ["document.cookie = 'last=' + email", "cookie"],
    ["history.replaceState({ a: email }, '')", "history"],
    ["window.postMessage(email, '*')", "message"],
    ["new BroadcastChannel('x').postMessage(email)", "message"],
    ["indexedDB.open(email)", "database"],
    ["caches.open(email)", "database"],
    ["new Image().src = '/x.png?e=' + email", "request-url"],
    ["fetch('/x', { headers: { 'x-visitor': email } })", "request-header"],
    ["navigator.sendBeacon('/x', email)", "request-body"],
    ["document.body.dataset.last = email", "page"],
    ["document.body.append(email)", "page"],
    ["window.name = email", "global"],
    ["window.last = { a: email }", "global"],
    ["MSCI.setUser({ authId: email })", "request-body"],
    ["location.search = '?e=' + email", "request-url"],
    ["location.hash = email", "history"],
  ];
  await visitor.open("/get-in-touch/");
  await page.click("[data-portal-kit-accept]");
  await page.waitForFunction("window.MSCI && !window.MSCIqueue?.length");
  for (const [statement, channel] of leaks) {
    const start = visitor.traces.length;
    await page.evaluate(`(() => { const email = ${JSON.stringify(typed.emailaddress1)}; ${statement}; })()`);
    const isFound = async (): Promise<boolean> => {
      // Another page may be on its way.
      await visitor.lookAround().catch(() => undefined);
      return findLeaks(visitor.traces.slice(start).map(withoutPortals), typedMarks).some((leak) => leak.startsWith(`email: ${channel} `));
    };
    await waitUntil(isFound, `${statement} is found as ${channel}`);
    // What one leak has left behind must not stand for the next one.
    await visitor.open("/get-in-touch/");
    await page.evaluate(
      "localStorage.clear(), sessionStorage.clear(), window.name = '', document.cookie = 'last=; Max-Age=0', history.replaceState(null, '', '/get-in-touch/')",
    );
  }
}
