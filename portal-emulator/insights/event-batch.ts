/**
 * What the stand-in library sends to the stand-in collector: JSON as `text/plain`, so that no preflight is needed and `sendBeacon` can carry it.
 * The real wire format is not public; this one is our own.
 */
export interface EventBatch {
  readonly version: 1;
  readonly product: TrackerProduct;
  readonly ingestionKey: string;
  readonly sdkVersion: string;
  /** Value of `_msci`: a lower-case GUID; "" of Customer Insights - Journeys, which has no such cookie. */
  readonly cookieId: string;
  /** Of Customer Insights - Journeys: what identifies the visitor, from its two cookies; at least one is not empty, since anonymous visits are not recorded. */
  readonly trackingContext?: string;
  readonly formSubmissionId?: string;
  /** Milliseconds of the browser's clock when the batch left; an event's age is `sentAtMs - atMs`. */
  readonly sentAtMs: number;
  readonly events: readonly TrackedEvent[];
}

/** data: Customer Insights - Data, which personalizes · journeys: Customer Insights - Journeys, which does not. */
export const trackerProducts = ["data", "journeys"] as const;
export type TrackerProduct = (typeof trackerProducts)[number];

/** The action types of the web interaction columns. https://learn.microsoft.com/dynamics365/customer-insights/journeys/interaction-journey-decision */
export const actionTypes = ["LClick", "MClick", "RClick", "KEnter", "KSpace"] as const;
export type ActionType = (typeof actionTypes)[number];

export interface ViewedPage {
  readonly name: string;
  readonly title: string;
  readonly type: string;
  readonly uri: string;
  /** Names of the views before this one in the session, newest first, comma-separated. */
  readonly previousViews: string;
  readonly referrerUri: string;
  readonly referrerTitle: string;
}

export interface PageAction {
  readonly name: string;
  readonly type: ActionType;
  /** Address of the link, or "" when the element leads nowhere. */
  readonly target: string;
  readonly elementId: string;
  readonly isOutbound: boolean;
  /** Milliseconds since the page was viewed. */
  readonly elapsedMs: number;
  /** `x,y` in the viewport; `0,0` from the keyboard. */
  readonly coordinates: string;
}

interface EventOccasion {
  /** Unique per event; a batch sent twice is stored once. */
  readonly signalId: string;
  readonly atMs: number;
  readonly timezone: string;
  readonly sessionId: string;
  readonly sessionDurationMs: number;
  /** What `setUser` said before this event; "" when it was not called. */
  readonly authId: string;
  readonly page: ViewedPage;
}

export type TrackedEvent =
  | (EventOccasion & { readonly kind: "view" })
  | (EventOccasion & { readonly kind: "action"; readonly action: PageAction })
  | (EventOccasion & { readonly kind: "user" })
  /** `trackEvent`: exists as a method, no table is documented for it, nothing is stored. */
  | (EventOccasion & { readonly kind: "custom"; readonly name: string });
