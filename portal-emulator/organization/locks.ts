import type { DataverseFault } from "./dataverse-fault.ts";
import { faults } from "./faults.ts";

/** shared: several at once · exclusive: nobody else. */
export type LockMode = "shared" | "exclusive";

export interface LockOwner {
  readonly id: number;
  /** How much is undone if it is chosen as the victim of a deadlock. */
  writeCount(): number;
}

/** Calls back after a time, unless cancelled. */
export type StartTimer = (ms: number, ring: () => void) => () => void;

/** Locks by name, held until their owner lets all of them go: first come, first served; re-entrant. */
export interface Locks {
  /**
   * undefined: held at once. Rejects with `lockTimeout`, or with `deadlock` when the owner is the victim of one:
   * the member of the circle with the fewest writes, among equals the youngest.
   */
  acquire(owner: LockOwner, name: string, mode: LockMode): Promise<void> | undefined;
  /** Who holds it now. */
  holders(name: string): readonly LockOwner[];
  /** Ends what the owner waits for with the fault. */
  interrupt(owner: LockOwner, fault: DataverseFault): void;
  release(owner: LockOwner): void;
}

interface Waiter {
  readonly owner: LockOwner;
  readonly mode: LockMode;
  readonly name: string;
  readonly grant: () => void;
  readonly refuse: (fault: DataverseFault) => void;
}

interface Lock {
  readonly held: Map<LockOwner, LockMode>;
  readonly queue: Waiter[];
}

export function createLocks({ timeoutMs, startTimer }: { readonly timeoutMs: number; readonly startTimer: StartTimer }): Locks {
  const locks = new Map<string, Lock>();
  const namesOf = new Map<LockOwner, Set<string>>();
  const waits = new Set<Waiter>();

  const blocksHolder = (lock: Lock, owner: LockOwner, mode: LockMode): LockOwner[] =>
    [...lock.held].filter(([holder, held]) => holder !== owner && (mode === "exclusive" || held === "exclusive")).map(([holder]) => holder);

  /** Whom the waiter waits for: holders, and those before it in the queue. */
  const blockers = (waiter: Waiter): LockOwner[] => {
    const lock = locks.get(waiter.name);
    if (lock === undefined) return [];
    const before = lock.queue.slice(0, lock.queue.indexOf(waiter)).map(({ owner }) => owner);
    return [...blocksHolder(lock, waiter.owner, waiter.mode), ...before.filter((owner) => owner !== waiter.owner)];
  };

  function hold(lock: Lock, name: string, owner: LockOwner, mode: LockMode): void {
    if (lock.held.get(owner) !== "exclusive") lock.held.set(owner, mode);
    const names = namesOf.get(owner) ?? new Set();
    namesOf.set(owner, names.add(name));
  }

  function leave(waiter: Waiter): void {
    waits.delete(waiter);
    const queue = locks.get(waiter.name)?.queue ?? [];
    const at = queue.indexOf(waiter);
    if (at >= 0) queue.splice(at, 1);
  }

  function grantNext(name: string): void {
    const lock = locks.get(name);
    if (lock === undefined) return;
    for (let next = lock.queue[0]; next !== undefined && blocksHolder(lock, next.owner, next.mode).length === 0; next = lock.queue[0]) {
      leave(next);
      hold(lock, name, next.owner, next.mode);
      next.grant();
    }
    if (lock.held.size === 0 && lock.queue.length === 0) locks.delete(name);
  }

  function refuse(waiter: Waiter, fault: DataverseFault): void {
    leave(waiter);
    waiter.refuse(fault);
    grantNext(waiter.name);
  }

  /** Owners of a circle of waits that starts and ends with the owner. */
  function findCircle(start: LockOwner): LockOwner[] | undefined {
    const seen = new Set<LockOwner>();
    const follow = (owner: LockOwner, path: readonly LockOwner[]): LockOwner[] | undefined => {
      for (const waiter of [...waits].filter((one) => one.owner === owner)) {
        for (const blocker of blockers(waiter)) {
          if (blocker === start) return [...path, owner];
          if (seen.has(blocker)) continue;
          seen.add(blocker);
          const found = follow(blocker, [...path, owner]);
          if (found !== undefined) return found;
        }
      }
      return undefined;
    };
    return follow(start, []);
  }

  function endDeadlocks(owner: LockOwner): void {
    for (let circle = findCircle(owner); circle !== undefined; circle = findCircle(owner)) {
      const [victim] = circle.toSorted((one, other) => one.writeCount() - other.writeCount() || other.id - one.id);
      const waiting = [...waits].find((waiter) => waiter.owner === victim);
      if (waiting === undefined) return;
      refuse(waiting, faults.deadlock());
    }
  }

  return {
    acquire(owner, name, mode) {
      const lock: Lock = locks.get(name) ?? { held: new Map(), queue: [] };
      locks.set(name, lock);
      const held = lock.held.get(owner);
      if (held === "exclusive" || held === mode) return undefined;
      // Who holds it shared goes ahead of the queue, which waits for it anyway.
      if (blocksHolder(lock, owner, mode).length === 0 && (held !== undefined || lock.queue.length === 0)) {
        hold(lock, name, owner, mode);
        return undefined;
      }
      return new Promise<void>((resolve, reject) => {
        const stop = startTimer(timeoutMs, () => refuse(waiter, faults.lockTimeout()));
        const waiter: Waiter = {
          owner,
          mode,
          name,
          grant: () => (stop(), resolve()),
          refuse: (fault) => (stop(), reject(fault)),
        };
        waits.add(waiter);
        if (held === undefined) lock.queue.push(waiter);
        else lock.queue.unshift(waiter);
        endDeadlocks(owner);
      });
    },
    holders: (name) => [...(locks.get(name)?.held.keys() ?? [])],
    interrupt(owner, fault) {
      for (const waiter of [...waits].filter((one) => one.owner === owner)) refuse(waiter, fault);
    },
    release(owner) {
      for (const waiter of [...waits].filter((one) => one.owner === owner)) refuse(waiter, faults.noTransaction());
      for (const name of namesOf.get(owner) ?? []) {
        locks.get(name)?.held.delete(owner);
        grantNext(name);
      }
      namesOf.delete(owner);
    },
  };
}
