import type { Row } from "../store/store.ts";
import type { OrganizationService } from "./organization.ts";

export interface UpsertRequest {
  readonly table: string;
  /** The row's id, or the values of an alternate key. */
  readonly key: { readonly id: string; readonly primaryId: string } | { readonly values: Row; readonly primaryId: string };
  readonly row: Row;
}

export interface Upserted {
  readonly id: string;
  readonly created: boolean;
}

/**
 * A look-up, then Update or Create: not one step, so that of two at once one may fault with a duplicate.
 * https://learn.microsoft.com/power-apps/developer/data-platform/use-upsert-insert-update-record
 */
export async function upsert(service: OrganizationService, { table, key, row }: UpsertRequest): Promise<Upserted> {
  const wanted = "id" in key ? { [key.primaryId]: key.id.toLowerCase() } : key.values;
  const found = "id" in key ? await service.find(table, key.id) : (await service.query(table, { equals: key.values, top: 1 }))[0];
  if (found === undefined) return { id: await service.create(table, { ...row, ...wanted }), created: true };
  const id = String(found[key.primaryId]);
  // The key's own columns are not written again.
  await service.update(table, id, Object.fromEntries(Object.entries(row).filter(([name]) => !(name in wanted))));
  return { id, created: false };
}
