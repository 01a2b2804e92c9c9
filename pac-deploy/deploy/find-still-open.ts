import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import type { Opening } from "../plan/plan.ts";
import { textOf } from "./close-record.ts";
import type { DeploymentPlan } from "./deployment-plan.ts";
import { findConsequences } from "./find-consequences.ts";
import type { DeployedRecord } from "./site-records.ts";

/**
 * What visitors may still do in the environment, and may not by what is wanted, because an upload could not take it away. What others have opened there on other tables is
 * theirs, and is told as their change.
 * @param afterFolder the site as read back
 */
export async function findStillOpen({
  plan,
  afterFolder,
  wanted,
}: {
  readonly plan: Pick<DeploymentPlan, "residue" | "closings">;
  readonly afterFolder: string;
  readonly wanted: Site;
}): Promise<Opening[]> {
  const tables = new Set([...plan.residue, ...plan.closings].flatMap(({ record }) => tableOf(record) ?? []));
  if (tables.size === 0) return [];
  const { closes } = findConsequences(await readSite(afterFolder), wanted);
  return closes.filter(({ table }) => tables.has(table.toLowerCase()));
}

/** The table whose rows a record is about; undefined: none. */
function tableOf(record: DeployedRecord): string | undefined {
  if (record.table === "adx_entitypermission") return textOf(record, "entitylogicalname").toLowerCase();
  if (record.table === "adx_columnpermissionprofile") return textOf(record, "tablename").toLowerCase();
  if (record.table !== "adx_sitesetting") return undefined;
  return /^webapi\/([^/]+)\//i.exec(textOf(record, "name"))?.[1]?.toLowerCase();
}
