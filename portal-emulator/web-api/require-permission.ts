import { assertNever } from "../../access/assert-never.ts";
import type { FilterNode } from "../query/filter.ts";
import type { AskedPrivilege } from "./portal-faults.ts";
import { anonymousReadsBlocked, brokenPermission, noPermission, notBuilt } from "./portal-faults.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** every: all rows · some: those that meet the filter. */
export type AllowedRows = { readonly kind: "every" } | { readonly kind: "some"; readonly filter: FilterNode; readonly levels: number };

/** Which rows of a table the visitor may do this to. Throws PortalFault when none. */
export function requirePermission({ permissions, context }: WebApiCall, table: string, privilege: AskedPrivilege): AllowedRows {
  const decision = permissions.rows(table, privilege);
  switch (decision.kind) {
    case "every":
      return { kind: "every" };
    case "some":
      return { kind: "some", filter: decision.filter, levels: decision.levels };
    case "none":
      throw decision.anonymousBlocked === true ? anonymousReadsBlocked() : noPermission(privilege, table);
    case "broken":
      throw brokenPermission(decision.message, context.switches.brokenPermissionStatus);
    case "not-supported":
      throw notBuilt(decision.message);
    default:
      return assertNever(decision);
  }
}

/** As requirePermission, for one row. */
export async function requirePermissionOnRow(call: WebApiCall, table: string, id: string, privilege: AskedPrivilege): Promise<void> {
  const allowed = requirePermission(call, table, privilege);
  if (allowed.kind === "some" && !(await call.permissions.mayTouch(table, id, privilege))) {
    throw noPermission(privilege, table);
  }
}
