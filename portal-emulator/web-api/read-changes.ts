import { assertNever } from "../../access/assert-never.ts";
import { readBody } from "../odata/read-body.ts";
import { CellFault, readCell } from "../odata/read-cell.ts";
import type { CellValue, Row } from "../store/store.ts";
import type { ColumnDefinition } from "../schema/table-definition.ts";
import { findColumn } from "../schema/table-definition.ts";
import { columnNotEnabled, dataverseFault, malformed, notBuilt, tooLarge, unknownColumn } from "./portal-faults.ts";
import { isListedCustom } from "./read-operations.ts";
import { allowedColumns } from "./require-columns.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** The body of a write as columns of the table, each allowed for the visitor. Throws PortalFault. */
export async function readChanges(call: WebApiCall, right: "create" | "update"): Promise<Row> {
  const columns = allowedColumns(call, right);
  return checkCells(call, await readObject(call), columns);
}

export async function readObject({ request, bodyLimitBytes }: WebApiCall): Promise<Readonly<Record<string, unknown>>> {
  const reading = await readBody(request, bodyLimitBytes);
  switch (reading.kind) {
    case "object":
      return reading.body;
    case "empty":
      return {};
    case "malformed":
      throw malformed(reading.message);
    case "too-large":
      throw tooLarge();
    default:
      return assertNever(reading);
  }
}

/** Every name before any value: a column that is not allowed is told first. */
export function checkCells(call: WebApiCall, body: Readonly<Record<string, unknown>>, columns: readonly string[]): Row {
  const named = Object.entries(body)
    .filter(([name]) => !name.startsWith("@"))
    .map(([name, value]): [ColumnDefinition, unknown] => [requireWritable(call, name, value, columns), value]);
  try {
    const cells = named.map(([column, value]): [string, CellValue] => [column.name, readCell(value, column, call.table)]);
    return Object.fromEntries(cells);
  } catch (error) {
    throw error instanceof CellFault ? dataverseFault(400, error.cdscode, error.message) : error;
  }
}

function requireWritable(call: WebApiCall, name: string, value: unknown, columns: readonly string[]): ColumnDefinition {
  const { table } = call;
  if (name.endsWith("@odata.bind")) {
    throw notBuilt(`setting a lookup ('${name}').`);
  }
  const column = findColumn(table, name);
  if (column === undefined) {
    if (typeof value === "object" && value !== null) {
      throw notBuilt(`creating related rows ('${name}').`);
    }
    throw isListedCustom(name, columns)
      ? notBuilt(`the column ${name} of ${table.name}, which the site serves.`)
      : unknownColumn(name, table.name);
  }
  if (!columns.includes(name)) {
    throw columnNotEnabled(name, table.name);
  }
  return column;
}
