import { randomUUID } from "node:crypto";

export interface PartAnswer {
  readonly response: Response;
  readonly contentId: string | undefined;
}

const newLine = "\r\n";

/** The answers as `multipart/mixed`; a list is a change set's. */
export async function renderBatch(
  answers: readonly (PartAnswer | readonly PartAnswer[])[],
): Promise<{ readonly body: string; readonly contentType: string }> {
  const boundary = `batchresponse_${randomUUID()}`;
  const parts = await Promise.all(answers.map(async (answer) => (isList(answer) ? renderChangeSet(answer) : renderPart(answer))));
  return { body: joinParts(parts, boundary), contentType: `multipart/mixed; boundary=${boundary}` };
}

async function renderChangeSet(answers: readonly PartAnswer[]): Promise<string> {
  const [only] = answers;
  // A change set that failed is answered by the one fault.
  if (only !== undefined && only.response.status >= 400) return renderPart(only);
  const boundary = `changesetresponse_${randomUUID()}`;
  const parts = await Promise.all(answers.map(async (answer) => renderPart(answer)));
  return [`Content-Type: multipart/mixed; boundary=${boundary}`, "", joinParts(parts, boundary)].join(newLine);
}

async function renderPart({ response, contentId }: PartAnswer): Promise<string> {
  const headers = [...response.headers].map(([name, value]) => `${headerNames.get(name) ?? name}: ${value}`);
  return [
    "Content-Type: application/http",
    "Content-Transfer-Encoding: binary",
    ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
    "",
    `HTTP/1.1 ${response.status} ${statusTexts.get(response.status) ?? "Status"}`,
    ...headers,
    "",
    await response.text(),
  ].join(newLine);
}

function joinParts(parts: readonly string[], boundary: string): string {
  return [...parts.flatMap((part) => [`--${boundary}`, part]), `--${boundary}--`, ""].join(newLine);
}

function isList(answer: PartAnswer | readonly PartAnswer[]): answer is readonly PartAnswer[] {
  return Array.isArray(answer);
}

/** Clients find these by their spelling. */
const headerNames: ReadonlyMap<string, string> = new Map([
  ["content-type", "Content-Type"],
  ["odata-entityid", "OData-EntityId"],
  ["odata-version", "OData-Version"],
  ["location", "Location"],
  ["etag", "ETag"],
  ["preference-applied", "Preference-Applied"],
  ["retry-after", "Retry-After"],
]);

const statusTexts: ReadonlyMap<number, string> = new Map([
  [200, "OK"],
  [201, "Created"],
  [204, "No Content"],
  [304, "Not Modified"],
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [412, "Precondition Failed"],
  [413, "Request Entity Too Large"],
  [429, "Too Many Requests"],
  [500, "Internal Server Error"],
  [501, "Not Implemented"],
  [503, "Service Unavailable"],
]);
