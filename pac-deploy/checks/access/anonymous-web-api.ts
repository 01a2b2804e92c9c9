import type { Check, CheckMeta } from "../check.ts";
import { accessFinding } from "./access-finding.ts";
import { describeReading, findReach } from "./describe-reach.ts";
import { findStranger, groundsOf, tablesOpenToStrangers } from "./open-tables-of-site.ts";
import { peopleTablesOfSite } from "./people-tables-of-site.ts";

const meta: CheckMeta = {
  code: "anonymous-web-api",
  severity: "info",
  about:
    "The Web API is enabled for a table that visitors who are not signed in may read as a whole: the listed columns of every row are public, whatever the pages show.",
  advice: "Nothing, where all of it may be public; otherwise list fewer columns in Webapi/<table>/fields.",
  source: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
};

export const anonymousWebApi: Check = {
  meta,
  find(checked) {
    const people = checked.once(peopleTablesOfSite);
    return checked.once(tablesOpenToStrangers).flatMap((open) => {
      const read = open.open.get("read");
      // Tables with people are told by `anonymous-read-people`.
      if (read === undefined || people.has(open.table)) return [];
      const reach = findReach(checked, open.table, "read", checked.once(findStranger));
      if (reach.kind !== "web-api") return [];
      const message = `A stranger can ${describeReading(read.rows, reach)}, also rows and columns that no page shows. Where some of them are not for everybody, take them out of Webapi/${open.table}/fields.`;
      return [accessFinding(meta, { severity: "info", grounds: groundsOf(open, ["read"]), message })];
    });
  },
};
