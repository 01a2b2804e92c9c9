import { expect, it } from "vitest";
import { replacePattern } from "../../../liquid/dotnet/replace-pattern.ts";

it.each([
  ["John Smith", "(\\w+) (?<last>\\w+)", "${last} $1 $0 $9 $$", "Smith John John Smith $9 $"],
  ["a-b", "[\\-]", "+", "a+b"],
  ["Ab ab", "(?i)\\Aab", "x", "x ab"],
  ["ab\n", "b\\Z", "x", "ax\n"],
  ["ab\n", "b\\z", "x", "ab\n"],
  ["x1y22", "(?'digits'\\d+)", "<${digits}>", "x<1>y<22>"],
  ["abc", "", "-", "-a-b-c-"],
])("replaces in %j what %s fits by %s", (text, pattern, replacement, expected) => {
  expect(replacePattern(text, pattern, replacement, "all")).toBe(expected);
});

it("puts the first one's replacement in as it stands", () => {
  expect(replacePattern("a1b2", "\\d", "$0", "first")).toBe("a$0b2");
});

it.each([["(?>a)"], ["(?(a)b|c)"], ["[a-z-[aeiou]]"]])("names the construct it lacks: %s", (pattern) => {
  expect(() => replacePattern("a", pattern, "", "all")).toThrow(/is not emulated/);
});

it.each([["("], ["[z-a]"], ["*"]])("refuses %s", (pattern) => {
  expect(() => replacePattern("a", pattern, "", "all")).toThrow(/for a pattern/);
});

it.each([["(a+)+$"], ["(a|aa)+$"], ["^(([a-z])+.)+[A-Z]([a-z])+$"]])("stops %s, which backtracks without end", (pattern) => {
  const began = performance.now();
  expect(() => replacePattern(`${"a".repeat(60)}!`, pattern, "", "all")).toThrow(/timed out/);
  expect(performance.now() - began).toBeLessThan(5000);
});
