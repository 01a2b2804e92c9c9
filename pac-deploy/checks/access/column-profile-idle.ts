import { columnRights, type ColumnPermissionProfile } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckedSite, CheckMeta } from "../check.ts";
import { accessOf } from "./open-tables-of-site.ts";
import { listWords } from "../list-words.ts";

const meta: CheckMeta = {
  code: "column-profile-idle",
  severity: "warning",
  about:
    "A column permission profile narrows nothing: it has no web role, gives every right on every column, or is on a table that the Web API does not serve. Pages, lists, forms and Liquid never heed it.",
  advice: "Give it the web roles and columns it is meant for, or delete it; what pages show, only the table permission limits.",
  source: "https://learn.microsoft.com/power-pages/security/column-permissions",
};

export const columnProfileIdle: Check = {
  meta,
  find(checked) {
    // Enhanced authorization is told by `access-unknown`.
    if (checked.once(accessOf).cannotConclude !== undefined) return [];
    const unreadable = new Set(checked.site.findings.filter(({ code }) => code === "column-permission-unreadable").map(({ path }) => path));
    const idle = new Map<IdleReason, ColumnPermissionProfile[]>();
    for (const profile of checked.site.columnPermissionProfiles) {
      const reason = profile.active && !unreadable.has(profile.path) ? findReason(checked, profile) : undefined;
      if (reason !== undefined) idle.set(reason, [...(idle.get(reason) ?? []), profile]);
    }
    return [...idle].flatMap(([reason, profiles]) => {
      const { severity, says } = reasons[reason];
      // What may be meant like that is told once.
      const groups = severity === "info" ? [profiles] : profiles.map((profile) => [profile]);
      return groups.map((group) => {
        const names = listWords(group.map(({ name, table }) => `"${name}" on ${table}`));
        return siteFinding(
          meta.code,
          severity,
          group.length === 1
            ? `The column permission profile ${names} narrows nothing: ${says}.`
            : `The column permission profiles ${names} narrow nothing: ${says}.`,
          group[0],
        );
      });
    });
  },
};

const reasons = {
  "no-role": { severity: "warning", says: "without an active web role it counts for nobody" },
  everything: { severity: "info", says: "Create, Read and Update on every column is what a role has without a profile" },
  "no-web-api": {
    severity: "info",
    says: "profiles count in the Web API alone, where the table is not enabled; pages, lists, forms and Liquid show every column of the rows that the table permission lets them read",
  },
} as const;
type IdleReason = keyof typeof reasons;

function findReason(checked: CheckedSite, { table, roleIds, allColumns, columns }: ColumnPermissionProfile): IdleReason | undefined {
  const roles = new Map(checked.site.roles.map(({ id, active }) => [id, active]));
  // A role that is not in the folder may be in the portal.
  if (!roleIds.some((id) => roles.get(id) ?? true)) return "no-role";
  if (columnRights.every((right) => allColumns.includes(right) && columns.every(({ rights }) => rights.includes(right))))
    return "everything";
  const webApi = checked.once(accessOf).webApi(table);
  return webApi.enabled || webApi.cannotConclude !== undefined ? undefined : "no-web-api";
}
