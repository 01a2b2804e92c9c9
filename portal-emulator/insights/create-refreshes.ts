import { clearInterval, setInterval } from "node:timers";
import type { MovableClock } from "../clock.ts";
import type { EmulatorContext } from "../emulator-context.ts";
import { findRefreshTimes, listRefreshTimes, noSchedule } from "./refresh-schedule.ts";
import type { RefreshSchedule } from "./refresh-schedule.ts";
import { RefreshAbandoned, refreshCustomerInsights } from "./refresh.ts";
import type { RefreshOutcome } from "./refresh.ts";
import { sweepExpired } from "./visitor-states.ts";
import type { InsightsContext } from "./visitor-states.ts";

/** A refresh that ran: when, by the emulator's clock, why, and what it did. */
export interface RefreshRun extends RefreshOutcome {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly startedBy: "request" | "schedule";
}

export interface ScheduleAnswer {
  readonly schedule: RefreshSchedule;
  /** ISO 8601, UTC; null: none is to come. */
  readonly next: string | null;
  /** The latest run, or how the latest one failed; null: there was none. */
  readonly last: RefreshRun | { readonly at: string; readonly error: string } | null;
}

/** More refreshes than these in one move of the clock are refused: a year of four a day. */
export const maxRefreshesPerMove = 1_500;

export type MoveOutcome =
  { readonly ok: true; readonly refreshes: readonly RefreshRun[] } | { readonly ok: false; readonly code: "too-many-refreshes" };

/** The refreshes of Customer Insights: on request and by schedule, one after another, as the product queues its jobs. */
export interface Refreshes {
  /** Throws RefreshAbandoned. */
  run(): Promise<RefreshRun>;
  /**
   * Moves the clock forward or back. On the way forward it stops at each scheduled refresh, in order, and runs it; the product's runs take minutes to
   * hours, those here no time of the emulator's clock.
   */
  moveClock(to: (now: Date) => Date): Promise<MoveOutcome>;
  /** Counts from now on: what was due before is not made up for. Kept while the emulator runs, through resets too. */
  setSchedule(schedule: RefreshSchedule): void;
  answer(): ScheduleAnswer;
  /** Ends the schedule, and a refresh under way at its next step. */
  close(): Promise<void>;
}

export interface RefreshesOptions {
  readonly clock: Pick<MovableClock, "now" | "set">;
  /** Calls again and again while real time passes; returns what stops it. */
  readonly startTicking?: (tick: () => void) => () => void;
}

export function createRefreshes(
  ctx: InsightsContext & Pick<EmulatorContext, "schema" | "organization">,
  { clock, startTicking = tickInRealTime }: RefreshesOptions,
): Refreshes {
  const closing = new AbortController();
  let schedule = noSchedule;
  let countedUntil = clock.now();
  let last: ScheduleAnswer["last"] = null;
  let stopTicking = (): void => undefined;
  let latestJob: Promise<unknown> = Promise.resolve();
  let isTickWaiting = false;

  /** Runs the job once those before it have ended, however they ended: each tells its own caller. */
  function enqueue<Result>(job: () => Promise<Result>): Promise<Result> {
    const result = latestJob.then(job);
    latestJob = result.catch(() => undefined);
    return result;
  }

  async function refresh(startedBy: RefreshRun["startedBy"]): Promise<RefreshRun> {
    const at = clock.now().toISOString();
    try {
      const run: RefreshRun = { at, startedBy, ...(await refreshCustomerInsights(ctx, closing.signal)) };
      last = run;
      return run;
    } catch (error) {
      last = { at, error: error instanceof Error ? error.message : String(error) };
      throw error;
    }
  }

  /** Several that were due since the last look are one: the second would find nothing new. */
  async function catchUp(): Promise<void> {
    isTickWaiting = false;
    const now = clock.now();
    const isDue = findRefreshTimes(schedule, { after: countedUntil, until: now, limit: 1 }).length > 0;
    countedUntil = now;
    if (!isDue) return;
    try {
      await refresh("schedule");
    } catch (error) {
      // Nobody waits for it: `answer` tells. Anything else is a bug of ours and ends the process, as an unhandled one does.
      if (!(error instanceof RefreshAbandoned)) throw error;
    }
  }

  function tick(): void {
    if (isTickWaiting) return;
    isTickWaiting = true;
    void enqueue(catchUp);
  }

  async function move(to: (now: Date) => Date): Promise<MoveOutcome> {
    const target = to(clock.now());
    const due = findRefreshTimes(schedule, { after: countedUntil, until: target, limit: maxRefreshesPerMove + 1 });
    if (due.length > maxRefreshesPerMove) return { ok: false, code: "too-many-refreshes" };
    const refreshes: RefreshRun[] = [];
    for (const time of due) {
      // One that was due already is late.
      if (time.getTime() > clock.now().getTime()) clock.set(time);
      countedUntil = time;
      refreshes.push(await refresh("schedule"));
    }
    clock.set(target);
    countedUntil = target;
    sweepExpired(ctx);
    return { ok: true, refreshes };
  }

  return {
    run: () => enqueue(() => refresh("request")),
    moveClock: (to) => enqueue(() => move(to)),
    setSchedule(next) {
      schedule = next;
      countedUntil = clock.now();
      stopTicking();
      stopTicking = next.frequency === "off" ? () => undefined : startTicking(tick);
    },
    answer() {
      const [next] = findFirst(schedule, clock.now());
      return { schedule, next: next?.toISOString() ?? null, last };
    },
    async close() {
      stopTicking();
      closing.abort();
      await latestJob;
    },
  };
}

function findFirst(schedule: RefreshSchedule, after: Date): Date[] {
  const { value } = listRefreshTimes(schedule, after).next();
  return value instanceof Date ? [value] : [];
}

/** Often enough for a schedule in whole minutes. */
const tickMs = 5_000;

function tickInRealTime(tick: () => void): () => void {
  const timer = setInterval(tick, tickMs);
  // A schedule alone does not keep the process alive.
  timer.unref();
  return () => clearInterval(timer);
}
