import type { EmulatorOrigin, LogAnswer, LogEntry } from "../contract/emulator.ts";
import type { Clock } from "./emulator-context.ts";

const maxEntries = 5_000;
const maxBodyChars = 10_000;

export interface RequestLog {
  /** Wraps a handler so that each request and its effect are recorded. */
  record(origin: EmulatorOrigin, handle: (request: Request) => Promise<Response>): (request: Request) => Promise<Response>;
  /** Names what a request changed; shown with its entry. */
  effect(request: Request, words: string): void;
  read(since: number, withBodies: boolean): LogAnswer;
  clear(): void;
}

/** Every request to the emulator with its effect. Personal data in queries and bodies is redacted unless bodies are asked for. */
export function createRequestLog(clock: Clock): RequestLog {
  const entries: LogEntry[] = [];
  const effects = new WeakMap<Request, string[]>();
  let next = 1;
  return {
    record: (origin, handle) => async (request) => {
      const url = new URL(request.url);
      // Watching is not part of what happened; an open console asks several times a second.
      if (url.pathname.startsWith("/_emulator/") && request.method === "GET") return handle(request);
      const requestBody = request.body === null ? undefined : request.clone().text();
      const response = await handle(request);
      const responseBody = /json|text\/plain/.test(response.headers.get("content-type") ?? "") ? await response.clone().text() : undefined;
      const body = (await requestBody)?.slice(0, maxBodyChars);
      entries.push({
        n: next,
        at: clock.now().toISOString(),
        origin,
        method: request.method,
        path: url.pathname + url.search,
        status: response.status,
        effect: (effects.get(request) ?? []).join(", "),
        ...(body === undefined ? {} : { requestBody: body }),
        ...(responseBody === undefined ? {} : { responseBody: responseBody.slice(0, maxBodyChars) }),
      });
      next += 1;
      if (entries.length > maxEntries) entries.splice(0, entries.length - maxEntries);
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

function redact(entry: LogEntry): LogEntry {
  const { requestBody: _, responseBody: __, ...rest } = entry;
  const [path = "", query] = entry.path.split("?", 2);
  return query === undefined ? rest : { ...rest, path: `${path}?${query.split("&").map(redactPair).join("&")}` };
}

/** `$select=contactid` says nothing of a person; every other value might. */
function redactPair(pair: string): string {
  const [key = "", value] = pair.split("=", 2);
  return value === undefined || /^(%24|\$)(select|top|orderby|count)$/i.test(key) ? pair : `${key}=…`;
}
