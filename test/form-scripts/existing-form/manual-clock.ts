import type { Clock } from "../../../identity/clock.ts";
import { settle } from "../../identity/auto-clock.ts";

/** A clock that stands still until it is moved; what comes due happens in its order, each with everything that follows from it. */
export function createManualClock(start = Date.parse("2026-01-01T00:00:00Z")): Clock & { advance(ms: number): Promise<void> } {
  let now = start;
  let due: { readonly at: number; readonly resolve: () => void }[] = [];
  return {
    now: () => now,
    wait: (ms) => new Promise((resolve) => void due.push({ at: now + ms, resolve })),
    async advance(ms) {
      const end = now + ms;
      await settle(10);
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        due = due.filter((entry) => entry !== next);
        now = next.at;
        next.resolve();
        await settle(10);
      }
      now = end;
    },
  };
}
