import { describe, expect, it } from "vitest";
import { renderPageReport, type PageReport } from "../../pac-deploy/render-page-report.ts";

type Problem = PageReport["problems"][number];
const problem: Problem = { kind: "syntax", path: "a.html", line: 1, column: 2, message: "Broken.", frame: "> 1 | x\n    |  ^" };
const report = (...problems: Problem[]): string =>
  // Colours are for people.
  // oxlint-disable-next-line no-control-regex -- the colours' own codes
  renderPageReport([{ status: 200, problems }]).replaceAll(/\u001B\[\d+m/g, "");

describe("renderPageReport", () => {
  it("shows place, words and source of an error, as the page does", () => {
    expect(report(problem)).toContain("liquid a.html:1:2 Broken.\n    > 1 | x\n        |  ^");
  });

  it("names the same problem of many pages once, and the source of the first five", () => {
    expect(report(problem, problem).match(/Broken/g)).toHaveLength(1);
    const many = Array.from({ length: 25 }, (_, index) => ({ ...problem, line: index + 1 }));
    expect(report(...many).match(/> 1 \|/g)).toHaveLength(5);
    expect(report(...many)).toContain("… and 5 more.");
  });

  it("says once what is not emulated, in the page's words", () => {
    const missing: Problem = { ...problem, kind: "unsupported", name: "powerbi", message: 'Tag "powerbi" is not rendered here.' };
    const text = report(missing, { ...missing, line: 7 });
    expect(text).toContain('Not emulated, or in part, and marked on the page:\n    Tag "powerbi" is not rendered here.');
    expect(text.match(/powerbi/g)).toHaveLength(1);
    expect(text).toContain("1 of 1 pages answer 200 without a Liquid error");
  });

  it("lets nothing of the site steer the terminal", () => {
    expect(renderPageReport([{ status: 200, problems: [{ ...problem, path: "\u001B[2Jx", message: "\u001B[31mred\u0007" }] }])).not.toMatch(
      // oxlint-disable-next-line no-control-regex -- what must not be there
      /\u001B\[2J|\u001B\[31mred|\u0007/,
    );
  });
});
