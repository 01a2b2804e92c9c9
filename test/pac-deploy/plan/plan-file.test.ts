import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readPlanFile } from "../../../pac-deploy/plan/plan-file.ts";

const folder = mkdtempSync(join(tmpdir(), "portal-kit-plan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = {
  version: 1,
  action: "apply",
  kitVersion: "0",
  site: { kind: "classic", model: "standard", websiteId: "x", name: "y" },
  edits: [{ kind: "create", path: "a.yml", text: "", why: "" }],
  before: { "a.yml": null },
  opens: [],
  closes: [],
  findings: [],
  texts: [{ path: "a.yml", after: "" }],
};
const read = (plan: unknown): Promise<unknown> => {
  const path = join(folder, "plan.json");
  writeFileSync(path, JSON.stringify(plan));
  return readPlanFile(path, folder);
};

describe("readPlanFile", () => {
  it("reads what plan --out writes", async () => {
    await expect(read(whole)).resolves.toEqual(whole);
  });

  it.each([
    ["no object", null],
    ["a list", []],
    ["another version", { ...whole, version: 2 }],
    ["another action", { ...whole, action: "burn" }],
    ["an edit that is none", { ...whole, edits: [null] }],
    ["an edit of an unknown kind", { ...whole, edits: [{ kind: "move", path: "a", why: "" }] }],
    ["an edit without its text", { ...whole, edits: [{ kind: "create", path: "a", why: "" }] }],
    ["a site without a name", { ...whole, site: {} }],
    ["an opening without columns", { ...whole, opens: [{ table: "contact", role: "r" }] }],
    ["a finding without a message", { ...whole, findings: [{}] }],
  ])("refuses %s as broken", async (_, plan) => {
    await expect(read(plan)).rejects.toMatchObject({ code: "plan-broken", exitCode: 2 });
  });

  it("refuses a plan for a site that has one of its files by now", async () => {
    writeFileSync(join(folder, "a.yml"), "x");
    await expect(read(whole)).rejects.toMatchObject({ code: "plan-stale", exitCode: 1, place: { path: "a.yml" } });
    rmSync(join(folder, "a.yml"));
  });
});
