import type { Clock } from "./emulator-context.ts";

export interface MovableClock extends Clock {
  /** Milliseconds between the machine's time and this one. */
  offsetMs(): number;
  /** @param ms how far forward */
  advance(ms: number): void;
  set(now: Date): void;
}

/** A clock that runs with the machine's, moved by what a person adds to it. */
export function createClock(machineNow: () => number = Date.now): MovableClock {
  let offsetMs = 0;
  return {
    now: () => new Date(machineNow() + offsetMs),
    offsetMs: () => offsetMs,
    advance(ms) {
      offsetMs += ms;
    },
    set(now) {
      offsetMs = now.getTime() - machineNow();
    },
  };
}

/** Where a clock's offset outlives the process. */
export interface KeptOffset {
  /** undefined: the clock was never moved. */
  clockOffsetMs(): number | undefined;
  keepClockOffset(ms: number): void;
}

/** The same clock, going on from where a former run left it: rows written in a moved one's time would be of the future otherwise. */
export function createKeptClock(clock: MovableClock, kept: KeptOffset): MovableClock {
  const formerMs = kept.clockOffsetMs();
  if (formerMs !== undefined) clock.advance(formerMs - clock.offsetMs());
  const keep = (): void => kept.keepClockOffset(clock.offsetMs());
  return {
    now: () => clock.now(),
    offsetMs: () => clock.offsetMs(),
    advance(ms) {
      clock.advance(ms);
      keep();
    },
    set(now) {
      clock.set(now);
      keep();
    },
  };
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a span such as `14m` or `7d`; undefined when it is none. */
export function parseSpan(span: string): number | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(span);
  const ms = unitMs[match?.[2] ?? ""];
  return match?.[1] === undefined || ms === undefined ? undefined : Number(match[1]) * ms;
}
