import puppeteer, { type Browser } from "puppeteer-core";
import { UserError } from "../../contract/user-error.ts";
import { findBrowser } from "../../pac-deploy/verify/browser/find-browser.mjs";
import { chromiumArguments as quietArguments } from "../../pac-deploy/verify/browser/quiet-browser.ts";

/** Without windows, a sandbox that needs rights, and calls home. */
export const chromiumArguments: readonly string[] = ["--headless", "--no-sandbox", ...quietArguments];

/** A browser without anything of its own to do while it is measured. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findBrowser("chromium");
  if (executablePath === undefined) {
    throw new UserError("browser-missing", "no Chromium was found for the benchmark of the form", {
      exitCode: 3,
      hint: "`npm test` installs one where it can; CHROMIUM_PATH names another.",
    });
  }
  return puppeteer.launch({
    browser: "chrome",
    executablePath,
    args: [...chromiumArguments],
    defaultViewport: { width: 1280, height: 900 },
    // Nobody listens in on the requests: that would take the page some of the time that is measured.
    networkEnabled: false,
  });
}
