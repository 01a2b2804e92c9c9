import { assertNever } from "../../access/assert-never.ts";
import { readBody } from "../odata/read-body.ts";
import { CellFault, readCell } from "../odata/read-cell.ts";
import { renderEtag } from "../odata/read-rows.ts";
import type { CellValue, Row } from "../store/store.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { findColumn } from "../schema/table-definition.ts";
import type { OrgCall } from "./org-call.ts";
import { OrgFault, orgHeaders } from "./org-fault.ts";
import { readQuery, renderOneRow, requireRow } from "./read-rows.ts";

// https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api

const bodyLimitBytes = 16 * 1024 * 1024;

export async function createRow(call: OrgCall): Promise<Response> {
  return insertRow(call, await readChanges(call));
}

/** Changes the row, or creates it under that id unless `If-Match: *` forbids. */
export async function updateRow(call: OrgCall): Promise<Response> {
  const { context, request, table, id } = call;
  const cells = await readChanges(call);
  const existing = context.store.find(table.name, id);
  if (existing === undefined && !request.headers.has("if-match")) {
    return insertRow(call, { ...cells, [table.primaryId]: id });
  }
  const row = requireRow(call);
  requireMatch(request, row);
  if (cells[table.primaryId] !== undefined && cells[table.primaryId] !== id) {
    throw new OrgFault(400, "0x80040203", "The id of a row cannot be changed.");
  }
  const changed = context.store.update(table.name, id, cells) ?? row;
  context.effect(request, `${table.name} updated`);
  return asksForRow(request) ? renderOneRow(call, changed, readQuery(call)) : renderEntityId(call, id);
}

export function deleteRow(call: OrgCall): Response {
  const { context, request, table, id } = call;
  requireMatch(request, requireRow(call));
  context.store.remove(table.name, id);
  context.effect(request, `${table.name} deleted`);
  return new Response(null, { status: 204, headers: orgHeaders });
}

/** 204 with `OData-EntityId`, or 201 with the row and without that header. */
function insertRow(call: OrgCall, cells: Row): Response {
  const { context, request, table } = call;
  const query = readQuery(call);
  const given = cells[table.primaryId];
  if (typeof given === "string" && context.store.find(table.name, given) !== undefined) {
    throw new OrgFault(412, "0x80040237", "A record with matching key values already exists.");
  }
  const row = context.store.insert(table.name, cells);
  context.effect(request, `${table.name} created`);
  return asksForRow(request) ? renderOneRow(call, row, query, 201) : renderEntityId(call, String(row[table.primaryId]));
}

function renderEntityId({ root, table }: OrgCall, id: string): Response {
  const url = `${root}/${table.entitySet}(${id})`;
  return new Response(null, { status: 204, headers: { ...orgHeaders, "odata-entityid": url, location: url } });
}

function asksForRow(request: Request): boolean {
  return /\breturn=representation\b/u.test(request.headers.get("prefer") ?? "");
}

function requireMatch(request: Request, row: Row): void {
  const match = request.headers.get("if-match");
  if (match !== null && match !== "*" && match !== renderEtag(row)) {
    throw new OrgFault(412, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided.");
  }
  if (request.headers.get("if-none-match") === "*") {
    throw new OrgFault(412, "0x80040237", "A record with matching key values already exists.");
  }
}

async function readChanges({ request, table }: OrgCall): Promise<Row> {
  const reading = await readBody(request, bodyLimitBytes);
  switch (reading.kind) {
    case "object":
      return readCells(reading.body, table);
    case "empty":
      throw new OrgFault(400, "0x80048d19", "The body must be a JSON object.");
    case "malformed":
      throw new OrgFault(400, "0x80048d19", reading.message);
    case "too-large":
      throw new OrgFault(413, "", "The request entity is too large.");
    default:
      return assertNever(reading);
  }
}

function readCells(body: Readonly<Record<string, unknown>>, table: TableDefinition): Row {
  const named = Object.entries(body).filter(([name]) => !name.startsWith("@"));
  try {
    return Object.fromEntries(
      named.map(([name, value]): [string, CellValue] => {
        const column = requireColumn(name, value, table);
        return [column.name, readCell(value, column, table)];
      }),
    );
  } catch (error) {
    throw error instanceof CellFault ? new OrgFault(400, error.cdscode, error.message) : error;
  }
}

function requireColumn(name: string, value: unknown, table: TableDefinition): ColumnDefinition {
  const column = findColumn(table, name);
  if (column !== undefined) {
    return column;
  }
  if (name.endsWith("@odata.bind") || (typeof value === "object" && value !== null)) {
    throw OrgFault.notBuilt(`related rows in a body ('${name}').`);
  }
  throw new OrgFault(400, "0x80048d19", `The property '${name}' does not exist on type 'Microsoft.Dynamics.CRM.${table.name}'.`);
}
