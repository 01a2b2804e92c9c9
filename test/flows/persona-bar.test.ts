import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmulator, type StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { readSite } from "../../site/read-site.ts";
import { launchBrowser } from "../support/browser.ts";
import { distFolder, starterFolder } from "../support/kit-site.ts";

let browser: Browser;
let started: StartedEmulator;
beforeAll(async () => {
  browser = await launchBrowser("chromium");
  const site = await readSite(starterFolder("enhanced"));
  started = await startEmulator({ site, database: ":memory:", distFolder, personaBar: true }, { portal: 0, org: 0, insights: 0 });
});
afterAll(async () => {
  await browser?.close();
  await started?.close();
});

const bar = `document.querySelector("[data-portal-kit-personas]").shadowRoot`;
const readEmail = (page: Page): Promise<unknown> => page.evaluate("window.Microsoft.Dynamic365.Portal.User.email");
const load = async (page: Page, act: () => Promise<unknown>): Promise<void> => {
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), act()]);
};

describe.each([
  ["a desk", 1280],
  ["a phone", 360],
])("the bar of personas on %s", (_, width) => {
  it("shows the page for somebody else by keyboard alone, under the site's policy", async () => {
    const page = await browser.newPage();
    await page.setViewport({ width, height: 800 });
    const errors: string[] = [];
    page.on("console", (message) => void (message.type() === "error" && errors.push(message.text())));
    const address = `${started.emulator.addresses.portal}/visit-us/?a=b`;
    await page.goto(address, { waitUntil: "load" });
    await page.evaluate(`${bar}.querySelector("summary").focus()`);
    await page.keyboard.press("Enter");
    const { left, right, top } = (await page.evaluate(`${bar}.querySelector("form").getBoundingClientRect().toJSON()`)) as DOMRect; // what toJSON gives
    expect([left >= 0, right <= width, top >= 0]).toEqual([true, true, true]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await load(page, () => page.keyboard.press("Enter"));
    expect([page.url(), await readEmail(page)]).toEqual([address, "ada.marlow@example.com"]);
    await page.evaluate(`${bar}.querySelector("summary").click()`);
    await load(page, () => page.evaluate(`${bar}.querySelector("button[value=anonymous]").click()`));
    expect([page.url(), await readEmail(page), errors]).toEqual([address, "", []]);
    await page.close();
  });
});
