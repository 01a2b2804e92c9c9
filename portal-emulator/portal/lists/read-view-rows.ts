import type { FetchRow } from "../../fetchxml/fetch-result.ts";
import type { FilterNode } from "../../query/filter.ts";
import { formatValue } from "../../query/format-value.ts";
import { runVisitorFetch } from "../data/run-visitor-fetch.ts";
import type { VisitorData } from "../data/visitor-data.ts";
import type { View } from "./find-view.ts";
import { nameColumn } from "./view-columns.ts";

/** Rows of a view as people read them. */
export interface ShownRows {
  readonly headings: readonly string[];
  readonly rows: readonly ShownRow[];
  /** The visitor may not read the view's table, or one it joins. */
  readonly denied: boolean;
}

export interface ShownRow {
  readonly id: string;
  readonly name: string;
  readonly cells: readonly string[];
}

/** The first rows of a view that the visitor may read. Throws LiquidFailure. */
export async function readViewRows(
  data: VisitorData,
  view: View,
  { limit, only }: { readonly limit: number; readonly only?: FilterNode },
): Promise<ShownRows> {
  const headings = view.columns.map(({ name }) => nameColumn(data, view, name));
  const { entity } = view.fetch;
  const primary = {
    alias: undefined,
    aggregate: undefined,
    isDistinct: false,
    groupsBy: false,
    dateGrouping: undefined,
    place: entity.place,
  };
  const hasName = entity.allColumns || entity.attributes.some(({ name }) => name === view.table.primaryName);
  const named =
    hasName || view.fetch.isAggregate
      ? entity
      : { ...entity, attributes: [...entity.attributes, { ...primary, name: view.table.primaryName }] };
  const found = await runVisitorFetch(data, {
    fetch: { ...view.fetch, entity: named, top: undefined, pagingCookie: undefined, page: 1, count: limit },
    table: view.table,
    only,
  });
  if (found.kind === "denied") return { headings, rows: [], denied: true };
  return { headings, rows: found.result.rows.map((row) => showRow(data, view, row)), denied: false };
}

function showRow(data: VisitorData, view: View, { row, cells }: FetchRow): ShownRow {
  return {
    id: String(row?.[view.table.primaryId] ?? ""),
    name: String(row?.[view.table.primaryName] ?? ""),
    cells: view.columns.map(({ name }) => {
      const cell = cells.find(({ key, definition, isAliased }) => (isAliased ? key : definition.name) === name);
      return cell === undefined ? "" : showText(data, cell);
    }),
  };
}

function showText({ names }: VisitorData, { value, definition }: FetchRow["cells"][number]): string {
  if (value === null) return "";
  if (definition.type !== "lookup") return formatValue(value, definition) ?? String(value);
  for (const target of definition.targets ?? []) {
    const found = names.find(target, String(value));
    const primaryName = names.schema.findTable(target)?.primaryName;
    if (found !== undefined && primaryName !== undefined) return String(found[primaryName] ?? "");
  }
  return String(value);
}
