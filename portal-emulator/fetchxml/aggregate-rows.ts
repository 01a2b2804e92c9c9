import { assertNever } from "../../access/assert-never.ts";
import { QueryFault } from "../odata/query-fault.ts";
import { compareKeys, keyOf } from "../query/compare-cells.ts";
import { formatValue } from "../query/format-value.ts";
import type { ReadContext } from "../query/row-reader.ts";
import type { ColumnDefinition } from "../schema/table-definition.ts";
import { foldText } from "../store/fold-text.ts";
import type { CellValue } from "../store/store.ts";
import type { BoundFetch, FetchColumn, FetchOrderKey } from "./bound-fetch.ts";
import type { Aggregate, DateGrouping } from "./fetch-xml.ts";
import type { FetchCell, FetchRow } from "./fetch-result.ts";
import type { JoinedRow } from "./join-rows.ts";

/**
 * Groups joined rows and works out their aggregates; nulls are not considered.
 * https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/aggregate-data
 */
export async function aggregateRows(context: ReadContext, fetch: BoundFetch, rows: readonly JoinedRow[]): Promise<readonly FetchRow[]> {
  if (fetch.aggregateLimit !== undefined && rows.length > fetch.aggregateLimit) {
    throw new QueryFault("too-complex", "AggregateQueryRecordLimit exceeded. Cannot perform this operation.");
  }
  const groupColumns = fetch.columns.filter(({ groupsBy }) => groupsBy);
  const groups = new Map<string, JoinedRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(groupColumns.map((column) => keyOf(groupValue(column, row), column.definition, context.collation)));
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [row]);
    } else {
      group.push(row);
    }
  }
  // Without groups there is one row even where nothing was found.
  const found = groupColumns.length === 0 ? [rows] : [...groups.values()];
  const results = found.map((group): FetchRow => ({
    row: undefined,
    cells: fetch.columns.map((column) => resultCell(context, column, group)),
  }));
  return results.sort((one, other) => compareResults(one, other, fetch.orders, context));
}

function resultCell(context: ReadContext, column: FetchColumn, group: readonly JoinedRow[]): FetchCell {
  const { key, table, definition } = column;
  if (column.aggregate === undefined) {
    const [first] = group;
    const value = first === undefined ? null : groupValue(column, first);
    const isPart = column.dateGrouping !== undefined;
    return {
      key,
      value,
      table,
      definition: isPart ? numberColumn(definition) : definition,
      isAliased: true,
      source: isPart ? undefined : first?.get(column.rows),
    };
  }
  const values = group.map((row) => row.get(column.rows)?.[definition.name] ?? null).filter((value) => value !== null);
  const value = aggregate(column.aggregate, values, group.length, { column, context });
  const isCount = column.aggregate === "count" || column.aggregate === "countcolumn";
  return { key, value, table, definition: isCount ? numberColumn(definition) : definition, isAliased: true, source: undefined };
}

/** A count or a part of a date is shown as a number, whatever its column is. */
function numberColumn({ name, evidence }: ColumnDefinition): ColumnDefinition {
  return { name, type: "integer", evidence };
}

interface AggregateParts {
  readonly column: FetchColumn;
  readonly context: ReadContext;
}

function aggregate(
  kind: Aggregate,
  values: readonly NonNullable<CellValue>[],
  rows: number,
  { column, context }: AggregateParts,
): CellValue {
  const { definition } = column;
  const keyed = values.map((value) => ({ value, key: keyOf(value, definition, context.collation) }));
  switch (kind) {
    case "count":
      return rows;
    case "countcolumn":
      return column.isDistinct ? new Set(keyed.map(({ key }) => key)).size : values.length;
    case "sum":
      return sum(values, definition);
    case "avg": {
      const mean = values.length === 0 ? null : sum(values, definition) / values.length;
      // The mean of whole numbers is a whole one, as in T-SQL.
      return mean === null || isFraction(definition) ? mean : Math.trunc(mean);
    }
    case "min":
    case "max": {
      const sorted = keyed.sort((one, other) => compareKeys(one.key, other.key));
      return (kind === "min" ? sorted[0] : sorted.at(-1))?.value ?? null;
    }
    default:
      return assertNever(kind);
  }
}

function sum(values: readonly CellValue[], definition: ColumnDefinition): number {
  if (!isFraction(definition) && definition.type !== "integer" && definition.type !== "bigint") {
    throw new QueryFault("type-mismatch", `The column '${definition.name}' is ${definition.type}; sums and means need numbers.`);
  }
  return values.reduce<number>((total, value) => total + Number(value), 0);
}

function isFraction({ type }: ColumnDefinition): boolean {
  return type === "decimal" || type === "double" || type === "money";
}

function groupValue({ rows, definition, dateGrouping }: FetchColumn, joined: JoinedRow): CellValue {
  const value = joined.get(rows)?.[definition.name] ?? null;
  if (dateGrouping === undefined || value === null) {
    return value;
  }
  if (definition.type !== "datetime" && definition.type !== "date") {
    throw new QueryFault("type-mismatch", `The column '${definition.name}' is ${definition.type}, not a date.`);
  }
  return partOfDate(new Date(String(value)), dateGrouping);
}

/** UTC; weeks begin on Sundays and the first has 1 January in it. */
function partOfDate(moment: Date, part: DateGrouping): number {
  const year = moment.getUTCFullYear();
  switch (part) {
    case "day":
      return moment.getUTCDate();
    case "week": {
      const newYear = Date.UTC(year, 0, 1);
      const days = Math.floor((moment.getTime() - newYear) / 86_400_000);
      return Math.floor((days + new Date(newYear).getUTCDay()) / 7) + 1;
    }
    case "month":
      return moment.getUTCMonth() + 1;
    case "quarter":
      return Math.floor(moment.getUTCMonth() / 3) + 1;
    case "year":
      return year;
    default:
      return assertNever(part);
  }
}

function compareResults(one: FetchRow, other: FetchRow, orders: readonly FetchOrderKey[], context: ReadContext): number {
  for (const { key, byShown, descending } of orders) {
    const [left, right] = [one, other].map(({ cells }) => {
      const cell = cells.find((candidate) => candidate.key === key);
      const shown = byShown && cell !== undefined ? formatValue(cell.value, cell.definition) : undefined;
      if (shown !== undefined) {
        return foldText(shown, context.collation);
      }
      return cell === undefined ? null : keyOf(cell.value, cell.definition, context.collation);
    });
    const order = compareKeys(left ?? null, right ?? null);
    if (order !== 0) {
      return descending ? -order : order;
    }
  }
  return 0;
}
