import type { ColumnRight } from "../../site/site.ts";
import { readName, type TableDefinition } from "../schema/table-definition.ts";
import type { EmulatorSwitches } from "../switches.ts";
import { columnNotEnabled, noFields, notBuilt } from "./portal-faults.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** Columns of the fields setting on which the visitor has the right; of a lookup, its logical name or `_<name>_value`, as the setting spells it. */
export interface AllowedColumns {
  has(name: string): boolean;
  /** Every one of them, as the setting spells them. */
  readonly names: readonly string[];
}

/** Throws PortalFault: no setting, or the retired wildcard. */
export function allowedColumns(call: WebApiCall, table: TableDefinition, right: ColumnRight): AllowedColumns {
  if (call.columns === "every") return everyColumn(table);
  const { switches } = call.context;
  requireColumnList(call, table);
  const { columns } = call.access.webApi(table.name);
  if (columns === undefined || columns.length === 0) {
    if (right !== "read") throw noFields();
    return listOf([table.primaryId]);
  }
  const decision = call.access.allowedColumns(table.name, right, call.persona, readAs(columns, table, switches));
  if (decision.kind === "not-supported") throw notBuilt(decision.message);
  const isKeyFree = right === "read" && switches.primaryKeyColumn === "always-readable";
  return listOf(isKeyFree ? [...new Set([...decision.columns, table.primaryId])] : decision.columns);
}

/**
 * Documented: requests to a table fail until its columns are listed, also those that name none. With what, is documented for a missing list and
 * assumed for the retired wildcard, from a portal's answer about `*`. Throws PortalFault.
 * https://learn.microsoft.com/power-pages/configure/web-api-overview
 */
export function requireColumnList({ access, columns, context }: WebApiCall, table: TableDefinition): void {
  if (columns === "every") return;
  const { switches } = context;
  const listed = access.webApi(table.name).columns;
  if (listed === "wildcard" && switches.wildcardFields === "refused") throw columnNotEnabled("*", table.name);
  if ((listed === undefined || listed.length === 0) && switches.tableWithoutFields === "refused") throw noFields();
}

/** What the list stands for where it is not what it says. */
function readAs(
  columns: readonly string[] | "wildcard",
  table: TableDefinition,
  switches: EmulatorSwitches,
): readonly string[] | undefined {
  if (columns === "wildcard") return everyColumn(table).names;
  return switches.fieldsListSpelling === "forgiving" ? columns.map((name) => name.trim().toLowerCase()) : undefined;
}

/** The fields setting is `*`, and the tenant still has it: `$select` may be left out. */
export function hasWildcard({ access, context }: WebApiCall, table: TableDefinition): boolean {
  return context.switches.wildcardFields === "every-column" && access.webApi(table.name).columns === "wildcard";
}

/** Throws PortalFault for the first name that is not among them. */
export function requireColumns(names: readonly string[], allowed: AllowedColumns, table: string): void {
  const missing = names.find((name) => !allowed.has(name));
  if (missing !== undefined) throw columnNotEnabled(missing, table);
}

/** A column with a publisher's prefix that the site lists may well exist there, and a table's image does; any other the emulator lacks does not exist. */
export function isListedCustom(name: string, columns: AllowedColumns): boolean {
  return columns.names.includes(name) && /^_?[a-z][a-z0-9]{1,7}_|^entityimage/u.test(name);
}

function listOf(names: readonly string[]): AllowedColumns {
  return { names, has: (name) => names.includes(name) };
}

function everyColumn(table: TableDefinition): AllowedColumns {
  return listOf(table.columns.flatMap((column) => [...new Set([readName(column), column.name])]));
}
