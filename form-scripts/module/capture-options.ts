import type { CaptureLookup, ExistingPolicy } from "../../contract/configuration.ts";
import type { ContactPath } from "../../contract/page-events.ts";

/** The same settings as in `portal-kit.config.json`, under `capture` and `identify`; absent ones take the value in brackets. */
export interface CaptureOptions {
  /** ["A"] */
  readonly path?: ContactPath;
  /** ["email"] */
  readonly lookup?: CaptureLookup;
  /** ["immediate"] */
  readonly existing?: ExistingPolicy;
  /** `prefetch` may send the address before it is submitted [false]. */
  readonly prefetchLookup?: boolean;
  /** What was typed may be kept in this tab until it is through, if the visitor has agreed to that [false]. */
  readonly outbox?: boolean;
  /** Forms given to `connect`: sent sooner than this after that, a form is taken for a robot's [0]. */
  readonly minFillMs?: number;
  /** Origins where path "A-key" was proved [none]. */
  readonly keyProvedAt?: readonly string[];
  /** The column Customer Insights was told to identify by ["contactid"]. */
  readonly authColumn?: string;
  /** Where no tracking template keeps the visitor's answer: "none" identifies and stores without asking; otherwise `consent` must have been told "granted" ["opt-in"]. */
  readonly consentMode?: "opt-in" | "none";
}
