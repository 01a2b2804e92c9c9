import type { CaptureOutcome, ConsentState } from "../../contract/names.ts";
import type { CaptureFailureCode, CaptureStep } from "../contact-capture/capture-failure.ts";

/** Contact column → value; empty and absent ones are not sent. */
export type CaptureValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** How a submission has ended; no contact id and nothing that was typed. */
export type CaptureResult =
  | {
      readonly ok: true;
      readonly outcome: CaptureOutcome;
      /** False: another contact of the same address may exist all the same; see the event `portalkit:captured`. */
      readonly certain: boolean;
      /** identified: the tracker on this page has been told who the visitor is · pending: not yet (no consent, no tracker, or an address that is to be confirmed). */
      readonly state: "identified" | "pending";
    }
  | { readonly ok: false; readonly step: CaptureStep; readonly code: CaptureFailureCode };

export interface Capture {
  /** Submits one contact: validate → token → upsert → session → setUser. Never rejects. `keep`: the visitor has agreed to the outbox. */
  submit(values: CaptureValues, options?: { readonly keep?: boolean }): Promise<CaptureResult>;
  /** Makes a form of the page a capture form: inputs are named by column; errors, states and texts as in the kit's own form. */
  connect(form: HTMLFormElement): void;
  /** Sends the look-up before the submission, with `prefetchLookup: true`, whenever the visitor has completed an address. Fetches the token in any case. */
  prefetch(email: string): void;
  /** Finishes a submission that an earlier page of this tab could not, if it was kept. */
  resume(): Promise<void>;
  /** Says what the visitor has answered, where no tracking template does. */
  consent(state: ConsentState): void;
  /**
   * Tells the tracker of this page whom the tab session or the sign-in knows, if there is consent: call it once per page, and again after `consent("granted")`.
   * `authId`: what Customer Insights knows a signed-in visitor by, where that is not the contact id; "" where there is none.
   */
  identify(authId?: string): Promise<void>;
}
