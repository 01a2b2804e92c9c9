export type BodyReading =
  | { readonly kind: "object"; readonly body: Readonly<Record<string, unknown>> }
  /** No bytes at all. */
  | { readonly kind: "empty" }
  | { readonly kind: "malformed"; readonly message: string }
  | { readonly kind: "too-large" };

/** Reads a request's JSON object, never more than the limit. */
export async function readBody(request: Request, limitBytes: number): Promise<BodyReading> {
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) {
    return { kind: "too-large" };
  }
  const bytes = await readBytes(request, limitBytes);
  if (bytes === undefined) {
    return { kind: "too-large" };
  }
  if (bytes.length === 0) {
    return { kind: "empty" };
  }
  const value = parseJson(bytes);
  if (value === undefined) {
    return { kind: "malformed", message: "The body is not valid JSON in UTF-8." };
  }
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? { kind: "object", body: Object.fromEntries(Object.entries(value)) }
    : { kind: "malformed", message: "The body must be a JSON object." };
}

async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array | undefined> {
  if (request.body === null) {
    return new Uint8Array();
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > limitBytes) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** undefined: not JSON; JSON itself has no undefined. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    // TypeError: not UTF-8.
    if (error instanceof SyntaxError || error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
}
