import type { Clock } from "../emulator-context.ts";
import { DataverseFault } from "./dataverse-fault.ts";

/** What one user may take up. https://learn.microsoft.com/power-apps/developer/data-platform/api-limits */
export interface ProtectionLimits {
  readonly requests: number;
  readonly executionSeconds: number;
  readonly concurrent: number;
  readonly windowSeconds: number;
}

/** Those of one web server; Dataverse gives an organization one or more. */
export const defaultLimits: ProtectionLimits = { requests: 6000, executionSeconds: 1200, concurrent: 52, windowSeconds: 300 };

/** What is left, as the answer's `x-ms-ratelimit-...` headers say it. */
export interface RemainingLimits {
  readonly requests: number;
  readonly executionSeconds: number;
}

export interface ServiceProtection {
  /** Counts the user's request while `work` runs. Throws DataverseFault 429. */
  admit<Result>(userId: string, work: () => Promise<Result>): Promise<Result>;
  remaining(userId: string): RemainingLimits;
  /** How many users it keeps count of: those of the last window or two. */
  knownUsers(): number;
}

export interface ProtectionParts {
  readonly limits: ProtectionLimits;
  /** Its time moves the sliding window. */
  readonly clock: Clock;
  /** Milliseconds that only ever rise: how long a request runs is real time. */
  readonly stopwatch: () => number;
}

interface Usage {
  /** Milliseconds of the clock, oldest first. */
  readonly requestedAt: number[];
  readonly ran: { readonly endedAt: number; readonly ms: number }[];
  running: number;
}

/** A refused request counts for nothing (assumed). */
export function createServiceProtection({ limits, clock, stopwatch }: ProtectionParts): ServiceProtection {
  const usages = new Map<string, Usage>();
  const windowMs = limits.windowSeconds * 1000;
  let sweptAt = -Infinity;

  /** Callers may name any number of users, each once. */
  function forgetIdleUsers(now: number): void {
    // Once a window is often enough, and costs each request next to nothing. A clock moved back begins anew.
    if (now >= sweptAt && now < sweptAt + windowMs) return;
    sweptAt = now;
    for (const [userId, usage] of usages) {
      dropFormer(usage, now - windowMs);
      if (usage.running === 0 && usage.requestedAt.length === 0 && usage.ran.length === 0) usages.delete(userId);
    }
  }

  function usageOf(userId: string): Usage {
    const now = clock.now().getTime();
    forgetIdleUsers(now);
    const usage = usages.get(userId) ?? { requestedAt: [], ran: [], running: 0 };
    usages.set(userId, usage);
    dropFormer(usage, now - windowMs);
    return usage;
  }
  const secondsUntilLeft = (at: number): number => Math.max(1, Math.ceil((at + windowMs - clock.now().getTime()) / 1000));
  const executedMs = (usage: Usage): number => usage.ran.reduce((sum, { ms }) => sum + ms, 0);

  function requireRoom(usage: Usage): void {
    if (usage.requestedAt.length >= limits.requests) {
      throw throttled(
        "0x80072322",
        `Number of requests exceeded the limit of ${limits.requests} over time window of ${limits.windowSeconds} seconds.`,
        secondsUntilLeft(usage.requestedAt[usage.requestedAt.length - limits.requests] ?? 0),
      );
    }
    if (executedMs(usage) >= limits.executionSeconds * 1000) {
      throw throttled(
        "0x80072321",
        `Combined execution time of incoming requests exceeded limit of ${limits.executionSeconds * 1000} milliseconds over time window of ${limits.windowSeconds} seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.`,
        secondsUntilRoom(usage),
      );
    }
    if (usage.running >= limits.concurrent) {
      // How long to wait then is not documented.
      throw throttled("0x80072326", `Number of concurrent requests exceeded the limit of ${limits.concurrent}.`, 1);
    }
  }

  /** Until enough of the oldest requests have left the window. */
  function secondsUntilRoom(usage: Usage): number {
    let over = executedMs(usage) - limits.executionSeconds * 1000;
    for (const { endedAt, ms } of usage.ran) {
      over -= ms;
      if (over < 0) return secondsUntilLeft(endedAt);
    }
    return limits.windowSeconds;
  }

  return {
    async admit(userId, work) {
      const usage = usageOf(userId);
      requireRoom(usage);
      usage.requestedAt.push(clock.now().getTime());
      usage.running += 1;
      const startedAt = stopwatch();
      try {
        return await work();
      } finally {
        usage.running -= 1;
        usage.ran.push({ endedAt: clock.now().getTime(), ms: stopwatch() - startedAt });
      }
    },
    knownUsers: () => usages.size,
    remaining(userId) {
      const usage = usageOf(userId);
      return {
        requests: Math.max(0, limits.requests - usage.requestedAt.length),
        executionSeconds: Math.max(0, limits.executionSeconds - executedMs(usage) / 1000),
      };
    },
  };
}

function throttled(code: string, message: string, retryAfterSeconds: number): DataverseFault {
  return new DataverseFault({ code, status: 429, message, retryAfterSeconds });
}

function dropFormer(usage: Usage, since: number): void {
  dropWhile(usage.requestedAt, (at) => at <= since);
  dropWhile(usage.ran, ({ endedAt }) => endedAt <= since);
}

function dropWhile<Item>(items: Item[], test: (item: Item) => boolean): void {
  const end = items.findIndex((item) => !test(item));
  items.splice(0, end < 0 ? items.length : end);
}
