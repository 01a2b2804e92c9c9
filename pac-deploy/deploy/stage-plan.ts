import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import { findSiteFolder } from "../../site/find-site-folder.ts";
import { profilesFolder } from "../profiles/profile-paths.ts";
import { expectAfterUpload } from "./apply-deployment.ts";
import type { CarryOutOptions } from "./carry-out.ts";
import { compareRecords } from "./compare-records.ts";
import type { DeploymentPlan } from "./deployment-plan.ts";
import { readSiteRecords } from "./read-site-records.ts";
import { recordKey, type SiteRecords } from "./site-records.ts";
import { stageClosings } from "./stage-closings.ts";
import { stageDeployment, stageValue } from "./stage-deployment.ts";
import { createStagedFiles } from "./staged-files.ts";
import type { DeploymentFolder } from "./store/store.ts";

export interface StagePlanOptions {
  readonly folder: DeploymentFolder;
  readonly plan: DeploymentPlan;
  readonly remote: CarryOutOptions["remote"];
  /** Where the wanted records have their files. */
  readonly localFolder: string;
  /** `<record key>/<key>` of values that a deployment profile puts in place of what the files say. */
  readonly overridden?: ReadonlySet<string>;
}

/**
 * Makes the copy that is uploaded, and looks whether it is what was planned.
 * @returns its folder; undefined: there is nothing to upload
 * @throws UserError `staging-differs`, exit code 1
 */
export async function stagePlan({
  folder,
  plan,
  remote,
  localFolder,
  overridden = new Set(),
}: StagePlanOptions): Promise<string | undefined> {
  if (plan.changes.length + plan.closings.length === 0) return undefined;
  const { folder: staged, siteFolder } = await stageDeployment(plan, {
    remoteFolder: remote.snapshot?.siteFolder ?? (await folder.fresh("nothing")),
    localFolder,
    stagingFolder: await folder.fresh("upload"),
  });
  await stageClosings(plan.closings, { stagingFolder: staged });
  // pac takes the profile "default" unasked; the values of the one that counts are in the plan.
  await rm(join(siteFolder, profilesFolder), { recursive: true, force: true });
  const expected = expectAfterUpload(plan, remote.records, { closings: true });
  if (overridden.size > 0) await stageOverrides(staged, { expected, overridden });
  const [difference] = compareRecords({ expected, actual: await readSiteRecords(staged) });
  if (difference === undefined) return staged;
  throw new UserError("staging-differs", "the copy to be uploaded is not what was planned, and nothing was uploaded", {
    exitCode: 1,
    place: { path: difference.record.path, line: difference.record.line },
    hint: `This is a fault of portal-kit: please report it with the record's kind (${difference.record.table}: ${difference.kind} ${difference.values.map(({ key }) => key).join(", ")}).`,
  });
}

/** The files say what the folder says; where a profile says something else, its value takes the place. */
async function stageOverrides(
  staged: string,
  { expected, overridden }: { readonly expected: SiteRecords; readonly overridden: ReadonlySet<string> },
): Promise<void> {
  const actual = await readSiteRecords(staged);
  const siteFolder = await findSiteFolder(staged);
  const files = createStagedFiles(siteFolder);
  for (const { record, values } of compareRecords({ expected, actual })) {
    const id = recordKey(record);
    const found = actual.records.get(id);
    if (found === undefined) continue;
    for (const { key, before } of values) {
      if (!overridden.has(`${id}/${key}`) || typeof before !== "string") continue;
      const path = found.files[key];
      if (path === undefined) await stageValue(found, { key, value: before }, files);
      else await writeFile(join(siteFolder, path), before);
    }
  }
  await files.write();
}
