import { describe, expect, it } from "vitest";
import { combinations, factors, isPublic, pairwiseCases, totalRuns } from "./tracking/cases.ts";
import { coverPairs, listCombinations, pairsOf } from "./tracking/cover-pairs.ts";

describe("the pairwise set of tracking runs", () => {
  it("has every pair that there can be, the starters' own among the starters", () => {
    const missing = (all: typeof combinations, chosen: typeof pairwiseCases): string[] => {
      const covered = new Set(chosen.flatMap(pairsOf));
      return [...new Set(all.flatMap(pairsOf))].filter((pair) => !covered.has(pair));
    };
    expect(missing(combinations, pairwiseCases)).toEqual([]);
    const isLocal = ({ site }: (typeof combinations)[number]): boolean => !isPublic(site);
    expect(missing(combinations.filter(isLocal), pairwiseCases.filter(isLocal))).toEqual([]);
  });

  it("has no case twice, none that cannot be, and at most 150 runs in both browsers", () => {
    expect(new Set(pairwiseCases.map((one) => JSON.stringify(one))).size).toBe(pairwiseCases.length);
    expect(pairwiseCases.filter(({ source, state }) => source === "none" && state !== "granted")).toEqual([]);
    expect(totalRuns).toBeLessThanOrEqual(150);
    // Fewer cannot do: each public site meets each source, and each source of the starters each state.
    expect(pairwiseCases.length).toBeGreaterThanOrEqual((factors.site.length - 2) * factors.source.length);
  });

  it("is the same every time", () => {
    const again = coverPairs(combinations.filter(({ site }) => !isPublic(site)));
    expect(again).toEqual(pairwiseCases.slice(0, again.length));
  });
});

describe("coverPairs", () => {
  it.each([
    { name: "two factors: their product", values: [3, 4], least: 12 },
    { name: "four factors of three: nine are known to do, the greedy way takes some more", values: [3, 3, 3, 3], least: 9 },
    { name: "factors of one value", values: [1, 1, 1], least: 1 },
  ])("covers $name", ({ values, least }) => {
    const table = Object.fromEntries(values.map((count, at) => [`f${at}`, Array.from({ length: count }, (_, value) => `v${value}`)]));
    const all = listCombinations(table, () => true);
    expect(all).toHaveLength(values.reduce((product, count) => product * count, 1));
    const chosen = coverPairs(all);
    expect(new Set(chosen.flatMap(pairsOf))).toEqual(new Set(all.flatMap(pairsOf)));
    expect(chosen.length).toBeGreaterThanOrEqual(least);
    expect(chosen.length).toBeLessThanOrEqual(least * 2);
  });

  it("adds nothing to what is covered already, and nothing where there is nothing", () => {
    const all = listCombinations({ a: ["1", "2"], b: ["1", "2"] }, () => true);
    expect(coverPairs(all, all)).toEqual([]);
    expect(coverPairs([])).toEqual([]);
  });
});
