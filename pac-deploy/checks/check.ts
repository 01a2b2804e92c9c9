import type { Finding, Severity } from "../../contract/finding.ts";
import type { Site } from "../../site/site.ts";
import type { TrackingScript } from "../configuration/parse-tracking-script.ts";
import type { SiteTracker } from "../plan/find-trackers.ts";

/** What a person reads about a check, in the terminal's words and in docs/checks.md. */
export interface CheckMeta {
  /** Kebab-case; also the name of the check's file. */
  readonly code: string;
  /** The worst that it finds. */
  readonly severity: Severity;
  /** What it finds, and why that matters: one sentence. */
  readonly about: string;
  /** Where the platform's side of it is documented. */
  readonly source?: string;
}

/** A site as the checks see it. */
export interface CheckedSite {
  readonly site: Site;
  /** Everything of the site's own that tracks, or may. */
  readonly trackers: readonly SiteTracker[];
  /** The script that the kit puts on the pages, or is configured to; undefined: the kit tracks nobody here. */
  readonly script: TrackingScript | undefined;
}

/** One kind of thing that is wrong with a site, found without changing anything. */
export interface Check {
  readonly meta: CheckMeta;
  find(checked: CheckedSite): readonly Finding[];
}
