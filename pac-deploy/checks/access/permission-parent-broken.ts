import { followParents } from "../../../access/permission-chain.ts";
import type { Site, TablePermission } from "../../../site/site.ts";
import { siteFinding } from "../../plan/desired.ts";
import type { Check, CheckMeta } from "../check.ts";
import { listWords } from "../list-words.ts";

const meta: CheckMeta = {
  code: "permission-parent-broken",
  severity: "error",
  about:
    "The chain of a table permission with the Parent access type leads nowhere: it names no parent, an inactive one, or itself over others; or it has web roles that its parent lacks, which count for nothing.",
  advice: "Name an active parent permission, and give the roles to the permission at the top.",
  source: "https://learn.microsoft.com/power-pages/security/table-permissions",
};

export const permissionParentBroken: Check = {
  meta,
  find: ({ site }) =>
    site.tablePermissions
      .filter(({ active, scope }) => active && scope === "parent")
      .flatMap((permission) => {
        const found = describeBreak(site, permission) ?? describeLostRoles(site, permission);
        return found === undefined ? [] : [siteFinding(meta.code, found.severity, found.message, permission)];
      }),
};

interface Found {
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** The permission whose own parent is missing is told, not those below it. */
function describeBreak(site: Site, permission: TablePermission): Found | undefined {
  const { name, table, parentId } = permission;
  const begin = `The table permission "${name}" on ${table} gives nobody anything`;
  if (parentId === undefined)
    return { severity: "error", message: `${begin}: it has the Parent access type and names no parent permission.` };
  const parent = site.tablePermissions.find(({ id }) => id === parentId);
  // A parent that is not in the folder is a dangling reference.
  if (parent === undefined) return undefined;
  if (!parent.active)
    return {
      severity: "error",
      message: `${begin}: its parent permission "${parent.name}" (${parent.path}) is inactive. Activate it, or name another.`,
    };
  const { links, top } = followParents(site, permission);
  return top === undefined && isOnCircle(site, permission)
    ? {
        severity: "error",
        message: `${begin}: it is its own parent over ${listWords(links.map((link) => `"${link.name}"`))}. One permission of the chain has to end it with another access type.`,
      }
    : undefined;
}

function isOnCircle(site: Site, permission: TablePermission): boolean {
  const last = followParents(site, permission).links.at(-1);
  return last?.active === true && last.parentId === permission.id;
}

/** A child permission inherits the roles of its parent (documented). */
function describeLostRoles(site: Site, permission: TablePermission): Found | undefined {
  const { top } = followParents(site, permission);
  if (top === undefined) return undefined;
  const inherited = new Set(top.roleIds);
  const lost = new Set(permission.roleIds.filter((id) => !inherited.has(id)));
  const names = site.roles.filter(({ id, active }) => active && lost.has(id)).map((role) => `"${role.name}"`);
  if (names.length === 0) return undefined;
  return {
    severity: "warning",
    message: `The table permission "${permission.name}" on ${permission.table} has the web role${names.length === 1 ? "" : "s"} ${listWords(names)}, which the permission it hangs on, "${top.name}" (${top.path}), lacks: a child permission has the roles of its parent, so that gives nothing. Give the role to "${top.name}", or take it out here.`,
  };
}
