import type { LiquidProblem } from "../../liquid/create-liquid.ts";
import { escapeHtml } from "./page-shell.ts";

/** A note in the page's corner with the Liquid problems of this page; "" when there are none. The consent banner and its re-open control stay above it. */
export function renderProblemOverlay(problems: readonly LiquidProblem[]): string {
  if (problems.length === 0) return "";
  const rows = problems
    .map(
      (problem) =>
        `<li><code>${escapeHtml(`${problem.path}:${problem.line}:${problem.column}`)}</code> ${escapeHtml(problem.message)}</li>`,
    )
    .join("");
  return `<details data-portal-kit-emulator style="position:fixed;right:12px;bottom:60px;z-index:2147482000;max-width:min(640px,calc(100vw - 24px));max-height:60vh;box-sizing:border-box;overflow:auto;background:#fff8e6;color:#3d2c00;border:1px solid #b98900;border-radius:8px;padding:8px 12px;font:14px/1.5 system-ui,sans-serif">
<summary style="cursor:pointer">Emulator: ${problems.length} Liquid problem${problems.length === 1 ? "" : "s"} on this page</summary><ul style="padding-left:18px;margin:8px 0 0">${rows}</ul></details>`;
}
