import type { ColumnRight } from "../../site/site.ts";
import { columnNotEnabled, noFields, notBuilt } from "./portal-faults.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** Columns of the fields setting on which the visitor has the right. Throws PortalFault: no setting, or the retired wildcard. */
export function allowedColumns(call: WebApiCall, right: ColumnRight): readonly string[] {
  const { access, persona, table } = call;
  const { columns } = access.webApi(table.name);
  if (columns === undefined || columns.length === 0) {
    throw noFields();
  }
  if (columns === "wildcard") {
    // Documented: such requests fail until columns are listed. With what, is assumed from a portal's answer about `*`.
    throw columnNotEnabled("*", table.name);
  }
  const decision = access.allowedColumns(table.name, right, persona);
  if (decision.kind === "not-supported") {
    throw notBuilt(decision.message);
  }
  return decision.columns;
}

/** Throws PortalFault for the first name that is not among them. */
export function requireColumns(names: readonly string[], allowed: readonly string[], table: string): void {
  const missing = names.find((name) => !allowed.includes(name));
  if (missing !== undefined) {
    throw columnNotEnabled(missing, table);
  }
}
