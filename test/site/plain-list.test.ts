import { describe, expect, it } from "vitest";
import { applyTextEdit, insertListItem } from "../../site/edit-text.ts";
import { parsePlainList } from "../../site/plain-list.ts";
import { replaceScalar } from "../../site/replace-scalar.ts";

const lists: Readonly<Record<string, string>> = {
  "two records": "- id: b\n  n: 1\n- id: d\n  n: 2\n",
  CRLF: "- id: b\r\n  n: 1\r\n- id: d\r\n  n: 2\r\n",
  "folded texts and lists": "- id: b\n  n: >-\n    one\n\n    two\n  roles:\n  - x\n  - y\n- id: d\n  n: 'it''s'\n",
  "one record": "- id: b\n  n: 1\n",
};
const item = "id: c\nn: new\n";
/** A comment is more than lines alone can tell, so that the full parser reads this one. */
const comment = "# end\n";

describe("a list whose lines alone tell its records apart", () => {
  it.each(Object.entries(lists))("%s: takes a record, and a value, as the full parser does it", (_, text) => {
    const lineEnd = text.includes("\r") ? "\r\n" : "\n";
    const full = text + comment.replace("\n", lineEnd);
    expect(parsePlainList(text)).toBeDefined();
    expect(parsePlainList(full)).toBeUndefined();
    for (const id of ["a", "c", "e"]) {
      const yaml = item.replace("c", id).replaceAll("\n", lineEnd);
      const changed = applyTextEdit(text, insertListItem(text, yaml, "id", id));
      expect(changed + comment.replace("\n", lineEnd)).toBe(applyTextEdit(full, insertListItem(full, yaml, "id", id)));
    }
    for (const [key, value] of [
      ["n", "other"],
      ["a", "added"],
    ] as const)
      expect(replaceScalar(text, "b", key, value)).toEqual(replaceScalar(full, "b", key, value));
  });

  it.each([
    ["a blank line between records", "- id: b\n\n- id: d\n"],
    ["mixed line ends", "- id: b\r\n- id: d\n"],
    ["a lone CR", "- id: b\r- id: d\r"],
    ["one line without an end", "- id: b"],
    ["a record", "id: b\n"],
    ["nothing", ""],
    ["an anchor", "- &a\n  id: b\n"],
    ["dashes set in", "  - id: b\n"],
  ])("is not %s", (_, text) => {
    expect(parsePlainList(text)).toBeUndefined();
  });
});
