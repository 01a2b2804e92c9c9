import { DataverseError } from "./dataverse-error.ts";

export interface RetryPolicy {
  /** Tries in all. */
  readonly attempts: number;
  /** First pause where the answer names none; doubled each time. */
  readonly baseDelayMs: number;
  /** Longest pause, also where the answer asks for more. */
  readonly maxDelayMs: number;
}

/** Service protection asks for pauses of seconds to minutes. https://learn.microsoft.com/power-apps/developer/data-platform/api-limits */
export const defaultRetryPolicy: RetryPolicy = { attempts: 5, baseDelayMs: 500, maxDelayMs: 60_000 };

/** Pause before the next try; undefined when there must be none. */
export function planRetry(error: unknown, tried: number, policy: RetryPolicy, random: () => number): number | undefined {
  if (!(error instanceof DataverseError) || tried >= policy.attempts) return undefined;
  if (error.status !== 429 && error.status !== 503) return undefined;
  // Never earlier than asked; the jitter on top keeps clients that were refused together from coming back together.
  const askedMs = error.retryAfterMs ?? policy.baseDelayMs * 2 ** (tried - 1);
  return Math.min(policy.maxDelayMs, askedMs) + Math.floor(random() * Math.min(1_000, policy.baseDelayMs));
}

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
}

/** Runs `attempt` until it succeeds, fails for good, or the signal aborts. */
export async function runWithRetry<Result>(attempt: () => Promise<Result>, { policy, random, signal }: RetryOptions): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      const delayMs = planRetry(error, tried, policy, random);
      if (delayMs === undefined) throw error;
      await pause(delayMs, signal);
    }
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(abortReason(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** What an aborted signal rejects with: an Error whatever was given as the reason. */
export function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException("The request was aborted.", "AbortError");
}
