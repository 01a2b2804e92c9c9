import { describe, expect, it } from "vitest";
import type { AcceptedFinding } from "../../../contract/configuration.ts";
import type { Finding } from "../../../contract/finding.ts";
import { acceptFindings } from "../../../pac-deploy/checks/accept-findings.ts";

const path = "web-templates/x/X.webtemplate.source.html";
const finding = (line: number, more: Partial<Finding> = {}): Finding => ({
  code: "tracker-ungated",
  severity: "warning",
  path,
  line,
  column: 1,
  message: "m",
  fix: false,
  ...more,
});
const known = new Set(["tracker-ungated", "outbound-script"]);

function accept(findings: readonly Finding[], text = "", accepted: readonly AcceptedFinding[] = [], ran: ReadonlySet<string> = known) {
  return acceptFindings(findings, { files: new Map([[path, text]]), accepted, ran, known });
}
const codesOf = (findings: readonly Finding[]) => findings.map(({ code, line, accepted }) => [code, line, accepted]);
const comment = (rest: string) => `<!-- portal-kit-ignore-next-line ${rest} -->\n<b>`;

describe("a comment in the line above", () => {
  it("accepts the finding, and says where that stands", () => {
    expect(accept([finding(2)], comment("tracker-ungated -- agreed"))).toEqual([finding(2, { accepted: "agreed", acceptedBy: "source" })]);
  });

  it("accepts all findings of its code on that line, and none of another line or code", () => {
    const findings = [finding(2), finding(2, { column: 9 }), finding(3), finding(2, { code: "outbound-script" })];
    expect(accept(findings, comment("tracker-ungated -- agreed")).map(({ accepted }) => accepted)).toEqual([
      "agreed",
      "agreed",
      undefined,
      undefined,
    ]);
  });

  it("accepts nothing without a reason, and is told", () => {
    expect(codesOf(accept([finding(2)], comment("tracker-ungated")))).toEqual([
      ["tracker-ungated", 2, undefined],
      ["suppression-without-reason", 1, undefined],
    ]);
  });

  it.each([
    ["accepts what is not there", "tracker-ungated -- agreed", /nothing of that code is found/],
    ["names a code that no check has", "tracker-ungatd -- agreed", /Did you mean tracker-ungated\?/],
    ["names no code", "-- agreed", /names no code/],
  ])("is told when it %s", (_, rest, message) => {
    const [found] = accept([], comment(rest));
    expect(found).toMatchObject({ code: "suppression-unused", path, line: 1 });
    expect(found?.message).toMatch(message);
  });

  it("is not judged for a check that did not run", () => {
    expect(accept([], comment("tracker-ungated -- agreed"), [], new Set(["outbound-script"]))).toEqual([]);
  });
});

describe("check.accept", () => {
  it.each([
    ["everywhere", {}, true],
    ["in this file", { path }, true],
    ["in files like it", { path: "web-templates/*.html" }, true],
    ["in another file", { path: "web-templates/x" }, false],
    ["in a path with other letters for the dot", { path: path.replace(".", "_") }, false],
  ])("accepts %s", (_, where, isAccepted) => {
    const [found, ...others] = accept([finding(7)], "", [{ code: "tracker-ungated", reason: "agreed", ...where }]);
    expect(found?.accepted).toBe(isAccepted ? "agreed" : undefined);
    expect(found?.acceptedBy).toBe(isAccepted ? "configuration" : undefined);
    expect(others.map(({ code }) => code)).toEqual(isAccepted ? [] : ["suppression-unused"]);
  });

  it("accepts findings of the site as a whole", () => {
    const [found] = accept([finding(0, { path: "" })], "", [{ code: "tracker-ungated", reason: "agreed" }]);
    expect(found?.accepted).toBe("agreed");
  });

  it("leaves what a check has marked as accepted", () => {
    const marked = finding(7, { accepted: "capture.acceptAnonymousContactAccess" });
    expect(accept([marked])).toEqual([marked]);
  });
});
