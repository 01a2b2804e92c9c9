import type { FilterNode } from "../query/filter.ts";
import { parseFilter } from "./parse-filter.ts";
import { QueryFault } from "./query-fault.ts";

/** The options of a read, as written; names are not yet looked up in a table. */
export interface Query {
  readonly select: readonly string[] | undefined;
  readonly filter: FilterNode | undefined;
  readonly orderBy: readonly { readonly name: string; readonly descending: boolean }[];
  readonly top: number | undefined;
  readonly count: boolean;
  /** Rows already given, from the token of a next link. */
  readonly skipped: number;
}

/** OData says it, Dataverse knows it, the emulator has not built it. */
const unbuilt = ["$expand", "$apply", "$search", "$compute", "$levels", "$format"] as const;

const built = ["$select", "$filter", "$orderby", "$top", "$count", "$skiptoken"] as const;

/**
 * Reads the options of a URL. Names are case-sensitive; options without `$` are not OData's and are left to the caller.
 * Throws QueryFault.
 */
export function parseQuery(params: URLSearchParams): Query {
  for (const name of new Set(params.keys())) {
    if (!name.startsWith("$")) {
      continue;
    }
    if (unbuilt.some((option) => option === name)) {
      throw new QueryFault("not-supported", `The query option '${name}' is not built in the emulator.`);
    }
    if (name === "$skip") {
      throw new QueryFault("syntax", "The query option '$skip' is not supported; follow '@odata.nextLink' instead.");
    }
    if (!built.some((option) => option === name)) {
      throw new QueryFault("syntax", `The query parameter '${name}' is not supported.`);
    }
    if (params.getAll(name).length > 1) {
      throw new QueryFault("syntax", `Query option '${name}' was specified more than once, but it must be specified at most once.`);
    }
  }
  return {
    select: readSelect(params.get("$select")),
    filter: mapText(params.get("$filter"), parseFilter),
    orderBy: readOrderBy(params.get("$orderby")),
    top: mapText(params.get("$top"), (text) => readWhole("$top", text)),
    count: mapText(params.get("$count"), readCount) ?? false,
    skipped: mapText(params.get("$skiptoken"), (text) => readWhole("$skiptoken", text)) ?? 0,
  };
}

function mapText<Result>(text: string | null, read: (text: string) => Result): Result | undefined {
  return text === null ? undefined : read(text);
}

function readSelect(text: string | null): readonly string[] | undefined {
  if (text === null || text.trim() === "") {
    return undefined;
  }
  return [...new Set(text.split(",").map((name) => requireName("$select", name.trim())))];
}

function readOrderBy(text: string | null): Query["orderBy"] {
  if (text === null) {
    return [];
  }
  return text.split(",").map((part) => {
    const [name = "", direction = "asc", ...rest] = part.trim().split(/\s+/u);
    if (rest.length > 0 || (direction !== "asc" && direction !== "desc")) {
      throw new QueryFault("syntax", `'${part.trim()}' in '$orderby' is not a column with 'asc' or 'desc'.`);
    }
    return { name: requireName("$orderby", name), descending: direction === "desc" };
  });
}

function requireName(option: string, name: string): string {
  if (name.includes("/")) {
    throw new QueryFault("not-supported", `A related table in '${option}' ('${name}') is not built in the emulator.`);
  }
  if (!/^(?:\*|[A-Za-z_]\w*)$/u.test(name) || (name === "*" && option !== "$select")) {
    throw new QueryFault("syntax", `'${name}' in '${option}' is not the name of a column.`);
  }
  return name;
}

function readWhole(option: string, text: string): number {
  const value = /^\d{1,15}$/u.test(text) ? Number(text) : undefined;
  if (value === undefined) {
    throw new QueryFault("syntax", `Invalid value for '${option}': a whole number, 0 or more, was expected.`);
  }
  return value;
}

function readCount(text: string): boolean {
  if (text !== "true" && text !== "false") {
    throw new QueryFault("syntax", "Invalid value for '$count': 'true' or 'false' was expected.");
  }
  return text === "true";
}
