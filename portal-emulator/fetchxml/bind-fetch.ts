import type { ColumnUse } from "../query/column-use.ts";
import { createUseList } from "../query/column-use.ts";
import type { FilterNode } from "../query/filter.ts";
import { allOf } from "../query/row-reader.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import { readName } from "../schema/table-definition.ts";
import { bindExistence, bindFilters, requireOwn } from "./bind-conditions.ts";
import type { ConditionParts } from "./bind-conditions.ts";
import type { BoundFetch, FetchColumn, FetchOrderKey, Join, JoinedFilter } from "./bound-fetch.ts";
import { rootAlias } from "./bound-fetch.ts";
import type { FetchAttribute, FetchLink, FetchOrder, FetchTable, FetchXml } from "./fetch-xml.ts";
import type { FetchContext } from "./find-names.ts";
import { nameLinks, requireFetchColumn } from "./find-names.ts";
import { fetchFault } from "./parse-fetch-xml.ts";

/** Documented. https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/aggregate-data#limitations */
const aggregateLimit = 50_000;

/**
 * Finds the names of a FetchXML query.
 * Throws QueryFault: `syntax` (also for a query of another table than asked for), `unknown-column`, `type-mismatch`, `too-complex`, `not-supported`.
 */
export function bindFetch(fetch: FetchXml, table: TableDefinition, context: FetchContext): BoundFetch {
  const { entity, isAggregate } = fetch;
  if (entity.name !== table.name) {
    throw fetchFault("syntax", `The query is about '${entity.name}', the address about '${table.name}'.`, entity.place);
  }
  if (fetch.top !== undefined && (fetch.page !== undefined || fetch.count !== undefined || fetch.returnsTotal)) {
    throw fetchFault("syntax", "The top attribute can't be specified with paging attributes or a total count.", entity.place);
  }
  const uses = createUseList();
  const parts: ConditionParts = { context, aliases: nameLinks(entity, context), use: (use) => uses.add(use) };
  const columns: FetchColumn[] = [];
  const joins: Join[] = [];
  const conditions: JoinedFilter[] = [];
  const orders: { readonly order: FetchOrder; readonly rows: string }[] = [];

  function addTable(at: FetchTable, alias: string, definition: TableDefinition): void {
    columns.push(...bindColumns(at, { alias, table: definition, isAggregate }, (use) => parts.use(use)));
    orders.push(...at.orders.map((order) => ({ order, rows: alias })));
    if (alias === rootAlias) {
      conditions.push(...bindFilters(at.filters, { alias, table: definition }, parts));
    }
    at.links.forEach((link) => addLink(link, alias, definition));
  }

  function addLink(link: FetchLink, parent: string, outer: TableDefinition): void {
    if (link.type === "exists" || link.type === "in") {
      conditions.push({ kind: "row", rows: parent, filter: bindExistence(link, outer, parts) });
      return;
    }
    if (link.type !== "inner" && link.type !== "outer" && link.type !== "matchfirstrowusingcrossapply") {
      throw fetchFault("syntax", `A link of type '${link.type}' stands inside a filter.`, link.place);
    }
    const { alias, table: definition } = parts.aliases.find(parts.aliases.of(link), link.place);
    requireElasticJoin(link, outer, definition);
    if (definition.intersect !== true) {
      parts.use({ table: definition.name, column: undefined, where: "join" });
    }
    const own = bindFilters(link.filters, { alias, table: definition }, parts).map((part) => requireOwn(part, alias, link));
    joins.push({
      alias,
      parent,
      table: definition,
      from: requireFetchColumn(definition, link.from, link.place),
      to: requireFetchColumn(outer, link.to, link.place),
      kind: link.type === "inner" ? "inner" : link.type === "outer" ? "outer" : "first",
      filter: allOf(...own).filter,
    });
    addTable(link, alias, definition);
  }

  addTable(entity, rootAlias, table);
  requireUnique(columns, entity);
  const { own, ofJoins, rest } = sortConditions(conditions, joins);
  return {
    table,
    columns,
    filter: own,
    joins: joins.map((join) => ({ ...join, filter: allOf(join.filter, ...(ofJoins.get(join.alias) ?? [])).filter })),
    joinedFilter: rest,
    orders: orders.map(({ order, rows }) => bindOrder(order, rows, { fetch, columns, parts })),
    top: fetch.top,
    count: fetch.count,
    page: fetch.page ?? 1,
    pagingCookie: fetch.pagingCookie,
    isDistinct: fetch.isDistinct,
    aggregateLimit: isAggregate ? Math.min(fetch.aggregateLimit ?? aggregateLimit, aggregateLimit) : undefined,
    returnsTotal: fetch.returnsTotal,
    uses: uses.list(),
  };
}

/** What is about one table's rows is asked when they are read; of outer joins only after the join. */
function sortConditions(
  conditions: readonly JoinedFilter[],
  joins: readonly Join[],
): { own: FilterNode | undefined; ofJoins: ReadonlyMap<string, readonly FilterNode[]>; rest: JoinedFilter | undefined } {
  const own: FilterNode[] = [];
  const ofJoins = new Map<string, FilterNode[]>();
  const rest: JoinedFilter[] = [];
  for (const condition of conditions) {
    const join = condition.kind === "row" ? joins.find(({ alias }) => alias === condition.rows) : undefined;
    if (condition.kind === "row" && condition.rows === rootAlias) {
      own.push(condition.filter);
    } else if (condition.kind === "row" && join?.kind === "inner") {
      ofJoins.set(join.alias, [...(ofJoins.get(join.alias) ?? []), condition.filter]);
    } else {
      rest.push(condition);
    }
  }
  return { own: allOf(...own).filter, ofJoins, rest: rest.length === 0 ? undefined : { kind: "and", operands: rest } };
}

interface ColumnRows {
  readonly alias: string;
  readonly table: TableDefinition;
  readonly isAggregate: boolean;
}

/** Without any column the query's own table shows all, a link none. */
function bindColumns(at: FetchTable, { alias, table, isAggregate }: ColumnRows, use: (use: ColumnUse) => void): FetchColumn[] {
  const showsAll = at.allColumns || (alias === rootAlias && at.attributes.length === 0 && !isAggregate);
  if (showsAll) {
    use({ table: table.name, column: "*", where: "select" });
    return table.columns.map((definition) => ({
      key: alias === rootAlias ? readName(definition) : `${alias}.${definition.name}`,
      rows: alias,
      table,
      definition,
      isAliased: alias !== rootAlias,
    }));
  }
  return at.attributes.map((attribute): FetchColumn => {
    const definition = requireFetchColumn(table, attribute.name, attribute.place);
    use({ table: table.name, column: readName(definition), where: "select" });
    requireAggregate(attribute, isAggregate);
    const usual = alias === rootAlias ? readName(definition) : `${alias}.${definition.name}`;
    return {
      key: attribute.alias ?? usual,
      rows: alias,
      table,
      definition,
      isAliased: attribute.alias !== undefined || alias !== rootAlias,
      ...(attribute.aggregate === undefined ? {} : { aggregate: attribute.aggregate }),
      ...(attribute.isDistinct ? { isDistinct: true } : {}),
      ...(attribute.groupsBy ? { groupsBy: true } : {}),
      ...(attribute.dateGrouping === undefined ? {} : { dateGrouping: attribute.dateGrouping }),
    };
  });
}

function requireAggregate(attribute: FetchAttribute, isAggregate: boolean): void {
  const isPart = attribute.aggregate !== undefined || attribute.groupsBy;
  if (!isAggregate && isPart) {
    throw fetchFault("syntax", "'aggregate' and 'groupby' need 'aggregate' at the root.", attribute.place);
  }
  if (isAggregate && (!isPart || attribute.alias === undefined)) {
    throw fetchFault("syntax", "Every attribute of an aggregate query has an alias, and 'aggregate' or 'groupby'.", attribute.place);
  }
}

function requireUnique(columns: readonly FetchColumn[], entity: FetchTable): void {
  const keys = new Set<string>();
  for (const { key } of columns) {
    if (keys.has(key)) {
      throw fetchFault("syntax", `The column '${key}' is there twice.`, entity.place);
    }
    keys.add(key);
  }
}

/** https://learn.microsoft.com/power-apps/developer/data-platform/use-elastic-tables */
function requireElasticJoin(link: FetchLink, outer: TableDefinition, table: TableDefinition): void {
  if ((outer.elastic || table.elastic) && (link.type !== "outer" || link.filters.length > 0)) {
    throw fetchFault("syntax", "Elastic tables take part in outer joins without filters only.", link.place);
  }
}

interface OrderParts {
  readonly fetch: FetchXml;
  readonly columns: readonly FetchColumn[];
  readonly parts: ConditionParts;
}

function bindOrder(order: FetchOrder, rows: string, { fetch, columns, parts }: OrderParts): FetchOrderKey {
  const { alias, descending, place } = order;
  const isShown = (type: string): boolean => type === "lookup" || (type === "choice" && !fetch.ordersRaw);
  const column = alias === undefined ? undefined : columns.find(({ key }) => key === alias);
  if (column !== undefined) {
    const { table, definition } = column;
    const byShown = isShown(definition.type) && column.aggregate === undefined;
    return { rows: column.rows, table, definition, descending, byShown, ...(fetch.isAggregate ? { key: column.key } : {}) };
  }
  if (fetch.isAggregate || order.attribute === undefined) {
    throw fetchFault("syntax", `No column has the alias '${alias ?? ""}'; an aggregate query is ordered by aliases.`, place);
  }
  const at = parts.aliases.find(order.entityName ?? rows, place);
  const definition = requireFetchColumn(at.table, order.attribute, place);
  if (at.table.elastic && definition.type === "lookup") {
    throw fetchFault("syntax", `Elastic tables do not order by a lookup ('${order.attribute}').`, place);
  }
  parts.use({ table: at.table.name, column: readName(definition), where: "orderby" });
  return { rows: at.alias, table: at.table, definition, descending, byShown: isShown(definition.type) };
}
