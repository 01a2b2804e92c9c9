import type { CaptureOutcome, ConsentState } from "./names.ts";

/** What the kit's DOM events carry in `detail`: no personal data, no contact id. */
export interface PageEventDetails {
  "portalkit:consent": { readonly state: ConsentState };
  "portalkit:captured": { readonly path: "A"; readonly outcome: CaptureOutcome };
  "portalkit:identified": { readonly state: "identified" | "pending" };
  "portalkit:failed": { readonly step: string; readonly code: string };
  "portalkit:blocked": { readonly what: string };
}
