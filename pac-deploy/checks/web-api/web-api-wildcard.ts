import type { SiteEdit } from "../../../contract/edit.ts";
import { siteFinding } from "../../plan/desired.ts";
import { accessOf } from "../access/open-tables-of-site.ts";
import type { Check, CheckedSite } from "../check.ts";
import { editSetting } from "../edit-setting.ts";
import { listSome, placeOf, webApiNeeds, webApiTables, type WebApiTable } from "./web-api-site.ts";

const code = "web-api-wildcard";

/** The list for one table, and why it may not be all. */
export interface ComputedColumns {
  readonly columns: readonly string[];
  /** undefined: it is all that the site's code asks for. */
  readonly missing: string | undefined;
}

/** Columns that the site's own code asks of a table. */
export function computeColumns(checked: CheckedSite, table: string): ComputedColumns {
  const { tables, unplaced, uses } = checked.once(webApiNeeds);
  const needs = tables.get(table);
  const columns = needs?.columns ?? [];
  if (uses.length === 0 || needs === undefined) return { columns, missing: describeUnused(checked, table) };
  const [unknown] = needs.unknown;
  if (unknown !== undefined) {
    const places = listSome(needs.unknown.map(({ use }) => placeOf(use)));
    return { columns, missing: `it is not clear ${sentenceOf(unknown.why)} (${places})` };
  }
  const [first] = unplaced;
  if (first !== undefined)
    return {
      columns,
      missing: `a call of which it is not clear ${sentenceOf(first.why)} may ask for this table too (${listSome(unplaced.map(({ use }) => placeOf(use)))})`,
    };
  return { columns, missing: columns.length === 0 ? "its calls name no column" : undefined };
}

/** The name of a set begins with its table's. */
const describeUnused = ({ texts }: CheckedSite, table: string): string =>
  texts.some(({ language, text }) => language !== "style" && text.includes(table))
    ? "what the scripts of this site folder that name the table ask for could not be told"
    : "no script of this site folder asks for the table";

const sentenceOf = (why: string): string =>
  why === "it has no $select"
    ? "which columns a call reads, since it has no $select"
    : why.startsWith("its ") || why.startsWith("a ") || why.startsWith("the ")
      ? `what ${why} is`
      : why;

const wildcards = (checked: CheckedSite): readonly WebApiTable[] => {
  const access = checked.once(accessOf);
  return checked.once(webApiTables).filter(({ table }) => access.webApi(table).columns === "wildcard");
};

export const webApiWildcard: Check = {
  meta: {
    code,
    severity: "warning",
    about:
      "The Web API's list of columns for a table is `*`, which the platform has retired: requests to the table fail, or everything in it is open where the tenant still has an extension.",
    advice: "List the columns that the site's own code uses; `--fix` writes the list where it could be computed whole.",
    source: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
  },
  find: (checked) =>
    checked.once(wildcards).map(({ table, fields }) => {
      const { columns, missing } = computeColumns(checked, table);
      const list = columns.join(",");
      const advice =
        missing === undefined
          ? `what the site's own code uses is ${list}`
          : `${columns.length === 0 ? "list the columns that are needed" : `the site's own code uses at least ${list}`}; ${missing}`;
      return {
        ...siteFinding(code, "warning", `Webapi/${table}/fields is "*", which Power Pages no longer takes: ${advice}`, fields),
        fix: missing === undefined && fields?.environmentVariable === undefined,
      };
    }),
  fix: (checked, findings) =>
    checked.once(wildcards).flatMap(({ table, fields }): SiteEdit[] => {
      if (!findings.some(({ path, line }) => path === fields?.path && line === fields.line)) return [];
      const { columns, missing } = computeColumns(checked, table);
      if (missing !== undefined) return [];
      return editSetting(checked.site, fields, columns.join(","), `lists the columns of ${table} that the site's own code uses`);
    }),
};
