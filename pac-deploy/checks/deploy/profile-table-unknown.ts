import { hintAtNames } from "../../near-names.ts";
import { profileTables, unreadTables } from "../../profiles/profile-tables.ts";
import type { Check, CheckMeta } from "../check.ts";
import { findingAtValue, profileRows } from "./examined-profiles.ts";

const meta: CheckMeta = {
  code: "profile-table-unknown",
  severity: "error",
  about: "A deployment profile overrides rows of a table that an upload does not move.",
  advice: "Name the table as the files of a site do, with adx_ before it; rows of your own tables are data and move with other tools.",
  source: "https://learn.microsoft.com/power-pages/configure/power-platform-cli#supported-tables",
};

export const profileTableUnknown: Check = {
  meta,
  find(checked) {
    const told = new Set<string>();
    return profileRows(checked).flatMap(({ path, row }) => {
      const key = `${path} ${row.table}`;
      if (Object.hasOwn(profileTables, row.table) || unreadTables.has(row.table) || told.has(key)) return [];
      told.add(key);
      const hint = hintAtNames(
        row.table,
        Object.keys(profileTables),
        "Those it moves are tables of the site, such as adx_sitesetting and adx_contentsnippet.",
      );
      return [findingAtValue(meta, path, { line: row.line, column: 1 }, `${row.table} is no table that an upload moves. ${hint}`)];
    });
  },
};
