import type { Cause } from "./cause.ts";
import { causeAt } from "./cause.ts";
import type { CheckedSite } from "../../checks/check.ts";
import { accessOf, listWebApiTables } from "./web-api-tables.ts";

/** 90040101: what the settings and the column permission profiles withhold. */
export function findColumnCauses(checked: CheckedSite): Cause[] {
  const access = checked.once(accessOf);
  const tables = checked.once(listWebApiTables).filter(({ isEnabled }) => isEnabled);
  return [
    ...tables.flatMap(({ table, enabled, fields }): Cause[] => {
      const { columns, cannotConclude, doubts } = access.webApi(table);
      const place = fields ?? enabled ?? { path: "", line: 0 };
      if (cannotConclude !== undefined) return [causeAt(place, "possible", cannotConclude)];
      if (columns === undefined) {
        return [
          causeAt(
            place,
            "likely",
            `${table} is enabled and has no list of columns: add Webapi/${table}/fields with each column that the code uses`,
          ),
        ];
      }
      if (columns === "wildcard") {
        return [
          causeAt(
            place,
            "certain",
            `Webapi/${table}/fields is *, which lists nothing any more: every column of ${table} is refused. List the columns that the code uses`,
          ),
        ];
      }
      return [
        ...doubts.map((doubt) => causeAt(doubt, "likely", `${doubt.name}: ${doubt.says}`)),
        causeAt(
          place,
          "possible",
          `of ${table} only these columns can be read or written: ${columns.map((column) => column.trim()).join(", ")}. Any other is refused, and so is a read without $select`,
        ),
      ];
    }),
    ...checked.site.columnPermissionProfiles
      .filter(({ active, table }) => active && tables.some((one) => one.table.toLowerCase() === table))
      .map((profile) =>
        causeAt(
          profile,
          "possible",
          `the column permission profile "${profile.name}" narrows the columns of ${profile.table} for its web roles: ${describeProfile(profile)}`,
        ),
      ),
  ];
}

function describeProfile({ allColumns, columns }: CheckedSite["site"]["columnPermissionProfiles"][number]): string {
  const rights = (list: readonly string[]): string => (list.length === 0 ? "nothing" : list.join(" and "));
  const named = columns.map(({ column, rights: own }) => `${column}: ${rights(own)}`);
  return [...named, `every other column: ${rights(allColumns)}`].join("; ");
}
