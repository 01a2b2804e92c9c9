import { annotationNames, createAnnotator } from "../query/annotator.ts";
import { compareKeys, keyOf } from "../query/compare-cells.ts";
import type { ReadContext } from "../query/row-reader.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { foldText } from "../store/fold-text.ts";
import type { BoundFetch, FetchOrderKey } from "./bound-fetch.ts";
import { rootAlias } from "./bound-fetch.ts";
import type { JoinedRow } from "./join-rows.ts";

/** Joined rows in the query's order; where that leaves a choice, by the ids of their tables. */
export async function orderJoined(context: ReadContext, fetch: BoundFetch, rows: readonly JoinedRow[]): Promise<readonly JoinedRow[]> {
  const shown = fetch.orders.filter(({ byShown }) => byShown);
  const annotator = await createAnnotator(
    context,
    rows.flatMap((joined) =>
      shown.flatMap(({ rows: alias, table, definition }) => {
        const row = joined.get(alias);
        return row === undefined ? [] : [{ table, row, columns: [definition.name] }];
      }),
    ),
    (name) => name === annotationNames.formatted,
  );
  const { collation } = context;
  const keyFor = ({ rows: alias, table, definition, byShown }: FetchOrderKey, joined: JoinedRow): string | number | null => {
    const row = joined.get(alias);
    if (row === undefined || !byShown) {
      return keyOf(row?.[definition.name] ?? null, definition, collation);
    }
    const name = annotator.annotate(table, row, definition.name)[annotationNames.formatted];
    return name === undefined ? null : foldText(name, collation);
  };
  const tables: readonly (readonly [string, TableDefinition])[] = [
    [rootAlias, fetch.table],
    ...fetch.joins.map(({ alias, table }) => [alias, table] as const),
  ];
  const keyed = rows.map((row) => ({
    row,
    keys: fetch.orders.map((order) => keyFor(order, row)),
    ids: tables.map(([alias, table]) => String(row.get(alias)?.[table.primaryId] ?? "")),
  }));
  keyed.sort((one, other) => {
    for (const [at, { descending }] of fetch.orders.entries()) {
      const order = compareKeys(one.keys[at] ?? null, other.keys[at] ?? null);
      if (order !== 0) {
        return descending ? -order : order;
      }
    }
    return compareIds(one.ids, other.ids);
  });
  return keyed.map(({ row }) => row);
}

function compareIds(one: readonly string[], other: readonly string[]): number {
  for (const [at, id] of one.entries()) {
    const order = compareKeys(id, other[at] ?? "");
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}
