import type { Payload, RowReference } from "../odata/payload/payload.ts";
import { findByKey, missingRow } from "../odata/payload/bind-key.ts";
import type { LinkEnd } from "../permissions/permissions.ts";
import type { CellValue, Row } from "../store/store.ts";
import { noPermission } from "./portal-faults.ts";
import { requireLink } from "./require-link.ts";
import type { WebApiCall } from "./web-api-call.ts";

/**
 * Whether the visitor may create the row of a body and its related rows, and link what the body links. Throws PortalFault, PayloadFault.
 * @param cells what the address says of the row
 */
export async function checkNewRow(call: WebApiCall, payload: Payload, cells: Row = {}): Promise<void> {
  const row = { ...cells, ...(await readRow(call, payload)) };
  const { name } = payload.table;
  if (!(await call.permissions.mayCreate(name, row))) throw noPermission("create", name);
  await checkLinks(call, payload, { table: name, row });
}

/** Whether the visitor may link what the body of a change links; clearing a lookup needs the same of the row it pointed at. */
export async function checkChangedRow(call: WebApiCall, payload: Payload, current: Row): Promise<void> {
  const { name, primaryId } = payload.table;
  const self: LinkEnd = { table: name, id: String(current[primaryId]) };
  for (const { navigation, target } of payload.binds) {
    const before = current[navigation.column];
    if (target === null && typeof before === "string") await requireLink(call, self, { table: navigation.target, id: before });
  }
  await checkLinks(call, payload, self);
}

async function checkLinks(call: WebApiCall, payload: Payload, self: LinkEnd): Promise<void> {
  for (const { target } of payload.binds) {
    if (target !== null) await requireLink(call, self, await findEnd(call, target));
  }
  for (const { navigation, targets } of payload.links) {
    for (const target of targets) {
      const other = await findEnd(call, target);
      await (navigation.kind === "children" ? requireLink(call, other, self) : requireLink(call, self, other));
    }
  }
  for (const { navigation, rows } of payload.nested) {
    for (const nested of rows) {
      await checkNewRow(call, nested);
      const other: LinkEnd = { table: nested.table.name, row: await readRow(call, nested) };
      await (navigation.kind === "children" ? requireLink(call, other, self) : requireLink(call, self, other));
    }
  }
}

/** The row as far as the body says it: values, and lookups to rows that are there. */
async function readRow(call: WebApiCall, { cells, binds }: Payload): Promise<Row> {
  const row: Record<string, CellValue> = Object.fromEntries(cells.map(({ column, value }) => [column.name, value]));
  for (const { navigation, target } of binds) {
    row[navigation.column] = target === null ? null : (await findEnd(call, target)).id;
  }
  return row;
}

/** By id a row need not be there: the write that follows tells. */
export async function findEnd({ service }: WebApiCall, { table, key }: RowReference): Promise<Extract<LinkEnd, { readonly id: string }>> {
  if (key.kind === "id") return { table: table.name, id: key.id };
  const id = (await findByKey(service, table, key))?.[table.primaryId];
  if (typeof id !== "string") throw missingRow(table, key);
  return { table: table.name, id };
}
