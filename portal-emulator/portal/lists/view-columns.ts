import { createLiquidObject, type LiquidObject } from "../../../liquid/liquid-object.ts";
import { findColumn, type ColumnType, type TableDefinition } from "../../schema/table-definition.ts";
import { pickLabel } from "../../solution/solution.ts";
import type { FetchTable } from "../../fetchxml/fetch-xml.ts";
import type { VisitorData } from "../data/visitor-data.ts";
import type { View, ViewColumn } from "./find-view.ts";

/** Names of Dataverse's column types. https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#list-view-column-attributes */
const typeNames: Readonly<Record<ColumnType, string>> = {
  string: "String",
  memo: "Memo",
  integer: "Integer",
  bigint: "BigInt",
  decimal: "Decimal",
  double: "Double",
  money: "Money",
  boolean: "Boolean",
  datetime: "DateTime",
  date: "DateTime",
  uniqueidentifier: "Uniqueidentifier",
  lookup: "Lookup",
  choice: "Picklist",
  multichoice: "Virtual",
};

/** The columns of a view, as `columns` of a list's view and of `entityview` shows them. A joined table's column is not sorted by (assumed). */
export function createViewColumns(data: VisitorData, view: View): readonly LiquidObject[] {
  return view.columns.map((column) => createColumn(data, view, column));
}

function createColumn(data: VisitorData, view: View, { name, width }: ViewColumn): LiquidObject {
  const [alias, joined] = name.includes(".") ? name.split(".", 2) : [undefined, undefined];
  const table = alias === undefined ? view.table : findJoined(data, view.fetch.entity, alias);
  const definition = table && findColumn(table, joined ?? name);
  const isSortable = alias === undefined && definition !== undefined;
  return createLiquidObject({
    members: {
      logical_name: name,
      name: nameColumn(data, view, name),
      attribute_type: definition === undefined ? undefined : describeType(definition.name, definition.type),
      sort_ascending: `${name} ASC`,
      sort_descending: `${name} DESC`,
      sort_enabled: isSortable,
      sort_disabled: !isSortable,
      width,
    },
  });
}

/** What a column of a view is headed with: its label in the site's language where a solution has one. */
export function nameColumn(data: VisitorData, view: View, name: string): string {
  const [alias, joined] = name.includes(".") ? name.split(".", 2) : [undefined, undefined];
  const table = alias === undefined ? view.table : findJoined(data, view.fetch.entity, alias);
  const definition = table && findColumn(table, joined ?? name);
  const known = table && data.context.solution?.tables.get(table.name)?.columns.get(joined ?? name);
  return (
    (known && pickLabel(known.labels, data.context.site().website.lcid)) ||
    (definition?.displayName ?? definition?.schemaName ?? joined ?? name)
  );
}

function describeType(name: string, type: ColumnType): string {
  if (type === "choice" && name === "statecode") return "State";
  return type === "choice" && name === "statuscode" ? "Status" : typeNames[type];
}

function findJoined(data: VisitorData, entity: FetchTable, alias: string): TableDefinition | undefined {
  for (const link of entity.links) {
    const found = link.alias === alias ? data.names.schema.findTable(link.name) : findJoined(data, link, alias);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `name ASC, createdon DESC`. */
export function renderSortExpression({ fetch }: View): string {
  return fetch.entity.orders
    .flatMap(({ attribute, alias, descending }) => {
      const name = attribute ?? alias;
      return name === undefined ? [] : [`${name} ${descending ? "DESC" : "ASC"}`];
    })
    .join(", ");
}
