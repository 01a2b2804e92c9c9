import pc from "picocolors";
import type { Finding } from "../../contract/finding.ts";
import type { RecordDifference } from "./compare-records.ts";
import { describeRecord, describeValue } from "./describe-value.ts";
import { withoutPrefix } from "./record-tables.ts";

/** What the two sides are called, e.g. `the plan` and `the environment`. */
export interface Sides {
  readonly expected: string;
  readonly actual: string;
}

/** Every difference in words, with the file and line; secrets are dots. */
export function renderDifferences(differences: readonly RecordDifference[], sides: Sides): string[] {
  return differences.flatMap((difference) => {
    const [head, ...rest] = describeDifference(difference, sides);
    return [`${pc.red("differs")} ${head}`, ...rest.map((line) => `    ${line}`)];
  });
}

/** The same as findings, one for each record. */
export function differenceFindings(differences: readonly RecordDifference[], sides: Sides): Finding[] {
  return differences.map((difference) => ({
    code: "deployment-differs",
    severity: "error",
    path: difference.record.path,
    line: difference.record.line,
    column: 0,
    message: describeDifference(difference, sides).join("; "),
    fix: false,
  }));
}

function describeDifference({ kind, record, values }: RecordDifference, { expected, actual }: Sides): string[] {
  const what = describeRecord(record);
  switch (kind) {
    case "missing":
      return [`${what}: in ${expected} and not in ${actual}`];
    case "unexpected":
      return [`${what}: in ${actual} and not in ${expected}`];
    default:
      return [
        what,
        ...values.map(
          ({ key, before, after }) =>
            `${withoutPrefix(key)}: ${describeValue(record, key, before)} in ${expected}, ${describeValue(record, key, after)} in ${actual}`,
        ),
      ];
  }
}
