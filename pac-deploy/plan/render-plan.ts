import pc from "picocolors";
import type { Finding } from "../../contract/finding.ts";
import type { Plan } from "./plan.ts";
import { printable } from "../printable.ts";
import { renderChanges } from "./render-changes.ts";
import { renderSecurity } from "./render-security.ts";

export interface RenderPlanOptions {
  /** Every new file whole, instead of what it is for. */
  readonly full?: boolean;
}

/** A plan for people: what it opens and closes first, then findings, then the diff. */
export function renderPlan(plan: Plan, { full = false }: RenderPlanOptions = {}): string {
  const { site } = plan;
  const head = `${pc.bold(printable(site.name))} ${pc.dim(`(${site.kind} site, ${site.model} data model)`)}`;
  return [head, ...renderSecurity(plan), ...renderFindings(plan.findings), ...renderChanges(plan, full)].join("\n");
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

/** What stops the command first. */
function renderFindings(findings: readonly Finding[]): string[] {
  const rank = (finding: Finding): number => Object.keys(severityColours).indexOf(finding.severity);
  const lines = findings.toSorted((a, b) => rank(a) - rank(b)).map(renderFinding);
  return lines.length === 0 ? [] : ["", ...lines];
}

export const severityColours: Readonly<Record<Finding["severity"], (text: string) => string>> = {
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
  return `${severityColours[finding.severity](finding.severity)} ${pc.dim(finding.code)} ${where}${printable(finding.message)}`;
}
