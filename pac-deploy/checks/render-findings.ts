import pc from "picocolors";
import { severities, type Finding } from "../../contract/finding.ts";
import { renderCodeFrame } from "../../site/render-code-frame.ts";
import { renderFinding } from "../plan/render-plan.ts";

/**
 * Findings for people: each with the lines around its place, then how many there are.
 * @param readText the text of a file inside the site folder; undefined for one that is no text, or is gone
 */
export function renderFindings(findings: readonly Finding[], readText: (path: string) => string | undefined): string {
  if (findings.length === 0) return pc.green("Nothing found.");
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return [...findings.map((finding) => renderWithFrame(finding, readText)), `${findings.length} found: ${counts.join(", ")}.`].join("\n\n");
}

function renderWithFrame(finding: Finding, readText: (path: string) => string | undefined): string {
  const { path, line, column } = finding;
  const text = path === "" || line === 0 ? undefined : readText(path);
  const frame = text === undefined ? undefined : renderCodeFrame(text, { line, column });
  return frame === undefined ? renderFinding(finding) : `${renderFinding(finding)}\n${pc.dim(frame.replaceAll(/^/gm, "  "))}`;
}
