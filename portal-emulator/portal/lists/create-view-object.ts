import { createLiquidObject, type LiquidObject } from "../../../liquid/liquid-object.ts";
import { renderText } from "../../../liquid/values/render-text.ts";
import type { TagArguments } from "../../../liquid/liquid-host.ts";
import type { FetchAttribute, FetchOrder, FetchXml } from "../../fetchxml/fetch-xml.ts";
import type { FilterNode } from "../../query/filter.ts";
import { allOf } from "../../query/row-reader.ts";
import { findColumn } from "../../schema/table-definition.ts";
import { createFetchRowObject } from "../data/row-object.ts";
import { runVisitorFetch } from "../data/run-visitor-fetch.ts";
import type { VisitorData } from "../data/visitor-data.ts";
import { languageOf } from "./create-list-object.ts";
import { buildMetafilter, parseFilterDefinition } from "./filter-definition.ts";
import type { View } from "./find-view.ts";
import type { SiteList } from "./site-lists.ts";
import { buildReferenceFilter, buildSearchFilter } from "./view-filter.ts";
import { createViewColumns, renderSortExpression } from "./view-columns.ts";

export interface ViewParts {
  readonly view: View;
  /** The list around the view: it says how it is filtered, searched and paged. */
  readonly list: SiteList | undefined;
  readonly arguments_: TagArguments;
  readonly warn: (message: string) => void;
}

const usualPageSize = 10;
const place = { line: 1, column: 1 };

interface Found {
  readonly records: readonly LiquidObject[];
  readonly total: number;
  readonly denied: boolean;
}

/**
 * `entityview`: a page of a view's rows, read when the first of it is asked for. Table permissions hold whatever the list's check box says (documented from June 2026 on).
 * https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#entityview
 */
export function createViewObject(data: VisitorData, { view, list, arguments_, warn }: ViewParts): LiquidObject {
  const read = (...names: readonly string[]): string | undefined => readArgument(arguments_, ...names);
  const page = Math.max(1, readWhole(read("page")) ?? 1);
  const pageSize = Math.max(1, readWhole(read("page_size", "pagesize")) ?? list?.pageSize ?? usualPageSize);
  const order = read("order");
  const fetch = createPageFetch(view, { page, pageSize, order });
  let answer: Promise<Found> | undefined;
  const ask = (): Promise<Found> => {
    answer ??= readPage(data, fetch, {
      view,
      only: allOf(
        buildOwnFilter(data, list, read("filter")),
        (list === undefined || list.searchEnabled) && read("search") !== undefined
          ? searchFilter(data, view, read("search") ?? "")
          : undefined,
        metafilterOf(data, { view, list, metafilter: read("metafilter"), warn }),
      ).filter,
    });
    return answer;
  };
  const pagesOf = ({ total }: Found): number => Math.ceil(total / pageSize);
  const about = (tell: (found: Found) => unknown) => async () => tell(await ask());
  return createLiquidObject({
    members: {
      id: view.id,
      name: view.name,
      entity_logical_name: view.table.name,
      primary_key_logical_name: view.table.primaryId,
      language_code: readWhole(read("language_code", "languagecode")) ?? languageOf(data),
      columns: () => createViewColumns(data, view),
      sort_expression: () => order ?? renderSortExpression(view),
      page,
      page_size: pageSize,
      records: about(({ records }) => records),
      entity_permission_denied: about(({ denied }) => denied),
      total_records: about(({ total }) => total),
      total_pages: about(pagesOf),
      pages: about((found) => Array.from({ length: pagesOf(found) }, (_one, at) => at + 1)),
      first_page: about((found) => (pagesOf(found) > 0 ? 1 : undefined)),
      last_page: about((found) => pagesOf(found) || undefined),
      next_page: about((found) => (page < pagesOf(found) ? page + 1 : undefined)),
      previous_page: page > 1 ? page - 1 : undefined,
    },
  });
}

/** The text of an argument; undefined where it is missing or blank. Names compare without case. */
export function readArgument(arguments_: TagArguments, ...names: readonly string[]): string | undefined {
  for (const [name, value] of Object.entries(arguments_)) {
    const text = names.includes(name.toLowerCase()) ? renderText(value) : "";
    if (text.trim() !== "") return text;
  }
  return undefined;
}

export const readWhole = (text: string | undefined): number | undefined =>
  text !== undefined && /^\s*[+-]?\d{1,9}\s*$/.test(text) ? Number(text) : undefined;

async function readPage(
  data: VisitorData,
  fetch: FetchXml,
  { view, only }: { readonly view: View; readonly only: FilterNode | undefined },
): Promise<Found> {
  const found = await runVisitorFetch(data, { fetch, table: view.table, only });
  if (found.kind === "denied") return { records: [], total: 0, denied: true };
  return {
    records: found.result.rows.map((row) => createFetchRowObject(data, view.table, row, true)),
    total: found.result.totalRecordCount,
    denied: false,
  };
}

/** The view's query for one page; rows show their state too, where the table has one (open-source ancestor). */
function createPageFetch(
  { table, fetch }: View,
  { page, pageSize, order }: { readonly page: number; readonly pageSize: number; readonly order: string | undefined },
): FetchXml {
  const { entity } = fetch;
  const asked = new Set(entity.attributes.map(({ name }) => name));
  const orders = order === undefined ? [] : parseSortExpression(order);
  const sorted = orders.length === 0 ? [] : entity.orders.flatMap(({ attribute }) => attribute ?? []);
  const added = [...new Set(["statecode", "statuscode", ...sorted])].filter(
    (name) => !asked.has(name) && findColumn(table, name) !== undefined,
  );
  return {
    ...fetch,
    top: undefined,
    pagingCookie: undefined,
    page,
    count: pageSize,
    returnsTotal: true,
    entity: {
      ...entity,
      attributes: entity.allColumns || fetch.isAggregate ? entity.attributes : [...entity.attributes, ...added.map(attributeOf)],
      orders: orders.length === 0 ? entity.orders : orders,
    },
  };
}

const attributeOf = (name: string): FetchAttribute => ({
  name,
  alias: undefined,
  aggregate: undefined,
  isDistinct: false,
  groupsBy: false,
  dateGrouping: undefined,
  place,
});

/** `name ASC, createdon DESC`; ascending where no direction is given. */
function parseSortExpression(text: string): FetchOrder[] {
  return text.split(",").flatMap((part) => {
    const [attribute = "", direction = "ASC"] = part.trim().split(/\s+/);
    return attribute === ""
      ? []
      : [{ attribute, alias: undefined, entityName: undefined, descending: direction.toUpperCase().startsWith("DESC"), place }];
  });
}

function searchFilter(data: VisitorData, { table, fetch }: View, search: string): FilterNode | undefined {
  const { entity } = fetch;
  const columns = entity.allColumns
    ? table.columns.map(({ name }) => name)
    : [...entity.attributes.map(({ name }) => name), ...entity.orders.flatMap(({ attribute }) => attribute ?? [])];
  return buildSearchFilter(data, { table, columns: [...new Set(columns)], search });
}

/** The rows a list leaves to its visitor: by the user, by the user's account (with both, as `filter` says), and by the website. */
function buildOwnFilter(data: VisitorData, list: SiteList | undefined, filter: string | undefined): FilterNode | undefined {
  if (list === undefined) return undefined;
  const { contactId } = data.request.persona;
  const byWebsite = list.filterWebsiteColumn && buildReferenceFilter(list.filterWebsiteColumn, data.context.site().website.id);
  const byUser = list.filterUserColumn && buildReferenceFilter(list.filterUserColumn, contactId);
  const byAccount = list.filterAccountColumn && buildReferenceFilter(list.filterAccountColumn, findAccount(data, contactId));
  const chosen = filter?.toLowerCase() === "account" ? byAccount || byUser : byUser || byAccount;
  return allOf(byWebsite || undefined, chosen || undefined).filter;
}

/** The account that is the parent of the visitor's contact. */
function findAccount({ context }: VisitorData, contactId: string | undefined): string | undefined {
  const parent = contactId === undefined ? undefined : context.store.find("contact", contactId)?.["parentcustomerid"];
  return typeof parent === "string" && context.store.find("account", parent) !== undefined ? parent : undefined;
}

function metafilterOf(
  data: VisitorData,
  { view, list, metafilter, warn }: Omit<ViewParts, "arguments_"> & { readonly metafilter: string | undefined },
): FilterNode | undefined {
  if (metafilter === undefined || list?.filterDefinition === undefined || !list.filterEnabled) return undefined;
  const definition = parseFilterDefinition(list.filterDefinition);
  if (definition.deeperLinks > 0)
    warn(`The list "${list.name}" filters by tables behind related tables, which is not emulated: those filters do nothing.`);
  return buildMetafilter(definition, metafilter, { table: view.table, schema: data.names.schema, now: data.context.clock.now() });
}
