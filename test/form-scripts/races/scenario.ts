import type { CaptureLookup, ExistingPolicy } from "../../../contract/configuration.ts";
import type { ContactPath } from "../../../contract/page-events.ts";
import type { FaultKind } from "./network.ts";
import type { Delay } from "./scheduler.ts";

/** What a tab's visitor does, one after the other; `after`: how long they wait before it. People are numbers. */
export type Action =
  /** The address is complete, and not sent yet. */
  | { readonly does: "type"; readonly after: Delay; readonly who: number }
  | { readonly does: "submit"; readonly after: Delay; readonly who: number; readonly presses: 1 | 2; readonly tries: number }
  /** A link within the site. */
  | { readonly does: "go on"; readonly after: Delay }
  | { readonly does: "close"; readonly after: Delay }
  | { readonly does: "sign in"; readonly after: Delay; readonly who: number }
  | { readonly does: "sign out"; readonly after: Delay };

export const lockKinds = ["web-locks", "local-storage", "none", "broken"] as const;
/**
 * What keeps the tabs of a browser apart. none: neither Web Locks nor storage, as in a web view without DOM storage · broken: locks that let
 * everybody in, as a control.
 */
export type LockKind = (typeof lockKinds)[number];

export interface BrowserPlan {
  readonly locks: LockKind;
  /** How wrong its clock is. */
  readonly skewMs: number;
  /** How late a timer may be: a tab in the background waits for up to a second. */
  readonly timerLateMs: number;
  readonly tabs: readonly (readonly Action[])[];
}

export interface Scenario {
  readonly family: string;
  readonly seed: number;
  readonly browsers: readonly BrowserPlan[];
  /** Numbers of the people who are contacts already. */
  readonly known: readonly number[];
  /** Made contacts outside the site some time in the schedule. */
  readonly importedLater: readonly number[];
  readonly hasReadCache: boolean;
  /** Chance of a fault, per request. */
  readonly faultRate: number;
  /** What can go wrong; absent: everything. */
  readonly faultKinds?: readonly FaultKind[];
  /** Faults that are left out: to find out which ones a finding needs. */
  readonly mutedFaults: readonly string[];
  readonly lookup: CaptureLookup;
  readonly existing: ExistingPolicy;
  readonly path: ContactPath;
  /** The portal does answer an upsert by alternate key. */
  readonly answersKeys: boolean;
  readonly prefetchLookup: boolean;
  /** Visitors tick the box that keeps what they typed. */
  readonly outbox: boolean;
}

export const emailOf = (who: number): string => `person-${who}@example.com`;

/** Nobody is known, nothing fails, and the site has switched nothing on. */
export const plainScenario = {
  known: [],
  importedLater: [],
  hasReadCache: false,
  faultRate: 0,
  mutedFaults: [],
  lookup: "email",
  existing: "immediate",
  path: "A",
  answersKeys: false,
  prefetchLookup: false,
  outbox: false,
} as const satisfies Partial<Scenario>;
