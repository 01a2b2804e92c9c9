import type { ColumnUse } from "../query/column-use.ts";
import { createUseList } from "../query/column-use.ts";
import type { FilterNode, LookupNavigation } from "../query/filter.ts";
import type { Navigation } from "../schema/schema.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { readName } from "../schema/table-definition.ts";
import type { OrderKey } from "../store/store.ts";
import type { BindContext } from "./bind-filter.ts";
import { bindFilter } from "./bind-filter.ts";
import { requireColumn, unknownColumn } from "./find-property.ts";
import type { Query, WrittenExpand, WrittenOrder } from "./parse-query.ts";
import { QueryFault } from "./query-fault.ts";

/** As for filters. */
const maxOrderSteps = 15;

export interface QueryContext extends BindContext {
  /** The portal expands collections one level deep, and takes no `$orderby` or `$top` inside `$expand`. */
  readonly surface: "portal" | "org";
}

/** A query whose names are found in its table. */
export interface BoundQuery {
  readonly table: TableDefinition;
  /** undefined: the request names none. */
  readonly select: readonly ColumnDefinition[] | undefined;
  readonly filter: FilterNode | undefined;
  readonly orderBy: readonly OrderKey[];
  readonly top: number | undefined;
  readonly count: boolean;
  readonly expand: readonly BoundExpand[];
  readonly skipToken: string | undefined;
  /** See `describeColumns`. */
  readonly uses: readonly ColumnUse[];
}

export interface BoundExpand {
  readonly navigation: Navigation;
  readonly isReference: boolean;
  readonly query: BoundQuery;
  /** As written, for the link to the rest of a collection. */
  readonly options: string;
}

/** Every table and column that a query reads, in the order of the request: `$select`, `$filter`, `$orderby`, `$expand` with what is inside. */
export function describeColumns(query: { readonly uses: readonly ColumnUse[] }): readonly ColumnUse[] {
  return query.uses;
}

/** Throws QueryFault for names the table lacks, values of the wrong type, and what Dataverse does not take. */
export function bindQuery(query: Query, table: TableDefinition, context: QueryContext): BoundQuery {
  return bindLevel(query, table, context, undefined);
}

function bindLevel(query: Query, table: TableDefinition, context: QueryContext, outer: Navigation | undefined): BoundQuery {
  const uses = createUseList();
  const select = query.select?.includes("*") ? table.columns : query.select?.map((name) => requireColumn(table, name));
  for (const column of query.select?.includes("*") ? ["*"] : (select ?? []).map((one) => readName(one))) {
    uses.add({ table: table.name, column, where: outer === undefined ? "select" : "expand" });
  }
  if (outer !== undefined && select === undefined) {
    uses.add({ table: table.name, column: "*", where: "expand" });
  }
  const filter = query.filter === undefined ? undefined : bindFilter(query.filter, table, context);
  filter?.uses.forEach((use) => uses.add(use));
  const orderBy = query.orderBy.map((order) => bindOrder(order, table, context, (use) => uses.add(use)));
  const expand = query.expand.map((item) => bindExpand(item, table, context, outer));
  refuseMixedExpands(query.expand, expand, outer);
  for (const item of expand) {
    uses.add({ table: item.query.table.name, column: undefined, where: "expand" });
    item.query.uses.forEach((use) => uses.add(use));
  }
  const { top, count, skipToken } = query;
  return { table, select, filter: filter?.filter, orderBy, top, count, expand, skipToken, uses: uses.list() };
}

/**
 * A lookup orders by the primary name of its row, a choice by its number.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/order-rows
 */
function bindOrder(
  { segments, descending }: WrittenOrder,
  table: TableDefinition,
  context: QueryContext,
  use: (use: ColumnUse) => void,
): OrderKey {
  const via: LookupNavigation[] = [];
  let at = table;
  for (const name of segments.slice(0, -1)) {
    const navigation = context.schema.findNavigation(at.name, name);
    const target = navigation?.kind === "lookup" ? context.schema.findTable(navigation.target) : undefined;
    if (navigation?.kind !== "lookup" || target === undefined) {
      throw unknownColumn(at, name);
    }
    via.push(navigation);
    at = target;
    if (via.length > maxOrderSteps) {
      throw new QueryFault("too-complex", `'$orderby' leads through more than ${maxOrderSteps} tables.`);
    }
  }
  const column = requireColumn(at, segments.at(-1) ?? "");
  if (table.elastic && (column.type === "lookup" || via.length > 0)) {
    throw new QueryFault("syntax", `Elastic tables do not order by a lookup ('${segments.join("/")}').`);
  }
  use({ table: at.name, column: readName(column), where: "orderby" });
  return orderKey({ table: at, column, via, descending }, context);
}

interface FoundOrder {
  readonly table: TableDefinition;
  readonly column: ColumnDefinition;
  readonly via: readonly LookupNavigation[];
  readonly descending: boolean;
}

/** A lookup with one target orders by a path to the name there, which pages can go on from; one with several by what is shown. */
function orderKey({ table, column, via, descending }: FoundOrder, { schema }: QueryContext): OrderKey {
  const steps = via.length === 0 ? {} : { via };
  if (column.type !== "lookup") {
    return { column: column.name, descending, ...steps };
  }
  const [target, ...others] = column.targets ?? [];
  const primaryName = target === undefined || others.length > 0 ? undefined : schema.findTable(target)?.primaryName;
  const step = schema
    .navigations(table.name)
    .find((one): one is LookupNavigation => one.kind === "lookup" && one.column === column.name && one.target === target);
  return primaryName === undefined || step === undefined
    ? { column: column.name, descending, ...steps, byShown: true }
    : { column: primaryName, descending, via: [...via, step] };
}

function bindExpand(item: WrittenExpand, table: TableDefinition, context: QueryContext, outer: Navigation | undefined): BoundExpand {
  const navigation = context.schema.findNavigation(table.name, item.name);
  if (navigation === undefined) {
    throw unknownColumn(table, item.name);
  }
  const target = context.schema.findTable(navigation.target);
  if (target === undefined) {
    throw new QueryFault("not-supported", `The table '${navigation.target}' is not held by the emulator.`);
  }
  if (item.isReference && navigation.kind !== "lookup") {
    throw new QueryFault("syntax", "Expand with $ref is only supported on lookup type navigation property.");
  }
  if (table.elastic && navigation.kind === "many-to-many") {
    throw new QueryFault("syntax", "Elastic tables have no many-to-many relationships.");
  }
  const takesOrder = navigation.kind !== "lookup" && outer === undefined && item.query.expand.length === 0 && context.surface === "org";
  if (!takesOrder && (item.query.orderBy.length > 0 || item.query.top !== undefined)) {
    throw new QueryFault("syntax", onlySelectAndFilter);
  }
  if (context.surface === "portal" && outer !== undefined && outer.kind !== "lookup" && navigation.kind !== "lookup") {
    throw new QueryFault("syntax", `Collections are expanded one level deep only: '${item.name}' is inside another one.`);
  }
  const query = bindLevel(item.query, target, context, navigation);
  return { navigation, isReference: item.isReference, query, options: item.options };
}

/** Documented. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/join-tables */
const onlySelectAndFilter =
  "Only $select and $filter clause can be provided while doing $expand on many-to-one relationship or nested one-to-many relationship.";

/** Many-to-many relationships are neither nested nor mixed with nested ones; a nested `$expand` anywhere takes order and top from all. */
function refuseMixedExpands(written: readonly WrittenExpand[], bound: readonly BoundExpand[], outer: Navigation | undefined): void {
  const hasNested = outer !== undefined || written.some(({ query }) => query.expand.length > 0);
  if (hasNested && written.some(({ query }) => query.orderBy.length > 0 || query.top !== undefined)) {
    throw new QueryFault("syntax", onlySelectAndFilter);
  }
  const kinds = new Set(bound.map(({ navigation }) => navigation.kind));
  if (kinds.has("many-to-many") && (hasNested || kinds.size > 1)) {
    throw new QueryFault("syntax", "A many-to-many relationship is not expanded together with others, and not nested.");
  }
}
