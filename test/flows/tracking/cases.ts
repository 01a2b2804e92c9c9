import { trackingVariants } from "../../../pac-deploy/kit-files.ts";
import { browserKinds } from "../../../pac-deploy/verify/browser/find-browser.mjs";
import { starters } from "../../support/kit-site.ts";
import { coverPairs, listCombinations, type CaseOf } from "./cover-pairs.ts";

/** Public sites of other people, by their place below the folder that `PORTAL_KIT_PUBLIC_SITES` names. */
export const publicSites = {
  jumpstart: "papadok24+Power-Pages-Jumpstart/src/pawsfirst---pawsfirst-pa911",
  "gds-page": "MSmithTriad+GDS-Power-Page",
  "starter-portal": "microsoft+power-apps-portals-webpack/portal/starter-portal",
  "two-languages": "alfredofosu+wet-boew-power-pages-template/enhanced-data-model/gcweb-power-pages-template",
} as const;
export type PublicSite = keyof typeof publicSites;
// The keys of the table above.
const publicNames = Object.keys(publicSites) as PublicSite[];

export const factors = {
  site: [...starters, ...publicNames],
  placement: ["header", "head-bottom", "tracking-code"],
  /** none; the default of sites created since November 2025; one that lists where scripts may connect to. */
  policy: ["none", "new-site", "strict"],
  source: trackingVariants,
  /** What the visitor has answered when the first page is opened, and does there. */
  state: ["unknown", "granted", "granted later", "denied", "withdrawn"],
  visitor: ["anonymous", "signed in"],
  browser: browserKinds,
} as const;
export type TrackingCase = CaseOf<typeof factors>;

export const isPublic = (site: TrackingCase["site"]): site is PublicSite => site in publicSites;

/** Where nobody is asked, nobody can refuse. */
export const combinations = listCombinations(factors, ({ source, state }) => source !== "none" || state === "granted");

/** The starters alone have every pair that they can have; the public sites bring those of their own. */
const local = coverPairs(combinations.filter(({ site }) => !isPublic(site)));
export const pairwiseCases: readonly TrackingCase[] = [...local, ...coverPairs(combinations, local)];

/** Each case in the browser it was given, or, with `PORTAL_KIT_MATRIX=all`, in both. */
export const playsAll = process.env["PORTAL_KIT_MATRIX"] === "all";
export const totalRuns = pairwiseCases.length * browserKinds.length;

export const nameCase = ({ site, placement, policy, source, state, visitor }: TrackingCase): string =>
  `${site}, ${placement}, policy ${policy}, ${source}: ${state}, ${visitor}`;
