import { STATUS_CODES } from "node:http";
/** What a connector gives a script, as JSON text. https://learn.microsoft.com/power-pages/configure/server-objects */
export interface ConnectorResult {
  readonly StatusCode: number;
  readonly Body: string;
  readonly IsSuccessStatusCode: boolean;
  readonly ReasonPhrase: string;
  /** The connector could not make the call; a status of 400 or more alone is no server error here. Assumed: the documents show it false only. */
  readonly ServerError: boolean;
  readonly ServerErrorMessage: string | null;
  readonly Headers: Readonly<Record<string, string>>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a connector does not even try: the script sees an error with these words. */
export class ConnectorRefusal extends Error {
  override readonly name = "ConnectorRefusal";
}

export function resultOf({ status, statusText, headers, body }: HttpAnswer): ConnectorResult {
  return {
    StatusCode: status,
    Body: body,
    IsSuccessStatusCode: status >= 200 && status < 300,
    ReasonPhrase: statusText === "" ? (STATUS_CODES[status] ?? "") : statusText,
    ServerError: false,
    ServerErrorMessage: null,
    Headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [headerCase(name), value])),
  };
}

/** @param status assumed: no source shows a call that could not be made */
export function failedResult(status: 403 | 500, message: string): ConnectorResult {
  return {
    ...resultOf({ status, statusText: "", headers: {}, body: "" }),
    ServerError: true,
    ServerErrorMessage: message,
  };
}

/** `content-type` as `Content-Type`, the spelling of the documented sample; what begins with `x-` is spelled low there, as is `entityid`. */
export function headerCase(name: string): string {
  const low = name.toLowerCase();
  if (low.startsWith("x-") || low === "entityid") return low;
  if (low.startsWith("odata-")) return odataNames[low] ?? low;
  return low.replaceAll(/(^|-)[a-z]/g, (part) => part.toUpperCase());
}

const odataNames: Readonly<Record<string, string>> = { "odata-entityid": "OData-EntityId", "odata-version": "OData-Version" };
