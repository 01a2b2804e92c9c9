import { expect, it } from "vitest";
import { compare, compareRates, measureAllInTurns, median } from "../../bench/measure.ts";

it.each([
  ["within the target", compare("", "ms", 30, 20, 1.5), { ratio: 1.5, ok: true }],
  ["over the target", compare("", "ms", 31, 20, 1.5), { ratio: 1.55, ok: false }],
  ["a rate within the target", compareRates("", "/s", 500, 1000, 2), { value: 500, baseline: 1000, ratio: 2, ok: true }],
  ["a rate that is too small", compareRates("", "/s", 400, 1000, 2), { ratio: 2.5, ok: false }],
  ["a rate that could not be measured", compareRates("", "/s", Number.NaN, 1000, 2), { ok: false }],
])("judges what is %s", (_, measurement, expected) => {
  expect(measurement).toMatchObject(expected);
});

it("takes the middle of an unsorted list", () => {
  expect(median([9, 1, 5])).toBe(5);
});

it("does all acts in each round, and does not count the first", async () => {
  const done: string[] = [];
  const times = await measureAllInTurns(
    { slow: async () => void done.push("slow"), quick: async () => void done.push("quick") },
    { rounds: 2, between: async () => void done.push("|") },
  );
  expect(done.join(" ")).toBe("slow quick | slow quick | slow quick |");
  expect(Object.keys(times)).toEqual(["slow", "quick"]);
});
