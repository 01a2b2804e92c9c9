import type { ProblemKind } from "../liquid-host.ts";

/** Something noticed while parsing that does not keep the source from being rendered. */
export interface ParseNotice {
  readonly kind: ProblemKind;
  /** UTF-16 offset in the source. */
  readonly offset: number;
  readonly name?: string;
  readonly message: string;
}

export type Notice = (notice: ParseNotice) => void;
