import { describe, expect, it } from "vitest";
import type { SiteEdit } from "../../../contract/edit.ts";
import type { Finding } from "../../../contract/finding.ts";
import type { Check, CheckedSite } from "../../../pac-deploy/checks/check.ts";
import { findingAt } from "../../../pac-deploy/checks/finding-at.ts";
import { planFixes } from "../../../pac-deploy/checks/plan-fixes.ts";
import { checkedSite, header } from "./checked-site.ts";

/** Finds a word in the header, and writes it in capitals. */
const shout = (word: string, code = `shout-${word}`): Check => {
  const meta = { code, severity: "warning", about: "" } as const;
  const offsets = ({ files }: CheckedSite) => [...(files.get(header) ?? "").matchAll(new RegExp(word, "g"))].map(({ index }) => index);
  return {
    meta,
    find: (checked) =>
      offsets(checked).map((offset) => ({
        ...findingAt(meta, { path: header, text: checked.files.get(header) ?? "" }, offset, word),
        fix: true,
      })),
    fix: (checked, findings) =>
      offsets(checked)
        .slice(0, findings.length)
        .map((offset): SiteEdit => ({ kind: "edit", path: header, offset, expected: word, insert: word.toUpperCase(), why: code })),
  };
};
const fixesAll = (check: Check): Check => ({ ...check, fix: (checked) => check.fix?.(checked, check.find(checked)) ?? [] });

async function fix(checks: readonly Check[], change: (finding: Finding, index: number) => Finding = (one) => one) {
  const checked = await checkedSite({ [header]: "one two two" });
  const findings = checks.flatMap((check) => check.find(checked)).map(change);
  const { plan, mends, waits } = planFixes(checked, checks, findings);
  return { after: plan.texts[0]?.after, mends: Object.fromEntries(mends), waits, plan };
}
const acceptFirst = (finding: Finding, index: number): Finding => (index === 0 ? { ...finding, accepted: "agreed" } : finding);

describe("planFixes", () => {
  it("mends what several checks found in one file, in one plan", async () => {
    const { after, mends, waits, plan } = await fix([shout("one"), shout("two")]);
    expect(after).toBe("ONE TWO TWO");
    expect(mends).toEqual({ "shout-one": 1, "shout-two": 2 });
    expect(waits).toEqual([]);
    expect(plan).toMatchObject({ action: "check --fix", edits: [{ kind: "edit", path: header, why: "shout-one; shout-two" }] });
  });

  it("leaves out what somebody accepted", async () => {
    expect(await fix([shout("two")], acceptFirst)).toMatchObject({ after: "one TWO two", mends: { "shout-two": 1 } });
  });

  it("waits with a fix that cannot leave out what somebody accepted", async () => {
    const { after, waits } = await fix([fixesAll(shout("two"))], acceptFirst);
    expect(after).toBeUndefined();
    expect(waits).toMatchObject([{ code: "shout-two" }]);
  });

  it("lets the second of two fixes of one place wait", async () => {
    const { after, waits } = await fix([shout("one"), shout("one two", "both")]);
    expect(after).toBe("ONE two two");
    expect(waits).toMatchObject([{ code: "both", why: expect.stringMatching(/once more/) as unknown }]);
  });

  it("does nothing about findings that have no fix", async () => {
    expect((await fix([shout("two")], (finding) => ({ ...finding, fix: false }))).plan.edits).toEqual([]);
  });

  it("names files of a code site from the folder above its records", async () => {
    const checked = await checkedSite({ [header]: "one" });
    const check = shout("one");
    const above = checked.site.folder.replace(/[/\\][^/\\]+$/, "");
    const name = checked.site.folder.slice(above.length + 1);
    const { plan } = planFixes(checked, [check], check.find(checked), above);
    expect([plan.edits[0]?.path, plan.texts[0]?.path, Object.keys(plan.before)]).toEqual([
      `${name}/${header}`,
      `${name}/${header}`,
      [`${name}/${header}`],
    ]);
  });
});
