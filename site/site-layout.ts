/** Lists and records at the top of a site folder. */
const topFiles = new Set([
  "website.yml",
  "websitelanguage.yml",
  "sitesetting.yml",
  "publishingstate.yml",
  "webrole.yml",
  "webpagerule.yml",
  "sitemarker.yml",
  "websiteaccess.yml",
  "botconsumer.yml",
  "tag.yml",
  "urlhistory.yml",
  "ad.yml",
  "adplacement.yml",
  "redirect.yml",
]);

/** Folders of records, of classic sites and of code sites. */
export const recordFolders: ReadonlySet<string> = new Set([
  "web-templates",
  "page-templates",
  "content-snippets",
  "web-pages",
  "web-files",
  "table-permissions",
  "column-permission-profiles",
  "weblink-sets",
  "basic-forms",
  "advanced-forms",
  "lists",
  "cloud-flow-consumer",
  "ux-components",
  "server-logic",
  "server-logics",
  "polls",
  "poll-placements",
  "site-settings",
  "web-roles",
  "sitemarkers",
  "publishing-states",
  "site-languages",
  "webpage-rules",
  "website-accesss",
  "bot-consumers",
]);

export const configFolder = ".portalconfig";

/** Never walked, wherever they lie. */
export const ignoredFolders: ReadonlySet<string> = new Set(["node_modules", ".git"]);

const textEnds = [".yml", ".html", ".js", ".css", ".json"];

/** text: to be read; other: only that it exists matters; unknown: a stranger. */
export type PathUse = "text" | "other" | "unknown";

/** What a path inside a site folder is to the kit. Manifests are left alone: they belong to one environment and may be large. */
export function usePath(path: string): PathUse {
  const slash = path.indexOf("/");
  if (slash < 0) return topFiles.has(path) ? "text" : "unknown";
  const folder = path.slice(0, slash);
  if (folder === configFolder) {
    if (path.endsWith("portallanguage.yml")) return "text";
    return path === `${configFolder}/websitebinding.yml` ? "other" : "unknown";
  }
  if (!recordFolders.has(folder)) return "unknown";
  // A web file's content is somebody's upload: bytes of any kind and size, served but never read.
  if (folder === "web-files") return path.endsWith(".webfile.yml") ? "text" : "other";
  return textEnds.some((end) => path.endsWith(end)) ? "text" : "other";
}

/** Kind of record a YAML file holds: `webtemplate` of `x/Header.webtemplate.yml`, `sitesetting` of `sitesetting.yml`. */
export function recordKindOf(path: string): string | undefined {
  return /(?:^|[./])([a-z]+)\.yml$/.exec(path)?.[1];
}
