import type { EmulatorOrigin, LogAnswer, LogEntry } from "../../contract/emulator.ts";
import type { Clock } from "../emulator-context.ts";
import { BrokenConnection } from "../faults/broken-connection.ts";
import { copyBody } from "./copy-body.ts";
import { createKeptBodies, type BodySide, type WritableEntry } from "./kept-bodies.ts";
import { redactAddress } from "./redact-address.ts";

const maxEntries = 5_000;
/** UTF-16 code units of all bodies that are kept. */
const maxKeptChars = 4 * 1024 * 1024;
/** With bodies asked for the address is whole, up to here. */
const maxPathChars = 8_192;

type Handle = (request: Request) => Promise<Response>;

export interface RequestLog {
  /** Wraps a handler so that each request and its effect are recorded, also one that ends without an answer. */
  record(origin: EmulatorOrigin, handle: Handle): Handle;
  /** Names what a request changed; shown with its entry. */
  effect(request: Request, words: string): void;
  /** Names a fault that acted on a request; shown with its entry. */
  fault(request: Request, kind: string): void;
  /** Tells the whole body of an answer, which is then not copied from it. */
  body(response: Response, text: string): void;
  /** Entries after number `since`, in the order of their answers. */
  read(since: number, withBodies: boolean): LogAnswer;
  /** Forgets the entries; numbering goes on, so that a reader misses nothing. */
  clear(): void;
}

/** Every request to the emulator with its effect. Personal data in addresses and bodies is redacted unless bodies are asked for. */
export function createRequestLog(clock: Clock): RequestLog {
  const entries: WritableEntry[] = [];
  const bodies = createKeptBodies(maxKeptChars);
  const effects = createNotes();
  const faults = createNotes();
  const texts = new WeakMap<Response, string>();
  let next = 1;

  /** Filled in when it is whole; the answer does not wait for it. */
  const keepLater = (entry: WritableEntry, side: BodySide, body: Promise<string | undefined>): void => {
    void body.then((text) => void (text === undefined || bodies.keep(entry, side, text)));
  };

  return {
    record: (origin, handle) => async (request) => {
      const url = new URL(request.url);
      // Watching is not part of what happened; an open console asks several times a second.
      if (origin === "portal" && url.pathname.startsWith("/_emulator/") && request.method === "GET") return handle(request);
      const requestBody = copyBody(request);
      const outcome = await settle(handle(request));
      const response = outcome.ok ? outcome.response : outcome.arrived;
      const fault = faults.of(request);
      const entry: WritableEntry = {
        n: next,
        at: clock.now().toISOString(),
        origin,
        method: request.method,
        path: (url.pathname + url.search).slice(0, maxPathChars),
        // A client that gave up before the answer was there saw none of it.
        status: request.signal.aborted ? 0 : outcome.ok ? outcome.response.status : outcome.status,
        effect: effects.of(request),
        ...(fault === "" ? {} : { fault }),
      };
      next += 1;
      entries.push(entry);
      for (const oldest of entries.splice(0, Math.max(0, entries.length - maxEntries))) bodies.drop(oldest);
      keepLater(entry, "requestBody", requestBody);
      if (response !== undefined) keepLater(entry, "responseBody", copyBody(response, texts.get(response)));
      if (!outcome.ok) throw outcome.error;
      return outcome.response;
    },
    effect: (request, words) => effects.add(request, words),
    fault: (request, kind) => faults.add(request, kind),
    body: (response, text) => void texts.set(response, text),
    read(since, withBodies) {
      const recent = entries.filter((entry) => entry.n > since);
      return { next: next - 1, entries: recent.map(withBodies ? (entry) => ({ ...entry }) : redact) };
    },
    clear() {
      for (const entry of entries.splice(0)) bodies.drop(entry);
    },
  };
}

type Outcome =
  | { readonly ok: true; readonly response: Response }
  | { readonly ok: false; readonly error: unknown; readonly status: number; readonly arrived: Response | undefined };

/** What came of a request. A broken connection has the status that still arrived, if any; any other throw is a bug of ours, which servers answer with 500. */
async function settle(answer: Promise<Response>): Promise<Outcome> {
  try {
    return { ok: true, response: await answer };
  } catch (error) {
    return error instanceof BrokenConnection
      ? { ok: false, error, status: error.arrived?.status ?? 0, arrived: error.arrived }
      : { ok: false, error, status: 500, arrived: undefined };
  }
}

/** Words about requests, in the order they were said. */
function createNotes(): { add(request: Request, words: string): void; of(request: Request): string } {
  const notes = new WeakMap<Request, string[]>();
  return {
    add: (request, words) => void notes.set(request, [...(notes.get(request) ?? []), words]),
    of: (request) => (notes.get(request) ?? []).join(", "),
  };
}

function redact(entry: LogEntry): LogEntry {
  const { requestBody: _, responseBody: __, ...rest } = entry;
  return { ...rest, path: redactAddress(entry.path) };
}
