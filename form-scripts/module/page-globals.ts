import type { PageEventDetails } from "../../contract/page-events.ts";

/** The kit's events on `document`, as `addEventListener` sees them. */
export type PageEvents = { [Name in keyof PageEventDetails]: CustomEvent<PageEventDetails[Name]> };

/** What the kit needs of `window.MSCI`; the tracking library replaces its stub, so look it up at each call. */
export interface InsightsTracker {
  setUser?(user: { readonly authId: string }): void;
}

declare global {
  interface DocumentEventMap extends PageEvents {}
  interface Window {
    MSCI?: InsightsTracker;
  }
}
