import type { QueryFault, QueryFaultCode } from "../odata/query-fault.ts";

export type OrgStatus = 400 | 401 | 403 | 404 | 405 | 412 | 413 | 501;

/** What the organization refuses with. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors */
export class OrgFault extends Error {
  override readonly name = "OrgFault";
  readonly status: OrgStatus;
  /** Hexadecimal; may be empty. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: OrgStatus, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  static fromQuery(fault: QueryFault): OrgFault {
    const { status, code } = queryCodes[fault.code];
    return new OrgFault(status, code, status === 501 ? `Not built in the emulator: ${fault.message}` : fault.message);
  }

  /** A real request that the emulator does not answer. */
  static notBuilt(what: string): OrgFault {
    return new OrgFault(501, "", `Not built in the emulator: ${what}`);
  }
}

const queryCodes: Readonly<Record<QueryFaultCode, { readonly status: OrgStatus; readonly code: string }>> = {
  syntax: { status: 400, code: "0x80060888" },
  "unknown-column": { status: 400, code: "0x80060888" },
  "type-mismatch": { status: 400, code: "0x80060888" },
  "too-complex": { status: 400, code: "0x80060888" },
  "not-supported": { status: 501, code: "" },
};

export const orgHeaders: Readonly<Record<string, string>> = {
  "odata-version": "4.0",
  "cache-control": "no-cache",
  "x-content-type-options": "nosniff",
};

export function renderOrgFault(fault: OrgFault): Response {
  const { status, code, message, headers } = fault;
  return Response.json({ error: { code, message } }, { status, headers: { ...orgHeaders, ...headers } });
}
