/** T-SQL's LIKE, anchored at both ends. https://learn.microsoft.com/sql/t-sql/language-elements/like-transact-sql */
export function matchesLike(pattern: string, text: string): boolean {
  return matches(Array.from(pattern), Array.from(text));
}

function matches(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) {
    return text.length === 0;
  }
  if (first === "%") {
    return matches(rest, text) || (text.length > 0 && matches(pattern, text.slice(1)));
  }
  const [char, ...others] = text;
  if (char === undefined) {
    return false;
  }
  if (first === "[") {
    const end = rest.indexOf("]");
    const set = rest.slice(0, Math.max(end, 0));
    const isNegated = set[0] === "^";
    const members = isNegated ? set.slice(1) : set;
    if (members.length > 0) {
      return inSet(members, char) !== isNegated && matches(rest.slice(end + 1), others);
    }
  }
  return (first === "_" || first === char) && matches(rest, others);
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
