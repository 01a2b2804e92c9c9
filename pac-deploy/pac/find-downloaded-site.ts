import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import type { SiteKind } from "../../site/site.ts";
import type { PacFault } from "./pac.ts";

/** pac makes one folder for the site; a code site's lies one deeper. */
const maxDepth = 4;
const skipped = new Set(["node_modules", ".git"]);

export interface DownloadedSite {
  /** The folder with `website.yml`; of a code site the one above `.powerpages-site`. The folder that was downloaded into where there is no site. */
  readonly siteFolder: string;
  readonly faults: readonly PacFault[];
}

/** Looks at what a download has left: one site, and the one that was asked for. */
export async function findDownloadedSite(
  into: string,
  { websiteId, kind }: { readonly websiteId: string; readonly kind: SiteKind },
): Promise<DownloadedSite> {
  const found = await listWebsiteFiles(into, 0);
  const [file] = found;
  if (file === undefined) {
    return {
      siteFolder: into,
      faults: [{ code: "pac-nothing-downloaded", line: into, hint: "pac left no website.yml there: nothing was downloaded." }],
    };
  }
  const folder = dirname(file);
  const isCodeSite = basename(folder) === ".powerpages-site";
  const faults: PacFault[] = [];
  if (found.length > 1) {
    const line = found.map((path) => relative(into, path)).join(", ");
    faults.push({ code: "pac-several-sites", line, hint: "One site was expected in the download." });
  }
  const id = /^(?:adx_websiteid|id)\s*:\s*["']?([0-9a-f-]{36})/im.exec(await readFile(file, "utf8"))?.[1]?.toLowerCase();
  if (id !== websiteId.toLowerCase()) {
    const line = `${relative(into, file)}: ${id ?? "no website id"}, expected ${websiteId.toLowerCase()}`;
    faults.push({ code: "pac-wrong-site", line, hint: "pac downloaded another site than the one that was asked for; it is not used." });
  }
  if (isCodeSite !== (kind === "code")) {
    const line = `${relative(into, file)}: a ${isCodeSite ? "code" : "classic"} site, expected a ${kind} one`;
    faults.push({ code: "pac-site-kind-differs", line, hint: "The site in the environment is of another kind than the folder." });
  }
  return { siteFolder: isCodeSite ? dirname(folder) : folder, faults };
}

async function listWebsiteFiles(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some((entry) => entry.isFile() && entry.name === "website.yml")) return [join(folder, "website.yml")];
  if (depth === maxDepth) return [];
  const folders = entries.filter((entry) => entry.isDirectory() && !skipped.has(entry.name));
  return (await Promise.all(folders.map(({ name }) => listWebsiteFiles(join(folder, name), depth + 1)))).flat().toSorted();
}
