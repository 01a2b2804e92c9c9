import type { Privilege } from "../../access/access.ts";
import type { Finding } from "../../contract/finding.ts";
import type { Check, CheckedSite } from "../checks/check.ts";
import type { Cause, FindCauses } from "./causes/cause.ts";
import { findColumnCauses } from "./causes/find-column-causes.ts";
import { findPermissionCauses } from "./causes/find-permission-causes.ts";
import { findUsesOfClosedColumns, findUsesOfClosedTables, findUsesWithoutPermission } from "./causes/find-use-causes.ts";
import { findArgumentCauses, findChainCauses, findTableCauses } from "./causes/find-table-causes.ts";
import type { Explanation } from "./explanations.ts";
import { relatedChecks } from "./related-checks.ts";

export type { Cause } from "./causes/cause.ts";

const each =
  (...finders: readonly FindCauses[]): FindCauses =>
  (checked) =>
    finders.flatMap((find) => find(checked));
const missing = (privilege: Privilege): FindCauses => each(findUsesWithoutPermission(privilege), findPermissionCauses(privilege));

/** What of a site's code and records makes a portal answer with a code. */
const causesOf: Readonly<Record<string, FindCauses>> = {
  "90040101": each(findUsesOfClosedColumns, findColumnCauses),
  "90040102": missing("write"),
  "90040103": missing("create"),
  "90040104": missing("delete"),
  "90040105": missing("append"),
  "90040106": missing("appendTo"),
  "9004010A": findArgumentCauses,
  "9004010C": each(findUsesOfClosedTables, findTableCauses),
  "9004010D": findChainCauses,
  "90040120": missing("read"),
};

const weights: readonly Cause["weight"][] = ["certain", "likely", "possible"];

/**
 * Where in a site a code likely comes from, the likeliest first: what the checks that look for it find, then what the records say.
 * undefined: nothing that a site folder holds brings this code.
 */
export function findCauses({ kind, entry: { code } }: Explanation, checked: CheckedSite, checks: readonly Check[]): Cause[] | undefined {
  if (kind === "check") {
    const own = checks.filter(({ meta }) => meta.code === code);
    return [...own.flatMap((check) => check.find(checked)), ...checked.site.findings.filter((finding) => finding.code === code)].map(
      toCause,
    );
  }
  const related = relatedChecks[code] ?? [];
  const find = causesOf[code];
  if (find === undefined && related.length === 0) return undefined;
  const found = checks.filter(({ meta }) => related.includes(meta.code)).flatMap((check) => check.find(checked).map(toCause));
  const told = new Set(found.map(({ path, line }) => `${path}:${line}`));
  // A check has said it better.
  const others = (find?.(checked) ?? []).filter(({ path, line }) => !told.has(`${path}:${line}`));
  return [...found, ...others].toSorted((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight));
}

const toCause = ({ path, line, column, message, severity }: Finding): Cause => ({
  path,
  line,
  column,
  message,
  weight: severity === "error" ? "certain" : severity === "warning" ? "likely" : "possible",
});
