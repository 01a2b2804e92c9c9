import type { Ground } from "../../../access/access.ts";
import { followParents } from "../../../access/permission-chain.ts";
import type { TablePermission } from "../../../site/site.ts";
import type { CheckedSite } from "../check.ts";

/** The permission by name, and where its web roles come from when not from itself: a child permission has those of its parent (documented). */
export function describePermission(checked: CheckedSite, ground: Ground | undefined, roleIds: readonly string[]): string {
  const permission = findPermission(checked, ground);
  const name = `"${ground?.name ?? ""}"`;
  if (permission === undefined || permission.roleIds.some((id) => roleIds.includes(id))) return name;
  const { top } = followParents(checked.site, permission);
  return top === undefined || top === permission ? name : `${name}, which has the web roles of its parent permission "${top.name}",`;
}

/** A sentence, with a blank before it, where it hangs on which of several marked roles counts; "": it does not. */
export function describeDoubt(checked: CheckedSite, grounds: readonly Ground[], roleIds: readonly string[]): string {
  const given = new Set(
    grounds.flatMap((ground) => {
      const permission = findPermission(checked, ground);
      return permission === undefined ? [] : (followParents(checked.site, permission).top ?? permission).roleIds;
    }),
  );
  const lacking = roleIds.filter((id) => !given.has(id));
  return given.size === 0 || lacking.length === 0
    ? ""
    : ` That holds where the role it is given to is the one that counts: the site marks ${roleIds.length} (see role-flags).`;
}

const findPermission = ({ site }: CheckedSite, ground: Ground | undefined): TablePermission | undefined =>
  site.tablePermissions.find(({ path, line }) => path === ground?.path && line === ground.line);
