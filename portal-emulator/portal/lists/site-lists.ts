import { parseRecords } from "../../../site/parse-records.ts";
import { recordKindOf } from "../../../site/site-layout.ts";
import { isTrue, numberOf, recordOf, referenceOf, textOf } from "../../../site/site-rows.ts";
import type { Site, SiteRecord } from "../../../site/site.ts";

/** A list of the site: which views of a table a page shows, and how. */
export interface SiteList extends SiteRecord {
  /** Logical name. */
  readonly table: string;
  /** Ids of its views, the one shown first in front. */
  readonly viewIds: readonly string[];
  readonly pageSize: number | undefined;
  readonly searchEnabled: boolean;
  readonly filterEnabled: boolean;
  /** JSON; see `parseFilterDefinition`. */
  readonly filterDefinition: string | undefined;
  /** Lookups by which rows are left to the visitor, the visitor's account and the website. */
  readonly filterUserColumn: string | undefined;
  readonly filterAccountColumn: string | undefined;
  readonly filterWebsiteColumn: string | undefined;
  /** Columns the list names itself, for a heading or width of their own. */
  readonly namedColumns: readonly string[];
}

const guids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** The active lists of a site folder (`lists/*.list.yml`). */
export function readSiteLists(site: Site): readonly SiteList[] {
  return [...site.texts].flatMap(([path, text]) =>
    path.endsWith(".yml") && recordKindOf(path) === "list"
      ? parseRecords(path, text).flatMap((row) => parseList(recordOf({ path, ...row }, "entitylistid", "name")))
      : [],
  );
}

function parseList(record: SiteRecord): SiteList[] {
  if (!record.active) return [];
  const { values } = record;
  const text = (name: string): string | undefined => textOf(values, name) || undefined;
  const ids = [text("view"), text("views")].flatMap((found) => found?.match(guids) ?? []).map((id) => id.toLowerCase());
  return [
    {
      ...record,
      table: (text("entityname") ?? "").toLowerCase(),
      viewIds: [...new Set(ids)],
      pageSize: numberOf(values, "pagesize"),
      searchEnabled: isTrue(values, "searchenabled"),
      filterEnabled: isTrue(values, "filter_enabled"),
      filterDefinition: text("filter_definition"),
      filterUserColumn: text("filterportaluser"),
      filterAccountColumn: text("filteraccount"),
      filterWebsiteColumn: text("filterwebsite"),
      namedColumns: Array.from((text("settings") ?? "").matchAll(/"AttributeLogicalName"\s*:\s*"([^"]+)"/g), (match) => match[1] ?? ""),
    },
  ];
}

/** The page a list leads to, by the name of its look-up. */
export const pageOf = (list: SiteList, name: string): string | undefined => referenceOf(list.values, name);
