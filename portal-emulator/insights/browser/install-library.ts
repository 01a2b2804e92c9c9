import type { TrackerProduct } from "../event-batch.ts";
import type { LibrarySettings } from "../library-settings.ts";
import { Analytics } from "./analytics.ts";
import { takeOverQueue } from "./take-over-queue.ts";
import type { QueueEntry } from "./take-over-queue.ts";

export type Page = Window & typeof globalThis;

export interface LibraryOptions {
  readonly page: Page;
  /** Address this script was loaded from, e.g. `http://127.0.0.1:4000/@download.pi.dynamics.com/sdk/CI-SDKs/web/msci-1.1.0.js`. */
  readonly source: string;
  readonly settings: LibrarySettings;
}

/** What the pasted loader leaves on the page before the library arrives, and what the library makes of it. */
interface TrackerGlobals {
  MSCIqueue?: { push(...entries: QueueEntry[]): number } & Iterable<QueueEntry>;
  [name: string]: unknown;
}

/**
 * Takes over from the loader: runs its queued calls in order, answers later ones at once, and exposes `window.MSCI.Analytics`.
 * A second library on the same page finds the first one there and leaves the page to it; what the real ones do then is not public.
 */
export function installLibrary({ page, source, settings }: LibraryOptions): void {
  // The loader's names are not in the DOM's types.
  const globals = page as unknown as TrackerGlobals;
  if (hasAnalytics(globals["MSCI"])) return;

  const product: TrackerProduct = /\/WebTracking\.bundle\.js(?:[?#]|$)/.test(source) ? "journeys" : "data";
  const libraryOrigin = URL.canParse(source) ? new URL(source).origin : page.location.origin;
  const instances = new Map<string, Analytics>();

  class PageAnalytics extends Analytics {
    /** As `new window.MSCI.Analytics` of the loader: no arguments. */
    constructor() {
      super({ page, product, libraryOrigin, settings });
    }
  }

  const queue = (globals.MSCIqueue ??= []);
  takeOverQueue(queue, {
    create(name) {
      const instance = new PageAnalytics();
      instances.set(name, instance);
      // A call on a stub somebody kept still arrives: it goes through the queue, which finds the instance by name.
      globals[name] = instance;
    },
    find: (name) => instances.get(name),
  });
  const root = globals["MSCI"];
  globals["MSCI"] = Object.assign(typeof root === "object" && root !== null ? root : {}, { Analytics: PageAnalytics });
}

const hasAnalytics = (value: unknown): boolean => typeof value === "object" && value !== null && "Analytics" in value;
