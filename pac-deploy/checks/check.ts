import type { Configuration } from "../../contract/configuration.ts";
import type { SiteEdit } from "../../contract/edit.ts";
import type { Finding, Severity } from "../../contract/finding.ts";
import type { Site } from "../../site/site.ts";
import type { TrackingScript } from "../configuration/parse-tracking-script.ts";
import type { KitState } from "../plan/kit-state.ts";
import type { SiteTracker } from "../plan/find-trackers.ts";
import type { SiteScript } from "../site-code/list-site-scripts.ts";
import type { SiteText } from "../site-code/list-site-texts.ts";

/** What a person reads about a check, in the terminal's words and in docs/checks.md. */
export interface CheckMeta {
  /** Kebab-case; also the name of the check's file. */
  readonly code: string;
  /** The worst that it finds. */
  readonly severity: Severity;
  /** What it finds, and why that matters: one sentence. */
  readonly about: string;
  /** What to do about it: one sentence. */
  readonly advice?: string;
  /** Where the platform's side of it is documented. */
  readonly source?: string;
}

/** A site as the checks see it. What several checks look at is made once, when the first one asks. */
export interface CheckedSite {
  readonly site: Site;
  /** undefined: there is none, and nothing is known of what the site's people want. */
  readonly configuration: Configuration | undefined;
  /** What the kit has done to the site. */
  readonly state: KitState;
  /** Every text there is of the site by path, web files and an application's page included: what a finding's place is looked up in. */
  readonly files: ReadonlyMap<string, string>;
  /** Files of the folder of deployment profiles by path, which are no records of the site. */
  readonly profiles: ReadonlyMap<string, string>;
  /** Texts of the site's own: the kit's records are not among them. */
  readonly texts: readonly SiteText[];
  /** Every script of those texts. */
  readonly scripts: readonly SiteScript[];
  /** Everything of the site's own that tracks, or may. */
  readonly trackers: readonly SiteTracker[];
  /** The script that the kit puts on the pages, or is configured to; undefined: the kit tracks nobody here. */
  readonly script: TrackingScript | undefined;
  /** The value of `make`, made once for this site. */
  once<Value>(make: (checked: CheckedSite) => Value): Value;
}

/** One kind of thing that is wrong with a site, found without changing anything. */
export interface Check {
  readonly meta: CheckMeta;
  find(checked: CheckedSite): readonly Finding[];
  /**
   * Edits that mend these findings, and change nothing else of what the site does.
   * @param findings those of `find` that have `fix: true`, without what a person has accepted. Who does not take them mends all, and is not asked where one is accepted
   */
  fix?(checked: CheckedSite, findings: readonly Finding[]): readonly SiteEdit[];
}
