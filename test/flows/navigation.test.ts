import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StateAnswer, Visitor } from "../../contract/emulator.ts";
import type { StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { launchBrowser } from "../support/browser.ts";
import { applyKit, copySite, starterFolder, type TemporarySite } from "../support/kit-site.ts";
import { startPortal } from "../support/start-portal.ts";
import { waitUntil } from "../support/wait-until.ts";

const cells = [
  { navigation: "track-view", hasNavigation: true },
  { navigation: "track-view", hasNavigation: false },
  { navigation: "off", hasNavigation: true },
];

describe.each(cells)("a page that changes its address: $navigation, Navigation API $hasNavigation", ({ navigation, hasNavigation }) => {
  let browser: Browser;
  let site: TemporarySite;
  let started: StartedEmulator;
  let page: Page;

  beforeAll(async () => {
    site = copySite(starterFolder("standard"), { tracking: { script: "tracking.html", navigation } });
    await applyKit(site);
    [browser, started] = await Promise.all([launchBrowser("chromium"), startPortal(site.folder)]);
    page = await browser.newPage();
    if (!hasNavigation) await page.evaluateOnNewDocument("delete window.navigation");
  });
  afterAll(async () => {
    await browser?.close();
    await started?.close();
    site.remove();
  });

  const views = async (): Promise<number> => {
    const response = await fetch(`${started.emulator.addresses.portal}/_emulator/state`);
    // Our own endpoint, whose shape is the contract's.
    const visitors: readonly Visitor[] = ((await response.json()) as StateAnswer).visitors;
    return visitors[0]?.views ?? 0;
  };
  /** Views after a change of the address, once whatever it brings has arrived. */
  const viewsAfter = async (change: string): Promise<number> => {
    await page.evaluate(change);
    await new Promise((resolve) => setTimeout(resolve, 500));
    return views();
  };

  it("counts one view for each change, none before consent, none for what a Journeys link adds", async () => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(started.emulator.addresses.portal, { waitUntil: "load" });
    expect(await page.evaluate("'navigation' in window")).toBe(hasNavigation);
    expect(await viewsAfter("history.pushState(null, '', '?tab=0')")).toBe(0);
    await page.click("[data-portal-kit-accept]");
    await waitUntil(async () => (await views()) === 1, "the first view arrives");
    const counts = [
      await viewsAfter("history.pushState(null, '', '?tab=1')"),
      await viewsAfter("location.hash = '#/part'"),
      await viewsAfter("history.replaceState(null, '', '#/part&msdynmkt_trackingcontext=1')"),
      await viewsAfter("history.back()"),
      await viewsAfter("history.back()"),
    ];
    expect(counts).toEqual(navigation === "off" ? [1, 1, 1, 1, 1] : [2, 3, 3, 4, 5]);
    expect(errors).toEqual([]);
  });
});
