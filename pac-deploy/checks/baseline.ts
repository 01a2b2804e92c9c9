import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Finding } from "../../contract/finding.ts";
import { UserError } from "../../contract/user-error.ts";
import { isAbsence } from "../../site/whole-files.ts";
import { sha256 } from "../plan/sha256.ts";

/** Findings that are known: of so many with this code in this file on a line of this text. Lines may move. */
export interface BaselineEntry {
  readonly code: string;
  readonly path: string;
  /** SHA-256 (hex) of the line's text without the blanks around it; of the message, its numbers left out, where a finding has no line. */
  readonly line: string;
  readonly count: number;
}

export interface BaselineResult {
  /** Those that the baseline does not know. */
  readonly fresh: readonly Finding[];
  /** How many it knows. */
  readonly known: number;
  /** Entries for which fewer are found than they know. */
  readonly stale: readonly BaselineEntry[];
}

/** The findings as a baseline knows them; what is accepted needs none. */
export function makeBaseline(findings: readonly Finding[], files: ReadonlyMap<string, string>): BaselineEntry[] {
  const entries = new Map<string, BaselineEntry>();
  const hashLine = createLineHash(files);
  for (const finding of findings) {
    if (finding.accepted !== undefined) continue;
    const { code, path } = finding;
    const line = hashLine(finding);
    const key = keyOf({ code, path, line });
    entries.set(key, { code, path, line, count: (entries.get(key)?.count ?? 0) + 1 });
  }
  return [...entries.values()];
}

/** Takes out the findings that are known. */
export function subtractBaseline(
  findings: readonly Finding[],
  baseline: readonly BaselineEntry[],
  { files, isAsked }: { readonly files: ReadonlyMap<string, string>; readonly isAsked: (code: string) => boolean },
): BaselineResult {
  const left = new Map<string, number>();
  for (const entry of baseline) left.set(keyOf(entry), (left.get(keyOf(entry)) ?? 0) + entry.count);
  const hashLine = createLineHash(files);
  const fresh = findings.filter((finding) => {
    if (finding.accepted !== undefined) return true;
    const key = keyOf({ ...finding, line: hashLine(finding) });
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
  const stale = baseline.flatMap((entry) => {
    const count = left.get(keyOf(entry)) ?? 0;
    left.delete(keyOf(entry));
    return count > 0 && isAsked(entry.code) ? [{ ...entry, count }] : [];
  });
  return { fresh, known: findings.length - fresh.length, stale };
}

const keyOf = ({ code, path, line }: Pick<BaselineEntry, "code" | "path" | "line">): string => JSON.stringify([code, path, line]);

function createLineHash(files: ReadonlyMap<string, string>): (finding: Finding) => string {
  const lines = new Map<string, readonly string[]>();
  return ({ path, line, message }) => {
    if (line === 0) return sha256(message.replaceAll(/\d+/g, "#"));
    const known = lines.get(path) ?? files.get(path)?.split(/\r\n|\r|\n/) ?? [];
    lines.set(path, known);
    return sha256((known[line - 1] ?? "").trim());
  };
}

/** @throws UserError `baseline-missing`, `baseline-broken`, exit code 2 */
export async function readBaseline(path: string): Promise<BaselineEntry[]> {
  const broken = (cause?: unknown): UserError =>
    new UserError("baseline-broken", `${path} is not what --write-baseline writes (version 1)`, {
      exitCode: 2,
      place: { path },
      hint: "Write it anew with --write-baseline, or take it back from version control.",
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(await readFile(resolve(path), "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw broken(error);
    if (!isAbsence(error)) throw error;
    throw new UserError("baseline-missing", `--baseline names a file that is not there: ${path}`, {
      exitCode: 2,
      hint: `Write it once with \`portal-kit check --write-baseline ${path}\`.`,
      cause: error,
    });
  }
  // Each member is looked at.
  const { version, findings } = (value ?? {}) as { version?: unknown; findings?: unknown };
  if (version !== 1 || !Array.isArray(findings) || !findings.every(isEntry)) throw broken();
  return findings;
}

function isEntry(value: unknown): value is BaselineEntry {
  const entry = (value ?? {}) as Partial<Record<keyof BaselineEntry, unknown>>; // each member is looked at
  const texts = [entry.code, entry.path, entry.line];
  return texts.every((text) => typeof text === "string") && Number.isSafeInteger(entry.count) && Number(entry.count) > 0;
}

/** @throws UserError `baseline-not-written`, exit code 3 */
export async function writeBaseline(path: string, entries: readonly BaselineEntry[]): Promise<void> {
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`);
  try {
    await writeFile(resolve(path), `{\n  "version": 1,\n  "findings": [\n${lines.join(",\n")}\n  ]\n}\n`);
  } catch (cause) {
    throw new UserError("baseline-not-written", `${path} could not be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
      exitCode: 3,
      hint: "Give --write-baseline a file in a folder that exists and that you may write to.",
      cause,
    });
  }
}
