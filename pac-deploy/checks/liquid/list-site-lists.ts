import { parseRecords } from "../../../site/parse-records.ts";
import { recordKindOf } from "../../../site/site-layout.ts";
import { recordOf } from "../../../site/site-rows.ts";
import type { Site, SiteRecord } from "../../../site/site.ts";

/** The lists of a site folder (`lists/*.list.yml`), inactive ones too. */
export const listSiteLists = ({ texts }: Pick<Site, "texts">): SiteRecord[] =>
  [...texts].flatMap(([path, text]) =>
    path.endsWith(".yml") && recordKindOf(path) === "list"
      ? parseRecords(path, text).map((row) => recordOf({ path, ...row }, "entitylistid", "name"))
      : [],
  );
