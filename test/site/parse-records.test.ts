import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAnyYaml, parseRecords } from "../../site/parse-records.ts";
import { parsePlainYaml } from "../../site/plain-yaml.ts";
import { renderRecord } from "../../site/render-record.ts";

const onlyValues = (text: string): unknown[] => parseRecords("x.yml", text).map(({ values }) => ({ ...values }));

describe("parseRecords", () => {
  it.each<[string, string, unknown[]]>([
    [
      "types as text",
      "a: true\nb: 404\nc: 2022-08-04T16:58:13.0000000Z\nd: null\ne: ~/x\n",
      [{ a: "true", b: "404", c: "2022-08-04T16:58:13.0000000Z", d: "null", e: "~/x" }],
    ],
    ["an empty look-up", "a: \nb:\n", [{ a: "", b: "" }]],
    ["single quotes", "a: ''\nb: 'it''s: *'\n", [{ a: "", b: "it's: *" }]],
    ["double quotes", 'a: "x\\ty"\n', [{ a: "x\ty" }]],
    ["lists at the key's indentation", "a:\n- x\n- y\nb: []\n", [{ a: ["x", "y"], b: [] }]],
    ["indented lists", "a:\n  - x\n", [{ a: ["x"] }]],
    ["a list of records", "- a: 1\n  b:\n  - x\n- a: 2\n", [{ a: "1", b: ["x"] }, { a: "2" }]],
    [
      "folded text with its line breaks and indentation",
      'a: >-\n  one\n  two\n\n  {\n    "x": 1\n  }\nb: z\n',
      [{ a: 'one two\n{\n  "x": 1\n}', b: "z" }],
    ],
    ["anchors and aliases", "- a: &o0 x\n- a: *o0\n", [{ a: "x" }, { a: "x" }]],
    ["aliased lists", "a: &o0\n- x\nb: *o0\n", [{ a: ["x"], b: ["x"] }]],
    ["comments", "# first\na: x # why\n", [{ a: "x" }]],
    ["a value that begins with a percent sign", "a: %x\n", [{ a: "%x" }]],
    ["nested values as JSON", "a:\n- Value: []\n", [{ a: ['{"Value":[]}'] }]],
    ["CRLF", "a: x\r\nb:\r\n- y\r\n", [{ a: "x", b: ["y"] }]],
    ["a byte order mark", "\uFEFFa: x\n", [{ a: "x" }]],
    ["a byte order mark before a list", "\uFEFF- a: x\n- a: &o y\n", [{ a: "x" }, { a: "y" }]],
    ["an empty file", "", []],
    ["only a comment", "# nothing\n", []],
    ["an empty list", "[]\n", []],
  ])("reads %s", (_, text, expected) => {
    expect(onlyValues(text)).toEqual(expected);
  });

  it("keeps keys that objects have of their own apart", () => {
    expect(parseRecords("x.yml", "a: x\n")[0]?.values["constructor"]).toBeUndefined();
  });

  it("says on which line each record begins", () => {
    const text = "- a: 1\n  b: >-\n    x\n\n    y\n- a: 2\n";
    expect(parseRecords("x.yml", text).map(({ line }) => line)).toEqual([1, 6]);
    expect(parseAnyYaml("x.yml", text).map(({ line }) => line)).toEqual([1, 6]);
  });

  it.each<[string, string, number, number]>([
    ["an open quote", "a: x\nb: 'y\n", 3, 1],
    ["a key twice", "a: x\na: y\n", 2, 1],
    ["two documents", "a: x\n---\nb: y\n", 2, 1],
    ["text instead of a record", "- x\n", 1, 3],
    ["a tab as indentation", "a:\n\t- x\n", 2, 1],
  ])("refuses %s with its place", (_, text, line, column) => {
    expect(() => parseRecords("web-templates/x.yml", text)).toThrow(
      expect.objectContaining({ code: "yaml-syntax", exitCode: 1, place: { path: "web-templates/x.yml", line, column } }),
    );
  });
});

const piece = fc.constantFrom(
  "a",
  "b c",
  ":",
  ": ",
  " #",
  "#",
  "-",
  "- ",
  "'",
  "''",
  '"',
  "\\",
  ">-",
  "|",
  "[]",
  "{",
  "}",
  "*x",
  "&y",
  "%",
  "@",
  "~",
  "\n",
  "\n\n",
  "  ",
  "\t",
  "é",
  "日本",
  "?",
  "? ",
  "!",
  ",",
  "=",
  "...",
  "---",
  "\u00A0",
);
const value = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join("")),
  fc.string({ maxLength: 20 }),
);

describe("the plain reader", () => {
  it("agrees with the YAML library on whatever it accepts", () => {
    const line = fc.oneof(
      fc
        .tuple(
          fc.constantFrom("", "- ", "  ", "    "),
          fc.constantFrom("a", "b", "c_1"),
          fc.constantFrom(":", ": ", ":  "),
          value.map((text) => text.replaceAll("\n", " ")),
        )
        .map((parts) => parts.join("")),
      fc
        .tuple(
          fc.constantFrom("- ", "  - ", "  ", "    ", ""),
          value.map((text) => text.replaceAll("\n", " ")),
        )
        .map((parts) => parts.join("")),
      fc.constantFrom("", "a: >-", "  b: >-", "- c: >-", "  x", "    y", "      z", "a:", "- x", "  - x", "[]"),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom("\n", "\r\n"), fc.boolean(), (lines, lineEnd, isClosed) => {
        const text = lines.join(lineEnd) + (isClosed ? lineEnd : "");
        const plain = parsePlainYaml(text);
        if (plain === undefined) return;
        expect(plain).toEqual(parseAnyYaml("x.yml", text));
      }),
      { numRuns: 5000 },
    );
  });

  it("takes what pac writes without help", () => {
    const text = "- adx_description: >-\n    A: b\n\n    {\"x\": 1}\n  adx_name: 'a: b'\n  adx_roles:\n  - x\n  adx_value: \n";
    expect(parsePlainYaml(text)).toEqual(parseAnyYaml("x.yml", text));
    expect(parsePlainYaml(text)).toHaveLength(1);
  });
});

describe("renderRecord", () => {
  it("orders keys by code unit and quotes as pac does", () => {
    expect(
      renderRecord({
        adx_value: "true",
        Z: "1",
        adx_name: "Webapi/contact/enabled",
        a: "",
        b: "x: y",
        c: "*",
        d: ["r", "s"],
        e: [],
        f: "one\ntwo",
      }),
    ).toBe(
      "Z: 1\na: ''\nadx_name: Webapi/contact/enabled\nadx_value: true\nb: 'x: y'\nc: '*'\nd:\n- r\n- s\ne: []\nf: >-\n  one\n\n  two\n",
    );
  });

  it("writes the asked line end, in folded text too", () => {
    expect(renderRecord({ a: "x", b: "one\ntwo" }, "\r\n")).toBe("a: x\r\nb: >-\r\n  one\r\n\r\n  two\r\n");
  });

  it.each([
    ["a line break of another standard", "x\u2028y"],
    ["a carriage return", "x\r\ny"],
    ["a bell", "x\u0007"],
  ])("escapes %s", (_, text) => {
    expect(renderRecord({ a: text })).toMatch(/^a: ".*"\n$/);
    expect(onlyValues(renderRecord({ a: text }))).toEqual([{ a: text }]);
  });

  it("is read back as it was, whatever the values", () => {
    fc.assert(
      fc.property(value, fc.array(value, { maxLength: 3 }), fc.constantFrom("\n", "\r\n"), (text, items, lineEnd) => {
        const rendered = renderRecord({ a: text, b: items, c: "end" }, lineEnd);
        const expected = [{ a: text, b: items, c: "end" }];
        expect(onlyValues(rendered)).toEqual(expected);
        expect(parseAnyYaml("x.yml", rendered).map(({ values }) => ({ ...values }))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
