import { renderPlace } from "../contract/user-error.ts";
import type { Site, TablePermission } from "../site/site.ts";
import type { AccessPersona, Ground, Privilege, RowScope, ScopeDecision } from "./access.ts";
import { activeRoles } from "./active-roles.ts";
import { judgeScope, type ScopeGrant } from "./judge-scope.ts";
import { followParents, type PermissionChain } from "./permission-chain.ts";

interface Question {
  readonly site: Site;
  readonly table: string;
  readonly privilege: Privilege;
  readonly persona: AccessPersona;
}

interface Judged {
  readonly permission: TablePermission;
  readonly grant: ScopeGrant;
}

/**
 * Table permissions of all of a persona's roles add up; one that gives every row makes the others needless.
 * A child permission has the roles of the permission its chain ends in, and no others (documented as inheriting; the open-source ancestor ignores its own).
 * https://learn.microsoft.com/power-pages/security/table-permissions
 */
export function decideRows({ site, table, privilege, persona }: Question): ScopeDecision {
  const roleIds = activeRoles(site, persona);
  const judged = site.tablePermissions
    .filter((permission) => permission.active && permission.table === table && permission[privilege])
    .map((permission) => ({ permission, chain: followParents(site, permission) }))
    .filter(({ permission, chain }) => (chain.top ?? permission).roleIds.some((id) => roleIds.has(id)))
    .map(({ permission, chain }): Judged => ({ permission, grant: judge(chain, privilege, persona) }));

  const everywhere = judged.filter(({ grant }) => grant.kind === "scope" && grant.scope.kind === "global");
  if (everywhere.length > 0) return { kind: "allowed", scopes: [{ kind: "global" }], because: everywhere.map(ground) };
  for (const kind of ["not-supported", "broken"] as const) {
    const because = judged.filter(({ grant }) => grant.kind === kind).map(ground);
    if (because.length > 0) return { kind, message: describe(because), because };
  }
  const scoped = judged.flatMap(({ permission, grant }): { scope: RowScope; because: Ground }[] =>
    grant.kind === "scope" ? [{ scope: grant.scope, because: ground({ permission, grant }) }] : [],
  );
  return scoped.length > 0
    ? { kind: "allowed", scopes: scoped.map(({ scope }) => scope), because: scoped.map(({ because }) => because) }
    : { kind: "denied", because: judged.map(ground) };
}

/** Creating asks no query, so a permission that lacks its relationship creates all the same (Microsoft's file upload samples warn of it). */
function judge(chain: PermissionChain, privilege: Privilege, persona: AccessPersona): ScopeGrant {
  const grant = judgeScope(chain, persona);
  if (privilege !== "create") return grant;
  if (grant.kind === "broken") return { kind: "scope", scope: { kind: "global" }, says: `creates although ${grant.says}` };
  // The ancestor would create other contacts here; that a portal does is not known, and the stricter answer breaks nobody's site.
  return grant.kind === "scope" && grant.scope.kind === "self"
    ? { kind: "nothing", says: "the self access type is for the visitor's own row, which is there already" }
    : grant;
}

function describe(because: readonly Ground[]): string {
  return `${because.map((one) => `${one.name} (${renderPlace(one)}): ${one.says}`).join("; ")}.`;
}

function ground({ permission, grant }: Judged): Ground {
  return { name: permission.name, path: permission.path, line: permission.line, scope: permission.scope, says: grant.says };
}
