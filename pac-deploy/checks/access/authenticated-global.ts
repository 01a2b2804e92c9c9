import type { Privilege } from "../../../access/access.ts";
import { findRegistration, type Registration } from "../../../access/find-registration.ts";
import type { Severity } from "../../../contract/finding.ts";
import type { Check, CheckedSite, CheckMeta } from "../check.ts";
import { accessFinding } from "./access-finding.ts";
import { describeDoubt, describePermission } from "./describe-giving.ts";
import { findReach, type Reach } from "./describe-reach.ts";
import { findNewcomer, groundsOf, tablesOpenToNewcomers, tablesOpenToStrangers } from "./open-tables-of-site.ts";
import { listWords } from "../list-words.ts";
import { peopleTablesOfSite } from "./people-tables-of-site.ts";

const meta: CheckMeta = {
  code: "authenticated-global",
  severity: "error",
  about:
    "A table permission with the Global access type opens a table with people in it to every signed-in visitor, and registration is open: whoever registers has it.",
  advice:
    "Give the permission the Self, Contact or Account access type, or a web role of its own, or set Authentication/Registration/OpenRegistrationEnabled to false.",
  source: "https://learn.microsoft.com/power-pages/security/authentication/set-authentication-identity",
};

const verbs = { read: "read", write: "change", delete: "delete" } as const;
const told = Object.keys(verbs) as (keyof typeof verbs)[]; // The keys of a constant object.

export const authenticatedGlobal: Check = {
  meta,
  find(checked) {
    const registration = checked.once(registrationOf);
    if (registration.kind === "closed") return [];
    const people = checked.once(peopleTablesOfSite);
    const strangers = new Map(checked.once(tablesOpenToStrangers).map(({ table, open }) => [table, open]));
    return checked.once(tablesOpenToNewcomers).flatMap((open) => {
      const { table } = open;
      const what = people.get(table);
      // What strangers have too is told there.
      const privileges = told.filter((privilege) => open.open.has(privilege) && strangers.get(table)?.has(privilege) !== true);
      if (what === undefined || privileges.length === 0) return [];
      const reach = findReach(checked, table, privileges.includes("read") ? "read" : "update", checked.once(findNewcomer));
      const rows = open.open.get(privileges[0] ?? "read")?.rows ?? table;
      const can = listWords(privileges.map((privilege) => verbs[privilege]));
      const grounds = groundsOf(open, privileges satisfies readonly Privilege[]);
      const { roleIds } = checked.once(findNewcomer);
      const message = `${who[registration.kind]} can ${can} ${rows} (${what})${describeWay(reach)}: ${registration.says}, and ${describePermission(checked, grounds[0], roleIds)} gives that to every signed-in visitor. Give it an access type that ends in the visitor, or a web role of its own.${describeDoubt(checked, grounds, roleIds)}`;
      return [accessFinding(meta, { severity: severityOf(registration, reach), grounds, message })];
    });
  },
};

const registrationOf = ({ site }: CheckedSite): Registration => findRegistration(site);

const who: Readonly<Record<Registration["kind"], string>> = {
  anybody: "Anybody who registers",
  "identity-provider": "Whoever can sign in",
  unknown: "Every signed-in visitor",
  closed: "Every signed-in visitor",
};

/** With an identity provider it may be the organisation's own people. */
function severityOf({ kind }: Registration, reach: Reach): Severity {
  if (kind === "unknown") return "cannot-conclude";
  if (kind === "identity-provider") return "info";
  return reach.kind === "web-api" ? "error" : "warning";
}

function describeWay(reach: Reach): string {
  if (reach.kind === "web-api") return ` through the Web API (${listWords(reach.columns, 6)})`;
  return reach.kind === "unclear" ? `, ${reach.says}` : "";
}
