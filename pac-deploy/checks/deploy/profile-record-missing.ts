import type { Check, CheckMeta } from "../check.ts";
import { findingAtValue, overridableTables, profileRows } from "./examined-profiles.ts";

const meta: CheckMeta = {
  code: "profile-record-missing",
  severity: "error",
  about: "A deployment profile overrides a record that the site does not hold, or calls it by the name of another one.",
  advice:
    "Take the id from the record's own file, or the row out of the profile; `portal-kit profile <tag> --set` finds the id by the name.",
  source: "https://learn.microsoft.com/power-pages/configure/power-platform-cli#use-deployment-profile",
};

export const profileRecordMissing: Check = {
  meta,
  find: (checked) =>
    profileRows(checked).flatMap(({ path, row }) => {
      const table = overridableTables(checked).get(row.table);
      if (table === undefined) return [];
      const record = table.records.get(row.id);
      if (record === undefined) {
        const namesake = [...table.records].find(([, { name }]) => name === row.name);
        const other = namesake === undefined ? "" : ` The one called "${row.name}" has the id ${namesake[0]}.`;
        return [findingAtValue(meta, path, { line: row.line, column: 1 }, `The site has no ${row.table} with the id ${row.id}.${other}`)];
      }
      const named = row.values["adx_name"];
      if (named === undefined || named.text === record.name || row.table === "adx_entitypermission") return [];
      const message = `This row calls the record "${named.text}", and it is called "${record.name}" (${record.path}): an upload renames it, or the id is that of another record.`;
      return [findingAtValue({ ...meta, severity: "warning" }, path, named, message)];
    }),
};
