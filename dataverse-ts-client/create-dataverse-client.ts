import { DynamicsWebApi } from "dynamics-web-api";
import { DataverseError, toDataverseError } from "./dataverse-error.ts";
import { abortReason, defaultRetryPolicy, runWithRetry } from "./retry.ts";
import type { RetryPolicy } from "./retry.ts";

// The package has one entry; these belong to calling it.
export { DataverseError } from "./dataverse-error.ts";
export { filterAnyOf, quoteODataText } from "./odata-text.ts";

/** One row as Dataverse's JSON shows it; lookups as `_<column>_value`, dates as ISO 8601 text. */
export type DataverseRow = Readonly<Record<string, unknown>>;

export interface DataverseClientOptions {
  /** Origin of the organization, e.g. `https://example.crm.dynamics.com`. */
  readonly orgUrl: string;
  /** Asked before each request; a bearer token. */
  readonly getToken: () => string | Promise<string>;
  /** Aborts every request of this client. */
  readonly signal?: AbortSignal;
  /** Longest wait for one answer. */
  readonly timeoutMs?: number;
  readonly retry?: Partial<RetryPolicy>;
  /** From 0 to 1, for the jitter. */
  readonly random?: () => number;
}

export interface ListRowsOptions {
  /** Entity set name, e.g. `contacts`. */
  readonly set: string;
  readonly select: readonly string[];
  /** OData; values quoted by `quoteODataText`. */
  readonly filter?: string;
  /** E.g. `createdon desc`. */
  readonly orderBy?: readonly string[];
  /** Rows at most, over all pages. */
  readonly top?: number;
  /** Rows per answer. Ignored with `top`: Dataverse does not take both. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

export interface RetrieveRowOptions {
  readonly set: string;
  readonly id: string;
  readonly select: readonly string[];
  readonly signal?: AbortSignal;
}

export interface DataverseClient {
  /** Every row, page after page as it is asked for. */
  listRows(options: ListRowsOptions): AsyncGenerator<DataverseRow, void, void>;
  /** One row, or undefined when there is none with this id. */
  retrieveRow(options: RetrieveRowOptions): Promise<DataverseRow | undefined>;
}

const defaultTimeoutMs = 30_000;

/** Reads an organization's Web API, in the browser and in Node. 429 and 503 are tried again as their answer asks. */
export function createDataverseClient(options: DataverseClientOptions): DataverseClient {
  const api = new DynamicsWebApi({
    serverUrl: options.orgUrl,
    dataApi: { path: "data", version: "9.2" },
    onTokenRefresh: async () => options.getToken(),
  });
  const policy = { ...defaultRetryPolicy, ...options.retry };
  const random = options.random ?? Math.random;
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;

  const send = async (
    request: string,
    own: AbortSignal | undefined,
    attempt: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<unknown> => {
    const signal = joinSignals([options.signal, own]);
    return runWithRetry(async () => sendOnce({ request, signal, timeoutMs, attempt }), { policy, random, signal });
  };

  return {
    async *listRows({ set, select, filter, orderBy, top, pageSize, signal }) {
      const query = {
        collection: set,
        select: [...select],
        ...(filter === undefined ? {} : { filter }),
        ...(orderBy === undefined ? {} : { orderBy: [...orderBy] }),
        ...(top === undefined ? (pageSize === undefined ? {} : { maxPageSize: pageSize }) : { top }),
      };
      let left = top ?? Number.POSITIVE_INFINITY;
      let link: string | undefined;
      do {
        const next: string | undefined = link;
        const page = readPage(
          await send(`GET ${set}`, signal, async (abort): Promise<unknown> => api.retrieveMultiple({ ...query, signal: abort }, next)),
          set,
        );
        for (const row of page.rows) {
          if (left <= 0) return;
          left -= 1;
          yield row;
        }
        link = page.nextLink;
        // The token goes wherever the link points.
        if (link !== undefined && new URL(link).origin !== new URL(options.orgUrl).origin)
          throw new DataverseError("The next page is at another origin.", { fault: "answer", request: `GET ${set}` });
      } while (link !== undefined && left > 0);
    },

    async retrieveRow({ set, id, select, signal }) {
      try {
        return readRow(
          await send(`GET ${set}(…)`, signal, async (abort): Promise<unknown> =>
            api.retrieve({ collection: set, key: id, select: [...select], signal: abort }),
          ),
          `GET ${set}(…)`,
        );
      } catch (error) {
        if (error instanceof DataverseError && error.status === 404) return undefined;
        throw error;
      }
    },
  };
}

interface OneSend {
  readonly request: string;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly attempt: (signal: AbortSignal) => Promise<unknown>;
}

/** One try. The library never settles when a connection breaks inside an answer, so the time limit and the signal are raced here. */
async function sendOnce({ request, signal, timeoutMs, attempt }: OneSend): Promise<unknown> {
  const limit = new AbortController();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    limit.abort();
  }, timeoutMs);
  const onAbort = (): void => limit.abort();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const stopped = new Promise<never>((_, reject) => {
      limit.signal.addEventListener("abort", () => reject(abortReason(limit.signal)), { once: true });
    });
    return await Promise.race([attempt(limit.signal), stopped]);
  } catch (error) {
    if (signal?.aborted === true) throw abortReason(signal);
    if (isLate) throw new DataverseError(`No answer within ${timeoutMs} ms.`, { fault: "timeout", request, cause: error });
    throw error instanceof DataverseError ? error : toDataverseError(error, request, Date.now());
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

function joinSignals(signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}

function readPage(answer: unknown, set: string): { readonly rows: readonly DataverseRow[]; readonly nextLink: string | undefined } {
  const page = readRow(answer, `GET ${set}`);
  const rows = page["value"];
  if (!Array.isArray(rows)) throw new DataverseError("The answer holds no list of rows.", { fault: "answer", request: `GET ${set}` });
  const nextLink = page["@odata.nextLink"];
  return { rows: rows.map((row: unknown) => readRow(row, `GET ${set}`)), nextLink: typeof nextLink === "string" ? nextLink : undefined };
}

function readRow(answer: unknown, request: string): DataverseRow {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer))
    throw new DataverseError("The answer is not a JSON object.", { fault: "answer", request });
  // The library turns whole-second dates into Date objects and leaves the others as text; here all are text.
  return Object.fromEntries(
    Object.entries(answer).map(([column, value]: [string, unknown]) => [column, value instanceof Date ? value.toISOString() : value]),
  );
}
