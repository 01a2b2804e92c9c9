import { PayloadFault } from "../odata/payload/payload-fault.ts";
import { QueryFault, type QueryFaultCode } from "../odata/query-fault.ts";
import { DataverseFault } from "../organization/dataverse-fault.ts";

export type OrgStatus = 400 | 401 | 403 | 404 | 405 | 412 | 413 | 415 | 429 | 500 | 501 | 503;

export interface OrgFaultOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Shown to callers that ask for annotations. */
  readonly traceText?: string | undefined;
  readonly cause?: unknown;
}

/** What the organization refuses with. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors */
export class OrgFault extends Error {
  override readonly name = "OrgFault";
  readonly status: OrgStatus;
  /** Hexadecimal; may be empty. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly traceText: string | undefined;

  constructor(status: OrgStatus, code: string, message: string, { headers = {}, traceText, cause }: OrgFaultOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.traceText = traceText;
  }

  /** A real request that the emulator does not answer. */
  static notBuilt(what: string): OrgFault {
    return new OrgFault(501, "", `Not built in the emulator: ${what}`);
  }

  static unknownSegment(segment: string): OrgFault {
    return new OrgFault(404, "0x8006088a", `Resource not found for the segment '${segment}'.`);
  }

  static wrongMethod(method: string): OrgFault {
    return new OrgFault(405, "0x8006088a", `The requested resource does not support http method '${method}'.`);
  }
}

/** Any fault of the emulated organization in the org's words; undefined: a bug of ours. */
export function toOrgFault(error: unknown): OrgFault | undefined {
  if (error instanceof OrgFault) return error;
  if (error instanceof QueryFault) {
    const status = error.code === "not-supported" ? 501 : 400;
    const message = status === 501 ? `Not built in the emulator: ${error.message}` : error.message;
    return new OrgFault(status, queryCodes[error.code], message, { cause: error });
  }
  if (error instanceof PayloadFault) return new OrgFault(error.status, error.cdscode, error.message, { cause: error });
  if (error instanceof DataverseFault)
    return new OrgFault(error.status, error.code, error.message, {
      headers: error.retryAfterSeconds === undefined ? {} : { "retry-after": String(error.retryAfterSeconds) },
      traceText: error.traceText,
      cause: error,
    });
  return undefined;
}

const queryCodes: Readonly<Record<QueryFaultCode, string>> = {
  syntax: "0x80060888",
  "unknown-column": "0x80060888",
  "type-mismatch": "0x80060888",
  "too-complex": "0x80060888",
  "not-supported": "",
};

export const orgHeaders: Readonly<Record<string, string>> = {
  "odata-version": "4.0",
  "cache-control": "no-cache",
  "x-content-type-options": "nosniff",
};

/** @param showsTrace the caller asked for every annotation */
export function renderOrgFault({ status, code, message, headers, traceText }: OrgFault, showsTrace = false): Response {
  const trace = showsTrace && traceText !== undefined ? { "@Microsoft.PowerApps.CDS.TraceText": traceText } : {};
  return Response.json({ error: { code, message, ...trace } }, { status, headers: { ...orgHeaders, ...headers } });
}
