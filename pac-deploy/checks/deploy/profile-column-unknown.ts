import { hintAtNames } from "../../near-names.ts";
import type { Check, CheckMeta } from "../check.ts";
import { findingAtValue, overridableTables, profileRows } from "./examined-profiles.ts";

const meta: CheckMeta = {
  code: "profile-column-unknown",
  severity: "warning",
  about: "A deployment profile overrides a column that no record of the table has in this site, nor is known to have.",
  advice: "Spell the column as the record's file does; a column under another name is not the one that the portal reads.",
  source: "https://learn.microsoft.com/power-pages/configure/power-platform-cli#use-deployment-profile",
};

export const profileColumnUnknown: Check = {
  meta,
  find: (checked) =>
    profileRows(checked).flatMap(({ path, row }) => {
      const table = overridableTables(checked).get(row.table);
      if (table === undefined) return [];
      return Object.entries(row.values).flatMap(([column, value]) =>
        table.columns.has(column)
          ? []
          : [
              findingAtValue(
                meta,
                path,
                value,
                `${row.table} has no column ${column} in this site. ${hintAtNames(column, table.columns, `It has ${[...table.columns].slice(0, 6).join(", ")}.`)}`,
              ),
            ],
      );
    }),
};
