import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Site } from "../../../site/site.ts";
import { isAbsence } from "../../../site/whole-files.ts";
import {
  codeSiteConfigName,
  defaultCodeSiteConfig,
  parseCodeSiteConfig,
  type CodeSiteConfig,
} from "../../../site/parse-code-site-config.ts";

/** Where a code site's pages come from. */
export interface CodeSite {
  readonly config: CodeSiteConfig;
  /** Absolute path of the compiled output that an upload would send; undefined: none is named, or it lies outside the sources. */
  readonly bundleFolder: string | undefined;
  /** HTML and scripts of the build, for the hosts that they name. */
  readonly texts: readonly string[];
}

/** Far more than a build has; a folder named by mistake ends here. */
const maxTexts = 2_000;
const textEnds = /\.(?:html?|m?js|css)$/i;

/**
 * Finds the build of a code site: its sources lie beside `.powerpages-site`, with `powerpages.config.json`. The build itself may be made later.
 * @throws UserError `code-site-config`
 */
export function readCodeSite(site: Pick<Site, "folder" | "webFiles">): CodeSite {
  const root = rootOfCodeSite(site.folder);
  const text = readPresentText(join(root, codeSiteConfigName));
  const config = text === undefined ? defaultCodeSiteConfig : parseCodeSiteConfig(text, codeSiteConfigName);
  const bundleFolder = config.compiledPath === undefined ? undefined : resolve(root, config.compiledPath);
  const isInside = bundleFolder !== undefined && isBelow(root, bundleFolder);
  const files = site.webFiles.flatMap((file) => (file.contentPath === undefined ? [] : [join(site.folder, file.contentPath)]));
  const built = isInside ? listFiles(bundleFolder) : [];
  return {
    config,
    bundleFolder: isInside ? bundleFolder : undefined,
    texts: [...built, ...files].filter((path) => textEnds.test(path)).flatMap((path) => readPresentText(path) ?? []),
  };
}

/** Where the build puts the root document; undefined: the site has no build of its own. */
export function findRootDocument(site: Site): string | undefined {
  const { bundleFolder, config } = site.kind === "code" ? readCodeSite(site) : {};
  return bundleFolder === undefined || config === undefined ? undefined : join(bundleFolder, config.landingPage);
}

/** The sources themselves are no build: with them would go what is not for the public. */
function isBelow(root: string, folder: string): boolean {
  const path = relative(root, folder);
  return path !== "" && !isAbsolute(path) && !path.split(sep).some((part) => part === ".." || part === ".powerpages-site");
}

/** The folder with the sources. */
export const rootOfCodeSite = (folder: string): string => (basename(folder) === ".powerpages-site" ? dirname(folder) : folder);

function listFiles(folder: string): string[] {
  const found: string[] = [];
  const walk = (at: string): void => {
    for (const entry of readEntries(at)) {
      if (found.length >= maxTexts) return;
      if (entry.isDirectory() && entry.name !== "node_modules" && entry.name !== ".git") walk(join(at, entry.name));
      else if (entry.isFile()) found.push(join(at, entry.name));
    }
  };
  walk(folder);
  return found;
}

function readEntries(folder: string): ReturnType<typeof readDirectory> {
  try {
    return readDirectory(folder);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

const readDirectory = (folder: string) => readdirSync(folder, { withFileTypes: true });

function readPresentText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}
