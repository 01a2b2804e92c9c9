import type { ManyToMany, OneToMany } from "../schema/schema.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import type { Row } from "../store/store.ts";
import { auditWrite } from "./audit.ts";
import { lock, requireTable, type Work } from "./engine.ts";
import { faults } from "./faults.ts";
import { existenceLock, keyLocks, linkLock, rowLock } from "./lock-names.ts";
import type { VersionCondition } from "./organization.ts";
import { requireWritable, stampCells } from "./row-rules.ts";
import { requireRow, requireVersion } from "./update-row.ts";

export interface RowDeletion {
  readonly table: TableDefinition;
  readonly id: string;
  readonly condition: VersionCondition | undefined;
  /** Deletes a child through the pipeline, so that its plug-ins run. */
  readonly deleteChild: (table: string, id: string) => Promise<void>;
}

/**
 * The operation of Delete, with what becomes of the children.
 * https://learn.microsoft.com/power-apps/developer/data-platform/configure-entity-relationship-cascading-behavior
 * Assumed: links are removed without an Update message, and a cascade sends a Delete message for each child.
 */
export async function deleteRow(work: Work, { table, id, condition, deleteChild }: RowDeletion): Promise<void> {
  const { engine, session, transaction } = work;
  requireWritable(table, session, "Delete");
  if (!table.elastic) {
    await lock(work, rowLock(table.name, id));
    // From here on nobody makes a lookup point at it.
    await lock(work, existenceLock(table.name, id));
  }
  const row = requireRow(work, table.name, id);
  requireVersion(row, condition);
  for (const name of keyLocks(table, row)) await lock(work, name);
  const parts = engine.schema.relationships;
  const families = parts.filter((one): one is OneToMany => one.kind === "one-to-many" && one.parentTable === table.name);
  for (const family of families.filter((one) => one.onDelete === "restrict")) {
    if (findChildren(work, family, id).some((child) => child.id !== id)) throw faults.restricted();
  }
  for (const family of families.filter((one) => one.onDelete === "remove-link")) await removeLinks(work, family, id);
  for (const family of families.filter((one) => one.onDelete === "cascade")) {
    for (const child of findChildren(work, family, id)) {
      // A row that is its own parent is on its way out already.
      if (!(family.childTable === table.name && child.id === id)) await deleteChild(family.childTable, child.id);
    }
  }
  for (const relationship of parts) {
    if (relationship.kind === "many-to-many") await removeIntersections(work, relationship, table.name, id);
  }
  engine.isolation.write(transaction, (rows) => rows.remove(table.name, id));
  auditWrite(work, { operation: "delete", table, id, columns: [] });
}

interface Child {
  readonly id: string;
  readonly row: Row;
}

function findChildren({ engine, transaction }: Work, { childTable, lookup }: OneToMany, id: string): Child[] {
  const { primaryId } = requireTable(engine.schema, childTable);
  return engine.isolation
    .read(transaction, (store) => store.query(childTable, { equals: { [lookup]: id } }))
    .map((row) => ({ id: String(row[primaryId]), row }));
}

async function removeLinks(work: Work, family: OneToMany, id: string): Promise<void> {
  const { engine, session, transaction } = work;
  const table = requireTable(engine.schema, family.childTable);
  for (const child of findChildren(work, family, id)) {
    if (!table.elastic) await lock(work, rowLock(table.name, child.id));
    // While we waited, its writer may have made it point elsewhere.
    const now = engine.isolation.read(transaction, (store) => store.find(table.name, child.id));
    if (now?.[family.lookup] !== id) continue;
    const cells = stampCells(table, session, { [family.lookup]: null }, false);
    for (const name of keyLocks(table, now)) await lock(work, name);
    engine.isolation.write(transaction, (rows) => rows.update(table.name, child.id, cells));
    auditWrite(work, { operation: "update", table, id: child.id, columns: [family.lookup] });
  }
}

async function removeIntersections(work: Work, { intersect, ends }: ManyToMany, table: string, id: string): Promise<void> {
  const { engine, transaction } = work;
  const definition = requireTable(engine.schema, intersect);
  for (const end of ends.filter((one) => one.table === table)) {
    const links = engine.isolation.read(transaction, (store) => store.query(intersect, { equals: { [end.column]: id } }));
    for (const link of links) {
      await lock(work, linkLock(intersect, String(link[ends[0].column]), String(link[ends[1].column])));
      engine.isolation.write(transaction, (rows) => rows.remove(intersect, String(link[definition.primaryId])));
    }
  }
}
