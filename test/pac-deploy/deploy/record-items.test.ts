import { describe, expect, it } from "vitest";
import { removeItems, takeItem } from "../../../pac-deploy/deploy/record-items.ts";

const isCalled =
  (name: string) =>
  ({ values }: { values: Readonly<Record<string, string | readonly string[]>> }): boolean =>
    values["a"] === name;

describe("removeItems", () => {
  it.each([
    ["the first", "- a: one\n  b: 1\n- a: two\n", "one", "- a: two\n"],
    ["one with CR LF", "- a: one\r\n- a: two\r\n  b: 1\r\n- a: three\r\n", "two", "- a: one\r\n- a: three\r\n"],
    ["the last of a file without a final line end", "- a: one\n- a: two", "two", "- a: one\n"],
    [
      "one beside text that takes lines",
      '- a: one\n- a: two\n  b: >-\n    x\n\n    - y\n- a: three\n  c: "x\\ny"\n',
      "two",
      '- a: one\n- a: three\n  c: "x\\ny"\n',
    ],
    ["one below a comment and a byte order mark", "\uFEFF# mine\n- a: one\n- a: two\n", "one", "\uFEFF# mine\n- a: two\n"],
    ["the only one", "- a: one\n", "one", ""],
    ["none", "- a: one\n", "two", "- a: one\n"],
  ])("takes out %s and leaves every other byte", (_name, text, gone, left) => {
    expect(removeItems("list.yml", text, isCalled(gone))).toBe(left);
  });

  it("refuses to take away what others refer to", () => {
    expect(() => removeItems("list.yml", "- a: one\n  b: &o0\n  - x\n- a: two\n  b: *o0\n", isCalled("one"))).toThrow(
      expect.objectContaining({ exitCode: 1 }),
    );
  });
});

describe("takeItem", () => {
  it.each([
    ["a plain one", "- a: one\n- a: two\n  b: 'x'\n", "a: two\nb: 'x'\n"],
    ["one with an empty value", "- a: two\n  b: \n  c: ''\n", "a: two\nb: \nc: ''\n"],
    ["one with lines of text", "- a: two\n  b: >-\n    x\n\n    y\n", "a: two\nb: >-\n  x\n\n  y\n"],
    ["one that refers to another", "- a: one\n  b: &o0\n  - x\n- a: two\n  b: *o0\n", "a: two\nb:\n- x\n"],
  ])("gives %s as a record of its own", (_name, text, yaml) => {
    expect(takeItem("list.yml", text, isCalled("two"))).toBe(yaml);
  });
});
