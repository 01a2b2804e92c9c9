import { findPlace } from "../../contract/place.ts";
import type { Site } from "../../site/site.ts";
import { recogniseTrackers, type Recognised } from "../configuration/recognise-trackers.ts";
import { listSiteTexts, type SiteText } from "../site-code/list-site-texts.ts";

/** Something in the site that tracks, or may, and where. */
export type SiteTracker = Recognised & {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What the file is to the site, e.g. `the header template "Header"`. */
  readonly where: string;
  /** false: text of a root page that has content pages, which visitors see instead; whether the root's is ever shown the sources do not agree on. */
  readonly isShown: boolean;
};

/**
 * Every tracker that the site's own records put on its pages, and what may bring one. Inactive records, what is commented out and the kit's own records are not told.
 * @param webFiles texts of web files by path, which a site does not hold: see `readWebFileTexts`
 */
export const findTrackers = (site: Site, webFiles?: ReadonlyMap<string, string>): SiteTracker[] =>
  findTrackersIn(listSiteTexts(site, webFiles));

/** The same in texts that are listed already. */
export function findTrackersIn(texts: readonly SiteText[]): SiteTracker[] {
  return texts.flatMap(({ path, text, where, isShown, language, role }) =>
    text === "" || language === "style" || role === "server-logic"
      ? []
      : recogniseTrackers(text, language).map((found) => ({ ...found, path, ...findPlace(text, found.offset), where, isShown })),
  );
}
