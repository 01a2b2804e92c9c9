import type { Clock } from "../../identity/clock.ts";

/** A clock that jumps to the next wait whenever nothing else is left to do, and notes how long was asked for. */
export function createAutoClock(start = Date.parse("2026-01-01T00:00:00Z")): Clock & { readonly waits: number[] } {
  let now = start;
  const due: { readonly at: number; readonly resolve: () => void }[] = [];
  const waits: number[] = [];
  const pump = (): void => {
    due.sort((a, b) => a.at - b.at);
    const next = due.shift();
    if (!next) return;
    now = Math.max(now, next.at);
    next.resolve();
  };
  return {
    waits,
    now: () => now,
    wait: (ms) =>
      new Promise((resolve) => {
        waits.push(ms);
        due.push({ at: now + ms, resolve });
        // Two turns of the event loop: answers that are on their way arrive before time passes.
        setTimeout(pump, 2);
      }),
  };
}

/** Lets everything that waits for a promise or a timer of this clock happen. */
export const settle = (ms = 40): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
