import pc from "picocolors";
import { printable, printableInLine } from "../printable.ts";
import { renderFinding } from "../plan/render-plan.ts";
import { isFault, type VerifyFinding, type VerifyReport, type VerifyStep } from "./verify-report.ts";

/** What keeps visitors unknown, said before anything is asked. */
export const renderAdvice = (advice: readonly string[]): string =>
  [pc.bold("What most keeps visitors unknown, and cannot be seen from outside:"), ...advice.map((line) => `  - ${line}`), ""].join("\n");

/** One line for each step, as it is done. */
export function renderStep({ name, ok, detail }: VerifyStep): string {
  const mark = ok === null ? pc.dim("not run") : ok ? pc.green("ok     ") : pc.red("wrong  ");
  return `${mark} ${pc.bold(name)} ${printableInLine(detail)}`;
}

/** What was found, the worst first, and the figures. */
export function renderReport(report: VerifyReport): string {
  const faults = report.findings.filter(isFault);
  const others = report.findings.filter((finding) => !isFault(finding));
  const left = report.steps.filter(({ ok }) => ok === null).length;
  const { sent, budget } = report.requests;
  const summary =
    faults.length === 0 && !report.steps.some(({ ok }) => ok === false)
      ? pc.green("Nothing wrong was found")
      : pc.red(`${faults.length} ${faults.length === 1 ? "thing is" : "things are"} wrong`);
  return [
    "",
    ...[...faults, ...others].map(renderVerifyFinding),
    ...(report.findings.length > 0 ? [""] : []),
    `${summary}${left === 0 ? "" : `; ${left} ${left === 1 ? "step was" : "steps were"} not run`}. ${sent} of ${budget} requests were sent to ${report.url}, besides those of the browser.`,
  ].join("\n");
}

const renderVerifyFinding = (finding: VerifyFinding): string =>
  [
    renderFinding(finding),
    finding.accepted === undefined
      ? `  ${pc.bold("Fix:")} ${printable(finding.remedy)}`
      : `  ${pc.dim(`Accepted: ${printable(finding.accepted)}`)}`,
  ].join("\n");
