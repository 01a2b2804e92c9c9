/** Each factor's values. */
export type Factors = Readonly<Record<string, readonly string[]>>;
export type CaseOf<Table extends Factors> = { readonly [Factor in keyof Table]: Table[Factor][number] };

/** Every combination of the factors' values that there can be, the last factor's changing first. */
export function listCombinations<const Table extends Factors>(
  factors: Table,
  isPossible: (one: CaseOf<Table>) => boolean,
): CaseOf<Table>[] {
  const all = Object.entries(factors).reduce<Readonly<Record<string, string>>[]>(
    (rows, [factor, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [factor]: value }))),
    [{}],
  );
  // Each row has got a value of each factor.
  return (all as CaseOf<Table>[]).filter(isPossible);
}

/** Every two values of a case, each pair as a text. */
export function pairsOf(one: Readonly<Record<string, string>>): string[] {
  const values = Object.entries(one).map(([factor, value]) => `${factor}=${value}`);
  return values.flatMap((first, at) => values.slice(at + 1).map((second) => `${first} ${second}`));
}

/**
 * Cases such that every two values that can meet do so in one of them at least: always the combination with the most pairs that no case has yet; of several the one whose
 * pairs have been used least, so that no value always keeps the same company; of those the first.
 * @param before cases that are played anyway
 * @returns the further ones
 */
export function coverPairs<Case extends Readonly<Record<string, string>>>(
  combinations: readonly Case[],
  before: readonly Case[] = [],
): Case[] {
  const uses = new Map<string, number>();
  const take = (one: Case): void => {
    for (const pair of pairsOf(one)) uses.set(pair, (uses.get(pair) ?? 0) + 1);
  };
  before.forEach(take);
  const left = combinations.map((one) => ({ one, pairs: pairsOf(one) }));
  const chosen: Case[] = [];
  for (;;) {
    let best: { readonly one: Case; readonly gain: number; readonly wear: number } | undefined;
    for (const { one, pairs } of left) {
      const counts = pairs.map((pair) => uses.get(pair) ?? 0);
      const gain = counts.filter((count) => count === 0).length;
      if (gain === 0 || gain < (best?.gain ?? 0)) continue;
      const wear = counts.reduce((sum, count) => sum + count, 0);
      if (!best || gain > best.gain || wear < best.wear) best = { one, gain, wear };
    }
    if (!best) return chosen;
    chosen.push(best.one);
    take(best.one);
  }
}
