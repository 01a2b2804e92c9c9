import { assertNever } from "../../access/assert-never.ts";
import { QueryFault } from "../odata/query-fault.ts";
import { evaluateFilter, holds } from "../query/evaluate-filter.ts";
import { compareKeys, keyOf } from "../query/compare-cells.ts";
import type { FilterNode } from "../query/filter.ts";
import { restrictFilter } from "../query/restrict-filter.ts";
import type { ReadContext } from "../query/row-reader.ts";
import { allOf, visibleRows } from "../query/row-reader.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import type { CellValue, Row } from "../store/store.ts";
import type { BoundFetch, Join, JoinedFilter, RowColumn } from "./bound-fetch.ts";
import { rootAlias } from "./bound-fetch.ts";

/** One row of each table by alias; an outer join that found none leaves its alias out. */
export type JoinedRow = ReadonlyMap<string, Row>;

const valuesAtOnce = 1000;
/** Of links that multiply each other; the emulator joins in memory, and Dataverse gives up by its own time limit. */
const maxJoinedRows = 250_000;

/** What the visible rows of a table meet; an intersect table has no permissions of its own. */
export function visibleIn(context: ReadContext, table: TableDefinition): FilterNode | undefined {
  return table.intersect === true ? undefined : visibleRows(context, table.name);
}

/** What a join needs to find for its row to stay, as a condition of the rows it joins to; undefined: nothing. */
export function mustFind(join: Join, joins: readonly Join[], context: ReadContext): FilterNode | undefined {
  const inner = joins.filter(({ parent }) => parent === join.alias).flatMap((one) => mustFind(one, joins, context) ?? []);
  if (join.kind !== "inner" && inner.length === 0) {
    return undefined;
  }
  const own = join.filter === undefined ? undefined : restrictFilter(join.filter, context);
  return {
    kind: "linked",
    table: join.table.name,
    from: join.from.name,
    to: join.to.name,
    ...allOf(own, visibleIn(context, join.table), ...inner),
  };
}

/** Joins each join's rows to the rows that are there; the order of the first rows is kept. Throws QueryFault `too-complex` past 250,000 rows. */
export async function joinRows(context: ReadContext, fetch: BoundFetch, rows: readonly Row[]): Promise<readonly JoinedRow[]> {
  let joined: readonly JoinedRow[] = rows.map((row) => new Map([[rootAlias, row]]));
  for (const join of fetch.joins) {
    const found = await findPartners(context, join, joined);
    const next: JoinedRow[] = [];
    for (const row of joined) {
      const key = keyOf(row.get(join.parent)?.[join.to.name] ?? null, join.to, context.collation);
      const partners = key === null ? [] : (found.get(key) ?? []);
      const taken = join.kind === "first" ? partners.slice(0, 1) : partners;
      for (const partner of taken) {
        next.push(new Map([...row, [join.alias, partner]]));
      }
      if (taken.length === 0 && join.kind !== "inner") {
        next.push(row);
      }
      if (next.length > maxJoinedRows) {
        throw new QueryFault("too-complex", `The links of this query join more than ${maxJoinedRows} rows.`);
      }
    }
    joined = next;
  }
  return joined;
}

async function findPartners(
  context: ReadContext,
  join: Join,
  joined: readonly JoinedRow[],
): Promise<ReadonlyMap<string | number, readonly Row[]>> {
  const values = [...new Set(joined.flatMap((row) => row.get(join.parent)?.[join.to.name] ?? []))];
  const own = join.filter === undefined ? undefined : restrictFilter(join.filter, context);
  const visible = visibleIn(context, join.table);
  const found = new Map<string | number, Row[]>();
  for (let at = 0; at < values.length; at += valuesAtOnce) {
    const among: FilterNode = { kind: "in", column: { kind: "column", name: join.from.name }, values: values.slice(at, at + valuesAtOnce) };
    for (const row of await context.reader.query(join.table.name, allOf(among, own, visible))) {
      const key = keyOf(row[join.from.name] ?? null, join.from, context.collation);
      const partners = key === null ? undefined : found.get(key);
      if (partners !== undefined) {
        partners.push(row);
      } else if (key !== null) {
        found.set(key, [row]);
      }
    }
  }
  return found;
}

/** The joined rows of which the filter is true. */
export async function filterJoined(context: ReadContext, fetch: BoundFetch, rows: readonly JoinedRow[]): Promise<readonly JoinedRow[]> {
  const { joinedFilter } = fetch;
  if (joinedFilter === undefined) {
    return rows;
  }
  const test = await prepareTest(context, fetch, rows, joinedFilter);
  return rows.filter(test);
}

type RowTest = (row: JoinedRow) => boolean;

async function prepareTest(context: ReadContext, fetch: BoundFetch, rows: readonly JoinedRow[], filter: JoinedFilter): Promise<RowTest> {
  switch (filter.kind) {
    case "and":
    case "or": {
      const tests: RowTest[] = [];
      for (const operand of filter.operands) {
        tests.push(await prepareTest(context, fetch, rows, operand));
      }
      return filter.kind === "and" ? (row) => tests.every((test) => test(row)) : (row) => tests.some((test) => test(row));
    }
    case "row":
      return prepareRowTest(context, fetch, rows, filter);
    case "compare-rows":
      return (row) => {
        const [one, other] = [read(filter.left, row, context), read(filter.right, row, context)];
        return one !== null && other !== null && holds(filter.operator, compareKeys(one, other));
      };
    default:
      return assertNever(filter);
  }
}

/** The database is asked which of the rows meet the filter. Where an outer join found nothing every column is null. */
async function prepareRowTest(
  context: ReadContext,
  fetch: BoundFetch,
  rows: readonly JoinedRow[],
  { rows: alias, filter }: Extract<JoinedFilter, { kind: "row" }>,
): Promise<RowTest> {
  const table = fetch.joins.find((join) => join.alias === alias)?.table ?? fetch.table;
  const restricted = restrictFilter(filter, context);
  const idOf = (row: JoinedRow): CellValue => row.get(alias)?.[table.primaryId] ?? null;
  const ids = [...new Set(rows.flatMap((row) => idOf(row) ?? []))];
  const met = new Set<CellValue>();
  for (let at = 0; at < ids.length; at += valuesAtOnce) {
    const among: FilterNode = { kind: "in", column: { kind: "column", name: table.primaryId }, values: ids.slice(at, at + valuesAtOnce) };
    const found = await context.reader.query(table.name, { ...allOf(among, restricted), columns: [table.primaryId] });
    found.forEach((row) => met.add(row[table.primaryId] ?? null));
  }
  const nothing = { schema: context.schema, collation: context.collation, rows: () => [] };
  const emptyMeets = evaluateFilter(filter, {}, table, nothing) === true;
  return (row) => {
    const id = idOf(row);
    return id === null ? emptyMeets : met.has(id);
  };
}

function read({ rows, definition }: RowColumn, row: JoinedRow, context: ReadContext): string | number | null {
  return keyOf(row.get(rows)?.[definition.name] ?? null, definition, context.collation);
}
