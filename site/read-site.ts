import { createSiteReader } from "./site-reader.ts";
import type { Site } from "./site.ts";

/**
 * Reads a site folder: what `pac pages download` wrote, or a code site's folder (`.powerpages-site`, or the one that holds it).
 * Strangers in the folder are not touched, links that lead out of it are not followed.
 * @throws UserError `site-not-found`, `site-incomplete`, `yaml-syntax`
 */
export function readSite(folder: string): Promise<Site> {
  return createSiteReader(folder).read();
}
