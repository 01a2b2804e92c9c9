import type { LiquidReferences, PathReference, VariableReference } from "../../../liquid/liquid-references.ts";
import type { LiquidPath } from "../../../liquid/read-value.ts";
import { createGuards } from "./read-guards.ts";
import { readQueryTables } from "./read-query-tables.ts";

/** What a visitor may have written: in the address, as a contact of their own, or in a row of a table. */
export interface VisitorValue {
  readonly origin: "request" | "user" | "row";
  /** As it is written: `request.params['q']`. */
  readonly label: string;
  /** Last name of the path: the parameter or column. */
  readonly member: string;
  /** Of a row. */
  readonly table: string | undefined;
  /** The output names it, so that the portal's default encoding is at work; false: a variable stands between. */
  readonly isDirect: boolean;
  /** Filters on its way, in lower case. */
  readonly filters: readonly string[];
  /** false: other text comes before it. */
  readonly isAtStart: boolean;
}

interface Row {
  readonly kind: "row" | "rows" | "query";
  readonly table: string;
  readonly aliases: ReadonlyMap<string, string>;
}

type Known = { readonly kind: "value"; readonly value: VisitorValue } | Row;

/** Variables of one source as far as they were read. */
type Variables = Map<string, Known>;

/** Where what visitors wrote comes from, but for queries. */
const visitorRoots: ReadonlySet<string> = new Set(["request", "params", "user", "entities"]);

/** What visitors may have written of what each output prints, by the offset of the output. */
export function listVisitorOutputs(
  text: string,
  { pieces, paths, variables, queries }: LiquidReferences,
): ReadonlyMap<number, VisitorValue> {
  if (queries.length === 0 && !paths.some(({ path }) => visitorRoots.has(path.root))) return new Map();
  const outputs = new Map<number, VisitorValue>();
  const known: Variables = new Map();
  const pathsOf = groupByPiece(pieces, paths);
  const variablesAt = new Map<number, VariableReference[]>();
  for (const variable of variables) variablesAt.set(variable.offset, [...(variablesAt.get(variable.offset) ?? []), variable]);
  const guards = createGuards((path) => path.root === "request" || path.root === "params" || path.root === "user" || known.has(path.root));
  for (const piece of pieces) {
    if (piece.kind === "text") continue;
    const read = pathsOf.get(piece.begin) ?? [];
    if (piece.kind === "tag") for (const settled of guards.take(piece, read)) known.delete(settled);
    const own = read.filter(({ path }) => !guards.holds(path));
    if (piece.kind === "output") {
      const value = findVisitorValue(own, text, known);
      if (value !== undefined) outputs.set(piece.begin, value);
    } else if (piece.name === "fetchxml") {
      const name = variablesAt.get(piece.begin)?.[0]?.name;
      const query = readQueryTables(text.slice(piece.end, findEnd(text, piece.end)));
      if (name !== undefined && query !== undefined) known.set(name, { kind: "query", ...query });
    } else
      for (const variable of variablesAt.get(piece.begin) ?? []) {
        const isVisitors = learn(variable, { own, text, known });
        guards.assign(variable.name, isVisitors);
      }
  }
  return outputs;
}

function findEnd(text: string, from: number): number {
  const end = /\{%-?\s*endfetchxml/g;
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}

function groupByPiece(pieces: LiquidReferences["pieces"], paths: readonly PathReference[]): ReadonlyMap<number, readonly PathReference[]> {
  const groups = new Map<number, PathReference[]>();
  let at = 0;
  for (const piece of pieces) {
    const own: PathReference[] = [];
    for (let next = paths[at]; next !== undefined && next.path.offset < piece.end; next = paths[++at]) own.push(next);
    if (own.length > 0) groups.set(piece.begin, own);
  }
  return groups;
}

interface Learning {
  readonly own: readonly PathReference[];
  readonly text: string;
  readonly known: Variables;
}

/** Whether a visitor may have written what the variable has got. */
function learn(variable: VariableReference, { own, text, known }: Learning): boolean {
  const found = variable.by === "assign" ? learnAssigned(variable, { own, text, known }) : learnItem(variable, known);
  if (found !== undefined) known.set(variable.name, found);
  // What a branch may have put there is still possible.
  else if (!variable.isConditional) known.delete(variable.name);
  return found !== undefined;
}

function learnAssigned({ value }: VariableReference, { own, text, known }: Learning): Known | undefined {
  const row = value?.path === undefined ? undefined : findRow(value.path, known);
  const filters = value?.filters.map(({ name }) => name) ?? [];
  if (row !== undefined && filters.every((name) => /^(?:where|order_by|first|last|take|skip|select)$/.test(name)))
    return filters.some((name) => name === "first" || name === "last") ? { ...row, kind: "row" } : row;
  const found = findVisitorValue(own, text, known);
  return found === undefined ? undefined : { kind: "value", value: { ...found, isDirect: false } };
}

function learnItem({ by, over }: VariableReference, known: Variables): Known | undefined {
  if (by !== "loop" || over === undefined) return undefined;
  const row = findRow(over, known);
  return row?.kind === "rows" ? { ...row, kind: "row" } : undefined;
}

/** The rows or the row that a path leads to. */
function findRow({ root, steps }: LiquidPath, known: Variables): Row | undefined {
  if (root === "entities") {
    const [table] = steps;
    return table !== undefined && steps.length === 2 ? { kind: "row", table: table.toLowerCase(), aliases: new Map() } : undefined;
  }
  const found = known.get(root);
  if (found === undefined || found.kind === "value") return undefined;
  if (steps.length === 0) return found;
  const names = steps.map((step) => step?.toLowerCase());
  if (found.kind === "query" && names[0] === "results" && names[1] === "entities") {
    if (names.length === 2) return { ...found, kind: "rows" };
    return names.length === 3 && (names[2] === undefined || /^(?:\d+|first|last)$/.test(names[2])) ? { ...found, kind: "row" } : undefined;
  }
  return undefined;
}

/** Filters whose argument becomes a part of the text. */
const joining: ReadonlySet<string> = new Set(["append", "prepend", "default", "concat", "replace", "add_query"]);

function findVisitorValue(own: readonly PathReference[], text: string, known: Variables): VisitorValue | undefined {
  const main = own.find(({ use }) => use === "output" || use === "assign");
  if (main !== undefined) {
    const value = readVisitorPath(main.path, text, known);
    if (value !== undefined) {
      const isAtStart = value.isAtStart && !main.filters.includes("prepend");
      return { ...value, filters: [...value.filters, ...main.filters], isAtStart };
    }
  }
  for (const argument of own) {
    if (argument === main) continue;
    const before = /\|\s*(\w+)\s*:[^|]*$/.exec(text.slice(main?.path.offset ?? argument.path.offset - 200, argument.path.offset));
    const filter = before?.[1]?.toLowerCase() ?? "";
    const value = joining.has(filter) ? readVisitorPath(argument.path, text, known) : undefined;
    if (value === undefined) continue;
    const after = text.slice(argument.path.end, text.indexOf("}", argument.path.end));
    const later = Array.from(after.matchAll(/\|\s*(\w+)/g), ([, name]) => (name ?? "").toLowerCase());
    const isAtStart = value.isAtStart && filter !== "append" && filter !== "replace" && filter !== "add_query";
    return { ...value, filters: [...value.filters, ...(filter === "add_query" ? [filter] : []), ...later], isDirect: false, isAtStart };
  }
  return undefined;
}

function readVisitorPath(path: LiquidPath, text: string, known: Variables): VisitorValue | undefined {
  const { root, steps } = path;
  const label = text.slice(path.offset, path.end).trim();
  const base = { label, table: undefined, isDirect: true, filters: [], isAtStart: true };
  if (root === "params" && steps.length === 1) return { ...base, origin: "request", member: steps[0] ?? "" };
  if (root === "request" && steps[0]?.toLowerCase() === "params" && steps.length === 2)
    return { ...base, origin: "request", member: steps[1] ?? "" };
  if (root === "user" && steps.length === 1) return { ...base, origin: "user", member: steps[0] ?? "" };
  const found = known.get(root);
  if (found?.kind === "value" && steps.length === 0) return { ...found.value, label: `${label} (${found.value.label})` };
  return readCell(path, label, known);
}

function readCell({ root, steps, ...path }: LiquidPath, label: string, known: Variables): VisitorValue | undefined {
  const column = steps.at(-1);
  const row = findRow({ root, steps: steps.slice(0, -1), ...path }, known);
  if (column === undefined || row?.kind !== "row") return undefined;
  const [alias, aliased] = column.includes(".") ? column.split(".") : [undefined, undefined];
  const table = alias === undefined ? row.table : row.aliases.get(alias.toLowerCase());
  return table === undefined
    ? undefined
    : { origin: "row", label, member: aliased ?? column, table, isDirect: true, filters: [], isAtStart: true };
}
