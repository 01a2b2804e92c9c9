import type { Finding } from "../../../contract/finding.ts";
import { siteFinding } from "../../plan/desired.ts";
import { primaryKeyOf } from "../../site-code/web-api-needs.ts";
import { accessOf } from "../access/open-tables-of-site.ts";
import type { Check } from "../check.ts";
import { isReached } from "./is-reached.ts";
import { placeOf, webApiNeeds, webApiTables } from "./web-api-site.ts";

const code = "web-api-column-not-listed";

export const webApiColumnNotListed: Check = {
  meta: {
    code,
    severity: "error",
    about:
      "Scripts read or write columns over the Web API that the table's list does not name: the portal refuses the whole request with 403 and 90040101.",
    advice: "Add the columns to `Webapi/<table>/fields`, or take them out of the calls.",
    source: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
  },
  find: (checked) => {
    const access = checked.once(accessOf);
    const { tables } = checked.once(webApiNeeds);
    return checked.once(webApiTables).flatMap(({ table, fields }): Finding[] => {
      const { enabled, columns, cannotConclude } = access.webApi(table);
      if (!enabled || cannotConclude !== undefined || columns === "wildcard" || columns === undefined || columns.length === 0) return [];
      const listed = new Set(columns.flatMap((entry) => entry.split(/[\s;|]+/)).map((entry) => plain(entry.toLowerCase())));
      const missing = [...(tables.get(table)?.firstUse ?? [])].filter(
        ([column, use]) =>
          !listed.has(plain(column.toLowerCase())) &&
          column.toLowerCase() !== primaryKeyOf(table) &&
          use.request !== undefined &&
          use.source.isShown,
      );
      const [first] = missing;
      if (first === undefined) return [];
      const severity = missing.some(([, use]) => isReached(checked, use.source)) ? "error" : "warning";
      const some = missing.slice(0, 6).map(([column, use]) => `${column} (${placeOf(use)})`);
      const more = missing.length > 6 ? ` and ${missing.length - 6} more` : "";
      const message = `Webapi/${table}/fields lacks ${some.join(", ")}${more}, which the site's own scripts ask for: the portal refuses such requests with 90040101; add what is needed`;
      return [siteFinding(code, severity, message, fields)];
    });
  },
};

/** A lookup is listed as it is written and as it is read; which of the two each use needs, the sources do not agree on. */
const plain = (column: string): string => /^_(.+)_value$/.exec(column.trim())?.[1] ?? column.trim();
