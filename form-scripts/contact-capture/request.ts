import { attempt } from "../../identity/attempt.ts";
import type { CaptureFailureCode } from "./capture-failure.ts";
import type { CapturePage } from "./capture-page.ts";

/** A whole submission, from its turn to its answer, retries included. */
export const submitLimitMs = 20_000;
/** One request. */
export const requestLimitMs = 8_000;
/** A portal that asks for a longer pause than this (`Retry-After`) is reported as busy at once. */
export const retryAfterLimitMs = 5_000;
/** Pause before the first repeat, where the portal names none; the next one is twice as long. */
export const pauseMs = 1_000;
const repeats = 2;

/** A whole answer: nothing more comes over the network once it is there. */
export interface PortalResponse {
  readonly code?: undefined;
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  readonly text: string;
}

export interface RequestFailure {
  readonly code: CaptureFailureCode;
  /** The portal's own error code, upper case. */
  readonly portalCode?: string | undefined;
  /** A create that may have been carried out all the same. */
  readonly isUncertain?: boolean;
  /** The pause the portal asks for; 0 when it names none. */
  readonly retryAfterMs?: number;
  /** Where it is not the request itself that has failed. */
  readonly step?: "token" | "session";
}

/** What came of a request: without `code`, it was carried out. */
export type Answer = PortalResponse | RequestFailure;

type Requester = Pick<CapturePage, "window" | "clock" | "random" | "fetch"> & { readonly endsAt: number };

const codes: Readonly<Record<number, CaptureFailureCode>> = {
  0: "session-expired",
  401: "session-expired",
  403: "forbidden",
  404: "table-closed",
  412: "conflict",
  413: "too-large",
  429: "busy",
  503: "busy",
};
export const tokenFault = "90040107";

/**
 * Sends one request to this site within the limits, and names what went wrong. What the portal was too busy for, and what got lost, is repeated after a pause,
 * twice at most. A create whose fate is unknown is never repeated here.
 */
export async function request({ window, clock, random, fetch, endsAt }: Requester, url: string, init: RequestInit = {}): Promise<Answer> {
  const isCreate = init.method === "POST";
  for (let repeated = 0; ; repeated++) {
    const leftMs = endsAt - clock.now();
    if (leftMs <= 0) return { code: "timeout" };
    const abort = new AbortController();
    const receive = async (): Promise<Answer> => {
      const response = await fetch(url, {
        ...init,
        signal: abort.signal,
        cache: "no-store",
        // A redirect leads to a sign-in page, often on another site, whose answer would look like a broken network. Not followed, it has the status 0.
        redirect: "manual",
      });
      const { status, headers } = response;
      const text = await response.text();
      if (status && status < 300) return { status, headers, text };
      // `error.code` or `error.innererror.code`, either of which may be missing or empty; that of the token goes before any other.
      // https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors
      const portalCode = /"CODE"\s*:\s*"([\dA-F]{8})"/.exec(text.toUpperCase())?.[1];
      const code = text.includes(`"${tokenFault}"`) ? "token-refused" : codes[status] || (status < 500 ? "refused" : "server-error");
      const retryAfterMs = parseRetryAfter(headers.get("Retry-After"), clock.now());
      // Whoever answers 503 on the portal's behalf may have handed the create on before.
      return { code, portalCode, retryAfterMs, isUncertain: isCreate && (!status || status > 499) };
    };
    const fail = (code: CaptureFailureCode): RequestFailure => ({ code, isUncertain: isCreate });
    const answer = await Promise.race([
      // The page may have put anything there.
      receive().catch(() => fail(attempt(() => (window as Window).navigator.onLine) === false ? "offline" : "network")),
      // Not left to the signal alone: the limit holds also where fetch does not heed it.
      clock.wait(Math.min(requestLimitMs, leftMs)).then(() => fail("timeout")),
    ]);
    if (!answer.code) return answer;
    abort.abort();
    const { code, retryAfterMs = 0 } = answer;
    // Not all visitors who were sent away at the same moment come back at the same moment.
    const waitMs = (retryAfterMs || pauseMs * 2 ** repeated) * (1 + random() / 2);
    const mayRepeat = /^(network|busy)/.test(code) && !answer.isUncertain && repeated < repeats && retryAfterMs <= retryAfterLimitMs;
    if (!mayRepeat || clock.now() + waitMs >= endsAt) return answer;
    await clock.wait(waitMs);
  }
}

/**
 * Seconds or an HTTP date, as milliseconds from now; 0 when it says nothing, below 0 by the clock of a visitor that is ahead.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export const parseRetryAfter = (value: string | null, now: number): number =>
  (value as unknown as number) * 1_000 || Date.parse(value as string) - now || 0;
