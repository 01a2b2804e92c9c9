import type { TableDefinition } from "../schema/table-definition.ts";
import type { Row } from "../store/store.ts";
import { auditWrite } from "./audit.ts";
import { lock, type Work } from "./engine.ts";
import { faults } from "./faults.ts";
import { keyLocks, rowLock } from "./lock-names.ts";
import type { VersionCondition } from "./organization.ts";
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

export interface RowUpdate {
  readonly table: TableDefinition;
  readonly id: string;
  readonly changes: Row;
  readonly condition: VersionCondition | undefined;
}

/** The operation of Update: it waits for the row, then works with what its former writer left. */
export async function updateRow(work: Work, { table, id, changes, condition }: RowUpdate): Promise<void> {
  const { engine, session, transaction } = work;
  requireWritable(table, session, "Write");
  requireColumns(table, changes);
  requireBase64(table, changes);
  if (!table.elastic) await lock(work, rowLock(table.name, id));
  const before = requireRow(work, table.name, id);
  requireVersion(before, condition);
  const { [table.primaryId]: _, ...settable } = settableCells(table, session, changes);
  const cells = stampCells(table, session, applyStateRules(table, before, settable), false);
  const pointers = Object.fromEntries(Object.entries(settable).filter(([name, value]) => before[name] !== value));
  await lockPointers(work, table, pointers);
  // The entry that is left is locked too: until the end it is not known to be free.
  const [former, next] = [keyLocks(table, before), keyLocks(table, { ...before, ...cells })];
  for (const name of [...former, ...next].filter((one) => !(former.includes(one) && next.includes(one)))) await lock(work, name);
  engine.isolation.read(transaction, (store) => requirePointers(work, store, table, pointers));
  const written = withKeyFaults(() => engine.isolation.write(transaction, (rows) => rows.update(table.name, id, cells)));
  if (written === undefined) throw faults.rowMissing(table.name, id);
  auditWrite(work, { operation: "update", table, id, columns: Object.keys(changes) });
}

/** The row as the transaction sees it. Throws 0x80040217. */
export function requireRow({ engine, transaction }: Work, table: string, id: string): Row {
  const row = engine.isolation.read(transaction, (store) => store.find(table, id));
  if (row === undefined) throw faults.rowMissing(table, id);
  return row;
}

export function requireVersion(row: Row, condition: VersionCondition | undefined): void {
  if (condition !== undefined && row["versionnumber"] !== condition.version) throw faults.versionMismatch();
}
