import pc from "picocolors";
import { assertNever } from "../../access/assert-never.ts";
import type { Finding } from "../../contract/finding.ts";
import type { Opening, Plan } from "./plan.ts";
import { printable, renderChanges } from "./render-changes.ts";

export interface RenderPlanOptions {
  /** Every new file whole, instead of what it is for. */
  readonly full?: boolean;
}

/** A plan for people: what it opens first, then findings, then the diff. */
export function renderPlan(plan: Plan, { full = false }: RenderPlanOptions = {}): string {
  const { site } = plan;
  const head = `${pc.bold(printable(site.name))} ${pc.dim(`(${site.kind} site, ${site.model} data model)`)}`;
  return [head, ...renderOpenings(plan), ...renderFindings(plan.findings), ...renderChanges(plan, full)].join("\n");
}

/**
 * The closing line of `apply` and `remove`.
 * @param site the folder as the person gave it
 */
export function renderOutcome(plan: Plan, { isDryRun, site }: { readonly isDryRun: boolean; readonly site: string }): string {
  if (plan.edits.length === 0)
    return `Nothing to do: ${plan.action === "apply" ? "the kit is in the site as configured" : "the kit is not in this site"}.`;
  const counts = countEdits(plan, { create: "created", edit: "edited", delete: "deleted" });
  if (isDryRun) return `\nDry run: nothing written (${countEdits(plan, toDo)}).`;
  const next = plan.action === "apply" ? `Try it: portal-kit dev${site === "." ? "" : ` --site ${quoted(site)}`}` : "";
  return ["", pc.green(`Done: ${counts}.`), next].filter((line, index) => index === 0 || line !== "").join("\n");
}

/** The closing line of `plan`. */
export function renderPrognosis(plan: Plan): string {
  const errors = plan.findings.filter((finding) => finding.severity === "error").length;
  if (errors > 0) return `\n${pc.red(`apply would refuse this: correct the ${errors === 1 ? "error" : `${errors} errors`} above first.`)}`;
  if (plan.edits.length === 0) return renderOutcome(plan, { isDryRun: true, site: "." });
  return `\nNothing is written yet. \`portal-kit apply\` would write this: ${countEdits(plan, toDo)}.`;
}

const toDo = { create: "to create", edit: "to edit", delete: "to delete" } as const;

function countEdits(plan: Plan, words: Readonly<Record<"create" | "edit" | "delete", string>>): string {
  return (["create", "edit", "delete"] as const)
    .map((kind) => ({ kind, count: plan.edits.filter((edit) => edit.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${words[kind]}`)
    .join(", ");
}

const quoted = (path: string): string => (/^[\w./\\:+-]+$/.test(path) ? path : `"${path}"`);

function renderOpenings(plan: Plan): string[] {
  const lines: string[] = [];
  if (plan.opens.length > 0) {
    lines.push("", pc.yellow(pc.bold("This opens")), ...plan.opens.map((opening) => `  ${describeOpening(opening)}`));
    lines.push(...new Set(plan.opens.flatMap((opening) => opening.rights.map((right) => `  ${describeConsequence(opening, right)}`))));
  }
  if (plan.closes.length > 0) {
    lines.push("", pc.bold("This closes, in the folder"), ...plan.closes.map((opening) => `  ${describeOpening(opening)}`));
    lines.push(
      `  ${pc.yellow("An upload deletes nothing.")} Where this was uploaded before, it stays open until the table permission's create, read and write are`,
      "  set to false and Webapi/contact/enabled to false in the environment, or the records are deleted there.",
    );
  }
  return lines;
}

function describeOpening({ table, columns, rights, role, rows }: Opening): string {
  const whose = rows === "own" ? "the visitor's own " : "";
  const which = columns.length === 0 ? "no column" : columns.join(", ");
  return `${pc.bold(rights.join(" and "))} ${whose}${table} (${which}) to role ${pc.bold(printable(role))}`;
}

/** What a right lets somebody do who does not use the form. */
function describeConsequence({ columns, role, rows }: Opening, right: Opening["rights"][number]): string {
  if (rows === "own") {
    return `${pc.yellow("So a signed-in visitor's script can")} set these columns of the own contact to anything, and of no other.`;
  }
  switch (right) {
    case "read":
      return `${pc.yellow("So a stranger can")} list ${columns.join(" and ")} of every contact in the organization (role ${printable(role)}).`;
    case "create":
      return `${pc.yellow("So a stranger's script can")} create contacts: a honeypot does not guard /_api; set a rate rule in the web application firewall.`;
    case "update":
      return columns.length === 0
        ? `${pc.yellow("So a stranger's script may")} ask to change any contact, and the column permission profile refuses each column: nothing changes while that profile is there.`
        : `${pc.yellow("So a stranger's script can")} change ${columns.join(" and ")} of every contact in the organization (role ${printable(role)}).`;
    default:
      return assertNever(right);
  }
}

/** What stops the command first. */
function renderFindings(findings: readonly Finding[]): string[] {
  const rank = (finding: Finding): number => Object.keys(colours).indexOf(finding.severity);
  const lines = findings.toSorted((a, b) => rank(a) - rank(b)).map(renderFinding);
  return lines.length === 0 ? [] : ["", ...lines];
}

const colours: Readonly<Record<Finding["severity"], (text: string) => string>> = {
  error: pc.red,
  warning: pc.yellow,
  "cannot-conclude": pc.magenta,
  info: pc.cyan,
};

export function renderFinding(finding: Finding): string {
  const where =
    finding.path === ""
      ? ""
      : `${printable(finding.path)}${finding.line > 0 ? `:${finding.line}${finding.column > 0 ? `:${finding.column}` : ""}` : ""} `;
  return `${colours[finding.severity](finding.severity)} ${pc.dim(finding.code)} ${where}${printable(finding.message)}`;
}
