import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBrowser } from "../../pac-deploy/verify/browser/find-browser.mjs";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { launchBrowser } from "../support/browser.ts";
import { applyKit, copySite, starterFolder, type TemporarySite } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";
import { waitUntil } from "../support/wait-until.ts";

// `npm test` says so where there is no Firefox; in CI there must be one.
describe.skipIf(findBrowser("firefox") === undefined && !process.env["CI"])("in Firefox", () => {
  let browser: Browser;
  let site: TemporarySite;
  let started: StartedEmulator;
  beforeAll(async () => {
    site = copySite(starterFolder("enhanced"));
    await applyKit(site);
    [browser, started] = await Promise.all([launchBrowser("firefox"), startPortal(site.folder)]);
  });
  afterAll(async () => {
    await browser?.close();
    await started?.close();
    site?.remove();
  });

  it("a visitor who accepts and sends the form is linked to a new contact", async () => {
    const { emulator } = started;
    const page = await browser.newPage();
    await page.goto(`${emulator.addresses.portal}/get-in-touch/`, { waitUntil: "load" });
    await page.waitForSelector("[data-portal-kit-accept]", { visible: true });
    await page.click("[data-portal-kit-accept]");
    await page.type("[name=lastname]", "Example");
    await page.type("[name=emailaddress1]", "fox@example.com");
    await page.click("form[data-portal-kit-form] button[type=submit]");
    await page.waitForSelector("form[data-state=done]");
    const [contact] = emulator.store.query("contact");
    expect(contact).toMatchObject({ lastname: "Example", emailaddress1: "fox@example.com" });
    await waitUntil(
      () => emulator.store.query("msdynci_personalizationuser").some((row) => row["msdynci_userauthid"] === contact?.["contactid"]),
      "setUser reaches Customer Insights",
    );
  });
});
