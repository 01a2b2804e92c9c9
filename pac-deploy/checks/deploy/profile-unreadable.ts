import { tagPattern, profilesFolder, tagOf } from "../../profiles/profile-paths.ts";
import type { Check, CheckMeta } from "../check.ts";
import { examinedProfiles, findingAtValue } from "./examined-profiles.ts";

const meta: CheckMeta = {
  code: "profile-unreadable",
  severity: "error",
  about:
    "A deployment profile, or a record of it, cannot be understood, so its values do not reach the environment; or its file has a name under which no profile is found.",
  advice:
    "Write a table's name, and under it a list of records with their id and the columns to override, into deployment-profiles/<tag>.deployment.yml.",
  source: "https://learn.microsoft.com/power-pages/configure/power-platform-cli#use-deployment-profile",
};

export const profileUnreadable: Check = {
  meta,
  find: (checked) => [
    ...[...checked.profiles.keys()].flatMap((path) => {
      const reason = findWrongName(path);
      return reason === undefined ? [] : [findingAtValue({ ...meta, severity: "warning" }, path, { line: 0, column: 0 }, reason)];
    }),
    ...examinedProfiles(checked).flatMap(({ path, faults }) =>
      faults.map((fault) => findingAtValue(meta, path, fault, `${fault.message.replace(/\.$/, "")}: what stands here overrides nothing.`)),
    ),
  ],
};

/** What a profile may have been meant to be; a note beside the profiles is none. */
function findWrongName(path: string): string | undefined {
  const tag = tagOf(path);
  if (tag !== undefined)
    return tagPattern.test(tag) ? undefined : `"${tag}" is no tag to give to a command: expected letters, digits, "_", "." and "-".`;
  const [, stem] = /^(.*?)(?:\.deployment)?\.ya?ml$/i.exec(path.slice(profilesFolder.length + 1)) ?? [];
  return stem === undefined
    ? undefined
    : `No tag finds this file: a profile is called <tag>.deployment.yml, as ${profilesFolder}/${stem}.deployment.yml.`;
}
