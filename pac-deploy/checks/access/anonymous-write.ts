import type { Privilege } from "../../../access/access.ts";
import type { OpenTable } from "../../../access/open-tables.ts";
import type { Finding } from "../../../contract/finding.ts";
import type { Check, CheckedSite, CheckMeta } from "../check.ts";
import { accessFinding } from "./access-finding.ts";
import { describeDoubt, describePermission } from "./describe-giving.ts";
import { columnsOf, findReach, type Reach } from "./describe-reach.ts";
import { accessOf, findAcceptance, findStranger, groundsOf, tablesOpenToStrangers } from "./open-tables-of-site.ts";
import { listWords } from "../list-words.ts";
import { peopleTablesOfSite } from "./people-tables-of-site.ts";

const meta: CheckMeta = {
  code: "anonymous-write",
  severity: "error",
  about:
    "A table permission lets visitors who are not signed in change or delete rows, whoever they belong to, or create rows in a table with people in it.",
  advice:
    "Take write and delete out of the permission, or the role of anonymous users; where strangers may send something, create is enough.",
  source: "https://learn.microsoft.com/power-pages/security/assign-table-permissions",
};

const verbs = { write: "change", delete: "delete" } as const;
const harms = ["write", "delete"] as const satisfies readonly Privilege[];

export const anonymousWrite: Check = {
  meta,
  find(checked) {
    const people = checked.once(peopleTablesOfSite);
    const judged = checked.once(tablesOpenToStrangers).map((open) => judge(checked, open, people.get(open.table)));
    // Tables that are neither about people nor in the Web API come as one: often a whole site was made like that.
    const quiet = judged.flatMap((one) => (one.kind === "quiet" ? [one.open] : []));
    const loud = judged.flatMap((one) => (one.kind === "finding" ? [one.finding] : []));
    return quiet.length === 0 ? loud : [...loud, findQuiet(quiet)];
  },
};

type Judged =
  | { readonly kind: "none" }
  | { readonly kind: "quiet"; readonly open: OpenTable }
  | { readonly kind: "finding"; readonly finding: Finding };

function judge(checked: CheckedSite, open: OpenTable, what: string | undefined): Judged {
  const { table } = open;
  const harmful = harms.filter((privilege) => open.open.has(privilege));
  const [first] = harmful;
  if (first === undefined) {
    return what === undefined || !open.open.has("create")
      ? { kind: "none" }
      : { kind: "finding", finding: findCreation(checked, open, what) };
  }
  const reach = findReach(checked, table, "update", checked.once(findStranger));
  // Deleting asks for no column.
  const isDeletable = reach.kind === "pages" && harmful.includes("delete") && checked.once(accessOf).webApi(table).enabled;
  if (what === undefined && reach.kind === "pages" && !isDeletable) return { kind: "quiet", open };
  const grounds = groundsOf(open, harmful);
  const { roleIds } = checked.once(findStranger);
  const message = `A stranger can ${describeHarm(harmful)} ${open.open.get(first)?.rows ?? table}${what === undefined ? "" : ` (${what})`}${isDeletable ? ": delete them through the Web API, with any program" : describeWay(reach)}. The permission ${describePermission(checked, grounds[0], roleIds)} gives that to the role of anonymous users; take ${harmful.join(" and ")} out of it.${describeDoubt(checked, grounds, roleIds)}`;
  const severity = reach.kind === "web-api" || isDeletable ? "error" : "warning";
  return {
    kind: "finding",
    finding: accessFinding(meta, {
      severity,
      grounds,
      message,
      accepted: findAcceptance(checked, { table, privileges: harmful, grounds, columns: columnsOf(reach) }),
    }),
  };
}

const describeHarm = (harmful: readonly (keyof typeof verbs)[]): string => listWords(harmful.map((privilege) => verbs[privilege]));

function describeWay(reach: Reach): string {
  if (reach.kind === "web-api") return ` through the Web API (${listWords(reach.columns, 6)}), with any program`;
  return reach.kind === "unclear"
    ? `: ${reach.says}`
    : ": with any form of the site that edits that table, and through the Web API once it is enabled";
}

function findQuiet(tables: readonly OpenTable[]): Finding {
  const names = listWords(
    tables.map(({ table }) => table),
    6,
  );
  const message = `Nobody needs to sign in to change or delete rows of ${names}: table permissions give write or delete on every row to the role of anonymous users. Any form of the site that edits them is open to strangers, and so is the Web API once it is enabled for them. Take write and delete out of the permissions.`;
  return accessFinding(meta, { severity: "warning", grounds: tables.flatMap((open) => groundsOf(open, harms)), message });
}

/** Creating harms nobody's row, and may be what the site wants: a door for programs too, which is worth knowing. */
function findCreation(checked: CheckedSite, open: OpenTable, what: string): Finding {
  const grounds = groundsOf(open, ["create"]);
  const { roleIds } = checked.once(findStranger);
  return accessFinding(meta, {
    severity: "info",
    grounds,
    message: `A stranger, or a program, can create as many rows of ${open.table} (${what}) as it likes: the permission ${describePermission(checked, grounds[0], roleIds)} gives create to the role of anonymous users. Where a form needs that, keep everything else out of the permission and limit the requests in the web application firewall.${describeDoubt(checked, grounds, roleIds)}`,
    accepted: findAcceptance(checked, { table: open.table, privileges: ["create"], grounds }),
  });
}
