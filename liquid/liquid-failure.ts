import type { ProblemKind } from "./liquid-host.ts";

/** Why a source, or a part of it, cannot be parsed or rendered. */
export class LiquidFailure extends Error {
  override readonly name = "LiquidFailure";
  readonly kind: ProblemKind;
  /** The tag, filter or template meant. */
  readonly subject: string | undefined;
  /** UTF-16 offset in the source; undefined: where the construct begins. */
  readonly offset: number | undefined;

  constructor(
    kind: ProblemKind,
    message: string,
    details: { readonly subject?: string; readonly offset?: number; readonly cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.subject = details.subject;
    this.offset = details.offset;
  }
}

/** Thrown when a source used up its time or its space: nothing of it is rendered further. */
export class RenderingStopped extends Error {
  override readonly name = "RenderingStopped";
}
