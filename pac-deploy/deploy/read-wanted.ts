import { UserError } from "../../contract/user-error.ts";
import { assertVariablesSet } from "../profiles/profile-variables.ts";
import { applyOverrides, listSecretOverrides, overriddenValues } from "../profiles/overridden-values.ts";
import { readProfile } from "../profiles/read-profiles.ts";
import type { Target } from "./find-target.ts";
import { readSiteRecords } from "./read-site-records.ts";
import { recordKey, type SiteRecords } from "./site-records.ts";

/** What the environment is to hold. */
export interface Wanted {
  readonly records: SiteRecords;
  /** `<record key>/<key>` of values that a profile takes from this process's environment: never printed. */
  readonly secrets: ReadonlySet<string>;
  /** The same of every value that a profile puts in place of the folder's. */
  readonly overridden: ReadonlySet<string>;
}

/**
 * The folder's records as the environment is to have them: with the values of the deployment profile, under the id that the website has there.
 * @throws UserError `folder-ambiguous`, exit code 1; what is wrong with the profile
 */
export async function readWanted(
  folder: string,
  { target, websiteId, env }: { readonly target: Target; readonly websiteId: string; readonly env: NodeJS.ProcessEnv },
): Promise<Wanted> {
  const records = await readSiteRecords(folder);
  const wrong = records.findings?.find(({ severity }) => severity === "error");
  if (wrong !== undefined) {
    throw new UserError("folder-ambiguous", wrong.message, {
      exitCode: 1,
      place: { path: wrong.path, line: wrong.line },
      hint: "Mend it in the folder: an upload of it would do one of two things, and nobody knows which.",
    });
  }
  const own = withWebsiteId(records, websiteId, target.websiteId);
  if (target.profile === undefined) return { records: own, secrets: new Set(), overridden: new Set() };
  const { text, profile } = await readProfile(folder, target.profile);
  assertVariablesSet(text, env, profile.path);
  const overrides = overriddenValues(profile, env);
  const overridden = [...overrides].flatMap(([id, values]) =>
    Object.keys(values).flatMap((key) => [`${id}/${key}`, `${id}/${key.replace(/^adx_/, "")}`]),
  );
  return { records: applyOverrides(own, overrides), secrets: listSecretOverrides(profile), overridden: new Set(overridden) };
}

/** The one record that holds the website's id, under the id it has elsewhere: other records do not name it. */
export function withWebsiteId(site: SiteRecords, from: string, to: string): SiteRecords {
  const record = site.records.get(recordKey({ table: "adx_website", id: from }));
  if (from === to || record === undefined) return site;
  const records = new Map(site.records);
  records.delete(recordKey(record));
  const moved = {
    ...record,
    id: to,
    values: Object.fromEntries(
      Object.entries(record.values).map(([key, value]) => [key, typeof value === "string" && value.toLowerCase() === from ? to : value]),
    ),
  };
  records.set(recordKey(moved), moved);
  return { ...site, records };
}
