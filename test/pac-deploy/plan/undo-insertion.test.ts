import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendMarked, applyTextEdit, insertListItem } from "../../../site/edit-text.ts";
import { undoInsertion } from "../../../pac-deploy/plan/undo-insertion.ts";
import type { Insertion } from "../../../pac-deploy/plan/kit-state.ts";

const block = "{% comment %}portal-kit:begin Kit 1{% endcomment %}{% include 'Kit' %}{% comment %}portal-kit:end Kit{% endcomment %}";
const id = "b1111111-1111-4111-8111-111111111111";
const record = `adx_name: Ours\nadx_sitesettingid: ${id}\nadx_value: a,b\n`;
const other = (name: string, first: string): string =>
  `- adx_name: ${name}\n  adx_sitesettingid: ${first}1111111-1111-4111-8111-111111111111\n  adx_value: x\n`;

function mark(text: string): { text: string; insertion: Insertion } {
  const edit = appendMarked(text, block);
  return {
    text: applyTextEdit(text, edit),
    insertion: { path: "web-templates/h/H.webtemplate.source.html", name: "Kit", text: edit.insert, replaced: edit.expected },
  };
}

function insert(text: string): { text: string; insertion: Insertion } {
  const edit = insertListItem(text, record, "adx_sitesettingid", id);
  return { text: applyTextEdit(text, edit), insertion: { path: "sitesetting.yml", name: id, text: edit.insert, replaced: edit.expected } };
}

describe("undoInsertion in a template", () => {
  const line = fc.constantFrom("<p>", "", "{% if a %}", "ü", "</div>");
  const end = fc.constantFrom("\n", "\r\n", "\r");

  it("gives back exactly what a person made of the file around it", () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 4 }),
        end,
        fc.boolean(),
        fc.constantFrom("", "<!-- top -->\n"),
        fc.constantFrom("", "\n<!-- below -->", "<!-- behind -->"),
        (lines, lineEnd, isClosed, top, below) => {
          const text = lines.join(lineEnd) + (isClosed && lines.length > 0 ? lineEnd : "");
          const marked = mark(text);
          expect(undoInsertion(top + marked.text + below, marked.insertion)).toEqual({ kind: "undone", text: top + text + below });
        },
      ),
      { numRuns: 300 },
    );
  });

  it("takes only its own line when something was put directly before it", () => {
    const { text, insertion } = mark("<p>");
    expect(undoInsertion(text.replace("{% comment %}", "<b>{% comment %}"), insertion)).toEqual({ kind: "undone", text: "<p>\n<b>" });
  });

  it.each([
    ["CRLF", "\r\n"],
    ["LF", "\n"],
  ])("cuts no line end in two after git has made them %s", (_, lineEnd) => {
    const { text, insertion } = mark(lineEnd === "\n" ? "<p>\r\n<q>" : "<p>\n<q>");
    expect(undoInsertion(text.replaceAll(/\r?\n/g, lineEnd), insertion)).toEqual({ kind: "undone", text: `<p>${lineEnd}<q>` });
  });

  it.each([
    ["taken out by hand", () => "<p>", "gone"],
    ["changed by hand", (text: string) => text.replace("include 'Kit'", "include 'Mine'"), "changed"],
    ["copied", (text: string) => text + text, "changed"],
    ["left with its beginning only", () => "<p>{% comment %}portal-kit:begin Kit 1{% endcomment %}", "changed"],
  ])("tells what was %s", (_, change, kind) => {
    const { text, insertion } = mark("<p>");
    expect(undoInsertion(change(text), insertion).kind).toBe(kind);
  });
});

describe("undoInsertion in a list", () => {
  it.each([
    ["", ""],
    ["an empty list", "[]"],
    ["an empty list with a line end", "[]\n"],
    ["records", other("A", "a") + other("C", "c")],
    ["a file without a final line end", other("A", "a").trimEnd()],
    ["CRLF", (other("A", "a") + other("C", "c")).replaceAll("\n", "\r\n")],
  ])("gives back %s", (_, text) => {
    const inserted = insert(text);
    expect(undoInsertion(inserted.text, inserted.insertion)).toEqual({ kind: "undone", text });
  });

  it("does not cut a value that a person has made longer", () => {
    const { text, insertion } = insert(other("A", "a").trimEnd());
    expect(undoInsertion(`${text},jobtitle`, insertion)).toEqual({ kind: "changed" });
  });

  it.each(["[]", "[]\n", "", other("A", "a")])("leaves readable YAML when a person has added a record to %j", (text) => {
    const { text: inserted, insertion } = insert(text);
    const added = `${inserted}${inserted.endsWith("\n") ? "" : "\n"}${other("D", "d")}`;
    expect(undoInsertion(added, insertion)).toEqual({ kind: "undone", text: (text.startsWith("[") ? "" : text) + other("D", "d") });
  });

  it("finds its record in another place of the list", () => {
    const { insertion } = insert(other("A", "a") + other("C", "c"));
    const moved = `- ${record.trimEnd().replaceAll("\n", "\n  ")}\n${other("A", "a")}${other("C", "c")}`;
    expect(undoInsertion(moved, insertion)).toEqual({ kind: "undone", text: other("A", "a") + other("C", "c") });
  });

  it("tells a record that was deleted by hand", () => {
    const { insertion } = insert(other("A", "a"));
    expect(undoInsertion(other("A", "a"), insertion)).toEqual({ kind: "gone" });
  });
});
