import type { OrganizationService, VersionCondition } from "../../organization/organization.ts";
import type { CellValue, Row } from "../../store/store.ts";
import { findByKey, missingRow } from "./bind-key.ts";
import type { CollectionNavigation, Payload, RowReference } from "./payload.ts";
import { PayloadFault } from "./payload-fault.ts";

export type PayloadWrite =
  /** `cells`: what the address says, e.g. the values of its key; they come before the body's own. */
  | { readonly kind: "create"; readonly cells?: Row }
  /** `keyColumns`: columns of the key in the address, which are not written again. */
  | {
      readonly kind: "update";
      readonly id: string;
      readonly condition?: VersionCondition;
      readonly keyColumns?: readonly string[];
    };

/**
 * Writes a body, in the order Dataverse needs: the rows its lookups point at, the row itself, the rows that point at it. To be called inside
 * `organization.transaction` where the body has nested rows or links. Returns the row's id. Throws PayloadFault and DataverseFault.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/create-entity-web-api#create-related-table-rows-in-one-operation
 */
export async function writePayload(service: OrganizationService, payload: Payload, write: PayloadWrite): Promise<string> {
  if (write.kind === "update") {
    const related = payload.nested[0]?.navigation ?? payload.links[0]?.navigation;
    if (related !== undefined)
      throw new PayloadFault("deep-update", related.name, `Deep update of the navigation property '${related.name}' is not allowed.`);
    const cells = Object.entries(await gatherCells(service, payload)).filter(([name]) => write.keyColumns?.includes(name) !== true);
    await service.update(payload.table.name, write.id, Object.fromEntries(cells), write.condition);
    return write.id;
  }
  const id = await service.create(payload.table.name, { ...(await gatherCells(service, payload)), ...write.cells });
  for (const { navigation, rows } of payload.nested) {
    if (navigation.kind === "lookup") continue;
    for (const row of rows) await createRelated(service, row, navigation, id);
  }
  for (const { navigation, targets } of payload.links)
    for (const target of targets) await relate(service, navigation, id, await resolveReference(service, target));
  return id;
}

/** Whether more than one message is needed, i.e. a transaction around them. */
export function isCompound(payload: Payload): boolean {
  return payload.nested.length > 0 || payload.links.length > 0;
}

/** Makes the row at the far end of a collection-valued navigation property related to the near one. */
export async function relate(service: OrganizationService, navigation: CollectionNavigation, nearId: string, farId: string): Promise<void> {
  if (navigation.kind === "children") return service.update(navigation.target, farId, { [navigation.column]: nearId });
  const { schemaName } = navigation.relationship;
  return isFirstEnd(navigation) ? service.associate(schemaName, nearId, farId) : service.associate(schemaName, farId, nearId);
}

/** Takes that relation away again. Of a child that looks up another row nothing is taken: it was not related. */
export async function unrelate(
  service: OrganizationService,
  navigation: CollectionNavigation,
  nearId: string,
  farId: string,
): Promise<void> {
  if (navigation.kind === "children") {
    const child = await service.retrieve(navigation.target, farId);
    if (child[navigation.column] === nearId) await service.update(navigation.target, farId, { [navigation.column]: null });
    return undefined;
  }
  const { schemaName } = navigation.relationship;
  return isFirstEnd(navigation) ? service.disassociate(schemaName, nearId, farId) : service.disassociate(schemaName, farId, nearId);
}

/** The id of the row an address names. By id it need not be there: the write that follows tells. Throws PayloadFault `missing-row`. */
export async function resolveReference(service: OrganizationService, { table, key }: RowReference): Promise<string> {
  if (key.kind === "id") return key.id;
  const id = (await findByKey(service, table, key))?.[table.primaryId];
  if (typeof id !== "string") throw missingRow(table, key);
  return id;
}

async function gatherCells(service: OrganizationService, payload: Payload): Promise<Row> {
  const cells: Record<string, CellValue> = Object.fromEntries(payload.cells.map(({ column, value }) => [column.name, value]));
  for (const { navigation, rows } of payload.nested) {
    const [row] = rows;
    if (navigation.kind === "lookup" && row !== undefined) cells[navigation.column] = await writePayload(service, row, { kind: "create" });
  }
  for (const { navigation, target } of payload.binds)
    cells[navigation.column] = target === null ? null : await resolveReference(service, target);
  return cells;
}

async function createRelated(service: OrganizationService, row: Payload, navigation: CollectionNavigation, nearId: string): Promise<void> {
  if (navigation.kind === "children") {
    await writePayload(service, row, { kind: "create", cells: { [navigation.column]: nearId } });
    return;
  }
  await relate(service, navigation, nearId, await writePayload(service, row, { kind: "create" }));
}

function isFirstEnd(navigation: Extract<CollectionNavigation, { kind: "many-to-many" }>): boolean {
  return navigation.relationship.ends[0].column === navigation.nearColumn;
}
