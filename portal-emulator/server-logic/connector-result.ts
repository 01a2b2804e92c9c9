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
    ReasonPhrase: statusText === "" ? (reasonPhrases[status] ?? "") : statusText,
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

const reasonPhrases: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  204: "No Content",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  412: "Precondition Failed",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
};
