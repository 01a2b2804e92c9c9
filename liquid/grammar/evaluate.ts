import type { PageContext } from "../session/page-context.ts";

/** A parsed expression: its value in a context, or a promise of it. */
export type Evaluate = (context: PageContext) => unknown;
