import type { EmulatorSwitches } from "../switches.ts";

/** What the portal Web API refuses with. https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors */
export interface PortalFaultOptions {
  readonly status: 400 | 401 | 403 | 404 | 405 | 412 | 413 | 429 | 500 | 501 | 503;
  /** Hexadecimal, upper case; may be empty. */
  readonly code: string;
  readonly message: string;
  /** Shown as `innererror.type`. */
  readonly type?: string;
  /** Code of the Dataverse fault behind it. */
  readonly cdscode?: string;
  /** Dataverse's own words, shown in `innererror` only. */
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
}

export class PortalFault extends Error {
  override readonly name = "PortalFault";
  readonly options: PortalFaultOptions;

  constructor(options: PortalFaultOptions) {
    super(options.message);
    this.options = options;
  }
}

export interface FaultStyle {
  /** The site setting `Webapi/error/innererror`. */
  readonly showInner: boolean;
  readonly codeCase: EmulatorSwitches["errorCodeCase"];
}

export function renderPortalFault(fault: PortalFault, { showInner, codeCase }: FaultStyle): Response {
  const { status, message, type, cdscode, detail, retryAfterSeconds } = fault.options;
  const code = codeCase === "lower" ? fault.options.code.toLowerCase() : fault.options.code;
  const inner = { code, message: detail ?? message, ...(type === undefined ? {} : { type }) };
  const error = {
    code: codeCase === "empty" ? "" : code,
    message,
    ...(cdscode === undefined ? {} : { cdscode }),
    ...(showInner ? { innererror: inner } : {}),
  };
  const wait: Readonly<Record<string, string>> = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return Response.json({ error }, { status, headers: { ...commonHeaders, ...wait } });
}

/** On every answer of `/_api`. Observed (third party). */
export const commonHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-cache",
  "x-content-type-options": "nosniff",
};
