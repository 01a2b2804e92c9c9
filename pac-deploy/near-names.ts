/** How many letters two words may differ in and still be taken for the same. */
const maxDistance = 3;
const maxNames = 3;

/** Names that somebody may have meant, the likeliest first: those that differ in few letters, then those that hold all of its words. */
export function findNearNames(word: string, names: Iterable<string>): string[] {
  const wanted = word.toLowerCase();
  const parts = wanted.split(/[^a-z0-9]+/).filter((part) => part.length > 2);
  const ranked = [...new Set(names)].flatMap((name) => {
    const lower = name.toLowerCase();
    const distance = countEdits(wanted, lower);
    if (distance <= Math.min(maxDistance, Math.floor(wanted.length / 2))) return [{ name, rank: distance }];
    if (parts.length > 0 && parts.every((part) => lower.includes(part))) return [{ name, rank: maxDistance + 1 }];
    return [];
  });
  return ranked
    .toSorted((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .slice(0, maxNames)
    .map(({ name }) => name);
}

/** `Did you mean …?`, or what to do where nothing is near. */
export function hintAtNames(word: string, names: Iterable<string>, otherwise: string): string {
  const near = findNearNames(word, names);
  return near.length === 0 ? otherwise : `Did you mean ${near.join(" or ")}?`;
}

/** Letters put in, left out, changed, or exchanged with their neighbour (optimal string alignment). */
export function countEdits(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let at = 1; at <= a.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= b.length; to += 1) {
      const changed = (row[to - 1] ?? 0) + (a[at - 1] === b[to - 1] ? 0 : 1);
      const swapped = at > 1 && to > 1 && a[at - 1] === b[to - 2] && a[at - 2] === b[to - 1] ? (before[to - 2] ?? 0) + 1 : changed;
      next.push(Math.min(changed, swapped, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
}
