import type { Finding, Severity } from "../../../contract/finding.ts";
import type { CheckMeta } from "../check.ts";
import { findingAt } from "../finding-at.ts";
import type { RiskyOutput } from "./find-risky-outputs.ts";

/** What of an output is to be said; undefined: nothing. */
export interface OutputWords {
  readonly severity: Severity;
  /** What goes wrong and what to do, as one sentence that begins with "…, which". */
  readonly says: string;
}

const maxNames = 3;

/** One finding for each file and sentence: the first place, what is printed there, and in how many places more. */
export function describeOutputs(
  meta: CheckMeta,
  outputs: readonly RiskyOutput[],
  describe: (output: RiskyOutput) => OutputWords | undefined,
): Finding[] {
  const groups = new Map<string, { readonly words: OutputWords; readonly members: RiskyOutput[] }>();
  for (const output of outputs) {
    const words = describe(output);
    if (words === undefined) continue;
    const key = `${output.source.path}\n${words.severity}\n${words.says}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { words, members: [output] });
    else group.members.push(output);
  }
  return [...groups.values()].flatMap(({ words, members }) => {
    const [first] = members;
    if (first === undefined) return [];
    const names = [...new Set(members.map(({ value }) => value.label))];
    const shown = names.slice(0, maxNames).join(", ") + (names.length > maxNames ? ` and ${names.length - maxNames} more` : "");
    const count = members.length > 1 ? ` (${members.length} places in this file)` : "";
    const message = `${shown}${count}: ${words.says}`;
    return [{ ...findingAt(meta, first.source, first.offset, message), severity: words.severity }];
  });
}

/** Who may have written it. */
export function describeWriter({ value }: RiskyOutput): string {
  if (value.origin === "request") return "whoever makes the link writes this";
  if (value.origin === "user") return "the signed-in visitor writes this";
  return `visitors may create or change rows of the table ${value.table ?? ""}, and what they write is printed here`;
}
