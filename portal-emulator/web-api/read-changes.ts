import { assertNever } from "../../access/assert-never.ts";
import type { Payload, PayloadName } from "../odata/payload/payload.ts";
import { PayloadFault } from "../odata/payload/payload-fault.ts";
import { readPayload, type JsonObject } from "../odata/payload/read-payload.ts";
import { readBody } from "../odata/read-body.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { requireServed } from "./find-served-table.ts";
import { columnNotEnabled, malformed, notBuilt, tooLarge, unknownColumn } from "./portal-faults.ts";
import { allowedColumns, isListedCustom, type AllowedColumns } from "./require-columns.ts";
import { requirePermission } from "./require-permission.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** The JSON object of the request. Throws PortalFault. */
export async function readObject({ request, bodyLimitBytes }: WebApiCall): Promise<JsonObject> {
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

/** Where rows of this Web API live: what a body's addresses must be below. */
export function serviceRoot({ url }: WebApiCall): string {
  return `${url.origin}/_api`;
}

/**
 * The body of a write, each name in it allowed for the visitor, the tables of related rows too. Every name is judged before any value.
 * Throws PortalFault and PayloadFault.
 */
export function readChanges(call: WebApiCall, table: TableDefinition, body: JsonObject, right: "create" | "update"): Payload {
  const columns = allowedColumns(call, table, right);
  const unheld = Object.keys(body).find((name) => !table.columns.some((column) => column.name === name) && isListedCustom(name, columns));
  if (unheld !== undefined && call.columns === "listed" && call.context.schema.findNavigation(table.name, unheld) === undefined) {
    throw notBuilt(`the column ${unheld} of ${table.name}, which the site serves. Describe it in a schema file.`);
  }
  try {
    return readPayload(body, table, call.context.schema, { root: serviceRoot(call), onName: createNameCheck(call, table, columns) });
  } catch (error) {
    // A name the row itself has not is the portal's to refuse; everything else of a body is Dataverse's.
    if (error instanceof PayloadFault && isUnknownName(error) && Object.hasOwn(body, error.subject)) {
      throw unknownColumn(error.subject, table.name);
    }
    throw error;
  }
}

function createNameCheck(call: WebApiCall, root: TableDefinition, rootColumns: AllowedColumns): (name: PayloadName) => void {
  const known = new Map<string, AllowedColumns>([[root.name, rootColumns]]);
  const columnsOf = (table: TableDefinition): AllowedColumns => {
    const columns = known.get(table.name) ?? allowedColumns(call, table, "create");
    known.set(table.name, columns);
    return columns;
  };
  return (name) => {
    const columns = columnsOf(name.table);
    if (name.kind === "column") {
      if (!columns.has(name.name)) throw columnNotEnabled(name.name, name.table.name);
      return;
    }
    const { navigation } = name;
    const target = call.context.schema.findTable(navigation.target);
    if (target === undefined) throw new TypeError(`${navigation.name} leads to a table that is not there: ${navigation.target}`);
    if (navigation.kind === "lookup" && !columns.has(navigation.column)) throw columnNotEnabled(navigation.column, name.table.name);
    requireServed(call, target);
    if (name.kind === "nested") requirePermission(call, target.name, "create");
  };
}

function isUnknownName(fault: PayloadFault): boolean {
  return fault.code === "unknown-property" || fault.code === "wrong-case";
}
