import type { Random } from "./random.ts";
import type { Choose, Owner } from "./scheduler.ts";

/** Any of them, with the same chance. */
export const chooseAny =
  (random: Random): Choose =>
  (steps) =>
    Math.floor(random() * steps.length);

/**
 * Everybody has a rank, and whoever ranks highest goes on; now and then ranks change. Finds what only shows when one is far ahead of the others
 * for long, which even chances nearly never give. After Burckhardt et al., "A randomized scheduler with probabilistic guarantees of finding bugs".
 */
export function chooseByRank(random: Random): Choose {
  const ranks = new Map<Owner, number>();
  return (steps) => {
    let best = 0;
    let bestRank = -1;
    steps.forEach(({ owner }, index) => {
      const rank = ranks.get(owner) ?? random();
      ranks.set(owner, rank);
      if (rank > bestRank) [best, bestRank] = [index, rank];
    });
    const { owner } = steps[best] ?? {};
    if (owner && random() < 0.05) ranks.set(owner, random() * bestRank);
    return best;
  };
}

/** As written down; then always the earliest. */
export function chooseAsWritten(choices: readonly number[]): Choose {
  let next = 0;
  return (steps) => Math.min(choices[next++] ?? 0, steps.length - 1);
}
