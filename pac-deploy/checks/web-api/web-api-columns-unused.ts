import { siteFinding } from "../../plan/desired.ts";
import { accessOf } from "../access/open-tables-of-site.ts";
import type { Check } from "../check.ts";
import { webApiTables } from "./web-api-site.ts";

const code = "web-api-columns-unused";

export const webApiColumnsUnused: Check = {
  meta: {
    code,
    severity: "info",
    about: "Columns are listed for the Web API of a table for which it is not switched on: the list does nothing.",
    advice: "Switch the table on with `Webapi/<table>/enabled`, or remove the list.",
    source: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
  },
  find: (checked) => {
    const access = checked.once(accessOf);
    return checked.once(webApiTables).flatMap(({ table, enabled, fields }) => {
      const { enabled: isEnabled, cannotConclude } = access.webApi(table);
      if (fields?.value === undefined || isEnabled || cannotConclude !== undefined) return [];
      // Switched off by hand, with the list kept for later: that is somebody's will.
      if (enabled?.value?.trim().toLowerCase() === "false") return [];
      return [
        siteFinding(
          code,
          "info",
          `Webapi/${table}/fields lists columns, but there is no Webapi/${table}/enabled with "true": the list does nothing`,
          fields,
        ),
      ];
    });
  },
};
