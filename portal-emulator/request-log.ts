import type { EmulatorOrigin, LogAnswer, LogEntry } from "../contract/emulator.ts";
import type { Clock } from "./emulator-context.ts";

const maxEntries = 5_000;
/** Longer bodies are not kept; nothing is held back or buffered for the log's sake. */
const maxBodyBytes = 16_384;

export interface RequestLog {
  /** Wraps a handler so that each request and its effect are recorded. */
  record(origin: EmulatorOrigin, handle: (request: Request) => Promise<Response>): (request: Request) => Promise<Response>;
  /** Names what a request changed; shown with its entry. */
  effect(request: Request, words: string): void;
  read(since: number, withBodies: boolean): LogAnswer;
  clear(): void;
}

/** Every request to the emulator with its effect. Personal data in addresses and bodies is redacted unless bodies are asked for. */
export function createRequestLog(clock: Clock): RequestLog {
  const entries: LogEntry[] = [];
  const effects = new WeakMap<Request, string[]>();
  let next = 1;
  return {
    record: (origin, handle) => async (request) => {
      const url = new URL(request.url);
      // Watching is not part of what happened; an open console asks several times a second.
      if (url.pathname.startsWith("/_emulator/") && request.method === "GET") return handle(request);
      const requestBody = copyText(request);
      const response = await handle(request);
      const entry: Writable<LogEntry> = {
        n: next,
        at: clock.now().toISOString(),
        origin,
        method: request.method,
        path: url.pathname + url.search,
        status: response.status,
        effect: (effects.get(request) ?? []).join(", "),
      };
      next += 1;
      entries.push(entry);
      if (entries.length > maxEntries) entries.splice(0, entries.length - maxEntries);
      // Filled in when they are whole; the answer does not wait for them.
      void requestBody.then((text) => void (text === undefined || (entry.requestBody = text)));
      void copyText(response).then((text) => void (text === undefined || (entry.responseBody = text)));
      return response;
    },
    effect(request, words) {
      effects.set(request, [...(effects.get(request) ?? []), words]);
    },
    read(since, withBodies) {
      const recent = entries.filter((entry) => entry.n > since);
      return { next: next - 1, entries: withBodies ? recent : recent.map(redact) };
    },
    clear() {
      entries.length = 0;
    },
  };
}

type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** A copy of a short text body; undefined for none, for a long or unmeasured one, for other types, and for one that breaks off. */
async function copyText(message: Request | Response): Promise<string | undefined> {
  const bytes = Number(message.headers.get("content-length") ?? (message instanceof Response ? "0" : "NaN"));
  if (message.body === null || !(bytes <= maxBodyBytes) || !/json|text\/plain/.test(message.headers.get("content-type") ?? ""))
    return undefined;
  return message
    .clone()
    .text()
    .catch(() => undefined);
}

function redact(entry: LogEntry): LogEntry {
  const { requestBody: _, responseBody: __, ...rest } = entry;
  const [path = "", query] = entry.path.split("?", 2);
  const shown = path.replaceAll(/\(([^()]*)\)/g, (whole, key: string) => (guid.test(key) ? whole : "(…)"));
  return { ...rest, path: query === undefined ? shown : `${shown}?${query.split("&").map(redactPair).join("&")}` };
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `$select=contactid` says nothing of a person; every other value might. */
function redactPair(pair: string): string {
  const [key = "", value] = pair.split("=", 2);
  if (value === undefined) return "…";
  return /^(%24|\$)(select|top|orderby|count)$/i.test(key) ? pair : `${key}=…`;
}
