import type { FetchTable, FetchXml } from "../../fetchxml/fetch-xml.ts";
import { parseFetchXml } from "../../fetchxml/parse-fetch-xml.ts";
import { parseXml, type XmlElement } from "../../fetchxml/parse-xml.ts";
import { findColumn, type TableDefinition } from "../../schema/table-definition.ts";
import { pickLabel, type SolutionView } from "../../solution/solution.ts";
import type { Row } from "../../store/store.ts";
import { toLiquidFailure, type VisitorData } from "../data/visitor-data.ts";

/** A view of Dataverse: a query and the columns it is shown with. */
export interface View {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly table: TableDefinition;
  readonly fetch: FetchXml;
  readonly columns: readonly ViewColumn[];
}

export interface ViewColumn {
  /** Logical name, or `alias.column` of a joined table. */
  readonly name: string;
  readonly width: number | undefined;
}

export interface WantedView {
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** Logical name; undefined: only the view knows. */
  readonly table: string | undefined;
  /** What is shown of a view that is not at hand. */
  readonly columns: readonly string[];
}

/** Dataverse's own table of views. A site folder does not hold it: a schema file may declare it, with rows of test data. */
const viewTable = "savedquery";
const nowhere = { line: 1, column: 1 };

/**
 * A view by id, or by table and name: a row of `savedquery`, else one of the solution. Where both lack it, a list of the table's rows by name replaces it,
 * with a warning.
 * undefined: not even its table is known.
 */
export function findView(data: VisitorData, wanted: WantedView, warn: (message: string) => void): View | undefined {
  const row = findSavedQuery(data, wanted);
  if (row !== undefined) {
    const [id, name] = [String(row["savedqueryid"]), String(row["name"])];
    return readView(data, { id, name, fetchXml: String(row["fetchxml"] ?? ""), layoutXml: String(row["layoutxml"] ?? "") }, warn);
  }
  const ofSolution = findSolutionView(data, wanted);
  if (ofSolution !== undefined) return readSolutionView(data, ofSolution, warn);
  const shown = wanted.id ?? wanted.name ?? "";
  const table = wanted.table === undefined ? undefined : data.names.schema.findTable(wanted.table);
  if (table === undefined) {
    const what = wanted.table === undefined ? "its table is not known" : `the emulated organization has no table "${wanted.table}"`;
    warn(`The view "${shown}" is not in the site folder, and ${what}: nothing is shown.`);
    return undefined;
  }
  const where = data.context.solution === undefined ? "in the site folder" : "in the solution";
  const names = [
    table.primaryName,
    ...wanted.columns.filter((name) => name !== table.primaryName && findColumn(table, name) !== undefined),
  ];
  warn(
    `The view "${shown}" is not ${where}: all rows of ${table.name} that the visitor may read are listed, with ${names.join(", ")}. --solution names a folder that has the real one.`,
  );
  return { ...createPlainView(table, names), id: wanted.id, name: wanted.name };
}

/** All rows of a table by name. */
export function createPlainView(table: TableDefinition, columns: readonly string[] = [table.primaryName]): View {
  return {
    id: undefined,
    name: undefined,
    table,
    fetch: listByName(table, columns),
    columns: columns.map((name) => ({ name, width: undefined })),
  };
}

function findSavedQuery({ context }: VisitorData, { id, name, table }: WantedView): Row | undefined {
  const definition = context.schema.findTable(viewTable);
  if (definition === undefined) return undefined;
  if (id !== undefined) return context.store.find(viewTable, id);
  if (name === undefined || table === undefined) return undefined;
  return context.store.query(viewTable, { equals: { name, returnedtypecode: table }, top: 1 })[0];
}

function findSolutionView({ context: { solution } }: VisitorData, { id, name, table }: WantedView): SolutionView | undefined {
  if (id !== undefined) return solution?.views.find((view) => view.id === id);
  if (name === undefined || table === undefined) return undefined;
  return solution?.views.find((view) => view.table === table && [...view.names.values()].includes(name));
}

export function readSolutionView(
  data: VisitorData,
  { id, names, fetchXml, layoutXml }: SolutionView,
  warn: (message: string) => void,
): View | undefined {
  return readView(data, { id, name: pickLabel(names, data.context.site().website.lcid), fetchXml, layoutXml }, warn);
}

interface ViewRecord {
  readonly id: string;
  readonly name: string;
  readonly fetchXml: string;
  /** "": none, the query's columns are shown. */
  readonly layoutXml: string;
}

function readView(data: VisitorData, { id, name, fetchXml, layoutXml }: ViewRecord, warn: (message: string) => void): View | undefined {
  const fetch = attempt(() => parseFetchXml(fetchXml));
  const table = data.names.schema.findTable(fetch.entity.name);
  if (table === undefined) {
    warn(`The view "${name}" is about the table "${fetch.entity.name}", which the emulated organization does not have.`);
    return undefined;
  }
  return {
    id,
    name,
    table,
    fetch,
    columns:
      layoutXml === ""
        ? fetch.entity.attributes.map((attribute) => ({ name: attribute.name, width: undefined }))
        : readCells(attempt(() => parseXml(layoutXml))),
  };
}

function attempt<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toLiquidFailure(error);
  }
}

function readCells(element: XmlElement): ViewColumn[] {
  const name = element.attributes.get("name");
  const width = Number(element.attributes.get("width"));
  const isShown = element.name === "cell" && name !== undefined && element.attributes.get("ishidden") !== "1";
  return [...(isShown ? [{ name, width: width > 0 ? width : undefined }] : []), ...element.children.flatMap(readCells)];
}

function listByName(table: TableDefinition, columns: readonly string[]): FetchXml {
  const entity: FetchTable = {
    name: table.name,
    allColumns: false,
    attributes: columns.map((name) => ({
      name,
      alias: undefined,
      aggregate: undefined,
      isDistinct: false,
      groupsBy: false,
      dateGrouping: undefined,
      place: nowhere,
    })),
    filters: [],
    links: [],
    orders: [{ attribute: table.primaryName, alias: undefined, entityName: undefined, descending: false, place: nowhere }],
    place: nowhere,
  };
  return {
    entity,
    top: undefined,
    count: undefined,
    page: undefined,
    pagingCookie: undefined,
    isDistinct: false,
    isAggregate: false,
    aggregateLimit: undefined,
    returnsTotal: false,
    ordersRaw: false,
  };
}
