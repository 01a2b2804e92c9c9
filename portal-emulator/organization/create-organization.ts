import { randomUUID } from "node:crypto";
import { setImmediate, setTimeout, clearTimeout } from "node:timers";
import type { Clock } from "../emulator-context.ts";
import type { EmulatorSwitches } from "../switches.ts";
import type { Schema } from "../schema/schema.ts";
import type { Store } from "../store/store.ts";
import { createAsyncJobs, type JobFailure } from "./async-jobs.ts";
import { inNewTransaction, type Engine, type Session } from "./engine.ts";
import { faults } from "./faults.ts";
import { guardStore } from "./guard-store.ts";
import { createIsolation } from "./isolation.ts";
import { existenceLock, rowLock } from "./lock-names.ts";
import { createLocks, type StartTimer } from "./locks.ts";
import type { Caller, Organization } from "./organization.ts";
import type { CustomApi } from "./plugin.ts";
import { createPluginSteps } from "./plugin-steps.ts";
import { createService } from "./service.ts";
import { createServiceProtection, defaultLimits, type ProtectionLimits, type RemainingLimits } from "./service-protection.ts";

export interface OrganizationParts {
  /** From now on the organization's own: everybody else uses `committed`. */
  readonly store: Store;
  readonly schema: Schema;
  readonly clock: Clock;
  readonly switches?: () => Pick<EmulatorSwitches, "audit" | "pluginFaults" | "serviceProtection">;
  /** Every service call waits for it first; a test decides with it who goes next. */
  readonly turn?: () => Promise<void>;
  readonly startTimer?: StartTimer;
  /** How long a write waits for another's row; no length is documented, 30 s assumed. */
  readonly lockTimeoutMs?: number;
  /** How long a message may take with its plug-ins: https://learn.microsoft.com/power-apps/developer/data-platform/write-plug-in */
  readonly operationTimeoutMs?: number;
  readonly limits?: Partial<ProtectionLimits>;
  readonly stopwatch?: () => number;
}

export interface CreatedOrganization extends Organization {
  /** The store without what is not committed. A row written here past a transaction that has it locked makes that transaction a deadlock's victim. */
  readonly committed: Store;
  /** What asynchronous steps threw. */
  jobFailures(): readonly JobFailure[];
  /** What the service protection limits leave a user. */
  remaining(caller: Caller): RemainingLimits;
}

/** Dataverse's messages over a store: plug-in steps, transactions of several clients, locks, and what one client may take up. */
export function createOrganization(parts: OrganizationParts): CreatedOrganization {
  const { store, schema, clock } = parts;
  const switches = parts.switches ?? (() => ({ audit: "on", pluginFaults: "passed-on", serviceProtection: "off" }) as const);
  const startTimer = parts.startTimer ?? startRealTimer;
  const isolation = createIsolation(store, schema);
  const locks = createLocks({ timeoutMs: parts.lockTimeoutMs ?? 30_000, startTimer });
  const apis = new Map<string, CustomApi>();
  let isClosed = false;
  const engine: Engine = {
    schema,
    clock,
    isolation,
    locks,
    steps: createPluginSteps(schema),
    apis,
    jobs: createAsyncJobs(),
    startTimer,
    operationTimeoutMs: parts.operationTimeoutMs ?? 120_000,
    turn: parts.turn ?? (() => new Promise((resolve) => setImmediate(resolve))),
    switches,
    isClosed: () => isClosed,
  };
  const protection = createServiceProtection({
    limits: { ...defaultLimits, ...parts.limits },
    clock,
    stopwatch: parts.stopwatch ?? (() => performance.now()),
  });
  const killAll = (fault = faults.deadlock()): void => {
    for (const transaction of isolation.killAll(fault)) locks.interrupt(transaction, fault);
  };
  const guarded = guardStore(store, {
    before: () => isolation.suspend(),
    beforeWrite: (table, id) => {
      for (const name of [rowLock(table, id.toLowerCase()), existenceLock(table, id.toLowerCase())]) {
        const holders = locks.holders(name);
        if (holders.length > 0) isolation.kill(holders, faults.deadlock());
      }
    },
    beforeReplace: () => killAll(),
    primaryId: (table) => schema.findTable(table)?.primaryId ?? "",
  });
  return {
    committed: {
      ...guarded,
      close() {
        isClosed = true;
        killAll(faults.closing());
        store.close();
      },
    },
    serviceFor: (caller) => createService(engine, sessionOf(caller)),
    transaction: (caller, work) =>
      inNewTransaction(engine, (transaction) => work(createService(engine, { ...sessionOf(caller), transaction }))),
    admit: (caller, work) => (switches().serviceProtection === "on" ? protection.admit(caller.userId, work) : work()),
    registerStep: (step) => engine.steps.register(step),
    registerCustomApi: (api) => {
      if (apis.has(api.uniqueName)) throw new TypeError(`There is a custom API ${api.uniqueName} already.`);
      if (api.isFunction && api.responses.length === 0) throw new TypeError(`The function ${api.uniqueName} has no response property.`);
      apis.set(api.uniqueName, api);
    },
    findCustomApi: (name) => apis.get(name),
    settle: () => engine.jobs.settle(),
    jobFailures: () => engine.jobs.failures(),
    remaining: (caller) => protection.remaining(caller.userId),
  };
}

function sessionOf({ userId, contactId }: Caller): Session {
  return { userId, initiatingUserId: userId, contactId, transaction: undefined, depth: 1, parent: undefined, correlationId: randomUUID() };
}

const startRealTimer: StartTimer = (ms, ring) => {
  const timer = setTimeout(ring, ms);
  // A wait alone does not keep the process alive.
  timer.unref();
  return () => clearTimeout(timer);
};
