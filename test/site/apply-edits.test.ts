import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SiteEdit } from "../../contract/edit.ts";
import { applyEdits } from "../../site/apply-edits.ts";
import { create, edit, remove } from "./site-edits.ts";

const files = new Map([
  ["a/one.yml", "x: 1\ny: 2\n"],
  ["b.html", "\uFEFFé\r\n\r𝒳"],
]);

describe("applyEdits", () => {
  it("creates, edits and deletes, and leaves the given map alone", () => {
    const after = applyEdits(files, [create("c/new.yml"), edit("a/one.yml", 3, "1", "7"), remove("b.html", "\uFEFFé\r\n\r𝒳")]);
    expect(Object.fromEntries(after)).toEqual({ "a/one.yml": "x: 7\ny: 2\n", "c/new.yml": "new" });
    expect(files.get("a/one.yml")).toBe("x: 1\ny: 2\n");
  });

  it("creates beside what is in a folder already", () => {
    expect(applyEdits(files, [create("a/two.yml"), create("a/b/c.yml")]).size).toBe(4);
  });

  it("counts every edit of a file from its present text, and keeps the order of insertions at one place", () => {
    const after = applyEdits(files, [
      edit("a/one.yml", 8, "2", "22"),
      edit("a/one.yml", 5, "", "A"),
      edit("a/one.yml", 0, "x", "xx"),
      edit("a/one.yml", 5, "", "B"),
      edit("a/one.yml", 5, "y", "z"),
    ]);
    expect(after.get("a/one.yml")).toBe("xx: 1\nABz: 22\n");
  });

  it.each<[string, SiteEdit[], string | RegExp]>([
    ["another text at the offset", [edit("a/one.yml", 8, "3", "4")], /a\/one\.yml line 2: the file is not as it was/],
    ["an offset past the end", [edit("a/one.yml", 99, "", "4")], /line 3: the file is not as it was/],
    ["a negative offset", [edit("a/one.yml", -1, "", "4")], /overlap|not as it was/],
    ["a fraction as offset", [edit("a/one.yml", 0.5, "", "4")], /not as it was/],
    ["edits that overlap", [edit("a/one.yml", 0, "x: 1", "y"), edit("a/one.yml", 3, "1", "2")], /line 1: two changes of the plan overlap/],
    ["half of a character", [edit("b.html", 6, "", "x")], /cut a character/],
    ["a file that is gone", [edit("nope.yml", 0, "", "x")], /gone/],
    ["a deletion of a file that is gone", [remove("nope.yml", "")], /gone/],
    ["a deletion of other bytes", [remove("a/one.yml", "x: 1")], /was changed/],
    ["a new file that is there", [create("a/one.yml")], /there already/],
    ["a new file that is there in another case", [create("a/ONE.yml")], /a\/one\.yml stands in the way/],
    ["a new file in a folder that is there in another case", [create("A/two.yml")], /a stands in the way/],
    ["a new file below a file", [create("a/one.yml/x.yml")], /a\/one\.yml stands in the way/],
    ["the same new file twice", [create("c.yml"), create("c.yml")], /create and create/],
    ["two new files that differ in case", [create("c.yml"), create("C.yml")], /also writes c\.yml/],
    ["two new folders that differ in case", [create("c/a.yml"), create("C/b.yml")], /also writes c,/],
    ["an edit and a deletion of one file", [edit("a/one.yml", 0, "", "x"), remove("a/one.yml", "x: 1\ny: 2\n")], /edit and delete/],
    ["a deletion and an edit of one file", [remove("a/one.yml", "x: 1\ny: 2\n"), edit("a/one.yml", 0, "", "x")], /delete and edit/],
    ["a path upwards", [create("../x")], /inside the site folder/],
    ["a path upwards in the middle", [create("a/../../x")], /inside the site folder/],
    ["an absolute path", [create("/etc/x")], /inside the site folder/],
    ["a Windows path", [create("C:/x")], /inside the site folder/],
    ["a backslash", [create("a\\..\\x")], /inside the site folder/],
    ["an empty path", [create("")], /inside the site folder/],
    ["a folder as path", [create("a/")], /inside the site folder/],
    ["a NUL", [create("a\0b")], /inside the site folder/],
  ])("refuses %s", (_, edits, message) => {
    expect(() => applyEdits(files, edits)).toThrow(
      expect.objectContaining({ code: "edit-conflict", exitCode: 1, message: expect.stringMatching(message) }),
    );
  });

  it("counts lines by LF, CRLF and lone CR alike", () => {
    expect(() => applyEdits(files, [edit("b.html", 5, "?", "")])).toThrow(expect.objectContaining({ place: { path: "b.html", line: 3 } }));
  });

  it("changes only the spliced ranges, and inverse edits give the text back", () => {
    const text = fc
      .array(fc.constantFrom("a", "bc", "\n", "\r\n", "\r", "é", "𝒳", "\uFEFF"), { maxLength: 30 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.array(fc.tuple(fc.nat(40), fc.nat(4), text), { maxLength: 4 }), (original, wishes) => {
        let from = 0;
        const splices = wishes
          .toSorted(([a], [b]) => a - b)
          .flatMap(([start, length, insert]) => {
            const offset = Math.max(start, from);
            const end = Math.min(offset + length, original.length);
            if (offset > original.length || isSplit(original, offset) || isSplit(original, end)) return [];
            from = end;
            return [{ offset, expected: original.slice(offset, end), insert }];
          });
        const edited =
          applyEdits(
            new Map([["f", original]]),
            splices.map((splice) => edit("f", splice.offset, splice.expected, splice.insert)),
          ).get("f") ?? "";
        let shift = 0;
        const back: SiteEdit[] = [];
        let done = 0;
        for (const { offset, expected, insert } of splices) {
          expect(edited.slice(done + shift, offset + shift)).toBe(original.slice(done, offset));
          back.push(edit("f", offset + shift, insert, expected));
          shift += insert.length - expected.length;
          done = offset + expected.length;
        }
        expect(applyEdits(new Map([["f", edited]]), back).get("f")).toBe(original);
      }),
      { numRuns: 500 },
    );
  });
});

/** Whether the offset lies inside a surrogate pair. */
function isSplit(text: string, offset: number): boolean {
  return /[\uDC00-\uDFFF]/.test(text[offset] ?? "") && /[\uD800-\uDBFF]/.test(text[offset - 1] ?? "");
}
