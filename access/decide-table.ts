import type { Site, TablePermission } from "../site/site.ts";
import { assertNever } from "./assert-never.ts";
import type { AccessPersona, Ground, Privilege, TableDecision } from "./access.ts";

interface Question {
  readonly site: Site;
  readonly table: string;
  readonly privilege: Privilege;
  readonly persona: AccessPersona;
}

/** What one permission gives a persona. */
type Grant =
  { readonly kind: "global" | "self" | "nothing"; readonly says: string } | { readonly kind: "not-supported"; readonly says: string };

/**
 * Table permissions of all of a persona's roles add up.
 * https://learn.microsoft.com/power-pages/security/table-permissions
 */
export function decideTable({ site, table, privilege, persona }: Question): TableDecision {
  const roleIds = activeRoles(site, persona);
  const judged = site.tablePermissions
    .filter((permission) => permission.active && permission.table === table && permission[privilege])
    .filter((permission) => effectiveRoles(site, permission).some((id) => roleIds.has(id)))
    .map((permission) => ({ permission, grant: judge(site, permission, privilege, persona) }));
  const grounds = (kind: Grant["kind"]): Ground[] =>
    judged.filter(({ grant }) => grant.kind === kind).map(({ permission, grant }) => ground(permission, grant.says));

  if (grounds("global").length > 0) {
    return { kind: "allowed", scope: "global", because: grounds("global") };
  }
  const unsupported = grounds("not-supported");
  if (unsupported.length > 0) {
    const message = `${unsupported.map(({ name, path, line, says }) => `${name} (${path}:${line}): ${says}`).join("; ")}.`;
    return { kind: "not-supported", message, because: unsupported };
  }
  if (grounds("self").length > 0 && persona.contactId !== undefined) {
    return { kind: "allowed", scope: "self", contactId: persona.contactId, because: grounds("self") };
  }
  return { kind: "denied", because: grounds("nothing") };
}

function judge(site: Site, permission: TablePermission, privilege: Privilege, persona: AccessPersona): Grant {
  switch (permission.scope) {
    case "global":
      return { kind: "global", says: "every row" };
    case "self":
      return judgeSelf(permission, privilege, persona);
    case "contact":
    case "account":
      return persona.contactId === undefined
        ? { kind: "nothing", says: `the ${permission.scope} access type gives an anonymous visitor nothing` }
        : { kind: "not-supported", says: `the ${permission.scope} access type is not supported yet` };
    case "parent":
      return judgeParent(site, permission, persona);
    case undefined:
      return { kind: "not-supported", says: "its access type is none that Power Pages knows" };
    default:
      return assertNever(permission.scope);
  }
}

function judgeSelf(permission: TablePermission, privilege: Privilege, persona: AccessPersona): Grant {
  if (persona.contactId === undefined) {
    return { kind: "nothing", says: "the self access type gives an anonymous visitor nothing" };
  }
  if (permission.table !== "contact") {
    return { kind: "nothing", says: "the self access type is for the contact table only" };
  }
  return privilege === "create"
    ? { kind: "nothing", says: "the self access type is for the visitor's own row, which is there already" }
    : { kind: "self", says: "the visitor's own row" };
}

/** A parent chain gives what its top gives, of the rows related to it. */
function judgeParent(site: Site, permission: TablePermission, persona: AccessPersona): Grant {
  const chain = parentChain(site, permission);
  const top = chain.at(-1) ?? permission;
  if (top.scope === "parent") {
    return { kind: "nothing", says: "its parent permission is missing, inactive or its own child" };
  }
  const isPersonal = top.scope === "self" || top.scope === "contact" || top.scope === "account";
  return isPersonal && persona.contactId === undefined
    ? { kind: "nothing", says: `its parents end in the ${top.scope} access type, which gives an anonymous visitor nothing` }
    : { kind: "not-supported", says: "the parent access type is not supported yet" };
}

/** Child permissions inherit the roles of their parents. */
function effectiveRoles(site: Site, permission: TablePermission): readonly string[] {
  return [permission, ...parentChain(site, permission)].flatMap((one) => one.roleIds);
}

function parentChain(site: Site, permission: TablePermission): readonly TablePermission[] {
  const chain: TablePermission[] = [];
  for (let at = parentOf(site, permission); at !== undefined && at !== permission; at = parentOf(site, at)) {
    if (chain.includes(at)) {
      break;
    }
    chain.push(at);
  }
  return chain;
}

function parentOf(site: Site, permission: TablePermission): TablePermission | undefined {
  return permission.scope === "parent"
    ? site.tablePermissions.find((parent) => parent.active && parent.id === permission.parentId)
    : undefined;
}

/** A role that is inactive, or not of this site, gives nothing. */
export function activeRoles(site: Site, persona: AccessPersona): ReadonlySet<string> {
  const active = new Set(site.roles.filter((role) => role.active).map((role) => role.id));
  return new Set(persona.roleIds.filter((id) => active.has(id)));
}

function ground(permission: TablePermission, says: string): Ground {
  return { name: permission.name, path: permission.path, line: permission.line, scope: permission.scope, says };
}
