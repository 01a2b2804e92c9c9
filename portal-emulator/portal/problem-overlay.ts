import type { LiquidProblem } from "../../liquid/create-liquid.ts";
import { renderCodeFrame } from "../../site/render-code-frame.ts";
import { findUnsupported } from "../evidence/unsupported.ts";
import { overlayStylePath } from "./overlay-style.ts";
import { escapeHtml } from "./page-shell.ts";

/** More of them are counted, and all are in the terminal's report. */
const maxShown = 50;

/**
 * A note in the page's corner with the Liquid problems of this page, each with its place and the source around it; "" when there are none. It opens, closes
 * and keeps the page's style sheets out without a script, which the page's policy might forbid.
 * @param findSource the text that a problem's path names
 */
export function renderProblemOverlay(
  problems: readonly LiquidProblem[],
  findSource: (path: string) => string | undefined = () => undefined,
): string {
  if (problems.length === 0) return "";
  const rows = problems.slice(0, maxShown).map((problem) => renderRow(problem, findSource(problem.path)));
  const rest = problems.length > maxShown ? `<li>… and ${problems.length - maxShown} more.</li>` : "";
  return `<div data-portal-kit-emulator><template shadowrootmode="open"><link rel="stylesheet" href="${overlayStylePath}">
<dialog open aria-labelledby="title"><form method="dialog"><button aria-label="Close the emulator's note" title="Close">✕</button></form>
<details><summary id="title">Emulator: ${problems.length} Liquid problem${problems.length === 1 ? "" : "s"} on this page</summary><ul>${rows.join("")}${rest}</ul></details></dialog></template></div>`;
}

function renderRow(problem: LiquidProblem, source: string | undefined): string {
  const frame = source === undefined ? undefined : renderCodeFrame(source, problem);
  const missing = problem.kind === "unsupported" && problem.name !== undefined ? findUnsupported(problem.name) : undefined;
  return `<li><code>${escapeHtml(`${problem.path}:${problem.line}:${problem.column}`)}</code> ${escapeHtml(problem.message)}${
    missing === undefined ? "" : ` ${escapeHtml(missing.instead)}`
  }${frame === undefined ? "" : `<pre tabindex="0" aria-label="Source">${escapeHtml(frame)}</pre>`}</li>`;
}
