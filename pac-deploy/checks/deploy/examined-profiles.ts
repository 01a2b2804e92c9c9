import type { Finding } from "../../../contract/finding.ts";
import {
  examineProfile,
  type DeploymentProfile,
  type ProfileFault,
  type ProfileRow,
  type ProfileValue,
} from "../../profiles/examine-profile.ts";
import { listOverridable } from "../../profiles/list-overridable.ts";
import { tagOf } from "../../profiles/profile-paths.ts";
import type { CheckedSite, CheckMeta } from "../check.ts";

export interface ExaminedProfile {
  readonly path: string;
  readonly profile: DeploymentProfile;
  readonly faults: readonly ProfileFault[];
}

/** The files that `--deploymentProfile` finds. */
export const examinedProfiles = (checked: CheckedSite): readonly ExaminedProfile[] => checked.once(examine);

const examine = ({ profiles }: CheckedSite): ExaminedProfile[] =>
  [...profiles].filter(([path]) => tagOf(path) !== undefined).map(([path, text]) => ({ path, ...examineProfile(path, text) }));

/** What there is in the site to override, by table. */
export const overridableTables = (checked: CheckedSite): ReturnType<typeof listOverridable> => checked.once(listTables);
const listTables = ({ site }: CheckedSite): ReturnType<typeof listOverridable> => listOverridable(site);

/** Every row of every profile. */
export const profileRows = (checked: CheckedSite): { readonly path: string; readonly row: ProfileRow }[] =>
  examinedProfiles(checked).flatMap(({ path, profile }) => profile.rows.map((row) => ({ path, row })));

/** The name of the record that a row overrides; as far as nobody knows it, what the row says. */
export const nameOf = (checked: CheckedSite, { table, id, name }: ProfileRow): string =>
  overridableTables(checked).get(table)?.records.get(id)?.name ?? name ?? id;

/** A finding at a value of a profile. */
export const findingAtValue = (
  { code, severity }: CheckMeta,
  path: string,
  { line, column }: Pick<ProfileValue, "line" | "column">,
  message: string,
): Finding => ({ code, severity, path, line, column, message, fix: false });
