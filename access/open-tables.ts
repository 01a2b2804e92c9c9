import type { Site } from "../site/site.ts";
import { privileges, type Access, type AccessPersona, type Ground, type Privilege, type RowScope } from "./access.ts";
import { assertNever } from "./assert-never.ts";

/** A table of which somebody has a privilege on rows that are not their own. */
export interface OpenTable {
  readonly table: string;
  /** What is open, in the order of `privileges`; each with the permissions that open it. */
  readonly open: ReadonlyMap<Privilege, OpenPrivilege>;
}

export interface OpenPrivilege {
  /** E.g. `every row of contact`, `every row of annotation that belongs to a row of incident`. */
  readonly rows: string;
  readonly because: readonly Ground[];
}

/**
 * Tables that are open to the persona as a whole: through the global access type, or as what belongs to rows of a table that is.
 * A site that cannot be judged has none: ask `cannotConclude` first.
 */
export function listOpenTables(site: Site, access: Access, persona: AccessPersona): OpenTable[] {
  const tables = [...new Set(site.tablePermissions.filter(({ active, table }) => active && table !== "").map(({ table }) => table))];
  return tables.flatMap((table) => {
    const open = new Map<Privilege, OpenPrivilege>();
    for (const privilege of privileges) {
      const decision = access.decideRows(table, privilege, persona);
      if (decision.kind !== "allowed") continue;
      const at = decision.scopes.findIndex(isEverybodys);
      const scope = decision.scopes[at];
      if (scope === undefined) continue;
      const because = scope.kind === "global" ? decision.because : decision.because.slice(at, at + 1);
      open.set(privilege, { rows: `every row of ${table}${describeLimit(scope)}`, because });
    }
    return open.size === 0 ? [] : [{ table, open }];
  });
}

/** Whether the way from a row ends in every row of a table, and not in the visitor. */
function isEverybodys(scope: RowScope): boolean {
  switch (scope.kind) {
    case "global":
      return true;
    case "parent":
      return isEverybodys(scope.parent);
    case "self":
    case "contact":
    case "account":
      return false;
    default:
      return assertNever(scope);
  }
}

const describeLimit = (scope: RowScope): string => (scope.kind === "parent" ? ` that belongs to a row of ${scope.parentTable}` : "");
