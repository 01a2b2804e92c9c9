import type { CaptureLookup, ExistingPolicy, SuccessKind } from "../../contract/configuration.ts";
import type { ContactPath } from "../../contract/page-events.ts";

/** See the configuration's `capture` and `identify`: texts as `captureSettings` has them, since that is how a page carries them. Absent ones are off, or as said. */
export interface CaptureSettings {
  readonly path: ContactPath;
  /** "email" */
  readonly lookup?: CaptureLookup;
  readonly prefetchLookup?: "true";
  readonly outbox?: "true";
  /** Origins, separated by blanks. */
  readonly keyProvedAt?: string;
  /** The column Customer Insights identifies by. */
  readonly authColumn: string;
  /** "immediate" */
  readonly existing?: ExistingPolicy;
  /** "none": the site asks nobody for consent. Counts only where the tracking template is not on the page. */
  readonly consentMode?: string;
  readonly minFillMs?: string;
  /** "message" */
  readonly successKind?: SuccessKind;
  /** Nothing with a message. */
  readonly successUrl?: string;
}

/** Settings of an element: its `data-` attributes. */
export function readCaptureSettings({ dataset }: HTMLElement): CaptureSettings {
  // `plan` has written them, or nobody.
  return { path: "A", authColumn: "contactid", ...(dataset as object) };
}
