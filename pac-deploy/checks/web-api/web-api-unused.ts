import type { Finding } from "../../../contract/finding.ts";
import { siteFinding } from "../../plan/desired.ts";
import { accessOf } from "../access/open-tables-of-site.ts";
import type { Check } from "../check.ts";
import { isConfiguration, webApiNeeds, webApiTables } from "./web-api-site.ts";

const code = "web-api-unused";

export const webApiUnused: Check = {
  meta: {
    code,
    severity: "info",
    about: "A table is served by the Web API, but nothing in the site folder asks for it: what is open and not needed is worth closing.",
    advice: "Set `Webapi/<table>/enabled` to false, unless something outside of the site folder needs it.",
    source: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
  },
  find: (checked) => {
    const access = checked.once(accessOf);
    const { tables, unplaced, uses, names } = checked.once(webApiNeeds);
    // A call that may be of any table may be of this one; and a site whose code is not here tells nothing.
    if (unplaced.length > 0 || uses.length === 0) return [];
    return checked.once(webApiTables).flatMap(({ table, enabled }): Finding[] => {
      if (!access.webApi(table).enabled || tables.has(table) || isConfiguration(table)) return [];
      const named = (name: string): RegExp => new RegExp(String.raw`["'\`/]${name}["'\`/(?]`);
      const isNamed = checked.texts.some(
        ({ text, language }) =>
          language !== "style" &&
          // File transfers name a table by its logical name.
          (named(names.setOf(table) ?? table).test(text) || (text.includes("/_api/file/") && named(table).test(text))),
      );
      if (isNamed) return [];
      return [
        siteFinding(
          code,
          "info",
          `The Web API serves ${table}, but nothing in this site folder asks for it; switch it off, unless something outside needs it`,
          enabled,
        ),
      ];
    });
  },
};
