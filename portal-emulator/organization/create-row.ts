import type { Row } from "../store/store.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { auditWrite } from "./audit.ts";
import { lock, type Work } from "./engine.ts";
import { faults } from "./faults.ts";
import { existenceLock, keyLocks, rowLock } from "./lock-names.ts";
import {
  lockPointers,
  requireBase64,
  requireColumns,
  requirePointers,
  requireWritable,
  settableCells,
  stampCells,
  withKeyFaults,
} from "./row-rules.ts";
import { applyStateRules } from "./state-rules.ts";

/** The operation of Create. Returns the new row's id. */
export async function createRow(work: Work, table: TableDefinition, row: Row): Promise<string> {
  const { engine, session, transaction } = work;
  requireWritable(table, session, "Create");
  requireColumns(table, row);
  requireBase64(table, row);
  const given = row[table.primaryId];
  const id = typeof given === "string" ? given.toLowerCase() : undefined;
  const settable = settableCells(table, session, row);
  const cells = stampCells(table, session, applyStateRules(table, undefined, settable), true);
  // An insert of the same id or key waits for the one before it, and knows then whether that became a row.
  if (id !== undefined) await lockNewRow(work, table, id);
  await lockPointers(work, table, settable);
  for (const name of keyLocks(table, { ...initialCells(table), ...cells })) await lock(work, name);
  engine.isolation.read(transaction, (store) => {
    if (id !== undefined && store.find(table.name, id) !== undefined) throw faults.duplicateRow();
    requirePointers(work, store, table, settable);
  });
  const { [table.primaryId]: _, ...rest } = cells;
  const complete = id === undefined ? rest : { ...rest, [table.primaryId]: id };
  const written = withKeyFaults(() => engine.isolation.write(transaction, (rows) => rows.insert(table.name, complete)));
  const newId = String(written[table.primaryId]);
  // Nobody else can hold the locks of an id that has just been drawn.
  if (id === undefined) await lockNewRow(work, table, newId);
  auditWrite(work, { operation: "create", table, id: newId, columns: Object.keys(row) });
  return newId;
}

async function lockNewRow(work: Work, table: TableDefinition, id: string): Promise<void> {
  if (table.elastic) return;
  await lock(work, rowLock(table.name, id));
  await lock(work, existenceLock(table.name, id));
}

function initialCells(table: TableDefinition): Row {
  return Object.fromEntries(table.columns.flatMap(({ name, initial }) => (initial === undefined ? [] : [[name, initial]])));
}
