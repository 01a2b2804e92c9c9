import { createLiquidObject, type LiquidObject } from "../../../liquid/liquid-object.ts";
import type { Privilege } from "../../../access/access.ts";
import type { FetchRow } from "../../fetchxml/fetch-result.ts";
import type { Navigation } from "../../schema/schema.ts";
import { findColumn, type TableDefinition } from "../../schema/table-definition.ts";
import type { Row } from "../../store/store.ts";
import { hasValue, isAcross } from "./related-filter.ts";
import { showCell } from "./show-cell.ts";
import type { VisitorData } from "./visitor-data.ts";

/** A row with all its columns, as `entities` and relationships give it. */
export function createRowObject(data: VisitorData, table: TableDefinition, row: Row): LiquidObject {
  return createEntity(data, { table, row }, (key) => {
    const column = findColumn(table, key);
    return column === undefined ? undefined : { value: showCell(data.names, column, row[column.name] ?? null) };
  });
}

/**
 * A row of a FetchXML result: it has the columns that were asked for, joined ones as `alias.column`.
 * @param namesAliases whether a joined row can also be read as `alias`, then `column`: in views (open-source ancestor)
 */
export function createFetchRowObject(data: VisitorData, table: TableDefinition, fetched: FetchRow, namesAliases = false): LiquidObject {
  const cells = new Map<string, unknown>();
  const joined = new Map<string, Record<string, unknown>>();
  for (const { key, value, definition, isAliased } of fetched.cells) {
    const name = isAliased ? key : definition.name;
    const shown = showCell(data.names, definition, value);
    cells.set(name, shown);
    const dot = name.indexOf(".");
    if (namesAliases && isAliased && dot > 0) {
      const alias = name.slice(0, dot);
      joined.set(alias, { ...joined.get(alias), [name.slice(dot + 1)]: shown });
    }
  }
  return createEntity(data, { table, row: fetched.row }, (key) => {
    if (cells.has(key)) return { value: cells.get(key) };
    const members = joined.get(key);
    return members === undefined
      ? undefined
      : { value: createLiquidObject({ index: (name) => (Object.hasOwn(members, name) ? members[name] : undefined) }) };
  });
}

interface EntityParts {
  readonly table: TableDefinition;
  /** undefined: of an aggregate query. */
  readonly row: Row | undefined;
}

/** Names of columns are exact; what is no column is the schema name of a relationship. `url` is nil: which page shows a row is not known here. */
function createEntity(data: VisitorData, { table, row }: EntityParts, read: (key: string) => { value: unknown } | undefined): LiquidObject {
  const id = row?.[table.primaryId];
  const may = (privilege: Privilege) => () => typeof id === "string" && data.permissions().mayTouch(table.name, id, privilege);
  return createLiquidObject({
    members: {
      id,
      logical_name: table.name,
      notes: () => (typeof id === "string" ? readNotes(data, table, id) : []),
      permissions: () =>
        createLiquidObject({
          members: {
            can_read: may("read"),
            can_write: may("write"),
            can_create: may("create"),
            can_delete: may("delete"),
            can_append: may("append"),
            can_append_to: may("appendTo"),
            rules_exist: () => hasRules(data, table.name),
          },
        }),
    },
    index: (key) => {
      const found = read(String(key));
      if (found !== undefined) return found.value;
      return row === undefined ? undefined : followRelationship(data, { table, row }, String(key));
    },
  });
}

/** Whether any active table permission is about the table. */
export function hasRules({ context }: VisitorData, table: string): boolean {
  return context.site().tablePermissions.some((permission) => permission.active && permission.table === table);
}

async function readNotes(data: VisitorData, table: TableDefinition, id: string): Promise<readonly LiquidObject[]> {
  const notes = data.names.schema.findTable("annotation");
  const way = data.names.schema.navigations(table.name).find((one) => one.kind === "children" && one.target === "annotation");
  if (notes === undefined || way?.kind !== "children") return [];
  return (await data.queryRows(notes, hasValue(way.column, id))).map((note) => createRowObject(data, notes, note));
}

function followRelationship(data: VisitorData, at: { table: TableDefinition; row: Row }, name: string): unknown {
  const { schema } = data.names;
  const relationship = schema.findRelationship(name);
  if (relationship === undefined) return undefined;
  const ways = schema.navigations(at.table.name).filter((way) => way.relationship === relationship);
  const [first, second] = ways;
  if (first === undefined) return undefined;
  if (second === undefined) return follow(data, at, first);
  // A relationship of a table with itself has two directions.
  const [referencing, referenced] = first.kind === "lookup" ? [second, first] : [first, second];
  return createLiquidObject({
    members: {
      is_reflexive: true,
      referencing: () => follow(data, at, referencing),
      referenced: () => follow(data, at, referenced),
    },
  });
}

async function follow(data: VisitorData, { table, row }: { table: TableDefinition; row: Row }, way: Navigation): Promise<unknown> {
  const target = data.names.schema.findTable(way.target);
  const id = row[table.primaryId];
  if (target === undefined || typeof id !== "string") return undefined;
  if (way.kind === "lookup") {
    const found = row[way.column];
    const other = typeof found === "string" ? await data.findRow(target, found) : undefined;
    return other && createRowObject(data, target, other);
  }
  return (await data.queryRows(target, isAcross(data.names.schema, { table, id }, way))).map((other) =>
    createRowObject(data, target, other),
  );
}
