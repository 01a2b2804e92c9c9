import type { AccessPersona } from "../../../access/access.ts";
import type { ColumnRight } from "../../../site/site.ts";
import type { CheckedSite } from "../check.ts";
import { accessOf } from "./open-tables-of-site.ts";
import { listWords } from "../list-words.ts";

/** By which way somebody gets at what a table permission opens. */
export type Reach =
  /** With any program, through the Web API. */
  | { readonly kind: "web-api"; readonly columns: readonly string[] }
  /** What the Web API gives cannot be told from the folder, or it is told to give what it no longer does. */
  | { readonly kind: "unclear"; readonly says: string }
  /** The Web API gives none of it: what is left are the pages, lists and forms that show the table. */
  | { readonly kind: "pages" };

export function findReach(checked: CheckedSite, table: string, right: ColumnRight, persona: AccessPersona): Reach {
  const access = checked.once(accessOf);
  const settings = access.webApi(table);
  const decision = access.allowedColumns(table, right, persona);
  if (decision.kind === "not-supported") return settings.enabled ? { kind: "unclear", says: decision.message } : { kind: "pages" };
  if (!settings.enabled) return { kind: "pages" };
  if (settings.columns === "wildcard")
    return {
      kind: "unclear",
      says: `through the Web API every column, where the portal still honours the retired * of Webapi/${table}/fields`,
    };
  return decision.columns.length === 0 ? { kind: "pages" } : { kind: "web-api", columns: decision.columns };
}

/** The columns that are known to be within reach. */
export const columnsOf = (reach: Reach): readonly string[] => (reach.kind === "web-api" ? reach.columns : []);

/** E.g. `list contactid and fullname of every row of contact through the Web API`. */
export function describeReading(rows: string, reach: Reach): string {
  switch (reach.kind) {
    case "web-api":
      return `list ${listWords(reach.columns, 6)} of ${rows} through the Web API, with any program`;
    case "unclear":
      return `read ${rows} (${reach.says})`;
    default:
      return `read ${rows} wherever a page, list or form of the site shows that table, and through the Web API once it is enabled`;
  }
}
