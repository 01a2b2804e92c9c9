import { LiquidFailure } from "../liquid-failure.ts";
import type { PageContext } from "../session/page-context.ts";
import { pageFilter } from "./page-filter.ts";
import type { PageFilter } from "./page-filter.ts";

/** Filters of blogs, forums, polls, knowledge articles and searches: they need tables the host may not have. */
const names = ["base_currency", "category_number", "currency", "metafilters", "popular", "recent", "related", "top", "top_level"] as const;

/** The host's answer; without one an error on the page and a problem. */
export const collectionFilters: Readonly<Record<string, PageFilter>> = Object.fromEntries(
  names.map((name) => [name, pageFilter(0, Infinity, (input, arguments_, context) => applyThroughHost(name, input, arguments_, context))]),
);

function applyThroughHost(name: string, input: unknown, arguments_: readonly unknown[], context: PageContext): unknown {
  const { host } = context.session;
  if (host.applyFilter !== undefined) return host.applyFilter(name, input, arguments_);
  throw new LiquidFailure("unsupported", `Filter "${name}" needs tables that are not emulated.`, { subject: name });
}
