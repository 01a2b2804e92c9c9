/** network: no answer came · timeout: none in time · status: an error status · answer: an answer that is not what was asked for. */
export const dataverseFaults = ["network", "timeout", "status", "answer"] as const;
export type DataverseFault = (typeof dataverseFaults)[number];

export interface DataverseErrorOptions {
  readonly fault: DataverseFault;
  /** What was asked, without values: `GET contacts`. */
  readonly request: string;
  readonly status?: number;
  /** Dataverse's own code, e.g. `0x80040217`. */
  readonly code?: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A request to Dataverse that failed for good. Aborting is not one: it rejects with the signal's own reason. */
export class DataverseError extends Error {
  override readonly name = "DataverseError";
  readonly fault: DataverseFault;
  readonly request: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: DataverseErrorOptions) {
    super(`${options.request}: ${message}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.fault = options.fault;
    this.request = options.request;
    this.status = options.status;
    this.code = options.code;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** What the library threw → an error of ours. */
export function toDataverseError(thrown: unknown, request: string, nowMs: number): DataverseError {
  const status = readKey(thrown, "status");
  const message = readKey(thrown, "message");
  const code = readKey(thrown, "code");
  const words = typeof message === "string" && message !== "" ? message : "no further words";
  if (typeof status !== "number" || status === 0)
    return new DataverseError(`No answer came (${words}).`, { fault: "network", request, cause: thrown });
  const retryAfterMs = parseRetryAfter(findHeader(readKey(thrown, "headers"), "retry-after"), nowMs);
  return new DataverseError(`Dataverse answered ${status} (${words}).`, {
    fault: "status",
    request,
    status,
    ...(typeof code === "string" ? { code } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    cause: thrown,
  });
}

/** `Retry-After` as milliseconds from now: seconds or an HTTP date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1_000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

function findHeader(headers: unknown, name: string): string | undefined {
  if (typeof headers !== "object" || headers === null) return undefined;
  // Node gives lower-case names, the browser's build those of the wire.
  const value: unknown = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === "string" ? value : undefined;
}

function readKey(value: unknown, key: string): unknown {
  // Any object may be asked for any key; what comes back is checked by the caller.
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
