import { peopleTables } from "../../../access/people-tables.ts";
import { readTableNames, type TableNames } from "../../site-code/table-names.ts";
import type { FolderView } from "../verify-context.ts";
import { peopleColumns, primaryKeyOf } from "./people-columns.ts";

/** A table that is tried. */
export interface Target {
  readonly table: string;
  readonly set: string;
  readonly key: string;
  /** What the site's own settings list for it; empty without a folder. */
  readonly listed: readonly string[];
  /** What an attacker brings. */
  readonly brought: readonly string[];
}

/** The tables that the site's settings and permissions name, and those of Dataverse that are about people. */
export function listTargets(folder: FolderView | undefined): Target[] {
  const tables = new Set<string>(Object.keys(peopleTables));
  for (const { active, table } of folder?.checked.site.tablePermissions ?? []) if (active && table !== "") tables.add(table);
  for (const { active, name } of folder?.checked.site.settings ?? []) {
    const table = /^webapi\/([^/]+)\/(?:enabled|fields)$/i.exec(name)?.[1]?.toLowerCase();
    if (active && table !== undefined && table !== "error") tables.add(table);
  }
  return [...tables].toSorted().map((table): Target => {
    const settings = folder?.access.webApi(table).columns;
    const listed = settings === undefined || settings === "wildcard" ? [] : settings;
    const key = primaryKeyOf(table);
    return {
      table,
      key,
      set: (folder?.names ?? standardNames).setOf(table) ?? `${table}s`,
      listed,
      brought: [...new Set([key, ...(peopleColumns[table] ?? [])])].filter((column) => !listed.includes(column)),
    };
  });
}

/** Without a folder: the sets that every organization has. */
const standardNames: Pick<TableNames, "setOf"> = readTableNames({ tablePermissions: [], settings: [], texts: new Map() });
