import { missingRow } from "../odata/payload/bind-key.ts";
import type { Payload, RowKey } from "../odata/payload/payload.ts";
import type { JsonObject } from "../odata/payload/read-payload.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import type { Row } from "../store/store.ts";
import { checkChangedRow, checkNewRow } from "./check-links.ts";
import { renderCreated } from "./create-row.ts";
import { findPermittedRow } from "./find-permitted-row.ts";
import { commonHeaders } from "./portal-fault.ts";
import { dataverseFault, noColumns } from "./portal-faults.ts";
import { readChanges, readObject } from "./read-changes.ts";
import { planRepresentation, type Represent } from "./represent-row.ts";
import { allowedColumns, requireColumns } from "./require-columns.ts";
import { requirePermission } from "./require-permission.ts";
import { requireMatch } from "./row-conditions.ts";
import type { TargetOf, WebApiCall } from "./web-api-call.ts";
import { writeRow } from "./write-row.ts";

/**
 * PATCH of a row: changes it, or creates it under that key unless `If-Match: *` forbids. That a portal creates is observed (third party); Dataverse
 * is documented to. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/update-delete-entities-using-web-api#upsert-a-record
 */
export async function updateRow(call: WebApiCall, { table, key }: TargetOf<"row">): Promise<Response> {
  const row = await findPermittedRow(call, { table, key }, "write");
  allowedColumns(call, table, "update");
  const body = await readObject(call);
  const represent = planRepresentation(call, table);
  return row === undefined ? createUnderKey(call, { table, key, body, represent }) : changeRow(call, { table, row, body, represent });
}

interface Upsert {
  readonly table: TableDefinition;
  readonly body: JsonObject;
  readonly represent: Represent | undefined;
}

/** One row's columns in a body, changed. */
export async function changeRow(call: WebApiCall, { table, row, body, represent }: Upsert & { readonly row: Row }): Promise<Response> {
  const condition = requireMatch(call.request, row);
  const payload = readChanges(call, table, body, "update");
  const id = String(row[table.primaryId]);
  const given = payload.cells.find(({ column }) => column.name === table.primaryId);
  if (given !== undefined && given.value !== id) throw dataverseFault(400, "0x80040203", "The id of a row cannot be changed.");
  await checkChangedRow(call, payload, row);
  const changes: Payload = { ...payload, cells: payload.cells.filter((cell) => cell !== given) };
  await writeRow(call, changes, { kind: "update", id, ...(condition === undefined ? {} : { condition }) });
  return (await represent?.(id, 200)) ?? new Response(null, { status: 204, headers: commonHeaders });
}

async function createUnderKey(call: WebApiCall, { table, key, body, represent }: Upsert & { readonly key: RowKey }): Promise<Response> {
  if (call.request.headers.has("if-match")) throw missingRow(table, key);
  requirePermission(call, table.name, "create");
  const payload = readChanges(call, table, body, "create");
  if (payload.cells.length + payload.binds.length + payload.nested.length === 0) throw noColumns();
  const cells: Row = key.kind === "id" ? { [table.primaryId]: key.id } : key.values;
  if (key.kind === "alternate") requireColumns(Object.keys(cells), allowedColumns(call, table, "create"), table.name);
  await checkNewRow(call, payload, cells);
  const own = key.kind === "id" ? payload.cells.filter(({ column }) => column.name !== table.primaryId) : payload.cells;
  const id = await writeRow(call, { ...payload, cells: own }, { kind: "create", cells });
  return (await represent?.(id, 201)) ?? renderCreated(call, table, id);
}
