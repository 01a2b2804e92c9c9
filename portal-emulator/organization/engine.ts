import type { Clock } from "../emulator-context.ts";
import type { EmulatorSwitches } from "../switches.ts";
import type { Schema } from "../schema/schema.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import type { AsyncJobs } from "./async-jobs.ts";
import { faults } from "./faults.ts";
import type { Isolation } from "./isolation.ts";
import type { LockMode, Locks, StartTimer } from "./locks.ts";
import type { CustomApi, PluginContext } from "./plugin.ts";
import type { PluginSteps } from "./plugin-steps.ts";
import { doom, requireOpen, type Transaction } from "./transaction.ts";

/** What the organization's messages run on. */
export interface Engine {
  readonly schema: Schema;
  readonly clock: Clock;
  readonly isolation: Isolation;
  readonly locks: Locks;
  readonly steps: PluginSteps;
  readonly apis: ReadonlyMap<string, CustomApi>;
  readonly jobs: AsyncJobs;
  readonly startTimer: StartTimer;
  readonly operationTimeoutMs: number;
  /** Awaited first by every service call. */
  readonly turn: () => Promise<void>;
  readonly switches: () => Pick<EmulatorSwitches, "audit" | "pluginFaults" | "serviceProtection">;
  readonly isClosed: () => boolean;
}

/** On whose behalf, and from where in the pipeline, service calls are made. */
export interface Session {
  readonly userId: string;
  readonly initiatingUserId: string;
  /** The contact behind a portal's call. */
  readonly contactId: string | undefined;
  /** undefined: every message has one of its own. */
  readonly transaction: Transaction | undefined;
  /** Of the messages sent: 1 for a caller from outside. */
  readonly depth: number;
  /** Of the step that makes the calls. */
  readonly parent: PluginContext | undefined;
  readonly correlationId: string;
}

/** What a message's main operation works with. */
export interface Work {
  readonly engine: Engine;
  readonly session: Session;
  readonly transaction: Transaction;
}

export function requireTable(schema: Schema, name: string): TableDefinition {
  const table = schema.findTable(name);
  if (table === undefined) throw new TypeError(`The emulated organization has no table ${name}.`);
  return table;
}

/** Waits for the lock; what was read before may be out of date afterwards. */
export async function lock({ engine, transaction }: Work, name: string, mode: LockMode = "exclusive"): Promise<void> {
  const waiting = engine.locks.acquire(transaction, name, mode);
  if (waiting === undefined) return;
  await waiting;
  requireOpen(transaction);
}

/** Runs the work in a transaction of its own: all or nothing. */
export async function inNewTransaction<Result>(engine: Engine, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
  const transaction = engine.isolation.start();
  let stopTimer = (): void => undefined;
  const timeout = new Promise<never>((_, reject) => {
    stopTimer = engine.startTimer(engine.operationTimeoutMs, () => reject(faults.pluginTimeout()));
  });
  try {
    const result = await Promise.race([work(transaction), timeout]);
    engine.isolation.commit(transaction);
    return result;
  } catch (error) {
    engine.isolation.abort(transaction);
    transaction.afterCommit.length = 0;
    throw error;
  } finally {
    stopTimer();
    engine.locks.release(transaction);
    for (const act of transaction.afterCommit) act();
  }
}

/** A chain of plug-ins deeper than this is taken for an endless one; whether 8 itself is let through is assumed. */
const maxDepth = 8;

/** One service call: it waits for its turn, and a fault of it ends the transaction it is part of. */
export async function serviceCall<Result>(engine: Engine, session: Session, work: () => Promise<Result> | Result): Promise<Result> {
  await engine.turn();
  if (engine.isClosed()) throw faults.closing();
  if (session.transaction !== undefined) requireOpen(session.transaction);
  try {
    if (session.depth > maxDepth) throw faults.depthExceeded();
    return await work();
  } catch (error) {
    if (session.transaction !== undefined) doom(session.transaction);
    throw error;
  }
}
