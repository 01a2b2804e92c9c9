import type { Check, CheckMeta } from "../check.ts";
import { accessFinding } from "./access-finding.ts";
import { describeDoubt, describePermission } from "./describe-giving.ts";
import { columnsOf, describeReading, findReach } from "./describe-reach.ts";
import { findAcceptance, findStranger, groundsOf, tablesOpenToStrangers } from "./open-tables-of-site.ts";
import { peopleTablesOfSite } from "./people-tables-of-site.ts";

const meta: CheckMeta = {
  code: "anonymous-read-people",
  severity: "error",
  about: "A table permission lets visitors who are not signed in read a table with people in it: every row, for everybody on the internet.",
  advice:
    "Take the role of anonymous users out of the permission, or the read right; give signed-in visitors the Self or Contact access type instead.",
  source: "https://learn.microsoft.com/power-pages/security/assign-table-permissions",
};

export const anonymousReadPeople: Check = {
  meta,
  find(checked) {
    const people = checked.once(peopleTablesOfSite);
    return checked.once(tablesOpenToStrangers).flatMap((open) => {
      const read = open.open.get("read");
      const what = people.get(open.table);
      if (read === undefined || what === undefined) return [];
      const reach = findReach(checked, open.table, "read", checked.once(findStranger));
      const grounds = groundsOf(open, ["read"]);
      const { roleIds } = checked.once(findStranger);
      const message = `A stranger can ${describeReading(read.rows, reach)}: ${what}. The permission ${describePermission(checked, grounds[0], roleIds)} gives that to the role of anonymous users; take that role or the read right out of it.${describeDoubt(checked, grounds, roleIds)}`;
      return [
        accessFinding(meta, {
          severity: reach.kind === "web-api" ? "error" : "warning",
          grounds,
          message,
          accepted: findAcceptance(checked, { table: open.table, privileges: ["read"], grounds, columns: columnsOf(reach) }),
        }),
      ];
    });
  },
};
