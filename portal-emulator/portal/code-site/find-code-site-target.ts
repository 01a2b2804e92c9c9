import { readFile } from "node:fs/promises";
import type { Site } from "../../../site/site.ts";
import { mimeTypeOf, readInside, serveWebFile } from "../serve-web-file.ts";
import type { SiteIndex } from "../site-index.ts";
import { findBuiltFile } from "./find-built-file.ts";
import { isOfFormerBuild } from "../../../site/parse-code-site-config.ts";
import type { CodeSite } from "./read-code-site.ts";

export type CodeSiteTarget =
  /** The root document, as it is in the build. */
  | { readonly kind: "root"; readonly html: string }
  | { readonly kind: "file"; readonly response: Response }
  | { readonly kind: "none"; readonly message: string };

/**
 * What a code site shows at an address: a file of its build, a web file, and else the root document, whose router knows what to do. The build on disk stands for
 * what its upload would send; web files of former builds are then gone. Without a build the web files of the last download are shown.
 * That an address which looks like that of a script, style sheet, picture or font gets no root document is assumed.
 * https://learn.microsoft.com/power-pages/configure/create-code-sites
 */
export async function findCodeSiteTarget(codeSite: CodeSite, index: SiteIndex, path: string): Promise<CodeSiteTarget> {
  const { config, bundleFolder } = codeSite;
  const landing = bundleFolder === undefined ? undefined : await findBuiltFile(bundleFolder, config.landingPage);
  const wanted = decode(path);
  const isRoot = wanted === "/" || samePath(wanted, config.landingPage);
  if (!isRoot) {
    const built = landing === undefined || bundleFolder === undefined ? undefined : await findBuiltFile(bundleFolder, wanted);
    if (built !== undefined) return { kind: "file", response: await serveBuiltFile(built) };
    const file = index.fileByUrl(wanted);
    const isGone = file !== undefined && landing !== undefined && isOfFormerBuild(file.partialUrl, config.bundleFilePatterns);
    if (file !== undefined && !isGone) return { kind: "file", response: await serveWebFile(index.site, file) };
    const type = mimeTypeOf(wanted);
    if (type !== undefined && !type.startsWith("text/html")) return { kind: "none", message: `This site has no file ${wanted}.` };
  }
  const html = landing === undefined ? await readUploaded(index.site, index, config.landingPage) : await readFile(landing, "utf8");
  return html === undefined
    ? {
        kind: "none",
        message: `This code site has no root document yet: ${config.landingPage} is neither in ${config.compiledPath ?? "a build that powerpages.config.json names"} nor among the web files. Build it first, e.g. with npm run build.`,
      }
    : { kind: "root", html };
}

async function readUploaded(site: Site, index: SiteIndex, landingPage: string): Promise<string | undefined> {
  const path = index.fileByUrl(landingPage)?.contentPath;
  return path === undefined ? undefined : (await readInside(site.folder, path))?.toString("utf8");
}

async function serveBuiltFile(path: string): Promise<Response> {
  const bytes = await readFile(path);
  return new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": mimeTypeOf(path) ?? "application/octet-stream",
      "x-content-type-options": "nosniff",
      // Served from disk: the next build is to show at once.
      "cache-control": "no-cache",
    },
  });
}

const samePath = (one: string, other: string): boolean =>
  one.split("/").filter(Boolean).join("/").toLowerCase() === other.split("/").filter(Boolean).join("/").toLowerCase();

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
