import { headerCase } from "./connector-result.ts";
import type { JsonObject, ServerLogicFunction } from "./worker-messages.ts";

/** https://learn.microsoft.com/power-pages/configure/server-logic-overview#supported-http-methods */
export const functionOfMethod: ReadonlyMap<string, ServerLogicFunction> = new Map([
  ["GET", "get"],
  ["POST", "post"],
  ["PUT", "put"],
  ["PATCH", "patch"],
  ["DELETE", "del"],
]);

/** Observed in Microsoft's sample: JSON is validated up to about 2 MB and fails with a 500 past that; other types pass up to about 2.5 MB. */
const maxJsonBytes = 2 * 1024 * 1024;
const maxBytes = 2.5 * 1024 * 1024;

export type BodyReading =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly status: 400 | 413 | 500; readonly message: string };

/** The raw body, for `Server.Context.Body`. The status past the greater limit and of JSON that does not parse is assumed. */
export async function readBody(request: Request): Promise<BodyReading> {
  const tooLarge: BodyReading = { ok: false, status: 413, message: `The request body is larger than ${maxBytes} bytes.` };
  if (Number(request.headers.get("content-length") ?? "0") > maxBytes) return tooLarge;
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > maxBytes) return tooLarge;
  const text = new TextDecoder().decode(bytes);
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "") || text === "") return { ok: true, text };
  if (bytes.byteLength > maxJsonBytes) {
    return { ok: false, status: 500, message: `A body of application/json is larger than ${maxJsonBytes} bytes; text/plain takes more.` };
  }
  return isJson(text) ? { ok: true, text } : { ok: false, status: 400, message: "The request body is not valid JSON." };
}

export interface ContextParts {
  readonly request: Request;
  readonly activityId: string;
  readonly functionName: ServerLogicFunction;
  readonly serverLogicName: string;
  readonly body: string;
}

/**
 * `Server.Context`. https://learn.microsoft.com/power-pages/configure/server-objects#context
 * Assumed: headers spelled like `Content-Type`, a parameter that is given twice as one text with a comma.
 */
export function createScriptContext({ request, activityId, functionName, serverLogicName, body }: ContextParts): JsonObject {
  const url = new URL(request.url);
  return {
    ActivityId: activityId,
    Body: body,
    FunctionName: functionName,
    Headers: Object.fromEntries([...request.headers].map(([name, value]) => [headerCase(name), value])),
    HttpMethod: request.method,
    QueryParameters: Object.fromEntries(
      [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name).join(",")]),
    ),
    ServerLogicName: serverLogicName,
    Url: request.url,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
