import type { TableDefinition } from "../schema/table-definition.ts";
import type { CellValue, Row } from "../store/store.ts";
import type { LookupNavigation } from "./filter.ts";
import type { AnnotationFilter } from "../odata/read-prefer.ts";
import { formatValue } from "./format-value.ts";
import type { ReadContext } from "./row-reader.ts";

export const annotationNames = {
  formatted: "OData.Community.Display.V1.FormattedValue",
  attribute: "OData.Community.Display.V1.AttributeName",
  navigation: "Microsoft.Dynamics.CRM.associatednavigationproperty",
  logicalName: "Microsoft.Dynamics.CRM.lookuplogicalname",
} as const;

/** A row whose values are to be annotated, and the columns that will be shown. */
export interface ShownRow {
  readonly table: TableDefinition;
  readonly row: Row;
  /** Logical names. */
  readonly columns: readonly string[];
}

/** What a value of a row is called and which table a lookup's row lies in. */
export interface Annotator {
  /** Annotations of a value, by their names. */
  annotate(table: TableDefinition, row: Row, column: string): Readonly<Record<string, string>>;
}

interface Target {
  readonly table: string;
  readonly name: string | undefined;
}

const idsAtOnce = 1000;

/**
 * Reads the names of the rows that shown lookups point at. They are shown whether or not their table may be read: observed (third party).
 */
export async function createAnnotator(
  context: Omit<ReadContext, "access">,
  rows: readonly ShownRow[],
  includes: AnnotationFilter,
): Promise<Annotator> {
  const asksTargets = Object.values(annotationNames).some((name) => includes(name));
  const targets = asksTargets ? await readTargets(context, rows) : new Map<string, Target>();
  const annotate = (table: TableDefinition, row: Row, name: string): Readonly<Record<string, string>> => {
    const column = table.columns.find((one) => one.name === name);
    const value: CellValue = row[name] ?? null;
    if (column === undefined || value === null) {
      return {};
    }
    if (column.type !== "lookup") {
      return keepAsked({ [annotationNames.formatted]: formatValue(value, column) }, includes);
    }
    const target = targets.get(String(value));
    const logicalName = target?.table ?? column.targets?.[0];
    const navigation = context.schema
      .navigations(table.name)
      .find((one): one is LookupNavigation => one.kind === "lookup" && one.column === name && one.target === logicalName);
    return keepAsked(
      {
        [annotationNames.navigation]: navigation?.name,
        [annotationNames.logicalName]: logicalName,
        [annotationNames.formatted]: target?.name,
      },
      includes,
    );
  };
  return { annotate };
}

function keepAsked(
  annotations: Readonly<Record<string, string | undefined>>,
  includes: AnnotationFilter,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(annotations).flatMap(([name, value]): [string, string][] =>
      value !== undefined && includes(name) ? [[name, value]] : [],
    ),
  );
}

/** By id; ids are unique over all tables. */
async function readTargets(
  { reader, schema }: Omit<ReadContext, "access">,
  rows: readonly ShownRow[],
): Promise<ReadonlyMap<string, Target>> {
  const asked = new Map<string, Set<string>>();
  for (const { table, row, columns } of rows) {
    for (const column of table.columns) {
      if (column.type !== "lookup" || !columns.includes(column.name)) continue;
      const id = row[column.name];
      if (typeof id === "string") {
        for (const target of column.targets ?? []) {
          asked.set(target, (asked.get(target) ?? new Set()).add(id));
        }
      }
    }
  }
  const found = new Map<string, Target>();
  for (const [name, ids] of asked) {
    const table = schema.findTable(name);
    const all = table === undefined ? [] : [...ids];
    const { primaryId, primaryName } = table ?? { primaryId: "", primaryName: "" };
    for (let at = 0; at < all.length; at += idsAtOnce) {
      const among = { kind: "in", column: { kind: "column", name: primaryId }, values: all.slice(at, at + idsAtOnce) } as const;
      for (const row of await reader.query(name, { filter: among, columns: [primaryId, primaryName] })) {
        const shown = row[primaryName];
        found.set(String(row[primaryId]), { table: name, name: typeof shown === "string" ? shown : undefined });
      }
    }
  }
  return found;
}

/** Annotations as keys beside the value's own. */
export function prefixAnnotations(key: string, annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`${key}@${name}`, value]));
}
