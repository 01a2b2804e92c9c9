/** Where in a person's file something is wrong; line and column count from 1. */
export interface SourcePlace {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

/** 1 findings, refusal, conflict, or a site that is wrong · 2 wrong usage or configuration · 3 an outside tool or the environment failed. */
export type ExitCode = 1 | 2 | 3;

export interface UserErrorOptions {
  readonly exitCode: ExitCode;
  readonly place?: SourcePlace;
  /** What the person can do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** Something a person must know and can act on: what, where, what was expected, what to do. Anything else thrown is a bug of ours. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly place: SourcePlace | undefined;
  readonly hint: string | undefined;

  /**
   * @param code kebab-case literal, e.g. `site-not-found`
   * @param message one sentence: what is wrong and what was expected
   */
  constructor(code: string, message: string, options: UserErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.exitCode = options.exitCode;
    this.place = options.place;
    this.hint = options.hint;
  }
}

/** `path:line:column`, as far as known. */
export function renderPlace(place: SourcePlace): string {
  return [place.path, place.line, place.column].filter((part) => part !== undefined).join(":");
}
