import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendMarked, applyTextEdit, insertListItem, insertListItems } from "../../site/edit-text.ts";
import type { TextEdit } from "../../site/edit-text.ts";
import { lineEndAt, lineEndForNewFile, lineEndOf } from "../../site/line-ends.ts";
import { parseAnyYaml } from "../../site/parse-records.ts";
import { renderRecord } from "../../site/render-record.ts";

const inverse = ({ offset, expected, insert }: TextEdit): TextEdit => ({ offset, expected: insert, insert: expected });
const id = (n: number): string => `${String(n).padStart(8, "0")}-0000-4000-8000-000000000000`;
const setting = (n: number): string => renderRecord({ adx_name: `Setting ${n}`, adx_sitesettingid: id(n), adx_value: "true" });
const insert = (text: string, n: number): string => applyTextEdit(text, insertListItem(text, setting(n), "adx_sitesettingid", id(n)));

describe("line ends", () => {
  it.each<[string, string | undefined]>([
    ["", undefined],
    ["x", undefined],
    ["a\nb\r\nc\n", "\n"],
    ["a\r\nb\r\nc\n", "\r\n"],
    ["a\rb\rc", "\r"],
  ])("of %j are %j", (text, expected) => {
    expect(lineEndOf(text)).toBe(expected);
  });

  it.each<[string, number, string]>([
    ["a\r\nb\nc", 6, "\n"],
    ["a\nb\r\nc", 6, "\r\n"],
    ["a\nb\rc", 5, "\r"],
    ["a\r\nb", 0, "\r\n"],
    ["ab", 1, "\n"],
    ["\n", 0, "\n"],
  ])("in %j at %i are %j", (text, offset, expected) => {
    expect(lineEndAt(text, offset)).toBe(expected);
  });

  it("of a new file are those of its kind, then of the site, then LF, and never a lone CR", () => {
    const texts = new Map([
      ["a.webtemplate.source.html", "x\ry\rz"],
      ["b.webtemplate.source.html", "x\r\ny"],
      ["c.yml", "x\n"],
      ["d.yml", "x\n"],
    ]);
    expect(lineEndForNewFile(texts, ".webtemplate.source.html")).toBe("\r\n");
    expect(lineEndForNewFile(texts, ".pagetemplate.yml")).toBe("\n");
    expect(lineEndForNewFile(new Map([["a", "x\ry"]]), ".yml")).toBe("\n");
  });
});

describe("appendMarked", () => {
  it.each<[string, string, string]>([
    ["no final line end", "<header>\n</header>", "\nA\nB"],
    ["a final line end", "<header>\n</header>\n", "A\nB\n"],
    ["CRLF", "<header>\r\n</header>", "\r\nA\r\nB"],
    ["a final CRLF", "<header>\r\n", "A\r\nB\r\n"],
    ["lone CR", "<header>\r</header>", "\rA\rB"],
    ["a final lone CR", "<header>\r", "A\rB\r"],
    ["mixed line ends, as the last", "a\r\nb\nc", "\nA\nB"],
    ["one line", "<div/>", "\nA\nB"],
    ["nothing", "", "A\nB"],
  ])("continues a template with %s", (_, text, expected) => {
    expect(appendMarked(text, "A\nB\n")).toEqual({ offset: text.length, expected: "", insert: expected });
  });

  it("leaves every character before it alone and can be taken back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "\n", "\r\n", "\r", "é", "\uFEFF", "{% x %}")).map((parts) => parts.join("")),
        (text) => {
          const edit = appendMarked(text, "{% comment %}begin{% endcomment %}\nx\n");
          const edited = applyTextEdit(text, edit);
          expect(edited.startsWith(text)).toBe(true);
          expect(applyTextEdit(edited, inverse(edit))).toBe(text);
          expect(/[\r\n]$/.test(edited)).toBe(/[\r\n]$/.test(text));
        },
      ),
    );
  });
});

describe("insertListItem", () => {
  const two = "- adx_name: Two\n  adx_sitesettingid: " + id(2) + "\n  adx_value: x\n- adx_name: Four\n  adx_sitesettingid: " + id(4) + "\n";
  const lines = (n: number): string => `- adx_name: Setting ${n}\n  adx_sitesettingid: ${id(n)}\n  adx_value: true\n`;
  const [first = "", second = ""] = two.split(/(?=- adx_name: Four)/);

  it.each<[string, number, string]>([
    ["first", 1, lines(1) + two],
    ["between", 3, first + lines(3) + second],
    ["last", 5, two + lines(5)],
  ])("goes %s by its id", (_, n, expected) => {
    expect(insert(two, n)).toBe(expected);
  });

  it("follows CRLF", () => {
    expect(insert(two.replaceAll("\n", "\r\n"), 3)).toBe((first + lines(3) + second).replaceAll("\n", "\r\n"));
  });

  it("leaves a file without a final line end without one", () => {
    expect(insert(two.trimEnd(), 5)).toBe((two + lines(5)).trimEnd());
  });

  it("follows another indentation and a wider dash", () => {
    const text = `  -   adx_name: Two\n      adx_sitesettingid: ${id(2)}\n`;
    expect(insert(text, 1)).toBe(`  -   adx_name: Setting 1\n      adx_sitesettingid: ${id(1)}\n      adx_value: true\n${text}`);
  });

  it("goes behind folded text and before a comment of the next record", () => {
    const text = `- a: 1\n  adx_sitesettingid: ${id(2)}\n  b: >-\n    x\n\n    y\n# about four\n- adx_sitesettingid: ${id(4)}\n`;
    expect(insert(text, 3)).toBe(text.replace("# about four\n", `${lines(3)}# about four\n`));
  });

  it.each<[string, string, string]>([
    ["an empty file", "", lines(1)],
    ["an empty list", "[]\n", lines(1)],
    ["an empty list without a final line end", "[]", lines(1)],
    ["an empty list with CRLF", "[]\r\n", lines(1).replaceAll("\n", "\r\n")],
    ["only a comment", "# settings\n", `# settings\n${lines(1)}`],
    ["only a comment without a line end", "# settings", `# settings\n${lines(1)}`],
    ["only a byte order mark", "\uFEFF", `\uFEFF${lines(1)}`],
    ["a byte order mark before the list", `\uFEFF- adx_sitesettingid: ${id(4)}\n`, `\uFEFF${lines(1)}- adx_sitesettingid: ${id(4)}\n`],
  ])("fills %s", (_, text, expected) => {
    expect(insert(text, 1)).toBe(expected);
  });

  it("takes the new record's line ends where the file has none", () => {
    const yaml = setting(1).replaceAll("\n", "\r\n");
    for (const text of ["", "[]"])
      expect(insertListItem(text, yaml, "adx_sitesettingid", id(1)).insert).toBe(lines(1).replaceAll("\n", "\r\n"));
  });

  it.each([
    ["a flow list", `[{adx_sitesettingid: ${id(4)}}]\n`],
    ["a single record", `adx_sitesettingid: ${id(4)}\n`],
  ])("refuses %s", (_, text) => {
    expect(() => insert(text, 1)).toThrow(expect.objectContaining({ code: "yaml-style", exitCode: 1 }));
  });

  it("refuses a record that is there already", () => {
    expect(() => insert(two, 2)).toThrow(/already holds/);
  });

  it("makes one edit for each place of several records, each in order", () => {
    const items = [5, 3, 1, 6].map((n) => ({ id: id(n), yaml: setting(n) }));
    const edits = insertListItems(two, items, "adx_sitesettingid");
    expect(edits).toHaveLength(3);
    let text = two;
    for (const edit of edits.toSorted((a, b) => b.offset - a.offset)) text = applyTextEdit(text, edit);
    expect(text).toBe(lines(1) + first + lines(3) + second + lines(5) + lines(6));
  });

  it("changes nothing but the inserted range, keeps the order of ids and can be taken back", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 6 }),
        fc.integer({ min: 100, max: 199 }).map((n) => n / 2),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        (numbers, wanted, lineEnd, isClosed) => {
          const n = Math.round(wanted);
          fc.pre(!numbers.includes(n));
          const sorted = numbers.toSorted((a, b) => a - b);
          const listed = sorted.map((number) => `- adx_name: "n ${number}"${lineEnd}  adx_sitesettingid: ${id(number)}${lineEnd}`).join("");
          const text = isClosed ? listed : listed.trimEnd();
          const edit = insertListItem(text, setting(n), "adx_sitesettingid", id(n));
          const edited = applyTextEdit(text, edit);
          expect(edited.slice(0, edit.offset)).toBe(text.slice(0, edit.offset));
          expect(edited.slice(edit.offset + edit.insert.length)).toBe(text.slice(edit.offset + edit.expected.length));
          expect(applyTextEdit(edited, inverse(edit))).toBe(text);
          expect(parseAnyYaml("x.yml", edited).map(({ values }) => values["adx_sitesettingid"])).toEqual(
            [...sorted, n].toSorted((a, b) => a - b).map(id),
          );
          if (numbers.length > 0) expect(edited.replaceAll(lineEnd, "")).not.toMatch(/[\r\n]/);
        },
      ),
      { numRuns: 300 },
    );
  });
});
