/** T-SQL's LIKE, anchored at both ends. https://learn.microsoft.com/sql/t-sql/language-elements/like-transact-sql */
export function matchesLike(pattern: string, text: string): boolean {
  const steps = parsePattern(Array.from(pattern));
  const chars = Array.from(text);
  let at = 0;
  let step = 0;
  // Where the last `%` stands, and how much of the text it has taken: an earlier one never need take more, so the time is that of all pairs at most.
  let wildcard: { readonly step: number; readonly at: number } | undefined;
  while (at < chars.length) {
    const current = steps[step];
    if (current === "any-run") wildcard = { step: step++, at };
    else if (current?.(chars[at] ?? "") === true) {
      step += 1;
      at += 1;
    } else if (wildcard !== undefined) {
      wildcard = { step: wildcard.step, at: wildcard.at + 1 };
      at = wildcard.at;
      step = wildcard.step + 1;
    } else return false;
  }
  return steps.slice(step).every((rest) => rest === "any-run");
}

/** One character of the text, or any number of them. */
type Step = ((char: string) => boolean) | "any-run";

function parsePattern(pattern: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  // A bracket that nothing closes is asked for once.
  const lastClosing = pattern.lastIndexOf("]");
  for (let at = 0; at < pattern.length; at += 1) {
    const first = pattern[at] ?? "";
    const end = first === "[" && at < lastClosing ? pattern.indexOf("]", at + 1) : -1;
    const set = pattern.slice(at + 1, Math.max(end, at + 1));
    const isNegated = set[0] === "^";
    const members = isNegated ? set.slice(1) : set;
    if (members.length > 0) {
      steps.push((char) => inSet(members, char) !== isNegated);
      at = end;
    } else if (first === "%") {
      if (steps.at(-1) !== "any-run") steps.push("any-run");
    } else steps.push((char) => first === "_" || first === char);
  }
  return steps;
}

function inSet(members: readonly string[], char: string): boolean {
  for (let at = 0; at < members.length; at += 1) {
    const from = members[at] ?? "";
    const to = members[at + 2];
    if (members[at + 1] === "-" && to !== undefined) {
      if (from <= char && char <= to) {
        return true;
      }
      at += 2;
    } else if (from === char) {
      return true;
    }
  }
  return false;
}
