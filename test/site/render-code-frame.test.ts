import { describe, expect, it } from "vitest";
import { renderCodeFrame } from "../../site/render-code-frame.ts";

const frame = (text: string, line: number, column: number): string | undefined => renderCodeFrame(text, { line, column });

describe("renderCodeFrame", () => {
  it("shows two lines before and after, with a caret under the column", () => {
    const text = ["one", "two", "three", "{% iff %}", "five", "six", "seven"].join("\n");
    expect(frame(text, 4, 4)).toBe(["  2 | two", "  3 | three", "> 4 | {% iff %}", "    |    ^", "  5 | five", "  6 | six"].join("\n"));
  });

  it.each([
    { name: "CR LF", end: "\r\n" },
    { name: "LF", end: "\n" },
    { name: "a lone CR", end: "\r" },
  ])("counts lines that end in $name", ({ end }) => {
    expect(frame(["a", "b", "c"].join(end), 2, 1)).toBe(["  1 | a", "> 2 | b", "    | ^", "  3 | c"].join("\n"));
  });

  it("keeps numbers of different widths in line", () => {
    const text = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join("\n");
    expect(
      frame(text, 10, 1)
        ?.split("\n")
        .map((row) => row.indexOf("|")),
    ).toEqual([5, 5, 5, 5, 5, 5]);
  });

  it("keeps the caret under a character behind tabs", () => {
    const [row = "", caret = ""] = (frame("\t\t{% iff %}", 1, 3) ?? "").split("\n");
    expect(row.indexOf("{")).toBe(caret.indexOf("^"));
  });

  it("shows a stretch of a long line around the place", () => {
    const text = `${"x".repeat(500)}HERE${"y".repeat(500)}`;
    const [row = "", caret = ""] = (frame(text, 1, 501) ?? "").split("\n");
    expect(row.length).toBeLessThan(140);
    expect(row.indexOf("HERE")).toBe(caret.indexOf("^"));
    expect(row).toMatch(/…$/);
  });

  it("lets nothing through that moves a terminal's cursor or turns the direction of writing", () => {
    expect(frame("a\u001B[2J\u202Eb\u0007", 1, 1)).toBe("> 1 | a·[2J·b·\n    | ^");
  });

  it("may point behind the last character", () => {
    expect(frame("ab", 1, 3)).toBe("> 1 | ab\n    |   ^");
  });

  it.each([
    [0, 1],
    [3, 1],
    [1, 9],
  ])("gives nothing for line %i, column %i of two short lines", (line, column) => {
    expect(frame("ab\ncd", line, column)).toBeUndefined();
  });
});
