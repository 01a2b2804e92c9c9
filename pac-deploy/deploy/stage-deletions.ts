import { listDeletions } from "./apply-deployment.ts";
import type { DeploymentPlan } from "./deployment-plan.ts";
import { addDeletions, parseDeletions, renderDeletions } from "./deletions-manifest.ts";
import { readSiteRecords } from "./read-site-records.ts";
import { isListText, removeItems } from "./record-items.ts";
import { recordKey, type DeployedRecord } from "./site-records.ts";
import { copyForUpload, type Staged, type StageFolders } from "./stage-copy.ts";
import { idKeyOf } from "./stage-deployment.ts";
import { createStagedFiles, type StagedFiles } from "./staged-files.ts";

const manifestPath = ".portalconfig/manifest.yml";

/**
 * A second folder to upload: what was read back, without the files of the records that are to go, and with the deletions in `.portalconfig/manifest.yml`, the documented way to
 * delete by an upload (https://learn.microsoft.com/power-pages/configure/power-platform-cli). Whether a deletion arrived, the next read-back tells.
 * @param folders the download is the one that was read back; `localFolder`, where a code site's application comes from, may be left out for classic sites
 */
export async function stageDeletions(
  plan: DeploymentPlan,
  folders: Omit<StageFolders, "localFolder"> & Partial<Pick<StageFolders, "localFolder">>,
): Promise<Staged> {
  const staged = await copyForUpload({ localFolder: folders.remoteFolder, ...folders });
  const { records } = await readSiteRecords(staged.siteFolder);
  const files = createStagedFiles(staged.siteFolder);
  const gone = listDeletions(plan).flatMap((record) => records.get(recordKey(record)) ?? []);
  for (const record of gone) await removeRecord(record, files);
  const before = (await files.read(manifestPath)) ?? "";
  files.put(manifestPath, renderDeletions(addDeletions(parseDeletions(manifestPath, before), gone)));
  await files.write();
  return staged;
}

async function removeRecord(record: DeployedRecord, files: StagedFiles): Promise<void> {
  const text = await files.read(record.path);
  if (text === undefined) return;
  if (isListText(text)) {
    const idKey = idKeyOf(record);
    const left = removeItems(record.path, text, ({ values }) => String(values[idKey]).toLowerCase() === record.id);
    if (left === "") await files.remove(record.path);
    else files.put(record.path, left);
    return;
  }
  await files.remove(record.path);
  for (const path of Object.values(record.files)) await files.remove(path);
}
