import { parseRecords } from "../../site/parse-records.ts";
import { recordKindOf } from "../../site/site-layout.ts";
import type { Site } from "../../site/site.ts";
import { nameColumnOf, tableOfKind, withoutPrefix } from "../deploy/record-tables.ts";
import { idColumnOf } from "./examine-profile.ts";
import { profileTables } from "./profile-tables.ts";

/** A record that a profile may override. */
export interface OverridableRecord {
  readonly name: string;
  readonly path: string;
  readonly line: number;
}

export interface OverridableTable {
  readonly records: ReadonlyMap<string, OverridableRecord>;
  /** Every column that a record of it has in this site, or is known to have, with the prefix. */
  readonly columns: ReadonlySet<string>;
}

/** What there is to override in a site, by table. */
export function listOverridable({ texts }: Pick<Site, "texts">): ReadonlyMap<string, OverridableTable> {
  const tables = new Map(
    Object.entries(profileTables).map(([table, columns]) => [
      table,
      { records: new Map<string, OverridableRecord>(), columns: new Set<string>([...columns, "statecode", "statuscode"]) },
    ]),
  );
  for (const [path, text] of texts) {
    const kind = path.endsWith(".yml") ? recordKindOf(path) : undefined;
    const table = kind === undefined ? "" : tableOfKind(kind);
    const found = tables.get(table);
    if (found === undefined) continue;
    for (const { line, values } of parseRecords(path, text)) {
      const isBare = values["id"] !== undefined;
      const id = values[idColumnOf(table)] ?? values["id"];
      if (typeof id !== "string" || id === "") continue;
      const name = values[`adx_${nameColumnOf(table)}`] ?? values[nameColumnOf(table)];
      found.records.set(id.toLowerCase(), { name: typeof name === "string" && name !== "" ? name : id, path, line });
      for (const column of Object.keys(values))
        found.columns.add(isBare && !/^state|^status/.test(column) ? `adx_${withoutPrefix(column)}` : column);
    }
  }
  return tables;
}
