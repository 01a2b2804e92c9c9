import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { launchBrowser } from "../support/browser.ts";
import { applyKit, copySite, starterFolder, type TemporarySite } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe("the timeline beside the portal", () => {
  let browser: Browser;
  let site: TemporarySite;
  let started: StartedEmulator;
  let timeline: Page;
  const shows = (text: string): Promise<unknown> =>
    timeline.waitForFunction((wanted) => document.body.innerText.includes(wanted), { timeout: 10_000 }, text);

  beforeAll(async () => {
    site = copySite(starterFolder("standard"));
    await applyKit(site);
    [browser, started] = await Promise.all([launchBrowser("chromium"), startPortal(site.folder)]);
    timeline = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await started?.close();
    site?.remove();
  });

  it("follows a visitor from the first view to a known contact by itself, and shows no personal data unasked", async () => {
    const { portal, console } = started.emulator.addresses;
    await timeline.goto(console, { waitUntil: "load" });
    await timeline.waitForSelector("a[href$='/get-in-touch']", { visible: true });

    const visitor = await browser.newPage();
    await visitor.goto(`${portal}/get-in-touch/`, { waitUntil: "load" });
    await visitor.click("[data-portal-kit-accept]");
    await timeline.bringToFront();
    await shows("Anonymous visitor");

    await visitor.bringToFront();
    await visitor.type("[name=lastname]", "Example");
    await visitor.type("[name=emailaddress1]", "timeline@example.com");
    await visitor.click("form[data-portal-kit-form] button[type=submit]");
    await visitor.waitForSelector("form[data-state=done]");
    await timeline.bringToFront();
    await shows("Linked to the contact by setUser");
    expect(await timeline.evaluate(() => document.body.innerText)).not.toMatch(/timeline@example\.com|Example/);

    const refresh = await timeline.waitForSelector("::-p-text(Run a Customer Insights refresh)");
    await refresh?.click();
    await timeline.waitForFunction(() => /Known/.test(document.querySelector(".badge")?.textContent ?? ""), { timeout: 10_000 });
    const state = (await (await fetch(`${portal}/_emulator/state`)).json()) as { visitors: { state: string }[] };
    expect(state.visitors.map((one) => one.state)).toEqual(["known"]);
  });

  it.each(["light", "dark"])("has no accessibility violation in the %s scheme", async (scheme) => {
    await timeline.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: scheme },
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    // The console's own policy lets no script of others in; the test's comes through the debugger.
    await timeline.evaluate(axe);
    const violations = await timeline.evaluate(async () => {
      const { violations: found } = (await (window as unknown as { axe: { run(): Promise<unknown> } }).axe.run()) as {
        violations: { id: string; nodes: { html: string }[] }[];
      };
      return found.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`);
    });
    expect(violations).toEqual([]);
  });
});
