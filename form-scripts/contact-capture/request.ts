import { readMember } from "../../identity/read-member.ts";
import type { CaptureFailureCode } from "./capture-failure.ts";
import type { CapturePage } from "./capture-page.ts";

/** A whole submission, from click to answer, retries included. */
export const submitLimitMs = 20_000;
/** One request. */
export const requestLimitMs = 8_000;
/** A portal that asks for a longer pause than this (`Retry-After`) is reported as busy at once. */
export const retryAfterLimitMs = 5_000;
const defaultPauseMs = 1_000;
const busyRepeats = 2;

export interface RequestFailure {
  readonly ok: false;
  readonly code: CaptureFailureCode;
  readonly portalCode?: string | undefined;
  /** The request left, and nobody knows whether it was carried out. */
  readonly isUncertain: boolean;
}
export type Answer = { readonly ok: true; readonly response: PortalResponse } | RequestFailure;

/** A whole answer: nothing more comes over the network once it is there. */
export interface PortalResponse {
  /** 0: a redirect, which is not followed. */
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  readonly isHtml: boolean;
  readonly text: string;
}

export interface PortalRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

/**
 * Sends one request to this site within the limits, and names what went wrong. Repeats what the portal has refused as too busy; a GET that got no
 * answer once more. A POST whose fate is unknown is never repeated here.
 */
export async function request(page: CapturePage, portalRequest: PortalRequest): Promise<Answer> {
  const { clock } = page;
  const { method, endsAt } = portalRequest;
  let lostAnswers = 0;
  for (let attempt = 0; ; attempt++) {
    if (clock.now() >= endsAt) return fail("timeout", false);
    const response = await send(page, portalRequest);
    if (typeof response === "string") {
      if (method === "POST" || response === "timeout" || lostAnswers++ > 0) return fail(response, method === "POST");
      continue;
    }
    if (response.status !== 429 && response.status !== 503) return classify(response, method);
    const pauseMs = parseRetryAfter(response.headers.get("Retry-After"), clock.now());
    const isRefusal = response.status === 429 || pauseMs !== undefined;
    if (method === "POST" && !isRefusal) return fail("busy", true);
    const waitMs = pauseMs ?? defaultPauseMs;
    if (attempt >= busyRepeats || waitMs > retryAfterLimitMs || clock.now() + waitMs >= endsAt) return fail("busy", false);
    await clock.wait(waitMs);
  }
}

async function send(page: CapturePage, portalRequest: PortalRequest): Promise<PortalResponse | "network" | "timeout"> {
  const { clock } = page;
  const abort = new AbortController();
  const limitMs = Math.min(requestLimitMs, portalRequest.endsAt - clock.now());
  // Not left to the signal alone: the limit holds also where fetch does not heed it.
  const outcome = await Promise.race([
    receive(page, portalRequest, abort.signal).catch(() => "network" as const),
    clock.wait(limitMs).then(() => "timeout" as const),
  ]);
  if (outcome === "timeout") abort.abort();
  return outcome;
}

async function receive(
  { fetch }: CapturePage,
  { url, method, headers = {}, body }: PortalRequest,
  signal: AbortSignal,
): Promise<PortalResponse> {
  const response = await fetch(url, {
    method,
    headers,
    body: body || null,
    cache: "no-store",
    credentials: "same-origin",
    // A redirect leads to a sign-in page, often on another site, whose answer would look like a broken network.
    redirect: "manual",
    signal,
  });
  const text = await response.text();
  const isHtml = /html/i.test(response.headers.get("Content-Type") || "");
  return { status: response.status, headers: response.headers, isHtml, text };
}

function classify(response: PortalResponse, method: string): Answer {
  const { status } = response;
  if (!status) return fail("session-expired", method === "POST");
  if (status < 300) return { ok: true, response };
  const portalCode = readPortalCode(response.text);
  const code = ((): CaptureFailureCode => {
    if (portalCode === "90040107") return "token-refused";
    if (status === 401) return "session-expired";
    if (status === 403) return "forbidden";
    if (status === 404) return "table-closed";
    return status >= 500 ? "server-error" : "refused";
  })();
  return { ...fail(code, method === "POST" && status >= 500), portalCode };
}

/**
 * The code of a Web API error, from `error.code` or `error.innererror.code`, either of which may be missing or empty; undefined for a block page.
 * https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors
 */
function readPortalCode(text: string): string | undefined {
  const error = readMember(parseJson(text), "error");
  const codes = [readMember(error, "code"), readMember(readMember(error, "innererror"), "code")].map((code) =>
    typeof code === "string" ? code.toUpperCase() : "",
  );
  return codes.find((code) => code === "90040107") || codes.find((code) => /^[0-9A-F]{8}$/.test(code));
}

/** Undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds or an HTTP date, as milliseconds from now. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (!value) return undefined;
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

export const fail = (code: CaptureFailureCode, isUncertain: boolean): RequestFailure => ({ ok: false, code, isUncertain });
