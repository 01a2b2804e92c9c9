import puppeteer, { type Browser } from "puppeteer-core";
import { chromiumArguments } from "../../bench/capture/launch-chromium.ts";
import { findBrowser, type BrowserKind } from "../../pac-deploy/verify/browser/find-browser.mjs";
import { firefoxPreferences } from "../../pac-deploy/verify/browser/quiet-browser.ts";

/** The one driver of all browser tests: puppeteer over the DevTools protocol (Chromium) and WebDriver BiDi (Firefox). */
export async function launchBrowser(kind: BrowserKind): Promise<Browser> {
  const executablePath = findBrowser(kind);
  if (executablePath === undefined) throw new Error(`No ${kind} found; \`npm test\` installs it where it can.`);
  return kind === "chromium"
    ? puppeteer.launch({ browser: "chrome", executablePath, args: [...chromiumArguments], defaultViewport: { width: 1280, height: 900 } })
    : puppeteer.launch({
        browser: "firefox",
        executablePath,
        headless: true,
        extraPrefsFirefox: firefoxPreferences,
        defaultViewport: { width: 1280, height: 900 },
      });
}
