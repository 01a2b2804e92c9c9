import type { Site, TablePermission } from "../site/site.ts";

/**
 * The permissions above one of the parent access type, its own parent first. `top` is where the chain ends; undefined when a parent is missing or
 * inactive, or when the parents form a circle.
 */
export interface PermissionChain {
  readonly links: readonly TablePermission[];
  readonly top: TablePermission | undefined;
}

export function followParents(site: Site, permission: TablePermission): PermissionChain {
  const links: TablePermission[] = [permission];
  let at = permission;
  while (at.scope === "parent") {
    const parentId = at.parentId;
    const parent = site.tablePermissions.find((candidate) => candidate.active && candidate.id === parentId);
    if (parent === undefined || links.includes(parent)) return { links, top: undefined };
    links.push(parent);
    at = parent;
  }
  return { links, top: at };
}
