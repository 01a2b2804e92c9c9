import type { FilterExpression } from "./filter-expression.ts";
import { parseFilter } from "./parse-filter.ts";
import { QueryFault } from "./query-fault.ts";
import { splitOutside } from "./split-options.ts";
import type { ParameterAliases } from "./token-reader.ts";

/** The options of a read, as written; names are not yet looked up in a table. */
export interface Query {
  readonly select: readonly string[] | undefined;
  readonly filter: FilterExpression | undefined;
  readonly orderBy: readonly WrittenOrder[];
  readonly top: number | undefined;
  readonly count: boolean;
  readonly expand: readonly WrittenExpand[];
  /** From a next link. */
  readonly skipToken: string | undefined;
}

export interface WrittenOrder {
  /** A column, after the navigation properties that lead to it. */
  readonly segments: readonly string[];
  readonly descending: boolean;
}

export interface WrittenExpand {
  /** The navigation property; case counts. */
  readonly name: string;
  /** `nav/$ref`: the address of the row, not its columns. */
  readonly isReference: boolean;
  readonly query: Query;
  /** As written, for the link to the rest of a collection. */
  readonly options: string;
}

/** Dataverse's limit. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables */
const maxExpands = 15;
const maxExpandDepth = 10;
/** Far more than anybody sorts by; the database takes no list without end. */
const maxOrders = 100;

const options = ["$select", "$filter", "$orderby", "$top", "$count", "$expand", "$skiptoken"] as const;
/** `$levels`, `$search`, `$count` and `$skip` are documented not to be taken. */
const expandOptions = ["$select", "$filter", "$orderby", "$top", "$expand"] as const;

/**
 * Reads the options of a URL. Names are case-sensitive; options without `$` are not OData's and are left to the caller, but for aliases
 * (`@p1`), which filters may name. Throws QueryFault.
 */
export function parseQuery(params: URLSearchParams): Query {
  for (const name of new Set(params.keys())) {
    if (name.startsWith("$") || name.startsWith("@")) {
      requireOption(name);
      if (params.getAll(name).length > 1) {
        throw new QueryFault("syntax", `Query option '${name}' was specified more than once, but it must be specified at most once.`);
      }
    }
  }
  const aliases: ParameterAliases = new Map([...params].filter(([name]) => name.startsWith("@")));
  return { ...readOptions((name) => params.get(name), aliases, 0), skipToken: params.get("$skiptoken") ?? undefined };
}

function requireOption(name: string): void {
  if (name === "$apply") {
    throw new QueryFault("not-supported", "The query option '$apply' is not built in the emulator.");
  }
  if (name === "$skip") {
    throw new QueryFault("syntax", "Skip Clause is not supported in CRM");
  }
  if (name.startsWith("$") && !options.some((option) => option === name)) {
    throw new QueryFault("syntax", `The query parameter '${name}' is not supported.`);
  }
}

function readOptions(get: (name: string) => string | null, aliases: ParameterAliases, depth: number): Query {
  const filter = get("$filter");
  const top = get("$top");
  return {
    select: readSelect(get("$select")),
    filter: filter === null ? undefined : parseFilter(filter, aliases),
    orderBy: readOrderBy(get("$orderby")),
    top: top === null ? undefined : readTop(top),
    count: readCount(get("$count")),
    expand: readExpand(get("$expand"), aliases, depth),
    skipToken: undefined,
  };
}

function readSelect(text: string | null): readonly string[] | undefined {
  if (text === null || text.trim() === "") {
    return undefined;
  }
  return [
    ...new Set(
      text.split(",").map((part) => {
        const name = part.trim();
        if (!/^(?:\*|[A-Za-z_]\w*)$/u.test(name)) {
          throw new QueryFault("syntax", `'${name}' in '$select' is not the name of a column.`);
        }
        return name;
      }),
    ),
  ];
}

function readOrderBy(text: string | null): readonly WrittenOrder[] {
  if (text === null) {
    return [];
  }
  const parts = text.split(",");
  if (parts.length > maxOrders) {
    throw new QueryFault("too-complex", `'$orderby' names more than ${maxOrders} columns.`);
  }
  return parts.map((part) => {
    const [name = "", direction = "asc", ...rest] = part.trim().split(/\s+/u);
    if (rest.length > 0 || (direction !== "asc" && direction !== "desc")) {
      throw new QueryFault("syntax", `'${part.trim()}' in '$orderby' is not a column with 'asc' or 'desc'.`);
    }
    if (!/^[A-Za-z_]\w*(?:\/[A-Za-z_]\w*)*$/u.test(name)) {
      throw new QueryFault("syntax", `'${name}' in '$orderby' is not the name of a column.`);
    }
    return { segments: name.split("/"), descending: direction === "desc" };
  });
}

function readTop(text: string): number {
  if (!/^\d{1,15}$/u.test(text)) {
    throw new QueryFault("syntax", "Invalid value for '$top': a whole number, 0 or more, was expected.");
  }
  return Number(text);
}

function readCount(text: string | null): boolean {
  if (text !== null && text !== "true" && text !== "false") {
    throw new QueryFault("syntax", "Invalid value for '$count': 'true' or 'false' was expected.");
  }
  return text === "true";
}

function readExpand(text: string | null, aliases: ParameterAliases, depth: number): readonly WrittenExpand[] {
  if (text === null || text.trim() === "") {
    return [];
  }
  if (depth >= maxExpandDepth) {
    throw new QueryFault("too-complex", `'$expand' is nested deeper than ${maxExpandDepth} levels.`);
  }
  const parts = splitOutside(text, ",");
  if (parts.length > maxExpands) {
    throw new QueryFault("too-complex", `The query has more than ${maxExpands} '$expand' options.`);
  }
  const items = parts.map((part) => readExpandItem(part.trim(), aliases, depth));
  const repeated = items.find((item, at) => items.findIndex((other) => other.name === item.name) !== at);
  if (repeated !== undefined) {
    throw new QueryFault("syntax", `'${repeated.name}' is expanded twice.`);
  }
  return items;
}

function readExpandItem(text: string, aliases: ParameterAliases, depth: number): WrittenExpand {
  const [, name, reference, inside = ""] = /^([A-Za-z_]\w*)(\/\$ref)?(?:\((.*)\))?$/su.exec(text) ?? [];
  if (name === undefined) {
    throw new QueryFault("syntax", `'${text.split("(")[0] ?? ""}' in '$expand' is not the name of a navigation property.`);
  }
  const given = new Map<string, string>();
  for (const part of inside.trim() === "" ? [] : splitOutside(inside, ";")) {
    const [, option, value] = /^\s*(\$?\w+)\s*=(.*)$/su.exec(part) ?? [];
    if (option === undefined || value === undefined || !expandOptions.some((known) => known === option)) {
      throw new QueryFault("syntax", `An option inside '$expand=${name}(...)' is not supported: '${option ?? "?"}'.`);
    }
    if (given.has(option)) {
      throw new QueryFault("syntax", `Query option '${option}' was specified more than once, but it must be specified at most once.`);
    }
    given.set(option, value.trim());
  }
  const query = readOptions((option) => given.get(option) ?? null, aliases, depth + 1);
  return {
    name,
    isReference: reference !== undefined,
    query,
    options: [...given].map(([option, value]) => `${option}=${value}`).join("&"),
  };
}
