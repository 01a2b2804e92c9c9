import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, HTTPRequest, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { launchBrowser } from "../support/browser.ts";
import { applyKit, copySite, distFolder, starterFolder, type TemporarySite } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";

/** What a code site serves for each of its routes: an empty page and its own bundle, here with the kit's module beside it. */
const index = `<!doctype html><html lang="en"><head><title>App</title></head><body><div id="root"></div>
<script>window.told = []; window.failed = []; window.MSCI = { setUser: function (user) { told.push(user); } };
document.addEventListener("portalkit:failed", function (event) { failed.push(event.detail); });</script>
<script type="module">
import { createCapture } from "/portal-kit.mjs";
window.capture = createCapture({ prefetchLookup: true });
await window.capture.identify();
window.isReady = true;
</script></body></html>`;

let browser: Browser;
let site: TemporarySite;
let started: StartedEmulator;
let portal: string;
let context: BrowserContext;

beforeAll(async () => {
  browser = await launchBrowser("chromium");
  site = copySite(starterFolder("enhanced"));
  await applyKit(site);
  started = await startPortal(site.folder);
  portal = started.emulator.addresses.portal;
});
afterAll(async () => {
  await browser?.close();
  await started?.close();
  site?.remove();
});
beforeEach(async () => {
  await fetch(`${portal}/_emulator/reset`, { method: "POST" });
  context = await browser.createBrowserContext();
});
afterEach(() => context.close());

async function openApp(): Promise<Page> {
  const page = await context.newPage();
  const answer = (request: HTTPRequest): Promise<void> => {
    if (request.url() === `${portal}/app`) return request.respond({ status: 200, contentType: "text/html; charset=utf-8", body: index });
    if (request.url() === `${portal}/portal-kit.mjs`)
      return request.respond({
        status: 200,
        contentType: "text/javascript",
        body: readFileSync(join(distFolder, "module/portal-kit.mjs")),
      });
    return request.continue();
  };
  await page.setRequestInterception(true);
  page.on("request", (request) => void answer(request));
  await page.goto(`${portal}/app`);
  await page.waitForFunction("window.isReady");
  return page;
}
const contacts = async (): Promise<readonly Record<string, unknown>[]> => {
  const { org, orgToken } = started.emulator.addresses;
  const response = await fetch(`${org}/api/data/v9.2/contacts?$select=contactid,lastname,emailaddress1`, {
    headers: { authorization: `Bearer ${orgToken}`, accept: "application/json" },
  });
  return ((await response.json()) as { value: Record<string, unknown>[] }).value;
};
const person = `{ lastname: "Example", emailaddress1: "ada@example.com", firstname: null }`;

describe("the module on a page of a code site", () => {
  it("creates the contact, keeps it for the tab and tells the tracker, there and on the next page", async () => {
    const page = await openApp();
    await page.evaluate(`capture.consent("granted"); capture.prefetch("ada@example.com")`);
    expect(await page.evaluate(`capture.submit(${person})`)).toEqual({ ok: true, outcome: "created", certain: true, state: "identified" });
    const [contact, ...others] = await contacts();
    expect(others).toEqual([]);
    expect(contact).toMatchObject({ lastname: "Example", emailaddress1: "ada@example.com" });
    expect(await page.evaluate("told")).toEqual([{ authId: contact?.["contactid"] }]);

    const next = await (async () => {
      await page.goto(`${portal}/app`);
      await page.waitForFunction("window.isReady");
      return page;
    })();
    expect(await next.evaluate("told")).toEqual([]);
    await next.evaluate(`capture.consent("granted"); capture.identify()`);
    expect(await next.evaluate("told")).toEqual([{ authId: contact?.["contactid"] }]);

    expect(await next.evaluate(`capture.submit(${person})`)).toMatchObject({ ok: true, outcome: "reused" });
    expect(await contacts()).toHaveLength(1);
  });

  it("identifies nobody without consent, and forgets with a refusal", async () => {
    const page = await openApp();
    expect(await page.evaluate(`capture.submit(${person})`)).toMatchObject({ ok: true, outcome: "created", state: "pending" });
    expect(await page.evaluate("told")).toEqual([]);
    expect(await page.evaluate("sessionStorage.getItem('contactid')")).toBeNull();
    await page.evaluate(`capture.consent("granted"); capture.identify()`);
    await page.waitForFunction("told.length === 1");
    expect(await page.evaluate("sessionStorage.getItem('contactid')")).toBe((await contacts())[0]?.["contactid"]);
    await page.evaluate(`capture.consent("withdrawn")`);
    expect(await page.evaluate("sessionStorage.getItem('contactid')")).toBeNull();
  });

  it("answers with step and code when the portal does not", async () => {
    const page = await openApp();
    await fetch(`${portal}/_emulator/faults`, {
      method: "POST",
      body: JSON.stringify([{ match: { path: "/_api/" }, fault: { kind: "status", status: 500 } }]),
    });
    expect(await page.evaluate(`capture.submit(${person})`)).toEqual({ ok: false, step: "upsert", code: "server-error" });
    expect(await page.evaluate("failed")).toEqual([{ step: "upsert", code: "server-error" }]);
    expect(await contacts()).toEqual([]);
  });
});
