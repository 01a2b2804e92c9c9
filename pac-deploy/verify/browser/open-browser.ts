import type { Browser, launch } from "puppeteer-core";
import { findAnyBrowser, type FoundBrowser } from "./find-browser.mjs";
import { openVisit, type Visit, type VisitOptions } from "./open-visit.ts";
import { chromiumArguments, firefoxPreferences } from "./quiet-browser.ts";

/** A real browser, closed with the run. */
export interface VerifyBrowser {
  readonly kind: FoundBrowser["kind"];
  /** A visitor whom nobody knows, on a tab of their own. */
  visit(options: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
}

/** It travels with no installation: many never verify, and it is larger than all the rest. */
const driverMissing =
  "the package puppeteer-core, which drives the browser, is not installed: run `npm install puppeteer-core@24` where portal-kit is installed (with -g for one that is global)";

/** Starts the browser that is there; otherwise says what is missing, for the steps that need one. */
export async function openBrowser(
  found: FoundBrowser | undefined = findAnyBrowser(),
): Promise<VerifyBrowser | { readonly missing: string }> {
  if (found === undefined) return { missing: "no Chromium, Chrome, Edge or Firefox was found; CHROMIUM_PATH or FIREFOX_PATH names one" };
  const driver = await loadDriver();
  if (driver === undefined) return { missing: driverMissing };
  let browser: Browser;
  try {
    browser = await driver.launch(
      found.kind === "chromium"
        ? {
            browser: "chrome",
            executablePath: found.path,
            headless: true,
            // Chromium starts no sandbox as root, as in most containers; the pages are the person's own.
            args: [...chromiumArguments, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
          }
        : { browser: "firefox", executablePath: found.path, headless: true, extraPrefsFirefox: firefoxPreferences },
    );
  } catch (error) {
    return { missing: `${found.path} did not start: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}` };
  }
  return {
    kind: found.kind,
    visit: (options) => openVisit(browser, options),
    close: () => browser.close(),
  };
}

/** Loaded only where a browser is to be driven. */
async function loadDriver(): Promise<{ readonly launch: typeof launch } | undefined> {
  try {
    return await import("puppeteer-core");
  } catch (error) {
    // An error of Node carries its code.
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
