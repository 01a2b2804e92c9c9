import { UserError } from "../../contract/user-error.ts";
import { recordKey, type DeployedRecord, type SiteRecords } from "../deploy/site-records.ts";
import type { DeploymentProfile } from "./examine-profile.ts";
import { listVariables, substitute } from "./profile-variables.ts";

/** Values by column, by record as `recordKey` names it. */
export type Overrides = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** What a profile puts in place of the folder's values, its variables replaced. */
export const overriddenValues = (profile: DeploymentProfile, env: NodeJS.ProcessEnv): Overrides =>
  new Map(
    profile.rows.map((row) => [
      recordKey(row),
      Object.fromEntries(Object.entries(row.values).map(([column, { text }]) => [column, substitute(text, env)])),
    ]),
  );

/** `<record>/<column>` of every value that comes from the environment of the process: never printed, whatever it looks like. */
export const listSecretOverrides = (profile: DeploymentProfile): ReadonlySet<string> =>
  new Set(
    profile.rows.flatMap((row) =>
      Object.entries(row.values).flatMap(([column, { text }]) => (listVariables(text).length === 0 ? [] : `${recordKey(row)}/${column}`)),
    ),
  );

/**
 * A site's records as an environment is to hold them. The kit replaces the values itself, since nobody documents whether an upload sends a record of which only the
 * profile says something else.
 * @throws UserError `profile-record-missing`, exit code 1
 */
export function applyOverrides(site: SiteRecords, overrides: Overrides): SiteRecords {
  const records = new Map(site.records);
  for (const [key, values] of overrides) {
    const record = records.get(key);
    if (record === undefined) {
      throw new UserError("profile-record-missing", `the deployment profile overrides ${key}, and the site folder holds no such record`, {
        exitCode: 1,
        hint: "Correct the id, or take the record out of the profile: `portal-kit check` names its line.",
      });
    }
    records.set(key, {
      ...record,
      values: {
        ...record.values,
        ...Object.fromEntries(Object.entries(values).map(([column, value]) => [spellingOf(record, column), value])),
      },
    });
  }
  return { ...site, records };
}

/** Code sites write their columns without the prefix, in which profiles are documented. */
function spellingOf({ values }: DeployedRecord, column: string): string {
  const bare = column.replace(/^adx_/, "");
  const isBare = Object.hasOwn(values, "id") || Object.hasOwn(values, bare);
  return !Object.hasOwn(values, column) && isBare ? bare : column;
}
