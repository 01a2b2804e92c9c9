import { cp, mkdir, readdir } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { findSiteFolder } from "../../site/find-site-folder.ts";
import { ignoredFolders } from "../../site/site-layout.ts";

export interface StageFolders {
  /** A fresh download; an empty folder where the site is to be made. */
  readonly remoteFolder: string;
  /** What is deployed; of a code site the application comes from here. */
  readonly localFolder: string;
  /** Not there, or empty. */
  readonly stagingFolder: string;
}

export interface Staged {
  /** What `pac` is given. */
  readonly folder: string;
  /** The folder with `website.yml`: the same, or a code site's `.powerpages-site` in it. */
  readonly siteFolder: string;
}

const profilesFolder = "deployment-profiles";
const codeFolder = ".powerpages-site";

/**
 * A copy of a fresh download, with the application of a code site beside it. Never a person's own folder. Deployment profiles are left out: their values are in the plan, and pac
 * would apply the one called `default` unasked.
 */
export async function copyForUpload({ remoteFolder, localFolder, stagingFolder }: StageFolders): Promise<Staged> {
  const local = await findSiteFolder(resolve(localFolder));
  const isCode = basename(local) === codeFolder;
  const siteFolder = isCode ? join(resolve(stagingFolder), codeFolder) : resolve(stagingFolder);
  await mkdir(siteFolder, { recursive: true });
  // The site may have been renamed there: what the download calls the folder does not matter.
  if (!(await isEmpty(remoteFolder))) await copy(await findSiteFolder(resolve(remoteFolder)), siteFolder);
  // The metadata is the environment's; the rest is the application.
  if (isCode) await copy(dirname(local), resolve(stagingFolder), (path) => path === codeFolder);
  return { folder: resolve(stagingFolder), siteFolder };
}

async function isEmpty(folder: string): Promise<boolean> {
  return (await readdir(folder)).length === 0;
}

/** @param isLeftOut by the path from `from`, with `/` */
async function copy(from: string, to: string, isLeftOut: (path: string) => boolean = () => false): Promise<void> {
  const isKept = (path: string): boolean => {
    const inside = relative(from, path).split(sep).join("/");
    // A folder that is staged inside of the application would be copied into itself.
    return !ignoredFolders.has(basename(path)) && inside !== profilesFolder && !isLeftOut(inside) && resolve(path) !== to;
  };
  await cp(from, to, { recursive: true, filter: isKept });
}
