import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../../identity/clock.ts";

export interface VirtualTime extends Clock {
  /** Acts in so many milliseconds; what is due at the same time acts in the order it was asked for. */
  after(ms: number, act: () => void): void;
  /** Lets time pass, from one thing that is due to the next, until it is over or nothing is due any more. */
  run(isOver: () => boolean): Promise<void>;
}

/** Time that stands still while promises settle and jumps to what is due next when they have. Nothing waits for the clock on the wall. */
export function createVirtualTime(start = Date.parse("2026-01-01T00:00:00Z")): VirtualTime {
  let now = start;
  let due: { readonly at: number; readonly act: () => void }[] = [];
  const after = (ms: number, act: () => void): void => {
    const at = now + Math.max(0, ms);
    const index = due.findIndex((other) => other.at > at);
    due.splice(index < 0 ? due.length : index, 0, { at, act });
  };
  return {
    now: () => now,
    wait: (ms) => new Promise((resolve) => after(ms, resolve)),
    after,
    async run(isOver) {
      for (;;) {
        // Two turns: a body that is read as a stream takes more than one.
        await setImmediate();
        await setImmediate();
        if (isOver()) break;
        const next = due.shift();
        if (!next) break;
        now = next.at;
        next.act();
      }
      due = [];
    },
  };
}
