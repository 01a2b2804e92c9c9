import puppeteer, { type Browser } from "puppeteer-core";
import { chromiumArguments } from "../../bench/capture/launch-chromium.ts";
import { findBrowser } from "../../setup/find-browsers.mjs";

export const browserKinds = ["chromium", "firefox"] as const;
export type BrowserKind = (typeof browserKinds)[number];

/** Firefox's own calls home, switched off: a test talks to this machine only. */
const firefoxPreferences = {
  "app.update.disabledForTesting": true,
  "browser.newtabpage.activity-stream.feeds.system.topstories": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.safebrowsing.provider.google4.updateURL": "",
  "datareporting.healthreport.uploadEnabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "toolkit.telemetry.unified": false,
};

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
