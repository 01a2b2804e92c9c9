import { resolve } from "node:path";
import { readSite } from "../../site/read-site.ts";
import { openChecked } from "../checks/run-checks.ts";
import { readWebFileTexts } from "../plan/read-web-file-texts.ts";
import { viewFolder, type FolderView } from "./verify-context.ts";

/** The site folder that the portal is to be like, with its configuration where it has one. */
export async function openFolderView(path: string, configPath: string | undefined): Promise<FolderView> {
  const folder = resolve(path);
  const site = await readSite(folder);
  return viewFolder(await openChecked(site, { configPath, webFiles: await readWebFileTexts(site), folder }));
}
