import type { ManyToMany, Schema } from "../schema/schema.ts";
import { auditWrite } from "./audit.ts";
import { lock, requireTable, type Work } from "./engine.ts";
import { faults } from "./faults.ts";
import { existenceLock, linkLock } from "./lock-names.ts";
import { requireWritable } from "./row-rules.ts";
import { requireRow } from "./update-row.ts";

export interface RowLink {
  readonly relationship: ManyToMany;
  /** Row of the relationship's first end. */
  readonly one: string;
  readonly other: string;
}

export function requireManyToMany(schema: Schema, name: string): ManyToMany {
  const relationship = schema.findRelationship(name);
  if (relationship === undefined) throw new TypeError(`The emulated organization has no relationship ${name}.`);
  if (relationship.kind !== "many-to-many")
    throw new TypeError(`${name} is no many-to-many relationship: set the lookup ${relationship.lookup} instead.`);
  return relationship;
}

/** The operation of Associate; linking twice is a fault. */
export async function linkRows(work: Work, { relationship, one, other }: RowLink): Promise<void> {
  const { intersect, ends } = relationship;
  const { engine, transaction } = work;
  requireEndsWritable(work, relationship);
  await lock(work, linkLock(intersect, one, other));
  for (const [index, id] of [one, other].entries()) {
    const end = ends[index === 0 ? 0 : 1];
    await lock(work, existenceLock(end.table, id), "shared");
    requireRow(work, end.table, id);
  }
  if (findLink(work, { relationship, one, other }) !== undefined) throw faults.duplicateRow();
  engine.isolation.write(transaction, (rows) => rows.insert(intersect, { [ends[0].column]: one, [ends[1].column]: other }));
  auditWrite(work, {
    operation: "associate",
    table: requireTable(engine.schema, ends[0].table),
    id: one,
    columns: [relationship.schemaName],
  });
}

/** The operation of Disassociate; rows that are not linked stay so without a fault (assumed). */
export async function unlinkRows(work: Work, link: RowLink): Promise<void> {
  const { relationship, one, other } = link;
  const { engine, transaction } = work;
  requireEndsWritable(work, relationship);
  await lock(work, linkLock(relationship.intersect, one, other));
  requireRow(work, relationship.ends[0].table, one);
  requireRow(work, relationship.ends[1].table, other);
  const found = findLink(work, link);
  if (found === undefined) return;
  engine.isolation.write(transaction, (rows) => rows.remove(relationship.intersect, found));
  auditWrite(work, {
    operation: "disassociate",
    table: requireTable(engine.schema, relationship.ends[0].table),
    id: one,
    columns: [relationship.schemaName],
  });
}

function requireEndsWritable({ engine, session }: Work, { ends }: ManyToMany): void {
  for (const end of ends) requireWritable(requireTable(engine.schema, end.table), session, "Write");
}

/** Id of the intersect row. */
function findLink({ engine, transaction }: Work, { relationship, one, other }: RowLink): string | undefined {
  const { intersect, ends } = relationship;
  const { primaryId } = requireTable(engine.schema, intersect);
  const equals = { [ends[0].column]: one, [ends[1].column]: other };
  const [row] = engine.isolation.read(transaction, (store) => store.query(intersect, { equals, top: 1 }));
  return row === undefined ? undefined : String(row[primaryId]);
}
