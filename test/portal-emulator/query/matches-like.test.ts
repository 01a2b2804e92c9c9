import { describe, expect, it } from "vitest";
import { matchesLike } from "../../../portal-emulator/query/matches-like.ts";

describe("LIKE", () => {
  it.each([
    ["", "", true],
    ["", "a", false],
    ["%", "", true],
    ["%", "abc", true],
    ["a%", "abc", true],
    ["%c", "abc", true],
    ["%b%", "abc", true],
    ["a%b%c", "axxbxxc", true],
    ["a%b%c", "axxcxxb", false],
    ["%ab", "aab", true],
    ["_", "", false],
    ["_", "\u{1F600}", true],
    ["a_c", "abc", true],
    ["[a-c]x", "bx", true],
    ["[a-c]x", "dx", false],
    ["[^a-c]x", "dx", true],
    ["[^a-c]x", "bx", false],
    ["%[0-9]", "a1", true],
    ["[a", "[a", true],
    ["[]", "[]", true],
    ["[]]", "]", false],
    ["x[%]", "x%", true],
    ["x[%]", "xy", false],
  ])("%j takes %j: %s", (pattern, text, expected) => {
    expect(matchesLike(pattern, text)).toBe(expected);
  });

  it("takes no longer for many wildcards that almost fit", () => {
    const began = performance.now();
    expect(matchesLike(`${"%a".repeat(200)}b`, "a".repeat(5000))).toBe(false);
    expect(matchesLike("[".repeat(20_000), "x")).toBe(false);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
