import type { Configuration } from "../../contract/configuration.ts";
import type { Site } from "../../site/site.ts";
import type { TrackingScript } from "../configuration/parse-tracking-script.ts";
import { findTrackersIn } from "../plan/find-trackers.ts";
import { emptyState, type KitState } from "../plan/kit-state.ts";
import { listSiteScripts } from "../site-code/list-site-scripts.ts";
import { listSiteTexts, type SiteText } from "../site-code/list-site-texts.ts";
import type { CheckedSite } from "./check.ts";

export interface CheckedSiteInput {
  readonly configuration?: Configuration | undefined;
  readonly script?: TrackingScript | undefined;
  readonly state?: KitState | undefined;
  /** Texts of web files by path, which a site does not hold: see `readWebFileTexts`. */
  readonly webFiles?: ReadonlyMap<string, string> | undefined;
  /** Files of the folder of deployment profiles: see `readProfileTexts`. */
  readonly profiles?: ReadonlyMap<string, string> | undefined;
  /** A code site's own page, which lies outside of the site folder: see `readApplication`. */
  readonly application?: SiteText | undefined;
}

/** A site with what its checks share. */
export function createCheckedSite(site: Site, input: CheckedSiteInput): CheckedSite {
  const {
    configuration,
    script,
    state = emptyState,
    webFiles = new Map<string, string>(),
    profiles = new Map<string, string>(),
    application,
  } = input;
  const texts = () => [...listSiteTexts(site, webFiles), ...(application === undefined ? [] : [application])];
  const files = () =>
    new Map([
      ...site.texts,
      ...webFiles,
      ...profiles,
      ...(application === undefined ? [] : ([[application.path, application.text]] as const)),
    ]);
  const made = new Map<unknown, unknown>();
  const checked: CheckedSite = {
    site,
    configuration,
    script,
    state,
    profiles,
    get files() {
      return checked.once(files);
    },
    get texts() {
      return checked.once(texts);
    },
    get scripts() {
      return checked.once(scripts);
    },
    get trackers() {
      return checked.once(trackers);
    },
    once<Value>(make: (checked: CheckedSite) => Value): Value {
      if (!made.has(make)) made.set(make, make(checked));
      // What is kept under a function is what that function gave.
      return made.get(make) as Value;
    },
  };
  return checked;
}

const scripts = ({ texts }: CheckedSite) => listSiteScripts(texts);
const trackers = ({ texts }: CheckedSite) => findTrackersIn(texts);
