import type { Annotator, ShownRow } from "../query/annotator.ts";
import { createAnnotator, prefixAnnotations } from "../query/annotator.ts";
import type { ReadContext } from "../query/row-reader.ts";
import type { ColumnDefinition } from "../schema/table-definition.ts";
import { readName } from "../schema/table-definition.ts";
import type { CellValue, Row } from "../store/store.ts";
import { addSkipToken } from "./next-link.ts";
import type { AnnotationFilter } from "./read-prefer.ts";
import type { ExpandedRows, RowNode } from "./row-node.ts";

export interface RenderOptions {
  /** Which annotations to write. */
  readonly includes: AnnotationFilter;
  /** The service root without a slash at its end, for links to expanded rows. */
  readonly root: string;
  /** Shown where the query selects nothing; absent: all of the table's. */
  readonly columns?: readonly ColumnDefinition[];
}

export type JsonValue = CellValue | JsonRow | readonly JsonRow[];
export interface JsonRow {
  readonly [key: string]: JsonValue;
}

/**
 * Rows as JSON: their ETag, the columns asked for with their annotations, what was expanded, and always the primary key.
 * https://learn.microsoft.com/power-pages/configure/read-operations
 */
export async function renderRows(
  context: Omit<ReadContext, "access">,
  nodes: readonly RowNode[],
  options: RenderOptions,
): Promise<readonly JsonRow[]> {
  const shown = nodes.flatMap((node) => [...listShown(node, options)]);
  const annotator = await createAnnotator(context, shown, options.includes);
  return nodes.map((node) => renderNode(node, { ...options, annotator }, { hasEtag: true }));
}

export function renderEtag(row: Row): string {
  return `W/"${String(row["versionnumber"])}"`;
}

function columnsOf({ query, table }: RowNode, options: RenderOptions): readonly ColumnDefinition[] {
  return query.select ?? options.columns ?? table.columns;
}

function* listShown(node: RowNode, options: RenderOptions): Generator<ShownRow> {
  yield { table: node.table, row: node.row, columns: columnsOf(node, options).map(({ name }) => name) };
  const { columns: _, ...inner } = options;
  for (const one of node.expanded) {
    for (const child of one.kind === "many" ? one.nodes : one.node === undefined ? [] : [one.node]) {
      yield* listShown(child, inner);
    }
  }
}

interface NodeOptions extends RenderOptions {
  readonly annotator: Annotator;
}

/** Documented samples show an ETag in rows and in collections, not in single expanded rows and not where an `$expand` is nested. */
function renderNode(node: RowNode, options: NodeOptions, { hasEtag, back }: { hasEtag: boolean; back?: ColumnDefinition }): JsonRow {
  const { table, row } = node;
  const chosen = columnsOf(node, options);
  const columns = back === undefined || chosen.includes(back) ? chosen : [...chosen, back];
  const cells: [string, JsonValue][] = columns.flatMap((column): [string, JsonValue][] => {
    const key = readName(column);
    const annotations = prefixAnnotations(key, options.annotator.annotate(table, row, column.name));
    return [...Object.entries(annotations), [key, row[column.name] ?? null]];
  });
  const expanded = node.expanded.flatMap((one) => renderExpanded(node, one, options));
  return {
    ...(hasEtag ? { "@odata.etag": renderEtag(row) } : {}),
    ...Object.fromEntries(cells),
    [table.primaryId]: row[table.primaryId] ?? null,
    ...Object.fromEntries(expanded),
  };
}

function renderExpanded(parent: RowNode, one: ExpandedRows, options: NodeOptions): [string, JsonValue][] {
  const { navigation, isReference, query, options: written } = one.expand;
  const { columns: _, ...inner } = options;
  if (one.kind === "one") {
    if (isReference) {
      const id = one.node?.row[query.table.primaryId];
      return [[navigation.name, id === undefined ? null : { "@odata.id": `${options.root}/${query.table.entitySet}(${String(id)})` }]];
    }
    return [[navigation.name, one.node === undefined ? null : renderNode(one.node, inner, { hasEtag: false })]];
  }
  const isNested = parent.query.expand.some((expand) => expand.query.expand.length > 0);
  const back = navigation.kind === "children" && !isNested ? query.table.columns.find(({ name }) => name === navigation.column) : undefined;
  const rows = one.nodes.map((child) => renderNode(child, inner, { hasEtag: !isNested, ...(back === undefined ? {} : { back }) }));
  const address = `${options.root}/${parent.table.entitySet}(${String(parent.row[parent.table.primaryId])})/${navigation.name}`;
  const link = written === "" ? address : `${address}?${written}`;
  return [
    [navigation.name, rows],
    [`${navigation.name}@odata.nextLink`, one.nextToken === undefined ? link : addSkipToken(link, one.nextToken)],
  ];
}
