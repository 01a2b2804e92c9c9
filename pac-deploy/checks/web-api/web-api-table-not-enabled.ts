import type { Finding } from "../../../contract/finding.ts";
import { findingAt } from "../finding-at.ts";
import { accessOf } from "../access/open-tables-of-site.ts";
import type { Check } from "../check.ts";
import type { WebApiUse } from "../../site-code/find-web-api-uses.ts";
import { isReached } from "./is-reached.ts";
import { isConfiguration, webApiNeeds } from "./web-api-site.ts";

const meta = {
  code: "web-api-table-not-enabled",
  severity: "error",
  about:
    "A script asks the Web API for a table that the site does not serve there: the portal answers 404 with 9004010C, or that it knows no such set.",
  advice: "Set `Webapi/<table>/enabled` to true and list the columns, or remove the call.",
  source: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
} as const;

export const webApiTableNotEnabled: Check = {
  meta,
  find: (checked) => {
    const access = checked.once(accessOf);
    const { tables, unplaced, names } = checked.once(webApiNeeds);
    const known = [...tables.values()].flatMap(({ table, uses }): Finding[] => {
      const { enabled, cannotConclude } = access.webApi(table);
      const asked = uses.filter((use) => isAsked(use) && use.setName !== undefined && names.tableOf(use.setName) === table);
      if (enabled || cannotConclude !== undefined || isConfiguration(table)) return [];
      const first = asked.find(({ source }) => isReached(checked, source)) ?? asked[0];
      if (first === undefined) return [];
      const severity = isReached(checked, first.source) ? "error" : "warning";
      const message = `${callsOf(asked)} the Web API for ${table}, but Webapi/${table}/enabled is not true: the portal refuses it with 9004010C; enable the table with the columns that are needed, or remove the call`;
      return [{ ...findingAt(meta, first.source, first.offset, message), severity }];
    });
    const sets = new Map<string, WebApiUse[]>();
    for (const { use } of unplaced) {
      if (use.setName === undefined || !isAsked(use) || names.tableOf(use.setName) !== undefined || names.known.has(use.setName)) continue;
      if (isConfiguration(use.setName)) continue;
      sets.set(use.setName, [...(sets.get(use.setName) ?? []), use]);
    }
    const unknown = [...sets].flatMap(([set, uses]): Finding[] => {
      const [first] = uses;
      if (first === undefined) return [];
      const message = `${callsOf(uses)} the Web API for the set ${set}, but no setting of this site enables a table of which that could be the set; enable its table, by its logical name, or remove the call`;
      return [{ ...findingAt(meta, first.source, first.offset, message), severity: "warning" }];
    });
    return [...known, ...unknown];
  },
};

/** A request was seen, or a page shows a file from there. */
const isAsked = ({ request, methods }: WebApiUse): boolean => request !== undefined || methods !== undefined;

const callsOf = (uses: readonly WebApiUse[]): string =>
  uses.length === 1 ? "This call asks" : `This call and ${uses.length - 1} more ask`;
