import type { ConsentState } from "../../../contract/names.ts";
import type { ConsentTool } from "../../support/consent-tools/consent-tool.ts";
import { bannerVersion } from "../../support/consent-tools/consent-tools.ts";
import type { TrackingCase } from "./cases.ts";

/** What is true of the visitor's page, and of the emulator behind it, when the page has come to rest. */
export interface Look {
  readonly state: ConsentState | null;
  /** Script elements of the tracking library on the page. */
  readonly scripts: number;
  /** How often the emulator was asked for the library since the look before. */
  readonly library: number;
  /** Whether the page has asked the insights origin for anything since then. */
  readonly calls: boolean;
  /** Views that have arrived at the collector, all together. */
  readonly views: number;
  /** Whom the tracker has named so far. */
  readonly users: readonly string[];
  /** Cookies that are neither the portal's nor the consent tool's. */
  readonly cookies: readonly string[];
  /** What the kit keeps in the browser while the visitor is not to be tracked. */
  readonly kept: readonly string[];
}

/** One run: everything that can be said for or against it. */
export interface Run {
  readonly looks: readonly Look[];
  /** `portalkit:consent`, page by page. */
  readonly told: readonly ConsentState[];
  /** Who says so in them, of which question, and whether the time is one. */
  readonly records: readonly string[];
  /** `portalkit:blocked` and `portalkit:failed`, as JSON. */
  readonly troubles: readonly string[];
  /** Every origin that was asked for anything, besides those that the site asks without the kit. */
  readonly strangers: readonly string[];
  /** Requests of the tracker that were not answered. */
  readonly refused: readonly string[];
  /** What the policy blocked, and errors on the console, besides the site's own. */
  readonly violations: readonly string[];
  readonly errors: readonly string[];
}

interface Step {
  readonly state: ConsentState;
  /** The page is another, or loaded anew. */
  readonly isLoad: boolean;
}

const load = (state: ConsentState): Step => ({ state, isLoad: true });
const answer = (state: ConsentState): Step => ({ state, isLoad: false });

/** Each visits two pages, and answers on the first. */
const stepsOf: Readonly<Record<TrackingCase["state"], readonly Step[]>> = {
  unknown: [load("unknown"), load("unknown")],
  granted: [load("granted"), load("granted")],
  "granted later": [load("unknown"), answer("granted"), load("granted")],
  denied: [load("unknown"), answer("denied"), load("denied")],
  // The page of a withdrawal is loaded anew.
  withdrawn: [load("granted"), load("denied"), load("denied")],
};

/** What a run has to come to, from the case alone. */
export function expectRun({ state, visitor, source }: TrackingCase, tool: ConsentTool, contactId: string): Run {
  let views = 0;
  const looks = stepsOf[state].map((step): Look => {
    const isGranted = step.state === "granted";
    if (isGranted) views += 1;
    return {
      state: step.state,
      scripts: isGranted ? 1 : 0,
      library: isGranted ? 1 : 0,
      calls: isGranted,
      views,
      users: visitor === "signed in" && views > 0 ? [contactId] : [],
      cookies: isGranted ? ["_msci"] : [],
      kept: [],
    };
  });
  const told = stepsOf[state].flatMap((step, index): ConsentState[] => [
    ...(state === "withdrawn" && index === 1 ? (["withdrawn"] as const) : []),
    // A tool that has to load says nothing at first.
    ...(step.isLoad && tool.isLate && step.state !== "unknown" ? (["unknown"] as const) : []),
    step.state,
  ]);
  const version = source === "banner" ? bannerVersion : undefined;
  return { looks, told, records: [`${source} ${version} true`], troubles: [], strangers: [], refused: [], violations: [], errors: [] };
}
