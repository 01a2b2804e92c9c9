import type { Finding } from "../../contract/finding.ts";
import type { Closing, Conflict, DeploymentPlan, RecordChange, Residue } from "./deployment-plan.ts";
import { describeRecord, describeValue } from "./describe-value.ts";
import { withoutPrefix } from "./record-tables.ts";
import type { DeployedRecord } from "./site-records.ts";

/** What a person has to decide or to know: conflicts (errors), what an upload leaves as it is and what it leaves open (warnings). Secrets are dots. */
export function deploymentFindings(plan: DeploymentPlan): Finding[] {
  return [
    ...plan.conflicts.map((conflict) => findingAt(conflict.record, `conflict-${conflict.reason}`, "error", describeConflict(conflict))),
    ...plan.closings.map((closing) => findingAt(closing.record, "open-until-deleted", "warning", describeClosing(closing))),
    ...plan.residue.map((residue) => findingAt(residue.record, `residue-${residue.kind}`, "warning", describeResidue(residue))),
  ];
}

function findingAt(record: DeployedRecord, code: string, severity: Finding["severity"], message: string): Finding {
  return { code, severity, path: record.path, line: record.line, column: 0, message, fix: false };
}

const conflictWords: Readonly<Record<Conflict["reason"], string>> = {
  "changed-twice": "changed here and in the environment",
  "deleted-there": "changed here, and deleted in the environment",
  "deleted-here": "deleted here, and changed in the environment",
  "same-name": "made here, and another of the same name was made in the environment: with both, the one hides the other",
  unknown: "differs, and without a former deployment nobody can tell who changed it",
};

export function describeConflict({ reason, record, other, key, base, local, remote }: Conflict): string {
  const what = `${describeRecord(record)} ${conflictWords[reason]}`;
  if (other !== undefined) return `${what}: ${describeRecord(other)}, ${other.id}`;
  if (key === undefined) return what;
  const was = reason === "unknown" ? "" : `, was ${describeValue(record, key, base)}`;
  return `${what}: ${withoutPrefix(key)} is ${describeValue(record, key, local)} here and ${describeValue(record, key, remote)} there${was}`;
}

export function describeResidue({ kind, record, key, wanted, remote, remedy }: Residue): string {
  const what = describeRecord(record);
  if (kind === "deletion") return `${what} is not in the folder any more, and an upload deletes nothing: ${remedy}`;
  const name = withoutPrefix(key ?? "");
  const has = describeValue(record, key ?? "", remote);
  if (kind === "blank") return `${what}: ${name} is empty in the folder, and an upload empties nothing (${has} stays): ${remedy}`;
  return `${what}: ${name} is to be ${describeValue(record, key ?? "", wanted)}, and an upload takes nothing off a list (${has} stays): ${remedy}`;
}

/** The same of several: what is said of them all, and behind the name of each what is its own. */
export function describeAlike({ kind, record, key = "", wanted, remote, remedy }: Residue): { head: string; note: string } {
  if (kind === "deletion") return { head: `not in the folder any more, and an upload deletes nothing: ${remedy}`, note: "" };
  const name = withoutPrefix(key);
  const has = describeValue(record, key, remote);
  if (kind === "blank") return { head: `empty in the folder, and an upload empties nothing: ${remedy}`, note: `: ${name} (${has} stays)` };
  return {
    head: `an upload takes nothing off a list: ${remedy}`,
    note: `: ${name} is to be ${describeValue(record, key, wanted)} (${has} stays)`,
  };
}

export function describeClosing(closing: Closing): string {
  const opens = describeOpens(closing);
  return `${describeRecord(closing.record)} is gone from the folder and stays in the environment${opens === "" ? "" : `, and ${opens}`}: it is uploaded closed (${describeClosed(closing)})`;
}

/** E.g. `opens read contact for the web role "Anonymous Users"`; empty: nothing that the permissions of the environment tell. */
export function describeOpens({ opens }: Pick<Closing, "opens">): string {
  const rights = opens.flatMap((opening) => opening.rights.map((right) => `${right} ${opening.table} for the web role "${opening.role}"`));
  return rights.length === 0 ? "" : `opens ${[...new Set(rights)].join(", ")}`;
}

export const describeClosed = ({ record, values }: Pick<Closing, "record" | "values">): string =>
  Object.entries(values)
    .map(([key, value]) => `${withoutPrefix(key)} ${describeValue(record, key, value)}`)
    .join(", ");

export interface DeploymentStep {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** The plan's five parts as steps of the JSON answer. */
export function deploymentSteps(plan: DeploymentPlan): DeploymentStep[] {
  return [
    { name: "changes", ok: true, detail: countChanges(plan.changes) },
    { name: "others", ok: true, detail: countChanges(plan.others) },
    { name: "conflicts", ok: plan.conflicts.length === 0, detail: `${plan.conflicts.length} to decide` },
    { name: "residue", ok: plan.residue.length === 0, detail: countResidue(plan.residue) },
    { name: "closings", ok: plan.closings.length === 0, detail: `${plan.closings.length} to be uploaded closed` },
  ];
}

export function countChanges(changes: readonly RecordChange[]): string {
  return countBy(changes, { create: "new", edit: "changed", delete: "deleted" });
}

export function countResidue(residue: readonly Residue[]): string {
  return countBy(residue, { deletion: "not deleted", blank: "not emptied", unlink: "not unlinked" });
}

function countBy<Kind extends string>(items: readonly { readonly kind: Kind }[], words: Readonly<Record<Kind, string>>): string {
  const kinds = [...new Set(items.map(({ kind }) => kind))];
  return kinds.map((kind) => `${items.filter((item) => item.kind === kind).length} ${words[kind]}`).join(", ") || "none";
}
