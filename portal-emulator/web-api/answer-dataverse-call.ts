import { STATUS_CODES } from "node:http";
import type { Persona } from "../emulator-context.ts";
import { answerCall, type CallParts } from "./answer-call.ts";

/** What a script of the portal asks of Dataverse. */
export interface DataverseCall {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Below `/_api/`, percent-encoded, with its query: `contacts?$select=fullname`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
  readonly persona: Persona;
  /** listed: as a page's request · every: neither `Webapi/...` settings nor column permissions count, and a denied read has no rows. */
  readonly columns: "listed" | "every";
  /** skip: neither answered from the site's server cache nor kept in it. */
  readonly cache: "use" | "skip";
  /** Told what was changed, for the log. */
  readonly effect?: (words: string) => void;
}

export interface DataverseAnswer {
  readonly status: number;
  readonly statusText: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The Web API's operations for a persona, without anti-forgery token. Table permissions count as for a page. Observed (third party): a read the
 * visitor has no permission for has no rows, writes fail as in the Web API. https://learn.microsoft.com/power-pages/configure/server-logic-overview
 */
export async function answerDataverseCall(
  parts: Pick<CallParts, "context" | "access" | "readCache" | "bodyLimitBytes">,
  { method, path, headers = {}, body, persona, columns, cache, effect }: DataverseCall,
): Promise<DataverseAnswer> {
  const url = `${parts.context.addresses.portal}/_api/${path.replace(/^\/+/u, "")}`;
  const answer = await answerCall({
    ...parts,
    request: new Request(url, { method, headers, ...(body === undefined || method === "GET" ? {} : { body }) }),
    persona,
    columns,
    deniedReads: columns === "every" ? "no-rows" : "refused",
    cache,
    effect: (words) => effect?.(words),
    requireToken: () => undefined,
  });
  return {
    status: answer.status,
    statusText: STATUS_CODES[answer.status] ?? "",
    headers: Object.fromEntries(answer.headers),
    body: await answer.text(),
  };
}
