import type { Site } from "../../site/site.ts";

/** What open pages do about a change: nothing, load again, or load these style sheets again. */
export type Refresh = { readonly kind: "none" } | { readonly kind: "page" } | { readonly kind: "styles"; readonly urls: readonly string[] };

/** A file of the site folder that changed, with `/`; undefined: something did, nobody knows what. */
export type ChangedPath = string | undefined;

/**
 * Decides from the changed files and the site's readings before and after. A style sheet that is a web file needs no new page; what an editor
 * leaves beside a file (a swap file, a backup) is no part of the site.
 */
export function planRefresh(paths: readonly ChangedPath[], before: Site, after: Site): Refresh {
  const relevant = paths.filter((path) => path === undefined || isShown(before, path) || isShown(after, path));
  if (relevant.length === 0) return { kind: "none" };
  const urls: string[] = [];
  for (const path of relevant) {
    const file = after.webFiles.find((one) => one.contentPath === path && path !== undefined);
    if (file?.url === undefined || !/\.css$/i.test(file.partialUrl) || !isShown(before, file.contentPath ?? "")) return { kind: "page" };
    urls.push(encodeURI(file.url));
  }
  return { kind: "styles", urls };
}

const isShown = (site: Site, path: string): boolean => site.texts.has(path) || site.webFiles.some((file) => file.contentPath === path);
