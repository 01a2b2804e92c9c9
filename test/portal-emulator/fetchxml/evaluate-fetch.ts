import { assertNever } from "../../../access/assert-never.ts";
import type { BoundFetch, FetchOrderKey, Join, JoinedFilter, RowColumn } from "../../../portal-emulator/fetchxml/bound-fetch.ts";
import { rootAlias } from "../../../portal-emulator/fetchxml/bound-fetch.ts";
import { compareKeys, keyOf } from "../../../portal-emulator/query/compare-cells.ts";
import type { RowWorld } from "../../../portal-emulator/query/evaluate-filter.ts";
import { evaluateFilter, holds } from "../../../portal-emulator/query/evaluate-filter.ts";
import type { FilterNode } from "../../../portal-emulator/query/filter.ts";
import type { TableDefinition } from "../../../portal-emulator/schema/table-definition.ts";
import type { CellValue, Row } from "../../../portal-emulator/store/store.ts";

type Joined = Readonly<Record<string, Row | undefined>>;

/** The rows of a query by nested loops over everything there is, in no order: what a run is compared with. */
export function evaluateFetch(fetch: BoundFetch, world: RowWorld): CellValue[][] {
  const meets = (filter: FilterNode | undefined, row: Row, table: TableDefinition): boolean =>
    filter === undefined || evaluateFilter(filter, row, table, world) === true;
  const key = (joined: Joined, { rows, definition }: RowColumn): string | number | null =>
    keyOf(joined[rows]?.[definition.name] ?? null, definition, world.collation);

  function join(joined: Joined, { alias, parent, table, from, to, kind, filter }: Join): Joined[] {
    const wanted = key(joined, { rows: parent, definition: to });
    const partners = world
      .rows(table.name)
      .filter((row) => wanted !== null && keyOf(row[from.name] ?? null, from, world.collation) === wanted && meets(filter, row, table));
    const all = partners.map((row) => ({ ...joined, [alias]: row }));
    return all.length === 0 && kind !== "inner" ? [joined] : all;
  }

  function isTrue(filter: JoinedFilter, joined: Joined): boolean {
    switch (filter.kind) {
      case "and":
        return filter.operands.every((operand) => isTrue(operand, joined));
      case "or":
        return filter.operands.some((operand) => isTrue(operand, joined));
      case "row": {
        const table = fetch.joins.find(({ alias }) => alias === filter.rows)?.table ?? fetch.table;
        return meets(filter.filter, joined[filter.rows] ?? {}, table);
      }
      case "compare-rows": {
        const [one, other] = [key(joined, filter.left), key(joined, filter.right)];
        return one !== null && other !== null && holds(filter.operator, compareKeys(one, other));
      }
      default:
        return assertNever(filter);
    }
  }

  return world
    .rows(fetch.table.name)
    .filter((row) => meets(fetch.filter, row, fetch.table))
    .map((row): Joined => ({ [rootAlias]: row }))
    .flatMap((first) => fetch.joins.reduce<Joined[]>((rows, one) => rows.flatMap((row) => join(row, one)), [first]))
    .filter((joined) => fetch.joinedFilter === undefined || isTrue(fetch.joinedFilter, joined))
    .map((joined) => fetch.columns.map(({ rows, definition }) => joined[rows]?.[definition.name] ?? null));
}

/** Whether no row comes before one that should come first, by keys that the rows show. */
export function isOrdered(rows: readonly (readonly CellValue[])[], orders: readonly FetchOrderKey[], fetch: BoundFetch): boolean {
  const at = orders.map((order) =>
    fetch.columns.findIndex(({ rows: alias, definition }) => alias === order.rows && definition === order.definition),
  );
  return rows.every((row, index) => {
    const next = rows[index + 1];
    if (next === undefined) return true;
    for (const [position, { definition, descending }] of orders.entries()) {
      const column = at[position] ?? -1;
      const [one, other] = [row, next].map((cells) => keyOf(cells[column] ?? null, definition, "accent-insensitive"));
      const order = compareKeys(one ?? null, other ?? null) * (descending ? -1 : 1);
      if (order !== 0) return order < 0;
    }
    return true;
  });
}
