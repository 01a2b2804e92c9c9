import { describe, expect, it } from "vitest";
import { isWholeMatch } from "../../../../portal-emulator/portal/forms/is-whole-match.ts";

describe("an expression of the site's", () => {
  it.each([
    ["\\d+", "12", true],
    ["\\d+", "12a", false],
    ["a|b", "ab", false],
    ["(?i)a", "A", true],
    ["(", "anything", true],
  ])("%s takes %s: %s", (expression, text, expected) => {
    expect(isWholeMatch(expression, text)).toBe(expected);
  });

  it("is given up when a visitor's text makes it look without end", () => {
    const began = performance.now();
    expect(isWholeMatch("(a+)+", `${"a".repeat(50)}!`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
