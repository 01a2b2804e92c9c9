import { followParents } from "../../../access/permission-chain.ts";
import type { TablePermission } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";

const meta: CheckMeta = {
  code: "permission-without-role",
  severity: "warning",
  about: "A table permission has no active web role, so it gives nobody anything, and neither do the permissions below it.",
  advice: "Give it the web roles it is meant for, or delete it; an upload may have cleared the roles.",
  source: "https://learn.microsoft.com/power-pages/security/table-permissions",
};

export const permissionWithoutRole: Check = {
  meta,
  find({ site }) {
    const active = new Set(site.roles.filter((role) => role.active).map(({ id }) => id));
    const known = new Set(site.roles.map(({ id }) => id));
    const permissions = site.tablePermissions.filter((permission) => permission.active);
    const below = new Map<TablePermission, number>();
    for (const permission of permissions.filter(({ scope }) => scope === "parent")) {
      const { top } = followParents(site, permission);
      if (top !== undefined) below.set(top, (below.get(top) ?? 0) + 1);
    }
    // An access type that is none is told first.
    return (
      permissions
        .filter(({ scope, roleIds }) => scope !== undefined && scope !== "parent" && !roleIds.some((id) => active.has(id)))
        // A role that is not in the folder at all is a dangling reference, and may be in the portal.
        .filter(({ roleIds }) => roleIds.every((id) => known.has(id)))
        .map((permission) => siteFinding(meta.code, "warning", describe(permission, below.get(permission) ?? 0), permission))
    );
  },
};

function describe({ name, table, roleIds }: TablePermission, children: number): string {
  const why = roleIds.length === 0 ? "has no web role" : "has inactive web roles only";
  const more = children === 0 ? "" : `, and neither do the ${children === 1 ? "permission" : `${children} permissions`} below it`;
  return `The table permission "${name}" on ${table} ${why}: it gives nobody anything${more}. Give it the web roles it is meant for, or delete it.`;
}
