import type { Page } from "puppeteer-core";

/** What the measurements of the form share. */
export interface CaptureBench {
  readonly root: string;
  /** For files of the measurement; it goes when all is done. */
  readonly folder: string;
  /** Starts the emulator on a site, in a process of its own. Resolves with the address of the page with the form. */
  readonly serve: (siteFolder: string, database?: string) => Promise<string>;
  /** A page of a visitor of its own, with the recorder in place. */
  readonly openPage: () => Promise<Page>;
}

/** Of the configuration's `capture`: the visitors here fill the form in quicker than people do, and are to be let through. */
export const quickVisitors = { minFillMs: 0 };
