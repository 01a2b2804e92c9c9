import type { DeploymentPlan } from "./deployment-plan.ts";
import { withValues } from "./list-changes.ts";
import { recordKey, type DeployedRecord, type SiteRecords } from "./site-records.ts";

/**
 * What the environment should hold once the plan is uploaded: its records as they were, with our changes in them, and with nothing that an upload cannot do. Pure.
 * @param closings whether what is to go is uploaded closed as well
 */
export function expectAfterUpload(plan: DeploymentPlan, remote: SiteRecords, { closings }: { readonly closings: boolean }): SiteRecords {
  const records = new Map(remote.records);
  for (const { kind, record, values } of plan.changes) {
    const key = recordKey(record);
    const now = records.get(key);
    if (kind === "create") records.set(key, record);
    else if (kind === "edit" && now !== undefined) records.set(key, withValues(now, values));
  }
  for (const { record, values } of closings ? plan.closings : []) {
    const now = records.get(recordKey(record));
    if (now !== undefined) records.set(recordKey(record), { ...now, values: { ...now.values, ...values } });
  }
  return { records };
}

/** The same after the deletions; `remote` is what was read back before them. */
export function expectAfterDeletions(plan: DeploymentPlan, remote: SiteRecords): SiteRecords {
  const gone = new Set(listDeletions(plan).map(recordKey));
  return { records: new Map([...remote.records].filter(([key]) => !gone.has(key))) };
}

/** Records that the folder no longer has and the environment still has. */
export const listDeletions = ({ residue }: DeploymentPlan): DeployedRecord[] =>
  residue.filter(({ kind }) => kind === "deletion").map(({ record }) => record);
