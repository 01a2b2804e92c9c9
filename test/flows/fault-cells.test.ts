import type { Browser, BrowserContext, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultHeaderName, faultKinds } from "../../contract/emulator-faults.ts";
import { consentCookieName, contactIdStorageKey, tokenPath } from "../../contract/names.ts";
import type { StateAnswer } from "../../contract/emulator.ts";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { launchBrowser } from "../support/browser.ts";
import { applyKit, copySite, starterFolder, storyConfiguration, type TemporarySite } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";
import { faultCells, nameCell, type FaultCell } from "./fault-cells.ts";

const formPath = "/get-in-touch/";
const formSelector = "form[data-portal-kit-form]";
const maxPresses = 3;
const endedStates = ["done", "pending", "failed"];

let browser: Browser;
const sites: TemporarySite[] = [];
const portals = new Map<FaultCell["existing"], StartedEmulator>();
beforeAll(async () => {
  const start = async (existing: FaultCell["existing"]): Promise<void> => {
    const site = copySite(starterFolder("enhanced"), { ...storyConfiguration, identify: { existing } });
    sites.push(site);
    await applyKit(site);
    const started = await startPortal(site.folder);
    portals.set(existing, started);
    // While a rule that breaks connections stands, none is kept open: the browser itself would send a lost request again.
    await post(started, "faults", [{ match: { path: "/never-asked-for" }, fault: { kind: "cut-before" } }]);
  };
  [browser] = await Promise.all([launchBrowser("chromium"), start("immediate"), start("confirmed")]);
});
afterAll(async () => {
  await browser?.close();
  for (const started of portals.values()) await started.close();
  for (const site of sites) site.remove();
});

async function post({ emulator }: StartedEmulator, name: string, body: unknown): Promise<void> {
  const response = await fetch(`${emulator.addresses.portal}/_emulator/${name}`, { method: "POST", body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
}

const matches: Readonly<Record<FaultCell["call"], readonly [method: string, path: string]>> = {
  token: ["GET", tokenPath],
  "look-up": ["GET", "/_api/contacts"],
  create: ["POST", "/_api/contacts"],
  page: ["GET", formPath],
};

/** What a visitor in a cell has seen and done; the cell is judged by it. */
interface Played {
  readonly end: string;
  readonly presses: number;
  /** What was wrong at a moment nobody could see any more in the end. */
  readonly wrong: readonly string[];
  readonly contacts: readonly string[];
  readonly linked: string | undefined;
  readonly kept: string | null;
}

async function playCell(cell: FaultCell, index: number): Promise<Played> {
  const started = portals.get(cell.existing);
  if (!started) throw new Error("not started");
  const { portal } = started.emulator.addresses;
  const { store } = started.emulator;
  const person = { firstname: "Ada", lastname: `Number ${index}`, emailaddress1: `ada.${index}@example.com`, mobilephone: "+49 30 000000" };
  const ownIds = (): string[] =>
    store
      .query("contact")
      .filter((row) => String(row["emailaddress1"]).toLowerCase() === person.emailaddress1)
      .map((row) => String(row["contactid"]));
  if (cell.visitor === "known") store.insert("contact", { lastname: "Known", emailaddress1: person.emailaddress1.toUpperCase() });
  const context = await browser.createBrowserContext();
  try {
    await context.setCookie({ name: consentCookieName, value: "granted.1.0", domain: new URL(portal).hostname });
    const signedInId = cell.visitor === "signed in" ? await signIn(context, portal) : undefined;
    const wrong: string[] = [];
    let [page, presses] = [await openForm(context, portal, cell), 0];
    await type(page, person);
    let end = "";
    for (; presses < maxPresses && !/done|pending/.test(end);) {
      presses += 1;
      const isFirst = presses === 1;
      const gone = isFirst ? meetFate(page, cell) : undefined;
      await page.click(`${formSelector} button[type=submit]`);
      if ((await gone) === "closed") {
        page = await openForm(context, portal);
        await type(page, person);
        continue;
      }
      end = await readEnd(page);
      if (isFirst) await page.evaluate("window.faultLeft = 0");
      const arrived = signedInId ? 1 : ownIds().length;
      if (/done|pending/.test(end) && arrived === 0) wrong.push("told that it has arrived when it had not");
      if (/failed/.test(end) && !(await isTyped(page, person))) wrong.push("what was typed has gone");
      if (cell.fate === "offline" && isFirst) await page.setOfflineMode(false);
      if (cell.fate === "back" && isFirst && !/done|pending/.test(end)) {
        await page.goto(portal, { waitUntil: "load" });
        await page.goBack({ waitUntil: "load" });
        if (!(await isTyped(page, person))) await type(page, person);
      }
    }
    // The tracker is told at once or not at all; its call takes a moment to arrive.
    const cookie = async (): Promise<string | undefined> => (await context.cookies()).find(({ name }) => name === "_msci")?.value;
    const readLink = async (): Promise<string | undefined> => {
      // Our own endpoint, whose shape is the contract's.
      const { visitors } = (await (await fetch(`${portal}/_emulator/state`)).json()) as StateAnswer;
      const own = await cookie();
      return visitors.find(({ cookieId }) => cookieId === own)?.contactId;
    };
    let linked = await readLink();
    // The tracking library was loaded and sends again what it could not send offline, after 8 s at the latest.
    for (let waited = 0; !linked && waited < (end === "done" ? 15_000 : 300); waited += 100) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      linked = await readLink();
    }
    const kept = await page.evaluate((key) => sessionStorage.getItem(key), contactIdStorageKey);
    return { end, presses, wrong, contacts: signedInId ? [signedInId, ...ownIds()] : ownIds(), linked, kept };
  } finally {
    await context.close();
  }
}

async function signIn(context: BrowserContext, portal: string): Promise<string> {
  const page = await context.newPage();
  await page.goto(portal, { waitUntil: "load" });
  const answer: unknown = await page.evaluate(async () => {
    const response = await fetch("/_emulator/sign-in", { method: "POST", body: JSON.stringify({ persona: "ada" }) });
    return response.json();
  });
  await page.close();
  return String(Reflect.get(Object(answer), "contactId"));
}

/** The form's page, on which the calls of the cell ask the emulator for its faults. */
async function openForm(context: BrowserContext, portal: string, cell?: FaultCell): Promise<Page> {
  const page = await context.newPage();
  if (cell) {
    const [method, path] = matches[cell.call];
    const asked = {
      method,
      path,
      left: cell.times === "press" ? 99 : cell.times,
      header: faultHeaderName,
      faults: JSON.stringify(cell.faults),
    };
    await page.evaluateOnNewDocument(({ method: wanted, path: wantedPath, left, header, faults }) => {
      // A page's own global, so that the test can end it.
      const holder = window as unknown as { faultLeft: number };
      holder.faultLeft = left;
      const own = window.fetch;
      window.fetch = (input, init = {}) => {
        const { pathname } = new URL(input instanceof Request ? input.url : input, location.href);
        if ((init.method ?? "GET") !== wanted || pathname !== wantedPath || holder.faultLeft <= 0) return own(input, init);
        holder.faultLeft -= 1;
        const headers = new Headers(init.headers);
        headers.set(header, faults);
        return own(input, { ...init, headers });
      };
    }, asked);
  }
  await page.goto(`${portal}${formPath}`, { waitUntil: "load" });
  return page;
}

async function type(page: Page, person: Readonly<Record<string, string>>): Promise<void> {
  // Pages of other cells have the focus too.
  await page.evaluate(
    (values, selector) => {
      const form = document.querySelector<HTMLFormElement>(selector);
      for (const [name, value] of Object.entries(values)) {
        const input = form?.querySelector<HTMLInputElement>(`[name=${name}]`);
        if (!input) throw new Error(`no input ${name}`);
        input.focus();
        input.value = value;
        for (const event of ["focusin", "input", "change"]) input.dispatchEvent(new Event(event, { bubbles: true }));
      }
    },
    person,
    formSelector,
  );
}

const isTyped = (page: Page, person: Readonly<Record<string, string>>): Promise<boolean> =>
  page.evaluate(
    (values, selector) =>
      Object.entries(values).every(
        ([name, value]) => document.querySelector<HTMLInputElement>(`${selector} [name=${name}]`)?.value === value,
      ),
    person,
    formSelector,
  );

/** Closes the tab once the call is on its way, or takes the network away once its answer is there. */
async function meetFate(page: Page, cell: FaultCell): Promise<"closed" | undefined> {
  const [method, path] = matches[cell.call];
  const isCall = (request: { method(): string; url(): string }): boolean =>
    request.method() === method && new URL(request.url()).pathname === path;
  if (cell.fate === "closes") {
    await page.waitForRequest(isCall);
    await page.close();
    return "closed";
  }
  if (cell.fate === "offline")
    await new Promise<void>((resolve) => {
      const goOffline = (request: { method(): string; url(): string }): void => {
        // The token may have been asked for, and lost, before the press: then at the next call.
        if (cell.call !== "token" && !isCall(request)) return;
        page.off("requestfailed", goOffline);
        page.off("requestfinished", goOffline);
        void page.setOfflineMode(true).then(resolve, resolve);
      };
      page.on("requestfailed", goOffline);
      page.on("requestfinished", goOffline);
    });
  return undefined;
}

async function readEnd(page: Page): Promise<string> {
  await page.waitForSelector(endedStates.map((state) => `${formSelector}[data-state=${state}]`).join(), { timeout: 25_000 });
  return page.$eval(formSelector, (form) => [form.getAttribute("data-state"), form.getAttribute("data-failure")].filter(Boolean).join(" "));
}

describe("a cell of the fault matrix in Chromium", () => {
  it("is played with every kind of fault there is", () => {
    expect(new Set(faultCells.flatMap(({ faults }) => faults.map(({ kind }) => kind)))).toEqual(new Set(faultKinds));
  });

  // Several at a time: each has a browser context and an address of its own, and mostly waits.
  it.concurrent.each(faultCells.map((cell, index) => [nameCell(cell), cell, index] as const))(
    "%s",
    { timeout: 120_000 },
    async (_, cell, index) => {
      const seen = await playCell(cell, index);
      const isTold = cell.existing === "immediate" || cell.visitor === "signed in";
      expect(seen.wrong).toEqual([]);
      if (cell.existing === "confirmed" && cell.visitor === "known") expect(seen.end).toBe("pending");
      else expect(["done", cell.existing === "confirmed" ? "pending" : ""]).toContain(seen.end);
      expect(seen.contacts).toHaveLength(cell.contacts ?? 1);
      const id = seen.contacts.find((other) => other === seen.linked) ?? seen.contacts[0];
      // Never anybody else's; and with `immediate` always the visitor's.
      if (isTold || seen.linked) expect(seen.linked).toBe(id);
      if (isTold) expect(seen.kept).toBe(id);
      if (seen.end === "pending") expect([seen.linked, seen.kept]).toEqual([undefined, null]);
    },
  );
});
