import type { LiquidProblem } from "../../../liquid/create-liquid.ts";
import type { Finding, Severity } from "../../../contract/finding.ts";
import type { CheckedSite, CheckMeta } from "../check.ts";
import { readSiteLiquid, type LiquidText } from "./read-site-liquid.ts";

export interface ProblemWords {
  readonly severity: Severity;
  readonly says: string;
  /** One finding for the whole site is enough. */
  readonly isOncePerSite?: boolean;
  /** Sentences of one are told once for each file; without it the sentence itself counts. */
  readonly cause?: string;
}

/** One finding for each file and sentence, at the first place. What does not parse at all is told by `liquid-syntax` alone. */
export function describeProblems(
  { code }: CheckMeta,
  checked: CheckedSite,
  describe: (problem: LiquidProblem, text: LiquidText) => ProblemWords | undefined,
): Finding[] {
  const told = new Set<string>();
  return checked.once(readSiteLiquid).flatMap((text) => {
    const { problems, references } = text;
    if (references === undefined) return [];
    const groups = new Map<string, Finding & { readonly count: number }>();
    for (const problem of problems) {
      const words = describe(problem, text);
      if (words === undefined || told.has(words.cause ?? words.says)) continue;
      if (words.isOncePerSite === true) told.add(words.cause ?? words.says);
      const { path, line, column } = problem;
      const cause = words.cause ?? words.says;
      const known = groups.get(cause);
      const count = (known?.count ?? 0) + 1;
      groups.set(
        cause,
        known === undefined
          ? { code, severity: words.severity, path, line, column, message: words.says, fix: false, count }
          : { ...known, count },
      );
    }
    return [...groups.values()].map(({ count, ...finding }) =>
      count === 1 ? finding : { ...finding, message: `${finding.message} (${count} places in this file)` },
    );
  });
}
