import type { GoldenCase, GoldenOutcome } from "./golden-cases.ts";
import { knownDifferences } from "./known-differences.ts";
import type { KnownDifference } from "./known-differences.ts";

export interface GoldenReview {
  readonly agreements: number;
  /** Cases that differ without a reason, or with two. */
  readonly unexplained: readonly string[];
  /** Reasons that no case needs. */
  readonly idle: readonly string[];
  /** Cases by reason. */
  readonly explained: ReadonlyMap<string, number>;
}

/** Holds every outcome against the reasons. */
export function reviewOutcomes(
  outcomes: readonly (readonly [GoldenCase, GoldenOutcome])[],
  differences: readonly KnownDifference[] = knownDifferences,
): GoldenReview {
  const differing = outcomes.filter(([, { agrees }]) => !agrees);
  const explained = new Map(differences.map(({ reason }) => [reason, 0]));
  const needed = new Set<string>();
  const unexplained: string[] = [];
  for (const [{ name }, { text }] of differing) {
    const fitting = differences.filter(
      ({ cases, shows }) => cases.some((pattern) => isNamed(name, pattern)) && (shows === undefined || shows.test(text)),
    );
    const [first] = fitting;
    if (first === undefined || fitting.length > 1) unexplained.push(`${name}: ${JSON.stringify(text)}`);
    else explained.set(first.reason, (explained.get(first.reason) ?? 0) + 1);
    for (const { cases } of fitting) for (const pattern of cases) if (isNamed(name, pattern)) needed.add(pattern);
  }
  const idle = differences.flatMap(({ cases }) => cases.filter((pattern) => !needed.has(pattern)));
  return { agreements: outcomes.length - differing.length, unexplained, idle, explained };
}

function isNamed(name: string, pattern: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
