import { describe, expect, it } from "vitest";
import { stripVTControlCharacters } from "node:util";
import type { Finding } from "../../../contract/finding.ts";
import { renderFindings } from "../../../pac-deploy/checks/render-findings.ts";

const finding = (line: number, more: Partial<Finding> = {}): Finding => ({
  code: "one",
  severity: "warning",
  path: "a.html",
  line,
  column: 1,
  message: `message ${line}`,
  fix: false,
  ...more,
});
const files = new Map([["a.html", "<a>\n<b>\n<c>\n<d>\n<e>\n<f>\n"]]);
const render = (findings: readonly Finding[], more: Partial<Parameters<typeof renderFindings>[1]> = {}): string =>
  stripVTControlCharacters(renderFindings(findings, { files, ...more }));

describe("renderFindings", () => {
  it("groups by file, with the lines around each place, and counts at the end", () => {
    const text = render([finding(2), finding(0, { path: "", code: "two", severity: "error", line: 0, column: 0 })]);
    expect(text).toMatch(/^a\.html\n {2}2:1 warning one message 2\n(?:.*\n)*? +> 2 \| <b>\n/);
    expect(text).toMatch(/\n\nThe site as a whole\n {2}error two message 0\n\n/);
    expect(text).toMatch(/\nerror +two +1 {2}in 1 file\nwarning +one +1 {2}in 1 file\n\n2 found: 1 error, 1 warning\.$/);
  });

  it("folds many of one code in one file, unless all are asked for", () => {
    const many = [1, 2, 3, 4, 5, 6].map((line) => finding(line));
    expect(render(many)).toMatch(/… and 3 more of one in lines 4, 5, 6; --full shows them/);
    expect(render(many)).not.toMatch(/message 4/);
    expect(render(many, { full: true })).toMatch(/message 6/);
    expect(render(many.slice(0, 4))).toMatch(/message 4/);
  });

  it("folds many of one code in many files, and shows the lines of the first", () => {
    const many = Array.from({ length: 30 }, (_, index) => finding(1, { path: `${index}.html`, message: `message of ${index}.` }));
    const texts = new Map(many.map(({ path }) => [path, "<a>"]));
    const text = render(many, { files: texts });
    expect(text).toMatch(/message of 24\./);
    expect(text).not.toMatch(/message of 25\./);
    expect(text).toMatch(/… and 5 more of one in 5 files; --full shows them/);
    expect(text.match(/> 1 \| <a>/g)).toHaveLength(5);
    expect(render(many, { files: texts, full: true }).match(/> 1 \| <a>/g)).toHaveLength(30);
  });

  it("shows no lines for a record as a whole", () => {
    const at = (line: number) => render([finding(line, { path: "a.yml" })], { files: new Map([["a.yml", "a: 1\nb: 2"]]) });
    expect(at(1)).not.toMatch(/ \| /);
    expect(at(2)).toMatch(/> 2 \| b: 2/);
  });

  it("shows what is accepted with its reason, and counts it apart", () => {
    const text = render([finding(1), finding(2, { accepted: "agreed", acceptedBy: "source" })]);
    expect(text).toMatch(/\nAccepted\n {2}warning one a\.html:2: agreed\n/);
    expect(text).toMatch(/\n1 found: 1 warning\.\n1 accepted\.$/);
  });

  it("says how many can be mended, and how many the baseline knows or misses", () => {
    const stale = [{ code: "one", path: "a.html", line: "", count: 2 }];
    const text = render([finding(1, { fix: true })], { baseline: { fresh: [], known: 3, stale } });
    expect(text).toMatch(/\(--fix mends this\)/);
    expect(text).toMatch(
      /1 found: 1 warning\. --fix mends 1\.\n3 known from the baseline, not shown\.\n2 of the baseline are not found any more/,
    );
  });

  it("keeps a site's own texts from steering the terminal", () => {
    const text = renderFindings([finding(0, { path: "x\u001B[2J.html", message: "\u001B[31mred" })], { files });
    expect(text).toContain("[2J.html");
    expect(text).not.toContain("\u001B[2J");
    expect(text).not.toContain("\u001B[31mred");
  });

  it("says that there is nothing", () => {
    expect(render([])).toBe("Nothing found.");
  });
});
