import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyTextEdit } from "../../site/edit-text.ts";
import { parseAnyYaml } from "../../site/parse-records.ts";
import { replaceScalar } from "../../site/replace-scalar.ts";

const id = "0f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0";
const other = "1f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0";
const replace = (text: string, key: string, value: string): string => applyTextEdit(text, replaceScalar(text, id, key, value));

describe("replaceScalar", () => {
  it.each<[string, string, string, string]>([
    ["plain", `a: ${id}\nv: true # why\nw: 1\n`, "false", `a: ${id}\nv: false # why\nw: 1\n`],
    ["plain, to a value that needs quotes", `a: ${id}\nv: x\n`, "*", `a: ${id}\nv: '*'\n`],
    ["plain, to nothing", `a: ${id}\nv: x\n`, "", `a: ${id}\nv: ''\n`],
    ["plain, to two lines", `a: ${id}\nv: x\nw: 1\n`, "y\nz", `a: ${id}\nv: >-\n  y\n\n  z\nw: 1\n`],
    ["single quotes", `a: ${id}\nv: 'x'\n`, "it's", `a: ${id}\nv: 'it''s'\n`],
    ["double quotes", `a: ${id}\nv: "x"\n`, 'a "b"', `a: ${id}\nv: "a \\"b\\""\n`],
    ["folded text", `a: ${id}\nv: >-\n    x\n\n    y\nw: 1\n`, "one\ntwo", `a: ${id}\nv: >-\n    one\n\n    two\nw: 1\n`],
    ["folded text, to one line", `a: ${id}\nv: >-\n  x\n\n  y\nw: 1\n`, "one", `a: ${id}\nv: >-\n  one\nw: 1\n`],
    ["folded text at the end", `a: ${id}\nv: >-\n  x`, "one", `a: ${id}\nv: >-\n  one`],
    ["folded text, to what folding cannot hold", `a: ${id}\nv: >-\n  x\nw: 1\n`, " x\n", `a: ${id}\nv: " x\\n"\nw: 1\n`],
    ["literal text", `a: ${id}\nv: |\n  x\nw: 1\n`, "one", `a: ${id}\nv: one\nw: 1\n`],
    ["an empty value with its blank", `a: ${id}\nv: \nw: 1\n`, "x", `a: ${id}\nv: x\nw: 1\n`],
    ["an empty value without one", `a: ${id}\nv:\nw: 1\n`, "x", `a: ${id}\nv: x\nw: 1\n`],
    ["an empty value before a comment", `a: ${id}\nv: # why\n`, "x", `a: ${id}\nv: x # why\n`],
    ["an absent key in the middle", `a: ${id}\nw: 1\n`, "x", `a: ${id}\nv: x\nw: 1\n`],
    ["an absent key at the end", `a: ${id}\n`, "x", `a: ${id}\nv: x\n`],
    ["an absent key at the end, without a final line end", `a: ${id}`, "x", `a: ${id}\nv: x`],
    ["an absent key behind a list", `a: ${id}\nb:\n- x\n`, "x", `a: ${id}\nb:\n- x\nv: x\n`],
    ["an absent key behind folded text", `a: ${id}\nb: >-\n  x\n`, "x", `a: ${id}\nb: >-\n  x\nv: x\n`],
    ["an absent key at the start", `x: ${id}\n`, "x", `v: x\nx: ${id}\n`],
    ["CRLF", `a: ${id}\r\nv: 1\r\nw: 1\r\n`, "x\ny", `a: ${id}\r\nv: >-\r\n  x\r\n\r\n  y\r\nw: 1\r\n`],
    ["an absent key with CRLF", `a: ${id}\r\nw: 1\r\n`, "x", `a: ${id}\r\nv: x\r\nw: 1\r\n`],
    ["a byte order mark", `\uFEFFw: ${id}\n`, "x", `\uFEFFv: x\nw: ${id}\n`],
    ["one record of a list", `- id: ${other}\n  v: 1\n- id: ${id}\n  v: 1\n`, "2", `- id: ${other}\n  v: 1\n- id: ${id}\n  v: 2\n`],
    ["the first key of a list's record", `- id: ${other}\n- w: 1\n  x: ${id}\n`, "2", `- id: ${other}\n- v: 2\n  w: 1\n  x: ${id}\n`],
    [
      "an absent key in a list's last record",
      `- id: ${other}\n  v: 1\n- id: ${id}\n`,
      "2",
      `- id: ${other}\n  v: 1\n- id: ${id}\n  v: 2\n`,
    ],
    ["an alias", `a: ${id}\nb: &o0 x\nv: *o0\n`, "y", `a: ${id}\nb: &o0 x\nv: y\n`],
    ["an anchor nothing refers to", `a: ${id}\nv: &o0 x\n`, "y", `a: ${id}\nv: &o0 y\n`],
  ])("writes into %s", (_, text, value, expected) => {
    expect(replace(text, "v", value)).toBe(expected);
  });

  it("finds the record by its own id although others refer to it", () => {
    const text = `- id: ${id}\n  parent: ${other}\n  v: 1\n- id: ${other}\n  parent: ${id}\n  v: 1\n- id: x\n  parent: ${id}\n  v: 1\n`;
    expect(replace(text, "v", "2")).toBe(text.replace("v: 1", "v: 2"));
  });

  it("finds an id in upper case", () => {
    expect(replace(`a: ${id.toUpperCase()}\nv: 1\n`, "v", "2")).toBe(`a: ${id.toUpperCase()}\nv: 2\n`);
  });

  it.each<[string, string]>([
    ["a value that others repeat", `a: ${id}\nv: &o0 x\nw: *o0\n`],
    ["a list", `a: ${id}\nv:\n- x\n`],
    ["a flow record", `{a: ${id}, v: x}\n`],
    ["a record that is an alias", `- &r\n  a: ${other}\n- a: ${id}\n- *r\n`.replace(id, other).replace(other, id)],
  ])("refuses %s", (_, text) => {
    expect(() => replace(text, "v", "y")).toThrow(/./);
  });

  it("refuses a record that is not there", () => {
    expect(() => replace(`a: ${other}\nv: x\n`, "v", "y")).toThrow(/no record/);
  });

  it("refuses broken YAML", () => {
    expect(() => replace(`a: ${id}\nv: 'x\n`, "v", "y")).toThrow(expect.objectContaining({ code: "yaml-syntax" }));
  });

  it("changes that value alone, whatever it is, and can be taken back", () => {
    const raw = fc.constantFrom("x", "'x'", '"x"', "", ">-\n  one\n\n  two", "|\n  one\n  two", "x # why");
    const value = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc
        .array(fc.constantFrom("a", "\n", " ", ": ", "#", "'", '"', "\\", "\r", "\t", "é"), { maxLength: 6 })
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(
        raw,
        raw,
        value,
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        fc.boolean(),
        (own, next, newValue, lineEnd, isList, isClosed) => {
          const indented = (text: string): string =>
            isList ? `- id: ${other}\n- ${text.trimEnd().replaceAll("\n", "\n  ").replaceAll("\n  \n", "\n\n")}\n` : text;
          const lines = indented(`id: ${id}\nv: ${own}\nw: ${next}\n`).replaceAll("\n", lineEnd);
          const text = isClosed ? lines : lines.replace(/[\r\n]+$/, "");
          const edit = replaceScalar(text, id, "v", newValue);
          const edited = applyTextEdit(text, edit);
          const before = parseAnyYaml("x.yml", text).map(({ values }) => ({ ...values }));
          const expected = before.map((values) => (values["id"] === id ? { ...values, v: newValue } : values));
          expect(parseAnyYaml("x.yml", edited).map(({ values }) => ({ ...values }))).toEqual(expected);
          expect(applyTextEdit(edited, { offset: edit.offset, expected: edit.insert, insert: edit.expected })).toBe(text);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
