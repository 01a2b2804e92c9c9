import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { goldenFolderVariable, parseGoldenCases, readGoldenCases, runGoldenCase } from "./golden-cases.ts";
import type { GoldenCase, GoldenOutcome } from "./golden-cases.ts";
import type { KnownDifference } from "./known-differences.ts";
import { reviewOutcomes } from "./review-outcomes.ts";

const folder = process.env[goldenFolderVariable] ?? "";
const isThere = existsSync(path.join(folder, "golden_liquid.json"));

async function runAll(cases: readonly GoldenCase[]): Promise<readonly (readonly [GoldenCase, GoldenOutcome])[]> {
  const outcomes: (readonly [GoldenCase, GoldenOutcome])[] = [];
  for (const one of cases) outcomes.push([one, await runGoldenCase(one)]);
  return outcomes;
}

describe("the public golden Liquid cases", () => {
  it.skipIf(folder === "")(
    `agree, or differ for a known reason (set ${goldenFolderVariable} to a checkout of jg-rp/golden-liquid)`,
    async () => {
      expect(isThere, `${goldenFolderVariable} names a folder without golden_liquid.json`).toBe(true);
      const cases = readGoldenCases(folder);
      const { agreements, unexplained, idle, explained } = reviewOutcomes(await runAll(cases));
      const lines = Array.from(explained, ([reason, count]) => `${String(count).padStart(4)}  ${reason}`);
      process.stdout.write(
        `golden-liquid: ${cases.length} cases, ${agreements} agree, ${cases.length - agreements} differ\n${lines.join("\n")}\n`,
      );
      expect(unexplained).toEqual([]);
      expect(idle).toEqual([]);
    },
  );
});

describe("a review of outcomes", () => {
  const cases = parseGoldenCases({
    tests: [
      { name: "output, text", template: "{{ a }}", data: { a: "b" }, result: "b" },
      { name: "output, either", template: "{{ 1 }}", results: ["1", "one"] },
      { name: "tags, echo, text", template: "{% echo 'a' %}", result: "a" },
      { name: "tags, echo, nothing", template: "{% echo %}", result: "" },
      { name: "tags, open", template: "{% if x %}", invalid: true },
      { name: "tags, include", template: "{% include 'p' %}", templates: { p: "P" }, result: "P" },
    ],
  });
  const echo: KnownDifference = { reason: "no echo", source: "s", shows: /Unknown tag/, cases: ["tags, echo, *"] };

  it("counts agreements, failures that are expected among them, and explains the rest", async () => {
    const review = reviewOutcomes(await runAll(cases), [echo]);
    expect(review).toMatchObject({ agreements: 4, unexplained: [], idle: [] });
    expect(review.explained.get("no echo")).toBe(2);
  });

  it.each([
    [
      "a difference without a reason",
      [{ ...echo, cases: ["tags, echo, text"] }],
      ['tags, echo, nothing: "Liquid error: Unknown tag &quot;echo&quot;."'],
      [],
    ],
    ["a reason that no case needs", [echo, { ...echo, cases: ["tags, gone"] }], [], ["tags, gone"]],
    ["a case that agrees after all", [echo, { ...echo, cases: ["output, text"] }], [], ["output, text"]],
  ])("finds %s", async (_name, differences, unexplained, idle) => {
    expect(reviewOutcomes(await runAll(cases), differences)).toMatchObject({ unexplained, idle });
  });

  it("takes a reason for its output only", async () => {
    const review = reviewOutcomes(await runAll(cases), [{ ...echo, shows: /nothing of that kind/ }]);
    expect(review.unexplained).toHaveLength(2);
    expect(review.idle).toEqual(["tags, echo, *"]);
  });

  it("takes two reasons for none", async () => {
    const review = reviewOutcomes(await runAll(cases), [echo, { ...echo, reason: "other", cases: ["tags, echo, text"] }]);
    expect(review.unexplained).toHaveLength(1);
  });

  it.each([[undefined], [{}], [{ tests: [{ name: "x" }] }], [{ tests: [{ name: "x", template: "", data: {} }] }]])(
    "refuses the file %j",
    (file) => {
      expect(() => parseGoldenCases(file)).toThrow(/golden_liquid\.json/);
    },
  );
});
