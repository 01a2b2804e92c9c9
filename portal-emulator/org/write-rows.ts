import { findByKey, missingRow } from "../odata/payload/bind-key.ts";
import type { Payload, RowKey } from "../odata/payload/payload.ts";
import { readPayload } from "../odata/payload/read-payload.ts";
import { isCompound, type PayloadWrite, writePayload } from "../odata/payload/write-payload.ts";
import { insightsUserId } from "../organization/system-users.ts";
import type { VersionCondition } from "../organization/organization.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import type { Row } from "../store/store.ts";
import type { OrgCall } from "./org-call.ts";
import { OrgFault } from "./org-fault.ts";
import { requireObject } from "./read-body.ts";
import { renderRowById } from "./read-rows.ts";
import { noContent, referenceTo, rowUrl } from "./render-rows.ts";

// https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api
// https://learn.microsoft.com/power-apps/developer/data-platform/webapi/update-delete-entities-using-web-api
// https://learn.microsoft.com/power-apps/developer/data-platform/webapi/perform-conditional-operations-using-web-api

/** POST to a set: a new row, with those it nests in one transaction. */
export async function createRow(call: OrgCall, table: TableDefinition): Promise<Response> {
  requireWritable(call, table);
  const payload = await readRowBody(call, table);
  const id = await write(call, payload, { kind: "create" });
  return answerWrite(call, table, id, "created");
}

/** Changes the row; creates it under its id or key where there is none, unless `If-Match` forbids. A look-up, then a message: not atomic. */
export async function upsertRow(call: OrgCall, table: TableDefinition, key: RowKey): Promise<Response> {
  requireWritable(call, table);
  const { headers } = call.request;
  const payload = await readRowBody(call, table);
  const row = await findByKey(call.service, table, key);
  if (row === undefined) {
    if (headers.has("if-match")) throw missingRow(table, key);
    const cells: Row =
      key.kind === "alternate"
        ? key.values
        : { [table.primaryId]: key.id, ...(table.elastic && key.partitionId !== undefined ? { partitionid: key.partitionId } : {}) };
    return answerWrite(call, table, await write(call, payload, { kind: "create", cells }), "created");
  }
  if (headers.get("if-none-match") === "*") throw new OrgFault(412, "0x80040237", "A record with matching key values already exists.");
  const id = String(row[table.primaryId]);
  if (payload.cells.some(({ column, value }) => column.name === table.primaryId && value !== id))
    throw new OrgFault(400, "0x80040203", "The id of a row cannot be changed.");
  const keyColumns = key.kind === "alternate" ? key.key.columns : [table.primaryId];
  await write(call, payload, { kind: "update", id, keyColumns, ...readCondition(headers, row) });
  return answerWrite(call, table, id, "updated");
}

/** Removes the row, unless `If-Match` names another version. Throws PayloadFault when there is none, OrgFault 412. */
export async function deleteRow(call: OrgCall, table: TableDefinition, key: RowKey): Promise<Response> {
  requireWritable(call, table);
  const row = await findByKey(call.service, table, key);
  if (row === undefined) throw missingRow(table, key);
  const { condition } = readCondition(call.request.headers, row);
  await call.service.remove(table.name, String(row[table.primaryId]), condition);
  call.effect(`${table.name} deleted`);
  return noContent();
}

/** Sets one column, or clears it with null. `table` is the row's. */
export async function writeCell(
  call: OrgCall,
  table: TableDefinition,
  key: RowKey,
  change: Readonly<Record<string, unknown>>,
): Promise<Response> {
  requireWritable(call, table);
  const payload = readPayload(change, table, call.context.schema, call);
  const row = await findByKey(call.service, table, key);
  if (row === undefined) throw missingRow(table, key);
  await write(call, payload, { kind: "update", id: String(row[table.primaryId]), ...readCondition(call.request.headers, row) });
  call.effect(`${table.name} updated`);
  return noContent();
}

/** Documented for Customer Insights' tables: use Dataverse to read only. */
export function requireWritable({ caller }: OrgCall, table: TableDefinition): void {
  if (table.readOnly && caller.userId !== insightsUserId)
    throw new OrgFault(403, "0x80040220", `The table ${table.name} belongs to Customer Insights and is read-only here.`);
}

/** A new row's answer: 204 with its address, or 201 with the row and without that header; of a change 204 or 200. */
export async function answerWrite(call: OrgCall, table: TableDefinition, id: string, what: "created" | "updated"): Promise<Response> {
  call.effect(`${table.name} ${what}`);
  call.wrote(referenceTo(call.root, table, id));
  if (call.preferences.representation) return renderRowById(call, table, id, what === "created" ? 201 : 200);
  const url = rowUrl(call.root, table, id);
  return noContent({ "odata-entityid": url, ...(what === "created" ? { location: url } : {}) });
}

async function readRowBody(call: OrgCall, table: TableDefinition): Promise<Payload> {
  return readPayload(await requireObject(call), table, call.context.schema, call);
}

/** Writes a body, in one transaction when it holds related rows. Returns the row's id. */
export async function write(call: OrgCall, payload: Payload, how: PayloadWrite): Promise<string> {
  return isCompound(payload)
    ? call.transact(async (service) => writePayload(service, payload, how))
    : writePayload(call.service, payload, how);
}

/** `If-Match: W/"123"`; `*` asks for any version. */
export function readCondition(headers: Headers, row: Row): { readonly condition?: VersionCondition } {
  const match = headers.get("if-match");
  if (match === null || match === "*") return {};
  const version = /^(?:W\/)?"(\d{1,16})"$/u.exec(match)?.[1];
  if (version === undefined || Number(version) !== row["versionnumber"])
    throw new OrgFault(412, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided.");
  return { condition: { version: Number(version) } };
}
