import type { PortalAnswer } from "../http/portal-client.ts";

/** What the portal's Web API made of a request. Codes: https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors; 90040120 is observed (third party). */
export type ApiAnswer =
  | { readonly kind: "rows"; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  /** A write went through. */
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly message: string; readonly tellsInner: boolean }
  /** A sign-in page, a firewall's page, or anything else that is none of the Web API's. */
  | { readonly kind: "elsewhere"; readonly status: number };

export function readApiAnswer({ status, headers, text, leftTo, wasRedirected }: PortalAnswer): ApiAnswer {
  if (leftTo !== undefined || wasRedirected || (status >= 300 && status < 400)) return { kind: "elsewhere", status };
  if (status === 204) return { kind: "done" };
  const body = headers.get("content-type")?.includes("json") === true ? parseObject(text) : undefined;
  if (body === undefined) return { kind: "elsewhere", status };
  const error = asObject(body["error"]);
  if (error !== undefined) {
    const inner = asObject(error["innererror"]);
    const code = [error["code"], inner?.["code"]].find((one) => typeof one === "string" && one !== "");
    return {
      kind: "refused",
      status,
      code: typeof code === "string" ? code.toUpperCase() : "",
      message: typeof error["message"] === "string" ? error["message"] : "",
      tellsInner: inner !== undefined,
    };
  }
  if (status < 200 || status >= 300) return { kind: "elsewhere", status };
  const value = body["value"];
  if (!Array.isArray(value)) return { kind: "rows", rows: [body] };
  return { kind: "rows", rows: value.map(asObject).filter((row) => row !== undefined) };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

// An object of JSON has texts for keys.
const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

/** The column that a refusal 90040101 or 90040100 names. */
export const namedColumn = (message: string): string | undefined => /\bAttribute '?([\w*]+)'? /i.exec(message)?.[1];
