import pc from "picocolors";
import { severities, type Finding, type Severity } from "../../contract/finding.ts";
import { renderCodeFrame } from "../../site/render-code-frame.ts";
import { hideSecrets } from "../hide-secrets.ts";
import { printable } from "../printable.ts";
import { severityColours } from "../plan/render-plan.ts";
import type { BaselineResult } from "./baseline.ts";

export interface RenderFindingsOptions {
  readonly files: ReadonlyMap<string, string>;
  /** Every finding with its lines, however many there are. */
  readonly full?: boolean;
  readonly baseline?: BaselineResult | undefined;
}

/** Of one code in one file so many are shown; of the rest the lines only. */
const maxOfCode = 3;
/** Of one code in the whole site: so many with the lines around their place, and so many at all. */
const maxFrames = 5;
const maxInSite = 25;

/** Findings for people: by file, each with the lines around its place, then how many there are of which. */
export function renderFindings(findings: readonly Finding[], { files, full = false, baseline }: RenderFindingsOptions): string {
  const counted = findings.filter(({ accepted }) => accepted === undefined);
  const accepted = findings.filter((finding) => finding.accepted !== undefined);
  const shown = full ? counted : takeOfEach(counted, maxInSite);
  const framed = new Set(full ? counted : takeOfEach(counted, maxFrames));
  const byFile = groupBy(shown, ({ path }) => path);
  return [
    ...[...byFile].map(([path, ofFile]) => renderFile(path, ofFile, { files, full, framed })),
    ...renderFolded(counted, shown),
    ...(accepted.length === 0 ? [] : [renderAccepted(accepted)]),
    ...(counted.length === 0 ? [] : [renderSummary(counted)]),
    [renderTotal(counted), ...renderLeftOut(accepted.length, baseline)].join("\n"),
  ].join("\n\n");
}

interface RenderFileOptions {
  readonly files: ReadonlyMap<string, string>;
  readonly full: boolean;
  /** Findings that are shown with the lines around their place. */
  readonly framed: ReadonlySet<Finding>;
}

function renderFile(path: string, findings: readonly Finding[], { files, full, framed }: RenderFileOptions): string {
  const heading = pc.bold(pc.underline(path === "" ? "The site as a whole" : printable(path)));
  const text = path === "" ? undefined : files.get(path);
  // One more is not worth a line that says so.
  const shown = full ? findings : takeOfEach(findings, maxOfCode, maxOfCode + 1);
  const left = new Set(findings);
  for (const finding of shown) left.delete(finding);
  return [
    heading,
    ...shown.map((finding) => renderOne(finding, framed.has(finding) ? text : undefined)),
    ...[...groupBy([...left], ({ code }) => code)].map(([code, others]) =>
      pc.dim(`  … and ${others.length} more of ${code}${renderLines(others)}; --full shows them`),
    ),
  ].join("\n");
}

/**
 * The first findings of each code.
 * @param atMost so many are taken where there are no more than these
 */
function takeOfEach(findings: readonly Finding[], limit: number, atMost = limit): Finding[] {
  const groups = [...groupBy(findings, ({ code }) => code).values()];
  const taken = new Set(groups.flatMap((group) => (group.length <= atMost ? group : group.slice(0, limit))));
  return findings.filter((finding) => taken.has(finding));
}

function renderFolded(findings: readonly Finding[], shown: readonly Finding[]): string[] {
  const left = new Set(findings);
  for (const finding of shown) left.delete(finding);
  const lines = [...groupBy([...left], ({ code }) => code)].map(([code, others]) => {
    const count = new Set(others.map(({ path }) => path)).size;
    return pc.dim(`… and ${others.length} more of ${code} in ${count} ${count === 1 ? "file" : "files"}; --full shows them`);
  });
  return lines.length === 0 ? [] : [lines.join("\n")];
}

const maxLines = 12;
function renderLines(findings: readonly Finding[]): string {
  const lines = [...new Set(findings.map(({ line }) => line))].filter((line) => line > 0);
  if (lines.length === 0) return "";
  const more = lines.length > maxLines ? ", …" : "";
  return ` in ${lines.length === 1 ? "line" : "lines"} ${lines.slice(0, maxLines).join(", ")}${more}`;
}

function renderOne({ severity, code, path, line, column, message, fix }: Finding, text: string | undefined): string {
  const at = line === 0 ? "" : `${line}${column > 0 ? `:${column}` : ""} `;
  // The first line of a record's file says nothing about what is wrong with the record.
  const isRecord = line <= 1 && column <= 1 && path.endsWith(".yml");
  const frame = text === undefined || line === 0 || isRecord ? undefined : renderCodeFrame(hideSecrets(path, text), { line, column });
  const hint = fix ? pc.green(" (--fix mends this)") : "";
  const head = `  ${at}${severityColours[severity](severity)} ${pc.dim(code)} ${printable(message)}${hint}`;
  return frame === undefined ? head : `${head}\n${pc.dim(frame.replaceAll(/^/gm, "    "))}`;
}

function renderAccepted(findings: readonly Finding[]): string {
  const groups = groupBy(findings, ({ code, accepted, acceptedBy }) => JSON.stringify([code, accepted, acceptedBy]));
  const lines = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const places = group.map(({ path, line }) => (path === "" ? "the site" : `${printable(path)}${line > 0 ? `:${line}` : ""}`));
    const more = places.length > maxOfCode ? ` and ${places.length - maxOfCode} more` : "";
    return [
      pc.dim(`  ${first.severity} ${first.code} ${places.slice(0, maxOfCode).join(", ")}${more}: ${printable(first.accepted ?? "")}`),
    ];
  });
  return [pc.dim("Accepted"), ...lines].join("\n");
}

/** Codes with how many there are of each, the worst first. */
function renderSummary(findings: readonly Finding[]): string {
  const groups = [...groupBy(findings, ({ code, severity }) => JSON.stringify([severity, code])).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ code: first.code, severity: first.severity, count: group.length, files: new Set(group.map(({ path }) => path)).size }];
  });
  const sorted = groups.toSorted(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.count - a.count || (a.code < b.code ? -1 : 1),
  );
  const width = Math.max(...sorted.map(({ code }) => code.length));
  const severityWidth = Math.max(...sorted.map(({ severity }) => severity.length));
  return sorted
    .map(
      ({ code, severity, count, files }) =>
        `${severityColours[severity](severity.padEnd(severityWidth))}  ${code.padEnd(width)}  ${String(count).padStart(5)}  ${pc.dim(`in ${files} ${files === 1 ? "file" : "files"}`)}`,
    )
    .join("\n");
}

function groupBy(findings: readonly Finding[], keyOf: (finding: Finding) => string): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return groups;
}

export const countSeverities = (findings: readonly Finding[]): Record<Severity, number> => {
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0, "cannot-conclude": 0 };
  for (const { severity, accepted } of findings) if (accepted === undefined) counts[severity] += 1;
  return counts;
};

function renderTotal(findings: readonly Finding[]): string {
  if (findings.length === 0) return pc.green("Nothing found.");
  const counts = Object.entries(countSeverities(findings)).flatMap(([severity, count]) => (count === 0 ? [] : [`${count} ${severity}`]));
  const fixable = findings.filter(({ fix }) => fix).length;
  return `${findings.length} found: ${counts.join(", ")}.${fixable === 0 ? "" : ` --fix mends ${fixable}.`}`;
}

function renderLeftOut(accepted: number, baseline: BaselineResult | undefined): string[] {
  const stale = (baseline?.stale ?? []).reduce((sum, { count }) => sum + count, 0);
  return [
    ...(accepted === 0 ? [] : [pc.dim(`${accepted} accepted.`)]),
    ...(baseline === undefined || baseline.known === 0 ? [] : [pc.dim(`${baseline.known} known from the baseline, not shown.`)]),
    ...(stale === 0
      ? []
      : [
          `${stale} of the baseline ${stale === 1 ? "is" : "are"} not found any more: write it anew with --write-baseline, so that none comes back unseen.`,
        ]),
  ];
}
