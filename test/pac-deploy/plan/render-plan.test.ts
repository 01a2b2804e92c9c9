import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { planApply } from "../../../pac-deploy/plan/plan-apply.ts";
import { planRemove } from "../../../pac-deploy/plan/plan-remove.ts";
import type { Plan } from "../../../pac-deploy/plan/plan.ts";
import { renderOutcome, renderPlan, renderPrognosis } from "../../../pac-deploy/plan/render-plan.ts";
import { applyKit, copySite, kitFolder, starterFolder, type TemporarySite } from "../../support/kit-site.ts";

const open: TemporarySite[] = [];
afterEach(() => {
  for (const site of open.splice(0)) site.remove();
});
async function planned(starter: string): Promise<{ plan: Plan; site: TemporarySite }> {
  const site = copySite(starterFolder(starter));
  open.push(site);
  return { site, plan: await planApply(site.folder, { kitFolder, configPath: site.configPath }) };
}
const plain = (text: string): string => stripVTControlCharacters(text);
const small: Plan = {
  version: 1,
  action: "apply",
  kitVersion: "0",
  site: { kind: "classic", model: "enhanced", websiteId: "", name: "Club" },
  edits: [],
  before: {},
  accessBefore: "",
  opens: [],
  closes: [],
  findings: [],
  texts: [],
};
const edit = (path: string, before: string | undefined, after: string | undefined): Plan => ({
  ...small,
  edits: [{ kind: "create", path, text: "", why: "a reason" }],
  texts: [{ path, before, after }],
});

describe("renderPlan", () => {
  it("fits the whole kit on a few screens, and names every file group", async () => {
    const { plan } = await planned("enhanced");
    const lines = plain(renderPlan(plan)).split("\n");
    expect(plan.edits.length).toBeGreaterThan(60);
    expect(lines.length).toBeLessThan(130);
    expect(lines.filter((line) => line.startsWith("create content-snippets"))).toHaveLength(3);
  });

  it("groups snippets that are for every language", () => {
    const text = (key: string): Plan["texts"][number] => ({
      path: `content-snippets/portal-kit-${key}/Portal-Kit-${key}.contentsnippet.yml`,
      before: undefined,
      after: "",
    });
    expect(plain(renderPlan({ ...small, texts: [text("banner.text"), text("form.submit")] }))).toContain(
      "create content-snippets (2 files)\n  banner.text, form.submit",
    );
  });

  it("shows a person's files as a diff and new access in full, before the kit's own files", async () => {
    const { plan } = await planned("standard");
    const text = plain(renderPlan(plan));
    expect(text).toMatch(/edit sitesetting\.yml .*\n {2}@@/);
    expect(text).toMatch(/\+adx_scope: 756150000/);
    expect(text.indexOf("edit web-templates")).toBeLessThan(text.indexOf("create web-templates"));
    expect(text).not.toContain("+{% comment %}Portal Kit Contact Capture");
    expect(plain(renderPlan(plan, { full: true }))).toContain("+{% comment %}Portal Kit Contact Capture");
  });

  it("groups what remove deletes", async () => {
    const { site } = await planned("enhanced");
    await applyKit(site);
    const text = plain(renderPlan(await planRemove(site.folder)));
    expect(text.split("\n").length).toBeLessThan(80);
    expect(text).toMatch(/delete content-snippets en-US \(\d+ files\) {2}takes the kit out/);
  });

  it("shows the changed line of a template whose line ends are carriage returns", () => {
    const text = plain(renderPlan(edit("web-templates/h/H.webtemplate.source.html", "<a>\r<b>\r<c>\r<d>\r", "<a>\r<b>\r<c>\r<d>\r<e>\r")));
    expect(text).toContain("\n  +<e>");
    expect(text).not.toContain("<a>");
  });

  it("lets nothing in a site's texts steer the terminal", () => {
    const text = renderPlan({
      ...edit("table-permissions/a.yml", undefined, "\u001B]0;gotcha\u0007\u001B[2J"),
      site: { ...small.site, name: "\u001B[31mClub" },
    });
    for (const sequence of ["\u001B]0", "\u001B[2J", "\u001B[31mClub", "\u0007"]) expect(text).not.toContain(sequence);
    expect(plain(text)).toContain("gotcha");
  });

  it("puts what stops the command before what is only told", () => {
    const finding = { code: "a", path: "", line: 0, column: 0, message: "", fix: false };
    const text = plain(
      renderPlan({
        ...small,
        findings: [
          { ...finding, severity: "info" },
          { ...finding, severity: "error" },
        ],
      }),
    );
    expect(text.indexOf("error a")).toBeLessThan(text.indexOf("info a"));
  });
});

describe("the closing lines", () => {
  it("name the next command with the folder as it was given", () => {
    const changed = edit("a", undefined, "b");
    expect(plain(renderOutcome(changed, { isDryRun: false, site: "my site" }))).toContain('portal-kit dev --site "my site"');
    expect(plain(renderOutcome(changed, { isDryRun: false, site: "." }))).toMatch(/portal-kit dev$/);
    expect(plain(renderPrognosis(changed))).toMatch(/Nothing is written yet.*1 to create/);
    expect(plain(renderPrognosis(small))).toMatch(/Nothing to do/);
  });

  it("say that apply would refuse", () => {
    const finding = { code: "a", severity: "error" as const, path: "", line: 0, column: 0, message: "", fix: false };
    expect(plain(renderPrognosis({ ...small, findings: [finding] }))).toMatch(/would refuse/);
  });
});
