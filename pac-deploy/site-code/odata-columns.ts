/** Stands in a text for what cannot be told. A character that no script holds. */
export const holeMark = "\uE000";

/** Columns that a query names. */
export interface QueryColumns {
  readonly columns: readonly string[];
  /** By navigation property, as it is written: columns of another table. */
  readonly related: readonly { readonly navigation: string; readonly columns: readonly string[]; readonly isWhole: boolean }[];
  /** What of the query could not be read; undefined: nothing. */
  readonly unknown: string | undefined;
}

const nothing: QueryColumns = { columns: [], related: [], unknown: undefined };

export function mergeColumns(all: readonly QueryColumns[]): QueryColumns {
  return {
    columns: [...new Set(all.flatMap(({ columns }) => columns))],
    related: all.flatMap(({ related }) => related),
    unknown: all.find(({ unknown }) => unknown !== undefined)?.unknown,
  };
}

/** One query option by its name; options without columns have none. https://learn.microsoft.com/power-pages/configure/read-operations */
export function readOption(name: string, value: string): QueryColumns {
  switch (name.toLowerCase()) {
    case "$select":
      return mergeColumns(split(value, ",").map((one) => readName(one, "$select")));
    case "$orderby":
      return mergeColumns(split(value, ",").map((one) => readName(one.trim().replace(/\s+(?:asc|desc)$/i, ""), "$orderby")));
    case "$filter":
      return readFilter(value);
    case "$expand":
      return mergeColumns(split(value, ",").map(readExpand));
    case "$apply":
      return readApply(value);
    default:
      return name.includes(holeMark) ? { ...nothing, unknown: "an option of its query" } : nothing;
  }
}

function readName(text: string, option: string): QueryColumns {
  const name = text.trim();
  if (name === "") return nothing;
  if (name === "*") return { ...nothing, unknown: `${option}=*` };
  const path = /^(\w+)\/(\w+)$/.exec(name);
  if (path !== null) return related(path[1] ?? "", path[2] ?? "");
  return /^\w+$/.test(name) ? { ...nothing, columns: [name] } : { ...nothing, unknown: `a part of its ${option}` };
}

const related = (navigation: string, column: string): QueryColumns => ({
  ...nothing,
  related: [{ navigation, columns: [column], isWhole: true }],
});

function readExpand(text: string): QueryColumns {
  const parts = /^\s*([\w/$]+)\s*(?:\(([\s\S]*)\))?\s*$/.exec(text);
  if (text.trim() === "") return nothing;
  if (parts === null) return { ...nothing, unknown: "a part of its $expand" };
  const options = split(parts[2] ?? "", ";").map((option) => {
    const at = option.indexOf("=");
    return { name: option.slice(0, Math.max(at, 0)).trim(), value: option.slice(at + 1) };
  });
  const inner = mergeColumns(options.map(({ name, value }) => readOption(name, value)));
  const hasSelect = options.some(({ name }) => name.toLowerCase() === "$select");
  return {
    columns: [],
    related: [{ navigation: parts[1] ?? "", columns: inner.columns, isWhole: hasSelect && inner.unknown === undefined }, ...inner.related],
    unknown: undefined,
  };
}

const words = new Set([
  "eq",
  "ne",
  "gt",
  "ge",
  "lt",
  "le",
  "and",
  "or",
  "not",
  "in",
  "null",
  "true",
  "false",
  "has",
  "add",
  "sub",
  "mul",
  "div",
  "mod",
]);
const filterToken = new RegExp(
  String.raw`'(?:[^']|'')*'?|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F-]{22,}|-?\d[\w.:+\-${holeMark}]*|[\w${holeMark}@][\w./:${holeMark}]*|[(),]`,
  "g",
);

function readFilter(filter: string): QueryColumns {
  const tokens = filter.match(filterToken) ?? [];
  const found: QueryColumns[] = [];
  const add = (one: QueryColumns) => found.push(one);
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    const isCalled = tokens[index + 1] === "(";
    if (/^['(),]/.test(token)) {
      // Query functions of Dataverse name columns in quotes. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows
      if (token.startsWith("'") && /^PropertyNames?$/i.test(before ?? "")) add(readName(token.replaceAll("'", ""), "$filter"));
      continue;
    }
    if (token.includes(holeMark)) {
      const isValue = token === holeMark && isValuePlace(tokens, index);
      if (!isValue && !token.startsWith("Microsoft.")) add({ ...nothing, unknown: "a part of its $filter" });
      continue;
    }
    if (/^-?\d/.test(token) || /^[0-9a-fA-F]{8}-/.test(token) || words.has(token.toLowerCase()) || token.startsWith("@")) continue;
    if (/^(?:PropertyNames?|PropertyValues?)$/.test(token)) continue;
    const lambda = /^(\w+)\/(?:any|all)$/.exec(token);
    if (lambda !== null) add({ ...nothing, related: [{ navigation: lambda[1] ?? "", columns: [], isWhole: false }] });
    else if (!isCalled && !token.includes(":")) add(isLambdaVariable(token, filter) ? nothing : readName(token, "$filter"));
  }
  return mergeColumns(found);
}

/** After an operator, or as a later argument: a value stands there, whatever it is. */
function isValuePlace(tokens: readonly string[], index: number): boolean {
  const before = tokens[index - 1]?.toLowerCase() ?? "";
  if (/^(?:eq|ne|gt|ge|lt|le|has|add|sub|mul|div|mod)$/.test(before)) return true;
  if (before === "(") return tokens[index - 2]?.toLowerCase() === "in";
  return before === "," && tokens.slice(0, index).includes("(");
}

const isLambdaVariable = (token: string, filter: string): boolean => {
  const variable = /^(\w+)\//.exec(token)?.[1];
  return variable !== undefined && new RegExp(String.raw`\((?:\s*)${variable}\s*:`).test(filter);
};

function readApply(text: string): QueryColumns {
  if (text.includes(holeMark)) return { ...nothing, unknown: "a part of its $apply" };
  const filters = [...text.matchAll(/filter\(((?:[^()]|\([^()]*\))*)\)/g)].map((match) => readFilter(match[1] ?? ""));
  const rest = text.replaceAll(/filter\((?:[^()]|\([^()]*\))*\)/g, "").replaceAll(/\bas\s+\w+/g, "");
  const names = [...rest.matchAll(/[\w$/]+/g)]
    .map(([name]) => name)
    .filter((name) => !/^(?:groupby|aggregate|filter|orderby|with|sum|average|min|max|countdistinct|\$count|asc|desc|\d+)$/i.test(name));
  return mergeColumns([...filters, ...names.map((name) => readName(name, "$apply"))]);
}

/** Splits where the separator stands in no brackets and no quotes. */
function split(text: string, separator: "," | ";"): string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "'") isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}
