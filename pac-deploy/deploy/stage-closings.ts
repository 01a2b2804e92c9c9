import { resolve } from "node:path";
import { findSiteFolder } from "../../site/find-site-folder.ts";
import type { Closing } from "./deployment-plan.ts";
import { stageValue } from "./stage-deployment.ts";
import { createStagedFiles } from "./staged-files.ts";

/**
 * Writes into a staging copy the values under which records that are to go open nothing any more.
 * @param stagingFolder as `stageDeployment` made it
 */
export async function stageClosings(closings: readonly Closing[], { stagingFolder }: { readonly stagingFolder: string }): Promise<void> {
  if (closings.length === 0) return;
  const files = createStagedFiles(await findSiteFolder(resolve(stagingFolder)));
  for (const { record, values } of closings)
    for (const [key, value] of Object.entries(values)) await stageValue(record, { key, value }, files);
  await files.write();
}
