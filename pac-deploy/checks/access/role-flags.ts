import type { Finding } from "../../../contract/finding.ts";
import type { Site, WebRole } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";
import { listWords } from "../list-words.ts";

const meta: CheckMeta = {
  code: "role-flags",
  severity: "warning",
  about:
    "More than one web role is marked for anonymous or for authenticated users, or none is: a site has one of each, and what counts otherwise is documented nowhere.",
  advice: "Leave the mark on one role, and give the permissions of the others to it.",
  source: "https://learn.microsoft.com/power-pages/security/create-web-roles",
};

export const roleFlags: Check = {
  meta,
  find({ site }) {
    // A folder without roles was downloaded without them.
    if (site.roles.length === 0) return [];
    const roles = site.roles.filter(({ active }) => active);
    return [
      ...findWrong(
        site,
        "anonymous",
        roles.filter(({ isAnonymous }) => isAnonymous),
      ),
      ...findWrong(
        site,
        "authenticated",
        roles.filter(({ isAuthenticated }) => isAuthenticated),
      ),
    ];
  },
};

function findWrong(site: Site, whom: "anonymous" | "authenticated", marked: readonly WebRole[]): Finding[] {
  if (marked.length === 1) return [];
  const [, second] = marked;
  if (second !== undefined) {
    const names = listWords(marked.map(({ name }) => `"${name}"`));
    const message = `${names} are ${marked.length === 2 ? "both" : "all"} marked as the web role of ${whom} users; a site has one. Which of them counts is not known, so take the mark off all but one.`;
    return [siteFinding(meta.code, "warning", message, second)];
  }
  // Nothing hangs on it in a site that gives nobody anything.
  if (!site.tablePermissions.some(({ active }) => active)) return [];
  const message = `No web role is marked for ${whom} users, so what ${whom === "anonymous" ? "strangers" : "signed-in visitors without a role of their own"} may do cannot be given. Mark one role.`;
  return [siteFinding(meta.code, "warning", message, { path: site.roles[0]?.path ?? "" })];
}
