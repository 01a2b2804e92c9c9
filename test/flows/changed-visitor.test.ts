import type { Browser, BrowserContext, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { antiForgeryName } from "../../contract/names.ts";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { launchBrowser } from "../support/browser.ts";
import { applyKit, copySite, starterFolder, type TemporarySite } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";

const person = { firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com" };

let browser: Browser;
let site: TemporarySite;
let started: StartedEmulator;
let context: BrowserContext;
beforeAll(async () => {
  site = copySite(starterFolder("enhanced"));
  await applyKit(site);
  [browser, started] = await Promise.all([launchBrowser("chromium"), startPortal(site.folder)]);
});
beforeEach(async () => {
  context = await browser.createBrowserContext();
});
afterEach(async () => {
  await context.close();
  await fetch(`${started.emulator.addresses.portal}/_emulator/reset`, { method: "POST" });
});
afterAll(async () => {
  await browser?.close();
  await started?.close();
  site?.remove();
});

const open = async (path: string): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(`${started.emulator.addresses.portal}${path}`, { waitUntil: "load" });
  return page;
};
const type = async (page: Page): Promise<void> => {
  await page.bringToFront();
  for (const [name, value] of Object.entries(person)) await page.type(`[name=${name}]`, value);
};
/** The token that typing has fetched, as an anonymous visitor's, is there. */
const tokenFetched = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/_layout/tokenhtml")));
const typed = (page: Page): Promise<unknown> =>
  page.evaluate(
    (names) => Object.fromEntries(names.map((name) => [name, document.querySelector<HTMLInputElement>(`[name=${name}]`)?.value])),
    Object.keys(person),
  );
const press = async (page: Page): Promise<string | undefined> => {
  await page.bringToFront();
  await page.click("[data-portal-kit-form] button[type=submit]");
  const ended = await page.waitForSelector("[data-portal-kit-form]:is([data-state=done],[data-state=failed])");
  return ended?.evaluate((form) => [form.getAttribute("data-state"), form.getAttribute("data-failure")].filter(Boolean).join(" "));
};
/** Through the site, as a person does in another tab. */
const signIn = async (): Promise<void> => {
  const tab = await open(`/SignIn?returnUrl=${encodeURIComponent("/workshops/")}`);
  for (const selector of ['form[action="/Account/Login/ExternalLogin"] button', 'button[name=persona][value="ada"]'])
    await Promise.all([tab.waitForNavigation({ waitUntil: "load" }), tab.click(selector)]);
  await tab.close();
};
const contacts = (): readonly unknown[] => started.emulator.store.query("contact").map((row) => row["emailaddress1"]);

describe("a form that was open while the visitor changed", () => {
  it("gets through when the token's cookie has gone", async () => {
    const page = await open("/get-in-touch/");
    await type(page);
    await tokenFetched(page);
    const cookies = await context.cookies();
    const token = cookies.filter(({ name }) => name === antiForgeryName);
    expect(token).toHaveLength(1);
    await context.deleteCookie(...token);
    expect(await press(page)).toBe("done");
    expect(contacts()).toEqual([person.emailaddress1]);
  });

  it("credits nobody after a sign-out elsewhere, keeps what was typed, and gets through after a reload", async () => {
    await signIn();
    const page = await open("/get-in-touch/");
    await type(page);
    const before = contacts();
    await (await open("/Account/Login/LogOff?returnUrl=%2F")).close();
    expect(await press(page)).toBe("failed session session-expired");
    expect(await typed(page)).toEqual(person);
    expect(await page.$eval("[data-portal-kit-errors]", (summary) => summary.textContent)).toContain("reload the page");
    expect(contacts()).toEqual(before);
    await page.reload({ waitUntil: "load" });
    await type(page);
    expect(await press(page)).toBe("done");
    expect(contacts()).toHaveLength(before.length + 1);
    expect(contacts()).toContain(person.emailaddress1);
  });

  it("says so after a sign-in elsewhere, and knows who is signed in after a reload", async () => {
    const page = await open("/get-in-touch/");
    await type(page);
    await tokenFetched(page);
    await signIn();
    const before = contacts();
    expect(await press(page)).toBe("failed session session-expired");
    expect(await typed(page)).toEqual(person);
    await page.reload({ waitUntil: "load" });
    await type(page);
    expect(await press(page)).toBe("done");
    expect(contacts()).toEqual(before);
  });
});
