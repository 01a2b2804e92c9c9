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

/** What tags, brackets or conditions within each other end in when there is no room for more of them. */
export const nestingMessage = "Nesting too deep.";

export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}

const maxMessageChars = 2000;

/** Messages quote what stands in a source, and values: either may be as long as a page. */
export function shortenMessage(message: string): string {
  return message.length > maxMessageChars ? `${message.slice(0, maxMessageChars)}…` : message;
}

/** Thrown when a source used up its time or its space: nothing of it is rendered further. */
export class RenderingStopped extends Error {
  override readonly name = "RenderingStopped";
}
