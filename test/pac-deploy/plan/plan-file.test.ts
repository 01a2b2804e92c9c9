import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { kitVersion } from "../../../contract/names.ts";
import { fingerprintAccess } from "../../../pac-deploy/plan/fingerprint-access.ts";
import { readPlanFile, writePlanFile } from "../../../pac-deploy/plan/plan-file.ts";
import type { Plan } from "../../../pac-deploy/plan/plan.ts";
import { readSite } from "../../../site/read-site.ts";
import { starterFolder } from "../../support/kit-site.ts";

const folder = mkdtempSync(join(tmpdir(), "portal-kit-plan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const planPath = join(folder, "plan.json");

const { website, texts: siteTexts } = await readSite(starterFolder("standard"));
const site = { folder, website, texts: siteTexts };
const whole: Plan = {
  version: 1,
  action: "apply",
  kitVersion,
  site: { kind: "classic", model: "standard", websiteId: site.website.id, name: site.website.name },
  edits: [{ kind: "create", path: "a.yml", text: "", why: "" }],
  before: { "a.yml": null },
  accessBefore: fingerprintAccess(site.texts),
  opens: [{ table: "contact", columns: ["contactid"], rights: ["read"], role: "Anonymous Users" }],
  closes: [],
  findings: [],
  texts: [{ path: "a.yml", before: undefined, after: "" }],
};
const written = async (plan: Plan = whole): Promise<Record<string, unknown>> => {
  await writePlanFile(planPath, plan);
  // A plan is an object.
  return JSON.parse(readFileSync(planPath, "utf8")) as Record<string, unknown>;
};
const read = (plan: unknown, here = site): Promise<Plan> => {
  writeFileSync(planPath, typeof plan === "string" ? plan : JSON.stringify(plan));
  return readPlanFile(planPath, here);
};

describe("readPlanFile", () => {
  it("reads what plan --out writes, whatever the file's layout and the order of its keys", async () => {
    const file = await written();
    const { texts: _, ...rest } = whole;
    await expect(readPlanFile(planPath, site)).resolves.toMatchObject(rest);
    await expect(read(Object.fromEntries(Object.entries(file).toReversed()))).resolves.toMatchObject(rest);
    await expect(read(JSON.stringify(file, null, 8))).resolves.toMatchObject(rest);
  });

  it.each([
    ["no JSON", () => "{"],
    ["no object", () => null],
    ["a list", () => []],
    ["another version", (plan: object) => ({ ...plan, version: 2 })],
    ["another action", (plan: object) => ({ ...plan, action: "burn" })],
    ["an edit that is none", (plan: object) => ({ ...plan, edits: [null] })],
    ["an edit of an unknown kind", (plan: object) => ({ ...plan, edits: [{ kind: "move", path: "a.yml", why: "" }] })],
    ["an edit without its text", (plan: object) => ({ ...plan, edits: [{ kind: "create", path: "a.yml", why: "" }] })],
    ["an edit of a file it has no hash of", (plan: object) => ({ ...plan, before: {} })],
    ["a site without a name", (plan: object) => ({ ...plan, site: {} })],
    ["an opening without columns", (plan: object) => ({ ...plan, opens: [{ table: "contact", role: "r" }] })],
    ["a finding without a message", (plan: object) => ({ ...plan, findings: [{}] })],
    ["no checksum", (plan: object) => ({ ...plan, checksum: undefined })],
  ] as const)("refuses %s as broken", async (_, change) => {
    await expect(read((change as (plan: object) => unknown)(await written()))).rejects.toMatchObject({ code: "plan-broken", exitCode: 2 });
  });

  it.each([
    ["the text of an edit", { edits: [{ kind: "create", path: "a.yml", text: "mine", why: "" }] }],
    ["its hashes", { before: { "a.yml": null, "b.yml": null } }],
    ["what it opens", { opens: [] }],
    ["its findings", { findings: [{ code: "a", severity: "info", path: "", line: 0, column: 0, message: "fine", fix: false }] }],
    ["a text it shows", { texts: [{ path: "a.yml", after: "other" }] }],
    ["the kit's version", { kitVersion: "9.9.9" }],
    ["something that no plan has", { note: "looked at" }],
  ])("refuses a plan in which somebody has changed %s", async (_, change) => {
    await expect(read({ ...(await written()), ...change })).rejects.toMatchObject({
      code: "plan-edited",
      exitCode: 1,
      place: { path: planPath },
    });
  });

  it("refuses a plan for a site that has one of its files by now", async () => {
    await written();
    writeFileSync(join(folder, "a.yml"), "x");
    await expect(readPlanFile(planPath, site)).rejects.toMatchObject({ code: "plan-stale", exitCode: 1, place: { path: "a.yml" } });
    rmSync(join(folder, "a.yml"));
  });

  it.each(["table-permissions/Mine.tablepermission.yml", "webrole.yml", "sitesetting.yml"])(
    "refuses it once %s says something else about who may do what",
    async (path) => {
      await written();
      const changed = new Map(site.texts).set(path, "- adx_name: new\n");
      await expect(readPlanFile(planPath, { ...site, texts: changed })).rejects.toMatchObject({ code: "plan-stale", exitCode: 1 });
    },
  );

  it("does not mind a text of a page that has changed since", async () => {
    await written();
    const texts = new Map(site.texts).set("web-pages/home/content-pages/Home.en-US.webpage.copy.html", "<p>new</p>");
    await expect(readPlanFile(planPath, { ...site, texts })).resolves.toBeDefined();
  });

  it("refuses a plan of another site, and of another portal-kit, in words", async () => {
    await written({ ...whole, site: { ...whole.site, websiteId: "11111111-1111-4111-8111-111111111111", name: "Other Club" } });
    await expect(readPlanFile(planPath, site)).rejects.toMatchObject({
      code: "plan-other-site",
      exitCode: 1,
      message: expect.stringMatching(/Other Club.*the folder holds/) as string,
    });
    await written({ ...whole, kitVersion: "0.0.9" });
    await expect(readPlanFile(planPath, site)).rejects.toMatchObject({
      code: "plan-other-kit",
      exitCode: 1,
      message: `portal-kit 0.0.9 made this plan, and this is ${kitVersion}, which may write other files`,
    });
  });
});
