import type { PageContext } from "../session/page-context.ts";

export type ApplyFilter = (input: unknown, arguments_: readonly unknown[], context: PageContext) => unknown;

/** Too few or too many arguments are an error on the page. */
export interface PageFilter {
  readonly minArguments: number;
  readonly maxArguments: number;
  readonly apply: ApplyFilter;
}

/** By lower-case name. */
export type FilterTable = ReadonlyMap<string, PageFilter>;

export function pageFilter(minArguments: number, maxArguments: number, apply: ApplyFilter): PageFilter {
  return { minArguments, maxArguments, apply };
}
