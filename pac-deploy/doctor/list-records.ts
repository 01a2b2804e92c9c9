import { parseRecords } from "../../site/parse-records.ts";
import type { Site, SiteRecord } from "../../site/site.ts";
import { recordOf, textOf } from "../../site/site-rows.ts";

/** A list of a site: rows of a table as a page shows them. */
export interface ListRecord extends SiteRecord {
  /** Logical name. */
  readonly table: string;
}

/** Every list that lies in a site folder. https://learn.microsoft.com/power-pages/getting-started/lists */
export const readLists = ({ texts }: Pick<Site, "texts">): ListRecord[] =>
  [...texts]
    .filter(([path]) => /(?:^|\/)[^/]+\.list\.yml$/.test(path))
    .flatMap(([path, text]) =>
      parseRecords(path, text).map((record): ListRecord => {
        const row = { ...record, path };
        return { ...recordOf(row, "entitylistid", "name"), table: (textOf(row.values, "entityname") ?? "").toLowerCase() };
      }),
    );
