import { describe, expect, it } from "vitest";
import { createPlaceFinder, findPlace } from "../../contract/place.ts";

describe("the place of an offset", () => {
  it.each([
    ["", 0, 1, 1],
    ["abc", 2, 1, 3],
    ["a\nb", 2, 2, 1],
    ["a\r\nb", 3, 2, 1],
    ["a\r\nb", 2, 1, 3],
    ["a\rb\n\nc", 5, 4, 1],
    ["a\n", 2, 2, 1],
  ])("of %j, %d is line %d, column %d", (text, offset, line, column) => {
    expect(findPlace(text, offset)).toEqual({ line, column });
  });

  it("is found for one text after the other", () => {
    const find = createPlaceFinder();
    expect([find("a\nb", 2), find("ab\n\nc", 4), find("a\nb", 0)]).toEqual([
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 1, column: 1 },
    ]);
  });

  it("is found for each of many lines in time", () => {
    const find = createPlaceFinder();
    const text = "a line of text\n".repeat(100_000);
    const began = performance.now();
    for (let at = 0; at < 100_000; at++) find(text, at * 15);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
