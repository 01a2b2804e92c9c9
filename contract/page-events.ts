import type { CapturePath } from "./configuration.ts";
import type { CaptureOutcome, ConsentState } from "./names.ts";

/** The paths that write contacts from the page. */
export type ContactPath = Extract<CapturePath, "A" | "A-key" | "A-self">;

/** What the kit's DOM events carry in `detail`: no personal data, no contact id. */
export interface PageEventDetails {
  /** The record of consent: `source` is the consent tool (a `ConsentSource`; "page" where a page of its own says it), `version` that of what was asked, `at` the moment (ISO, UTC). */
  "portalkit:consent": {
    readonly state: ConsentState;
    readonly source: string | undefined;
    readonly version?: string | undefined;
    readonly at: string;
  };
  /**
   * `certain` false: another contact of the same address may exist all the same: an answer was lost on the way, or the look-up may have been answered from
   * the portal's read cache (up to 15 minutes old for contacts made outside the site), or nothing was looked up.
   */
  "portalkit:captured": { readonly path: ContactPath; readonly outcome: CaptureOutcome; readonly certain: boolean };
  "portalkit:identified": { readonly state: "identified" | "pending" };
  "portalkit:failed": { readonly step: string; readonly code: string };
  "portalkit:blocked": { readonly what: string };
}
