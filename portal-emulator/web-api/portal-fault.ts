/** What the portal Web API refuses with. https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors */
export interface PortalFaultOptions {
  readonly status: 400 | 401 | 403 | 404 | 405 | 412 | 413 | 501;
  /** Hexadecimal; may be empty. */
  readonly code: string;
  readonly message: string;
  /** Shown as `innererror.type`. */
  readonly type?: string;
  /** Code of the Dataverse fault behind it. */
  readonly cdscode?: string;
  /** Dataverse's own words, shown in `innererror` only. */
  readonly detail?: string;
}

export class PortalFault extends Error {
  override readonly name = "PortalFault";
  readonly options: PortalFaultOptions;

  constructor(options: PortalFaultOptions) {
    super(options.message);
    this.options = options;
  }
}

/** @param showInner the site setting `Webapi/error/innererror` */
export function renderPortalFault(fault: PortalFault, showInner: boolean): Response {
  const { status, code, message, type, cdscode, detail } = fault.options;
  const inner = { code, message: detail ?? message, ...(type === undefined ? {} : { type }) };
  const error = {
    code,
    message,
    ...(cdscode === undefined ? {} : { cdscode }),
    ...(showInner ? { innererror: inner } : {}),
  };
  return Response.json({ error }, { status, headers: commonHeaders });
}

/** On every answer of `/_api`. Observed (third party). */
export const commonHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-cache",
  "x-content-type-options": "nosniff",
};
