import { siteFinding } from "../../plan/desired.ts";
import type { Check } from "../check.ts";
import { webApiNeeds, webApiTables } from "./web-api-site.ts";

const code = "web-api-set-name";

export const webApiSetName: Check = {
  meta: {
    code,
    severity: "warning",
    about:
      "A setting of the Web API names a table by its entity set name, as addresses do, where the logical name is asked for: it switches nothing on.",
    advice: "Name the setting after the logical name, e.g. `Webapi/contact/enabled`.",
    source: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
  },
  find: (checked) => {
    const { names } = checked.once(webApiNeeds);
    return checked.once(webApiTables).flatMap(({ table, enabled, fields }) => {
      // A set's name may be another table's logical name.
      if (names.known.has(table)) return [];
      const right = [...names.known].find((known) => names.setOf(known) === table);
      if (right === undefined) return [];
      const message = `Webapi/${table}/… names the table by its set name; settings go by the logical name, which is ${right}`;
      return [siteFinding(code, "warning", message, enabled ?? fields)];
    });
  },
};
