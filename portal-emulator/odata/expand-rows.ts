import { assertNever } from "../../access/assert-never.ts";
import type { FilterNode } from "../query/filter.ts";
import type { ReadContext } from "../query/row-reader.ts";
import { allOf, visibleRows } from "../query/row-reader.ts";
import { restrictFilter } from "../query/restrict-filter.ts";
import type { Navigation } from "../schema/schema.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import type { Row } from "../store/store.ts";
import type { BoundExpand, BoundQuery } from "./bind-query.ts";
import { readPage } from "./read-page.ts";
import type { ExpandedRows, RowNode } from "./row-node.ts";

/** Ids asked for in one query; SQLite takes 32,766 values. */
const idsAtOnce = 1000;

/**
 * The rows with those that the query expands. Expanded collections are paged only where an `$expand` is nested (documented).
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables
 */
export async function expandRows(
  context: ReadContext,
  rows: readonly Row[],
  query: BoundQuery,
  pageSize: number | undefined,
): Promise<RowNode[]> {
  const hasNested = query.expand.some((expand) => expand.query.expand.length > 0);
  const expanded = rows.map((): ExpandedRows[] => []);
  for (const expand of query.expand) {
    const found =
      expand.navigation.kind === "lookup"
        ? await expandLookup(context, rows, expand)
        : await expandCollection(context, { rows, table: query.table, expand, pageSize: hasNested ? pageSize : undefined });
    found.forEach((one, at) => expanded[at]?.push(one));
  }
  return rows.map((row, at) => ({ table: query.table, row, query, expanded: expanded[at] ?? [] }));
}

async function expandLookup(context: ReadContext, rows: readonly Row[], expand: BoundExpand): Promise<ExpandedRows[]> {
  const { query, navigation } = expand;
  const column = navigation.kind === "lookup" ? navigation.column : "";
  const ids = [...new Set(rows.flatMap((row) => row[column] ?? []).filter((id) => typeof id === "string"))];
  const filter = query.filter === undefined ? undefined : restrictFilter(query.filter, context);
  const visible = visibleRows(context, query.table.name);
  const nodes = new Map<string, RowNode>();
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const among: FilterNode = {
      kind: "in",
      column: { kind: "column", name: query.table.primaryId },
      values: ids.slice(at, at + idsAtOnce),
    };
    const found = await context.reader.query(query.table.name, allOf(among, filter, visible));
    for (const node of await expandRows(context, found, query, undefined)) {
      nodes.set(String(node.row[query.table.primaryId]), node);
    }
  }
  return rows.map((row) => ({ kind: "one", expand, node: nodes.get(String(row[column])) }));
}

interface CollectionRequest {
  readonly rows: readonly Row[];
  readonly table: TableDefinition;
  readonly expand: BoundExpand;
  readonly pageSize: number | undefined;
}

async function expandCollection(context: ReadContext, { rows, table, expand, pageSize }: CollectionRequest): Promise<ExpandedRows[]> {
  const expanded: ExpandedRows[] = [];
  for (const row of rows) {
    const only = rowsBehind(expand.navigation, table, String(row[table.primaryId]), expand.query.table);
    const page = await readPage(context, { query: expand.query, only, ...(pageSize === undefined ? {} : { pageSize }) });
    expanded.push({ kind: "many", expand, nodes: page.rows, nextToken: page.nextToken });
  }
  return expanded;
}

/** What the rows behind a navigation property of one row meet, in the table it leads to. */
export function rowsBehind(navigation: Navigation, table: TableDefinition, id: string, target: TableDefinition): FilterNode {
  const isThis = (column: string): FilterNode => ({
    kind: "compare",
    operator: "eq",
    left: { kind: "column", name: column },
    right: { kind: "literal", value: id },
  });
  switch (navigation.kind) {
    case "children":
      return isThis(navigation.column);
    case "lookup":
      return { kind: "linked", table: table.name, from: navigation.column, to: target.primaryId, filter: isThis(table.primaryId) };
    case "many-to-many":
      return {
        kind: "linked",
        table: navigation.relationship.intersect,
        from: navigation.farColumn,
        to: target.primaryId,
        filter: isThis(navigation.nearColumn),
      };
    default:
      return assertNever(navigation);
  }
}
