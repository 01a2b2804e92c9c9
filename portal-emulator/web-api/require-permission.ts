import type { TableDecision } from "../../access/access.ts";
import { assertNever } from "../../access/assert-never.ts";
import type { FilterNode } from "../query/filter.ts";
import type { AskedPrivilege } from "./portal-faults.ts";
import { anonymousReadsBlocked, noPermission, notBuilt } from "./portal-faults.ts";
import type { WebApiCall } from "./web-api-call.ts";

export type Allowed = Extract<TableDecision, { kind: "allowed" }>;

/** Which rows the visitor may do this to. Throws PortalFault when none. */
export function requirePermission(call: WebApiCall, privilege: AskedPrivilege): Allowed {
  const { access, context, persona, table } = call;
  if (privilege === "read" && persona.contactId === undefined && context.switches.anonymousReads === "blocked") {
    throw anonymousReadsBlocked();
  }
  const decision = access.decideTable(table.name, privilege, persona);
  switch (decision.kind) {
    case "allowed":
      return decision;
    case "denied":
      throw noPermission(privilege, table.name);
    case "not-supported":
      throw notBuilt(decision.message);
    default:
      return assertNever(decision);
  }
}

/** As requirePermission, for the row of this call. */
export function requirePermissionOnRow(call: WebApiCall, privilege: AskedPrivilege): void {
  const allowed = requirePermission(call, privilege);
  if (allowed.scope === "self" && allowed.contactId.toLowerCase() !== call.id) {
    throw noPermission(privilege, call.table.name);
  }
}

/** The condition that keeps a list to what the visitor may see. */
export function onlyAllowed(allowed: Allowed, primaryId: string): { readonly only?: FilterNode } {
  if (allowed.scope === "global") {
    return {};
  }
  return {
    only: {
      kind: "compare",
      operator: "eq",
      left: { kind: "column", name: primaryId },
      right: { kind: "literal", value: allowed.contactId.toLowerCase() },
    },
  };
}
