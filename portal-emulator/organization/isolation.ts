import type { Schema } from "../schema/schema.ts";
import { DuplicateKey } from "../store/duplicate-key.ts";
import type { OpenTransaction, Row, Store } from "../store/store.ts";
import type { DataverseFault } from "./dataverse-fault.ts";
import { faults } from "./faults.ts";
import type { LockOwner } from "./locks.ts";
import { createTransaction, requireOpen, type Transaction } from "./transaction.ts";

/** Writes rows in a transaction. */
export interface RowWriter {
  insert(table: string, row: Row): Row;
  /** undefined: there is no such row. */
  update(table: string, id: string, changes: Row): Row | undefined;
  remove(table: string, id: string): boolean;
}

/**
 * Transactions of several clients over a store that knows one at a time. At most one stands in the database, uncommitted; when another client's call
 * comes, it is taken back, and its writes are played again when its turn comes. So a call sees committed rows and its own transaction's, whose ids,
 * dates and versions stay what they were (read committed, per statement; assumed: no document names Dataverse's isolation level).
 */
export interface Isolation {
  start(): Transaction;
  /** undefined: sees committed rows only. */
  read<Result>(transaction: Transaction | undefined, work: (store: Store) => Result): Result;
  write<Result>(transaction: Transaction, work: (rows: RowWriter) => Result): Result;
  /** Makes the transaction's writes durable, in one go. Throws when it cannot go on; it is still to be aborted then. */
  commit(transaction: Transaction): void;
  abort(transaction: Transaction): void;
  /** Ends every transaction's prospects with the fault, e.g. because all rows are about to be others. Returns them. */
  killAll(fault: DataverseFault): Transaction[];
  /** Makes these transactions the victims of a write past the organization. */
  kill(transactions: readonly LockOwner[], fault: DataverseFault): void;
  /** Takes back what stands in the database, so that it holds committed rows only. */
  suspend(): void;
}

export function createIsolation(store: Store, schema: Schema): Isolation {
  let standing: { readonly transaction: Transaction; readonly unit: OpenTransaction } | undefined;
  const running = new Set<Transaction>();
  let started = 0;

  function suspend(): void {
    const former = standing;
    standing = undefined;
    former?.unit.rollback();
  }

  function resume(transaction: Transaction): void {
    if (standing?.transaction === transaction) return;
    suspend();
    const unit = store.begin();
    standing = { transaction, unit };
    try {
      for (const { table, id, row } of transaction.written) {
        if (row === undefined) store.remove(table, id);
        else store.put(table, row);
      }
    } catch (error) {
      suspend();
      // Somebody wrote past the organization, and no lock kept the two apart.
      throw error instanceof DuplicateKey ? faults.deadlock() : error;
    }
  }

  /** Elastic tables have no transactions over several rows: https://learn.microsoft.com/power-apps/developer/data-platform/elastic-tables */
  function writeRow<Result>(transaction: Transaction, table: string, write: () => Result, record: (result: Result) => void): Result {
    if (schema.findTable(table)?.elastic === true) {
      suspend();
      return write();
    }
    resume(transaction);
    const result = write();
    record(result);
    return result;
  }

  return {
    start() {
      started += 1;
      const transaction = createTransaction(started);
      running.add(transaction);
      return transaction;
    },
    read(transaction, work) {
      if (transaction !== undefined && transaction.written.length > 0) resume(transaction);
      else suspend();
      return work(store);
    },
    write(transaction, work) {
      requireOpen(transaction);
      const keep = (table: string, id: string, row: Row | undefined): void => void transaction.written.push({ table, id, row });
      return work({
        insert: (table, row) =>
          writeRow(
            transaction,
            table,
            () => store.insert(table, row),
            (written) => keep(table, String(written[schema.findTable(table)?.primaryId ?? ""]), written),
          ),
        update: (table, id, changes) =>
          writeRow(
            transaction,
            table,
            () => store.update(table, id, changes),
            (written) => (written === undefined ? undefined : keep(table, id, written)),
          ),
        remove: (table, id) =>
          writeRow(
            transaction,
            table,
            () => store.remove(table, id),
            (removed) => (removed ? keep(table, id, undefined) : undefined),
          ),
      });
    },
    commit(transaction) {
      if (transaction.state.kind === "doomed") throw faults.noTransaction();
      requireOpen(transaction);
      if (transaction.written.length > 0) {
        resume(transaction);
        const unit = standing?.unit;
        // Committed or, when that fails, rolled back: in no case does it stand any longer.
        standing = undefined;
        unit?.commit();
      }
      transaction.state = { kind: "ended" };
      running.delete(transaction);
    },
    abort(transaction) {
      if (standing?.transaction === transaction) suspend();
      transaction.state = { kind: "ended" };
      running.delete(transaction);
    },
    killAll(fault) {
      suspend();
      for (const transaction of running) transaction.state = { kind: "killed", fault };
      return [...running];
    },
    kill(owners, fault) {
      for (const transaction of running) {
        if (owners.includes(transaction) && transaction.state.kind === "open") transaction.state = { kind: "killed", fault };
      }
    },
    suspend,
  };
}
