import { findByKey, missingRow } from "../odata/payload/bind-key.ts";
import type { CollectionNavigation, LookupNavigation, RowKey } from "../odata/payload/payload.ts";
import { rowsBehind } from "../odata/expand-rows.ts";
import type { Navigation, Schema } from "../schema/schema.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { readName } from "../schema/table-definition.ts";
import type { OrgCall } from "./org-call.ts";
import { countRows, listRows, readOneRow, requireRow } from "./read-rows.ts";
import { json, noContent, plain, rowUrl } from "./render-rows.ts";

// https://learn.microsoft.com/power-apps/developer/data-platform/webapi/retrieve-entity-using-web-api

/** `contacts(<id>)/firstname`: its value, or 204 when it has none; with `$value` as plain text. */
export async function readColumn(call: OrgCall, at: RowAt, column: ColumnDefinition, isRaw: boolean): Promise<Response> {
  const row = await requireRow(call, at.table, at.key);
  const value = row[column.name] ?? null;
  if (value === null) return noContent();
  if (isRaw) return plain(String(value));
  const id = String(row[at.table.primaryId]);
  return json({ "@odata.context": `${call.root}/$metadata#${at.table.entitySet}(${id})/${readName(column)}`, value });
}

/** `opportunities(<id>)/parentaccountid`: the row looked up, or 204 when there is none. */
export async function readLookup(call: OrgCall, at: RowAt, navigation: LookupNavigation): Promise<Response> {
  const target = await findTarget(call, at, navigation);
  return target === undefined ? noContent() : readOneRow(call, target.table, target.key);
}

/** `accounts(<id>)/contact_customer_accounts`, or its `$count`. */
export async function readRelated(call: OrgCall, at: RowAt, navigation: CollectionNavigation, isCount: boolean): Promise<Response> {
  const row = await requireRow(call, at.table, at.key);
  const table = requireTable(call.context.schema, navigation.target);
  const only = rowsBehind(navigation, at.table, String(row[at.table.primaryId]), table);
  return isCount ? countRows(call, table, only) : listRows(call, table, only);
}

/** `.../$ref`: addresses instead of rows. */
export async function readReferences(call: OrgCall, at: RowAt, navigation: Navigation): Promise<Response> {
  const { root, service, context } = call;
  if (navigation.kind === "lookup") {
    const target = await findTarget(call, at, navigation);
    if (target === undefined) return noContent();
    return json({ "@odata.context": `${root}/$metadata#$ref`, "@odata.id": rowUrl(root, target.table, target.key.id) });
  }
  const row = await requireRow(call, at.table, at.key);
  const table = requireTable(context.schema, navigation.target);
  const rows = await service.query(table.name, {
    filter: rowsBehind(navigation, at.table, String(row[at.table.primaryId]), table),
    top: 5000,
  });
  return json({
    "@odata.context": `${root}/$metadata#Collection($ref)`,
    value: rows.map((one) => ({ "@odata.id": rowUrl(root, table, String(one[table.primaryId])) })),
  });
}

/** The row a key names among those related to another: `accounts(<id>)/contact_customer_accounts(<id>)`. */
export async function readRelatedRow(call: OrgCall, at: RowAt, navigation: CollectionNavigation, id: string): Promise<Response> {
  const row = await requireRow(call, at.table, at.key);
  const table = requireTable(call.context.schema, navigation.target);
  const only = rowsBehind(navigation, at.table, String(row[at.table.primaryId]), table);
  const isRelated = (await call.service.count(table.name, { equals: { [table.primaryId]: id }, filter: only })) > 0;
  if (!isRelated) throw missingRow(table, { kind: "id", id });
  return readOneRow(call, table, { kind: "id", id });
}

export interface RowAt {
  readonly table: TableDefinition;
  readonly key: RowKey;
}

/** The row a lookup points at; undefined: none. A polymorphic lookup that points at another table's row points at none of this one's. */
export async function findTarget(
  call: OrgCall,
  at: RowAt,
  navigation: LookupNavigation,
): Promise<{ readonly table: TableDefinition; readonly key: RowKey & { readonly kind: "id" } } | undefined> {
  const row = await requireRow(call, at.table, at.key);
  const id = row[navigation.column];
  if (typeof id !== "string") return undefined;
  const table = requireTable(call.context.schema, navigation.target);
  const target = table.elastic ? await call.service.find(table.name, id) : await findByKey(call.service, table, { kind: "id", id });
  return target === undefined ? undefined : { table, key: { kind: "id", id, ...partitionOf(target["partitionid"]) } };
}

function partitionOf(value: unknown): { readonly partitionId?: string } {
  return typeof value === "string" ? { partitionId: value } : {};
}

export function requireTable(schema: Schema, name: string): TableDefinition {
  const table = schema.findTable(name);
  if (table === undefined) throw new TypeError(`No table ${name} in the schema`);
  return table;
}
