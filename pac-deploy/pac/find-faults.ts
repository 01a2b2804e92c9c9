import { knownFaults } from "./known-faults.ts";
import type { PacFault } from "./pac.ts";
import { parseProgress } from "./pac-lines.ts";
import type { PacRunResult } from "./run-pac.ts";

/** The known faults in what pac printed, in its order. A line that only goes on with the one before is part of that one. */
export function findFaults(lines: readonly string[]): PacFault[] {
  const log = findLogPath(lines);
  return joinContinued(lines).flatMap((line) => {
    const known = knownFaults.find(({ pattern }) => pattern.test(line));
    if (known === undefined) return [];
    const { code } = known;
    const hint = log !== undefined && (code === "pac-crashed" || code === "pac-error") ? `${known.hint} Its log: ${log}` : known.hint;
    return [{ code, line: line.trim(), hint }];
  });
}

/** What is wrong with a run whatever was printed. */
export function findRunFaults({ ended, lines }: PacRunResult, timeLimitMs: number): PacFault[] {
  const last = lines.findLast((line) => line.trim() !== "")?.trim() ?? "";
  if (ended === "time-limit") {
    const minutes = Math.round(timeLimitMs / 6_000) / 10;
    const hint = "It was stopped in the middle: some of it may have arrived. PORTAL_KIT_PAC_MINUTES allows more time.";
    return [{ code: "pac-timeout", line: `not done after ${minutes} minutes; last said: ${last}`, hint }];
  }
  if (ended === "cancelled") {
    return [
      { code: "pac-cancelled", line: `stopped; last said: ${last}`, hint: "It was stopped in the middle: some of it may have arrived." },
    ];
  }
  if (ended === "flood") return [{ code: "pac-flood", line: last, hint: "pac printed without end and was stopped." }];
  const progress = lines.findLast((line) => parseProgress(line) !== undefined);
  const percent = progress === undefined ? 100 : (parseProgress(progress)?.percent ?? 100);
  if (percent >= 100) return [];
  return [{ code: "pac-stopped-midway", line: progress?.trim() ?? "", hint: "pac ended before it was done: only a part has arrived." }];
}

/** Tables that a download began and never ended, where pac says so of others: what is missing would look like a deletion. */
export function findUnfinishedDownloads(lines: readonly string[]): PacFault[] {
  const list = (verb: string): string[] => lines.flatMap((line) => new RegExp(String.raw`^\s*${verb} - (\w+)\s*$`).exec(line)?.[1] ?? []);
  const done = new Set(list("Downloaded"));
  if (done.size === 0) return [];
  return [...new Set(list("Downloading"))]
    .filter((table) => !done.has(table))
    .map((table) => ({
      code: "pac-download-incomplete",
      line: `Downloading - ${table}`,
      hint: "pac began with this table and did not say that it was done: the download is not used.",
    }));
}

const joinContinued = (lines: readonly string[]): string[] => {
  const joined: string[] = [];
  for (const line of lines) {
    const isContinued = /^\s+due to\b/i.test(line) || (/\bFAILED\s*$/.test(joined.at(-1) ?? "") && /^\s*due to\b/i.test(line));
    if (isContinued && joined.length > 0) joined[joined.length - 1] = `${joined.at(-1)} ${line.trim()}`;
    else joined.push(line);
  }
  return joined;
};

const findLogPath = (lines: readonly string[]): string | undefined =>
  lines.map((line) => /diagnostics? logs can be found at:\s*(.+?)\s*$/i.exec(line)?.[1]).find((path) => path !== undefined);
