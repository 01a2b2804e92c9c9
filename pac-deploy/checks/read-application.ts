import { basename, resolve } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import type { Site } from "../../site/site.ts";
import { readCodeSite } from "../plan/read-code-site.ts";
import type { KitState } from "../plan/kit-state.ts";
import type { SiteText } from "../site-code/list-site-texts.ts";

/**
 * The page of a code site's application, which lies in the folder above its records; what the kit has put into it is blanked out. undefined: another kind of site, or no such
 * page was found, which is no fault: the build may make it elsewhere.
 * @param folder the folder a person has named
 */
export async function readApplication(site: Site, folder: string, state: KitState): Promise<SiteText | undefined> {
  if (site.kind !== "code" || basename(resolve(folder)) === ".powerpages-site") return undefined;
  const page = await readPage(site, folder);
  if (page === undefined) return undefined;
  const [path, text] = page;
  const ours = state.insertions.filter((insertion) => insertion.path === path);
  return {
    // The site's other paths are inside the folder of its records.
    path: `../${path}`,
    text: ours.reduce((bare, insertion) => bare.replace(insertion.text, blank), text),
    language: "html",
    role: "application",
    isLiquid: false,
    name: path,
    where: `the application's page ${path}`,
    isShown: true,
  };
}

async function readPage(site: Site, folder: string): Promise<readonly [string, string] | undefined> {
  try {
    return [...(await readCodeSite(site, folder)).texts][0];
  } catch (error) {
    if (error instanceof UserError && error.code === "code-site-page") return undefined;
    throw error;
  }
}

/** Every character at its place, line ends as they are. */
const blank = (text: string): string => text.replaceAll(/[^\r\n]/g, " ");
