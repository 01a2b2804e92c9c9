import { structuredPatch } from "diff";
import pc from "picocolors";
import type { Finding } from "../../contract/finding.ts";
import type { Opening, Plan } from "./plan.ts";

/** A plan for people: what it opens first, then findings, then the diff. */
export function renderPlan(plan: Plan): string {
  const { site } = plan;
  const head = `${pc.bold(site.name)} ${pc.dim(`(${site.kind} site, ${site.model} data model)`)}`;
  return [
    head,
    ...renderOpenings(plan),
    ...plan.findings.map(renderFinding),
    ...plan.texts.map(({ path, before, after }) => renderDiff(path, before, after)),
  ].join("\n");
}

/** The closing line of `apply` and `remove`. */
export function renderOutcome(plan: Plan, isDryRun: boolean): string {
  if (plan.edits.length === 0) return `Nothing to do: ${plan.action === "apply" ? "the kit is in the site as configured" : "the kit is not in this site"}.`;
  const counts = (["create", "edit", "delete"] as const)
    .map((kind) => ({ kind, count: plan.edits.filter((edit) => edit.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${{ create: "created", edit: "edited", delete: "deleted" }[kind]}`);
  if (isDryRun) return `Dry run: nothing written (${counts.join(", ")}).`;
  const next = plan.action === "apply" ? "Try it: portal-kit dev" : "";
  return [pc.green(`Done: ${counts.join(", ")}.`), next].filter(Boolean).join("\n");
}

function renderOpenings(plan: Plan): string[] {
  const lines: string[] = [];
  if (plan.opens.length > 0) {
    lines.push("", pc.yellow(pc.bold("This opens")), ...plan.opens.map((opening) => `  ${describeOpening(opening)}`));
    const anonymousReads = plan.opens.filter((opening) => opening.rights.includes("read"));
    for (const { columns, role } of anonymousReads) {
      lines.push(`  ${pc.yellow("So a stranger can")} list ${columns.join(" and ")} of every contact in the organization (role ${role}).`);
    }
    if (plan.opens.some((opening) => opening.rights.includes("create"))) {
      lines.push(`  ${pc.yellow("So a stranger's script can")} create contacts: a honeypot does not guard /_api; set a rate rule in the web application firewall.`);
    }
    lines.push("");
  }
  if (plan.closes.length > 0) {
    lines.push("", pc.bold("This closes, in the folder"), ...plan.closes.map((opening) => `  ${describeOpening(opening)}`));
    lines.push(
      `  ${pc.yellow("An upload deletes nothing.")} Where this was uploaded before, it stays open until the table permission's create and read are set to false`,
      "  and Webapi/contact/enabled to false in the environment, or the records are deleted there.",
      "",
    );
  }
  return lines;
}

function describeOpening({ table, columns, rights, role }: Opening): string {
  return `${pc.bold(rights.join(" and "))} ${table} (${columns.join(", ")}) to role ${pc.bold(role)}`;
}

const colours: Readonly<Record<Finding["severity"], (text: string) => string>> = {
  error: pc.red,
  warning: pc.yellow,
  info: pc.cyan,
  "cannot-conclude": pc.magenta,
};

export function renderFinding(finding: Finding): string {
  const where = finding.path === "" ? "" : `${finding.path}${finding.line > 0 ? `:${finding.line}:${finding.column}` : ""} `;
  return `${colours[finding.severity](finding.severity)} ${pc.dim(finding.code)} ${where}${finding.message}`;
}

const maxLinesOfNewFile = 12;

function renderDiff(path: string, before: string | undefined, after: string | undefined): string {
  if (before === undefined) return renderWhole(path, after ?? "", "create", "+", pc.green);
  if (after === undefined) return renderWhole(path, before, "delete", "-", pc.red);
  const { hunks } = structuredPatch(path, path, before, after, "", "", { context: 2 });
  const lines = hunks.flatMap((hunk) => [
    pc.cyan(`@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`),
    ...hunk.lines.map((line) => (line.startsWith("+") ? pc.green(line) : line.startsWith("-") ? pc.red(line) : line)).map(showLineEnds),
  ]);
  return [pc.bold(`edit ${path}`), ...lines.map((line) => `  ${line}`)].join("\n");
}

function renderWhole(path: string, text: string, verb: string, sign: string, colour: (line: string) => string): string {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === "") lines.pop();
  const shown = lines.slice(0, maxLinesOfNewFile).map((line) => `  ${colour(`${sign}${line.length > 160 ? `${line.slice(0, 160)}…` : line}`)}`);
  const rest = lines.length > maxLinesOfNewFile ? [`  ${pc.dim(`… ${lines.length - maxLinesOfNewFile} more lines`)}`] : [];
  return [pc.bold(`${verb} ${path}`), ...shown, ...rest].join("\n");
}

const showLineEnds = (line: string): string => line.replaceAll("\r", pc.dim("␍"));
