import type { EmulatorContext } from "../../emulator-context.ts";
import { parseRecords } from "../../../site/parse-records.ts";
import { recordKindOf } from "../../../site/site-layout.ts";
import type { Site } from "../../../site/site.ts";
import { createOrganization } from "../../organization/create-organization.ts";
import { createSchema } from "../../schema/schema.ts";
import type { ColumnDefinition, ColumnType, TableDefinition } from "../../schema/table-definition.ts";
import { openStore } from "../../store/open-store.ts";
import type { CellValue, Row } from "../../store/store.ts";
import { createReadCache } from "../../web-api/read-cache.ts";

/** Kinds of files that are not called like their table. */
export const tablesOfKinds: Readonly<Record<string, string>> = {
  basicform: "entityform",
  list: "entitylist",
  tablepermission: "entitypermission",
  advancedform: "webform",
  advancedformstep: "webformstep",
  webpagerule: "webpageaccesscontrolrule",
};

/** Those of the two data models; the records of a site are the same. */
export const tablePrefixes = ["adx_", "mspp_"] as const;
export type TablePrefix = (typeof tablePrefixes)[number];

export const findPrefix = (table: string): TablePrefix | undefined => tablePrefixes.find((prefix) => table.startsWith(prefix));

/** What replaces the organization for queries about the site's own records. */
export type SiteTables = Pick<EmulatorContext, "schema" | "store" | "organization" | "readCache">;

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Longer than any source a site holds. */
const maxChars = 100_000_000;

/**
 * The records of a site folder as tables. A folder says what a record holds and not of what type it is: types are told by the values (assumed); an id that
 * another record of the folder has makes a lookup. What a folder leaves out, such as sources that lie in files of their own, is not there.
 */
export function createSiteTables(
  site: Site,
  { clock, switches }: Pick<EmulatorContext, "clock" | "switches">,
  prefix: TablePrefix,
): SiteTables {
  const records = collect(site, prefix);
  const owners = new Map([...records].flatMap(([table, rows]) => rows.map((row) => [row.id, table] as const)));
  const tables = [...records].map(([name, rows]) => defineTable(name, rows, { prefix, owners }));
  const schema = createSchema(tables, []);
  const store = openStore({ file: ":memory:", clock, schema });
  for (const table of tables)
    for (const { id, values } of records.get(table.name) ?? []) {
      const cells: Record<string, CellValue> = { [table.primaryId]: id };
      for (const column of table.columns) {
        const text = values.get(column.name);
        if (text !== undefined && text !== "" && column.name !== table.primaryId) cells[column.name] = readValue(text, column.type);
      }
      if (store.find(table.name, id) === undefined) store.insert(table.name, cells satisfies Row);
    }
  return {
    schema,
    store,
    organization: createOrganization({ store, schema, clock, switches: () => switches }),
    readCache: createReadCache(clock),
  };
}

interface SiteRow {
  readonly id: string;
  /** By the column's name in Dataverse; lists are left out. */
  readonly values: ReadonlyMap<string, string>;
}

function collect(site: Site, prefix: TablePrefix): Map<string, SiteRow[]> {
  const records = new Map<string, SiteRow[]>();
  for (const [path, text] of site.texts) {
    const kind = path.endsWith(".yml") ? recordKindOf(path) : undefined;
    if (kind === undefined) continue;
    const table = prefix + (tablesOfKinds[kind] ?? kind);
    for (const { values } of parseRecords(path, text)) {
      const named = Object.entries(values).flatMap(([key, value]) =>
        typeof value === "string" ? [[columnName(key, { prefix, table }), value] as const] : [],
      );
      const row = new Map([...named, [`${prefix}websiteid`, site.website.id] as const]);
      const id = row.get(`${table}id`)?.toLowerCase() ?? "";
      if (guid.test(id)) records.set(table, [...(records.get(table) ?? []), { id, values: row }]);
    }
  }
  return records;
}

/** Enhanced sites write names without a prefix, and `id` for a record's own. */
function columnName(key: string, { prefix, table }: { readonly prefix: TablePrefix; readonly table: string }): string {
  if (key === "id") return `${table}id`;
  if (key === "statecode" || key === "statuscode") return key;
  return prefix + key.replace(/^(?:adx|mspp)_/, "").toLowerCase();
}

interface TableParts {
  readonly prefix: TablePrefix;
  /** The table of each record, by id. */
  readonly owners: ReadonlyMap<string, string>;
}

function defineTable(name: string, rows: readonly SiteRow[], { prefix, owners }: TableParts): TableDefinition {
  const primaryId = `${name}id`;
  const found = new Map<string, string[]>();
  for (const { values } of rows) for (const [key, value] of values) if (value !== "") found.set(key, [...(found.get(key) ?? []), value]);
  const define = (column: string, values: readonly string[]): ColumnDefinition => {
    const type = tellType(values);
    const targets = type === "uniqueidentifier" ? [...new Set(values.flatMap((value) => owners.get(value.toLowerCase()) ?? []))] : [];
    if (targets.length > 0) return { name: column, type: "lookup", targets, evidence: "assumed" };
    return { name: column, type, evidence: "assumed", ...(type === "memo" && { maxLength: maxChars }) };
  };
  const own = [...found].filter(([column]) => column !== primaryId && !/^(?:statecode|statuscode)$/.test(column));
  const nameColumn = `${prefix}name`;
  const plain = (column: string, type: ColumnType, more: Partial<ColumnDefinition> = {}): ColumnDefinition => ({
    name: column,
    type,
    evidence: "assumed",
    ...more,
  });
  return {
    name,
    entitySet: `${name}s`,
    primaryId,
    primaryName: found.has(nameColumn) ? nameColumn : primaryId,
    readOnly: true,
    elastic: false,
    columns: [
      plain(primaryId, "uniqueidentifier"),
      ...own.map(([column, values]) => define(column, values)),
      plain("statecode", "choice", {
        options: [
          { value: 0, label: "Active" },
          { value: 1, label: "Inactive" },
        ],
        initial: 0,
      }),
      plain("statuscode", "integer"),
      plain("createdon", "datetime"),
      plain("modifiedon", "datetime"),
      plain("versionnumber", "bigint", { readOnly: true }),
    ],
  };
}

function tellType(values: readonly string[]): ColumnType {
  const are = (pattern: RegExp): boolean => values.length > 0 && values.every((value) => pattern.test(value));
  if (are(guid)) return "uniqueidentifier";
  if (are(/^(?:true|false)$/)) return "boolean";
  // Beyond nine digits a number may be a name.
  return are(/^-?(?:0|[1-9]\d{0,8})$/) ? "integer" : "memo";
}

function readValue(text: string, type: ColumnType): CellValue {
  if (type === "boolean") return text === "true";
  if (type === "integer" || type === "choice") return Number(text);
  return type === "uniqueidentifier" || type === "lookup" ? text.toLowerCase() : text;
}
