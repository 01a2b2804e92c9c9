import { findSettings } from "../../../access/find-settings.ts";
import { siteFinding } from "../../plan/desired.ts";
import { accessOf } from "../access/open-tables-of-site.ts";
import type { Check } from "../check.ts";
import { computeColumns } from "./web-api-wildcard.ts";
import { webApiTables } from "./web-api-site.ts";

const code = "web-api-without-columns";

export const webApiWithoutColumns: Check = {
  meta: {
    code,
    severity: "warning",
    about: "The Web API is switched on for a table, but no columns are listed for it: requests fail, or give nothing but ids.",
    advice: "Add `Webapi/<table>/fields` with the columns, or switch the table off.",
    source: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
  },
  find: (checked) => {
    const access = checked.once(accessOf);
    return checked.once(webApiTables).flatMap(({ table, enabled, fields }) => {
      const { enabled: isEnabled, columns, cannotConclude } = access.webApi(table);
      if (!isEnabled || cannotConclude !== undefined || columns === "wildcard" || (columns?.length ?? 0) > 0) return [];
      // A list that exists but comes from elsewhere is none that the folder could tell.
      if (findSettings(checked.site, `Webapi/${table}/fields`).some(({ environmentVariable }) => environmentVariable !== undefined))
        return [];
      const computed = computeColumns(checked, table).columns.join(",");
      const advice = computed === "" ? "list them, or switch the table off" : `the site's own code uses ${computed}`;
      const message = `The Web API is on for ${table}, but ${fields === undefined ? "there is no" : "nothing stands in"} Webapi/${table}/fields: ${advice}`;
      return [siteFinding(code, "warning", message, fields ?? enabled)];
    });
  },
};
