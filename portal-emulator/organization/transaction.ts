import type { Row } from "../store/store.ts";
import type { DataverseFault } from "./dataverse-fault.ts";
import { faults } from "./faults.ts";
import type { LockOwner } from "./locks.ts";

/** A write as it is played again: the row as it became; undefined: removed. */
export interface WrittenRow {
  readonly table: string;
  readonly id: string;
  readonly row: Row | undefined;
}

/**
 * open · doomed: a service call in it faulted, and nothing saves it · killed: the database chose it as a victim, which its next call is told ·
 * ended: committed or aborted.
 */
export type TransactionState =
  | { readonly kind: "open" }
  | { readonly kind: "doomed" }
  | { readonly kind: "killed"; readonly fault: DataverseFault }
  | { readonly kind: "ended" };

export interface Transaction extends LockOwner {
  state: TransactionState;
  /** In the order they were made. */
  readonly written: WrittenRow[];
  /** Run once the transaction is committed; forgotten when it is not. */
  readonly afterCommit: (() => void)[];
}

export function createTransaction(id: number): Transaction {
  const written: WrittenRow[] = [];
  return { id, state: { kind: "open" }, written, afterCommit: [], writeCount: () => written.length };
}

/**
 * Throws what a service call in this transaction is answered with once it cannot go on.
 * https://learn.microsoft.com/power-apps/developer/data-platform/troubleshoot-plug-ins#transaction-errors
 */
export function requireOpen(transaction: Transaction): void {
  const { state } = transaction;
  if (state.kind === "open") return;
  if (state.kind === "killed") {
    transaction.state = { kind: "doomed" };
    throw state.fault;
  }
  throw state.kind === "doomed" ? faults.faultWasCaught() : faults.noTransaction();
}

export function doom(transaction: Transaction): void {
  if (transaction.state.kind === "open" || transaction.state.kind === "killed") transaction.state = { kind: "doomed" };
}
