import type { LiquidPath } from "../../../liquid/read-value.ts";
import type { LiquidReferences } from "../../../liquid/liquid-references.ts";
import type { CheckedSite } from "../check.ts";
import { followedTemplates, indexTemplates } from "./index-templates.ts";
import { keyOf } from "./read-guards.ts";
import type { LiquidText } from "./read-site-liquid.ts";

/** A value, as `keyOf` calls it, and the variables with the rows that a query for this very value finds. */
type RowsByKey = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Outputs, by offset, of a value that a query has looked up, in a branch that is taken only where that found rows:
 * `{% if rows.size > 0 %}{{ id }}`. The query may stand in a template that the text includes.
 */
export function listLookedUp(checked: CheckedSite, text: LiquidText): ReadonlySet<number> {
  const { references } = text;
  if (references === undefined) return new Set();
  const rowsByKey = findRows(withIncluded(checked, text));
  return rowsByKey.size === 0 ? new Set() : readBranches(references, rowsByKey);
}

function withIncluded(checked: CheckedSite, text: LiquidText): readonly LiquidText[] {
  const { text: templateOf } = checked.once(indexTemplates);
  const all = new Set([text]);
  for (const one of all)
    for (const { name } of followedTemplates(one)) {
      const next = templateOf(name);
      if (next !== undefined) all.add(next);
    }
  return [...all];
}

function findRows(texts: readonly LiquidText[]): RowsByKey {
  const rows = new Map<string, Set<string>>();
  for (const { source, references } of texts) {
    for (const { by, name, offset } of references?.variables ?? []) {
      if (by !== "query") continue;
      const end = source.text.slice(offset).search(/\{%-?\s*endfetchxml/);
      for (const { path, use } of references?.paths ?? []) {
        const isInside = path.offset > offset && (end < 0 || path.offset < offset + end);
        const key = isInside && use === "output" && isCompared(source.text, path.offset) ? keyOf(path) : undefined;
        if (key !== undefined) rows.set(key, (rows.get(key) ?? new Set()).add(name.toLowerCase()));
      }
    }
  }
  for (const names of rows.values()) addDerived(names, texts);
  return rows;
}

/** In a condition of a query that only this value meets. */
function isCompared(text: string, offset: number): boolean {
  const begin = text.lastIndexOf("<", offset);
  const element = text.slice(begin, text.indexOf(">", offset));
  return /^<condition\b/.test(element) && /\soperator\s*=\s*["']eq["']/.test(element);
}

/** What is assigned from the rows: `assign events = query.results.entities`. */
function addDerived(names: Set<string>, texts: readonly LiquidText[]): void {
  const assigned = texts.flatMap(({ references }) => references?.variables ?? []);
  for (let size = -1; size !== names.size;) {
    size = names.size;
    for (const { name, value } of assigned) if (value?.path !== undefined && names.has(value.path.root.toLowerCase())) names.add(name);
  }
}

/** A condition that holds where there are rows; none that asks for more than one thing, or for none. */
const asksForRows = /^\s*[\w.[\]"']+(?:\s*(?:>\s*0|>=\s*1|!=\s*(?:0|nil|null|blank|empty)))?\s*$/;

function readBranches({ pieces, paths }: LiquidReferences, rowsByKey: RowsByKey): ReadonlySet<number> {
  const found = new Set<number>();
  const open: { readonly tag: string; rows: string | undefined }[] = [];
  let at = 0;
  for (const piece of pieces) {
    const own: LiquidPath[] = [];
    for (let next = paths[at]; next !== undefined && next.path.offset < piece.end; next = paths[++at]) own.push(next.path);
    if (piece.kind === "output") {
      if (own.some((path) => open.some(({ rows }) => rows !== undefined && rowsByKey.get(keyOf(path) ?? "")?.has(rows) === true)))
        found.add(piece.begin);
    } else if (piece.kind === "tag") {
      const last = open.at(-1);
      if (piece.name === "if") open.push({ tag: "if", rows: asksForRows.test(piece.args) ? own[0]?.root.toLowerCase() : undefined });
      else if (piece.name === "endif" && last !== undefined) open.pop();
      else if (last !== undefined && piece.name.startsWith("els")) last.rows = undefined;
    }
  }
  return found;
}
