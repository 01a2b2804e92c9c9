/** What Dataverse refuses a message with. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors */
export class DataverseFault extends Error {
  override readonly name = "DataverseFault";
  /** Hexadecimal, e.g. `0x80040217`. */
  readonly code: string;
  readonly status: DataverseStatus;
  /** With status 429 only. */
  readonly retryAfterSeconds: number | undefined;
  /** What plug-ins traced before they threw; shown to callers that ask for annotations. */
  readonly traceText: string | undefined;

  constructor(options: DataverseFaultOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.status = options.status;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.traceText = options.traceText;
  }
}

export type DataverseStatus = 400 | 403 | 404 | 405 | 412 | 413 | 429 | 500 | 503;

export interface DataverseFaultOptions {
  readonly code: string;
  readonly status: DataverseStatus;
  readonly message: string;
  readonly retryAfterSeconds?: number;
  readonly traceText?: string;
  readonly cause?: unknown;
}
