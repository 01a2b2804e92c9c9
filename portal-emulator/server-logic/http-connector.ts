import { failedResult, resultOf, type ConnectorResult } from "./connector-result.ts";
import { judgeAddress, type OutboundRules } from "./http-rules.ts";
import type { ConnectorAnswer, ConnectorCall, JsonValue } from "./worker-messages.ts";

export interface HttpParts {
  readonly rules: OutboundRules;
  readonly fetch: typeof globalThis.fetch;
  /** Ends when the script does. */
  readonly signal: AbortSignal;
}

const methods: Readonly<Record<string, { readonly verb: string; readonly hasBody: boolean }>> = {
  GetAsync: { verb: "GET", hasBody: false },
  PostAsync: { verb: "POST", hasBody: true },
  PutAsync: { verb: "PUT", hasBody: true },
  PatchAsync: { verb: "PATCH", hasBody: true },
  DeleteAsync: { verb: "DELETE", hasBody: false },
};

/** https://learn.microsoft.com/power-pages/configure/server-objects#httpclient */
export const bodyTypes = ["application/json", "text/html", "application/x-www-form-urlencoded"] as const;

const maxRedirects = 10;
/** Not documented; far above what a script's own memory takes. */
const maxAnswerBytes = 16 * 1024 * 1024;

/**
 * `Server.Connector.HttpClient`, to addresses of this machine only. What the site's rules forbid is a result with status 403 (documented for the governance
 * setting, assumed for the others); what only the emulator does not do is an error in the script.
 */
export async function callHttpConnector(call: ConnectorCall, parts: HttpParts): Promise<ConnectorAnswer> {
  const method = methods[call.method];
  if (method === undefined) return { kind: "refused", message: `Server.Connector.HttpClient has no ${call.method}.` };
  const outbound = readCall(call, method);
  if (typeof outbound === "string") return { kind: "refused", message: `${call.method}: ${outbound}` };
  const result = await send(outbound, parts);
  return "refused" in result
    ? { kind: "refused", message: `${call.method}: ${result.refused}` }
    : { kind: "result", text: JSON.stringify(result) };
}

interface OutboundCall {
  readonly url: string;
  readonly verb: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

/** @returns what is wrong with the arguments, in words */
function readCall({ args }: ConnectorCall, { verb, hasBody }: { readonly verb: string; readonly hasBody: boolean }): OutboundCall | string {
  const [url = null, ...rest] = args;
  if (typeof url !== "string") return "url is a string.";
  const [body = null, headerValues = null, contentType = null] = hasBody ? rest : [null, ...rest];
  const headers = readHeaders(headerValues);
  if (typeof headers === "string") return headers;
  if (!hasBody) return { url, verb, headers, body: undefined };
  if (body !== null && typeof body !== "string") return "body is a string; use JSON.stringify.";
  if (contentType !== null && typeof contentType !== "string") return "contentType is a string.";
  const type = contentType ?? headers.get("content-type") ?? "application/json";
  if (!bodyTypes.some((known) => type.toLowerCase().split(";")[0]?.trim() === known)) {
    return `a body of ${type} is not supported, only ${bodyTypes.join(", ")}.`;
  }
  headers.set("content-type", type);
  if (!type.toLowerCase().startsWith("application/x-www-form-urlencoded")) return { url, verb, headers, body: body ?? "" };
  const form = encodeForm(body ?? "");
  return form === undefined
    ? "a body of application/x-www-form-urlencoded is written as a JSON object; it is encoded on its way."
    : { url, verb, headers, body: form };
}

function readHeaders(given: JsonValue): Headers | string {
  if (given === null) return new Headers();
  if (typeof given !== "object" || Array.isArray(given)) return "headers is an object.";
  try {
    return new Headers(Object.entries(given).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]));
  } catch (error) {
    if (error instanceof TypeError) return `headers: ${error.message}`;
    throw error;
  }
}

/** Scripts give such a body as JSON, and it is encoded for them; text that is already encoded fails: observed in Microsoft's sample. */
function encodeForm(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return new URLSearchParams(Object.entries(value).map(([name, one]): [string, string] => [name, String(one)])).toString();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function send(outbound: OutboundCall, { rules, fetch, signal }: HttpParts): Promise<ConnectorResult | { readonly refused: string }> {
  let current = outbound;
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const verdict = judgeAddress(current.url, rules);
    if (verdict.kind === "forbidden") return failedResult(403, verdict.message);
    if (verdict.kind === "not-emulated") return { refused: verdict.message };
    let response: Response;
    try {
      const { verb, headers, body = null } = current;
      response = await fetch(verdict.url, { method: verb, headers, body, redirect: "manual", signal });
      const location = response.headers.get("location");
      if (location !== null && [301, 302, 303, 307, 308].includes(response.status) && URL.canParse(location, verdict.url.href)) {
        await response.body?.cancel();
        current = redirected(current, response.status, new URL(location, verdict.url).href);
        continue;
      }
      return await readAnswer(response);
    } catch (error) {
      // A refused connection, a name nobody answers for, an answer that breaks off: what the network did, not what we did.
      if (!(error instanceof TypeError) && !(error instanceof DOMException)) throw error;
      return failedResult(500, `${verdict.url.host} could not be called: ${causeOf(error)}`);
    }
  }
  return failedResult(500, `More than ${maxRedirects} redirects.`);
}

/** As browsers and .NET do: all but 307 and 308 go on as GET, without the body. */
function redirected(call: OutboundCall, status: number, url: string): OutboundCall {
  if (status === 307 || status === 308 || call.verb === "GET") return { ...call, url };
  const headers = new Headers(call.headers);
  headers.delete("content-type");
  return { url, verb: "GET", headers, body: undefined };
}

/** Text comes as it is, anything else as base64: observed in Microsoft's sample. */
async function readAnswer(response: Response): Promise<ConnectorResult> {
  const type = response.headers.get("content-type") ?? "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Node's streams of bytes are async iterables.
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > maxAnswerBytes) return failedResult(500, `The answer is larger than ${maxAnswerBytes} bytes.`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const isText = type === "" || /^text\//i.test(type) || /json|xml/i.test(type);
  const body = isText ? new TextDecoder().decode(bytes) : bytes.toString("base64");
  return resultOf({ status: response.status, statusText: response.statusText, headers: Object.fromEntries(response.headers), body });
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
