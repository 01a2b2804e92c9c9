import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { stateFilePath } from "../../../contract/names.ts";
import { UserError } from "../../../contract/user-error.ts";
import { planApply } from "../../../pac-deploy/plan/plan-apply.ts";
import { planRemove } from "../../../pac-deploy/plan/plan-remove.ts";
import { readSite } from "../../../site/read-site.ts";
import { writeEdits } from "../../../site/write-edits.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";
import { applyKit, copySite, kitFolder, starterFolder, starters, storyConfiguration, type TemporarySite } from "../../support/kit-site.ts";

const open: TemporarySite[] = [];
const copy = (starter: string, configuration?: object): TemporarySite => {
  const site = copySite(starterFolder(starter), configuration);
  open.push(site);
  return site;
};
afterEach(() => {
  for (const site of open.splice(0)) site.remove();
});
const plan = (site: TemporarySite): ReturnType<typeof planApply> => planApply(site.folder, { kitFolder, configPath: site.configPath });
const removeKit = async (site: TemporarySite): Promise<void> => writeEdits(site.folder, (await planRemove(site.folder)).edits);

describe.each(starters)("the kit in the %s starter", (starter) => {
  it("goes in and out again with every byte of the site as it was", async () => {
    const site = copy(starter);
    const before = readFolderBytes(site.folder);
    await applyKit(site);
    expect(readFolderBytes(site.folder)).not.toEqual(before);
    await removeKit(site);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("has nothing to do when applied a second time", async () => {
    const site = copy(starter);
    await applyKit(site);
    const once = readFolderBytes(site.folder);
    expect((await plan(site)).edits).toEqual([]);
    await applyKit(site);
    expect(readFolderBytes(site.folder)).toEqual(once);
  });

  it("reads back as a whole site with the form's page, permission, profile and settings", async () => {
    const site = copy(starter);
    await applyKit(site);
    const applied = await readSite(site.folder);
    expect(applied.findings.filter((finding) => /portal.kit/i.test(finding.path))).toEqual([]);
    expect(applied.pages.map((page) => page.url)).toContain("/get-in-touch/");
    const anonymous = applied.roles.find((role) => role.isAnonymous)?.id;
    expect(applied.tablePermissions.find((permission) => permission.name === "Portal Kit Contact Capture")).toMatchObject({
      table: "contact",
      scope: "global",
      roleIds: [anonymous],
      read: true,
      create: true,
      write: false,
      delete: false,
      append: false,
      appendTo: false,
    });
    const profile = applied.columnPermissionProfiles.find((candidate) => candidate.name === "Portal Kit Contact Capture");
    expect(profile).toMatchObject({ table: "contact", roleIds: [anonymous], allColumns: [] });
    expect(Object.fromEntries(profile?.columns.map(({ column, rights }) => [column, rights]) ?? [])).toEqual({
      contactid: ["read"],
      emailaddress1: ["create", "read"],
      firstname: ["create"],
      lastname: ["create"],
      mobilephone: ["create"],
    });
    const setting = (name: string): string | undefined => applied.settings.find((candidate) => candidate.name === name)?.value;
    expect(setting("Webapi/contact/enabled")).toBe("true");
    expect(setting("Webapi/contact/fields")).toBe("contactid,firstname,lastname,emailaddress1,mobilephone");
  });

  it("says what it opens, and on removal what it closes", async () => {
    const site = copy(starter);
    const { opens } = await plan(site);
    expect(opens.map(({ table, columns, rights }) => ({ table, columns, rights }))).toEqual([
      { table: "contact", columns: ["contactid", "emailaddress1"], rights: ["read"] },
      { table: "contact", columns: ["firstname", "lastname", "emailaddress1", "mobilephone"], rights: ["create"] },
    ]);
    await applyKit(site);
    expect((await plan(site)).opens).toEqual([]);
    expect((await planRemove(site.folder)).closes).toEqual(opens);
  });

  it("takes out what a changed configuration no longer asks for", async () => {
    const site = copy(starter);
    await applyKit(site);
    writeFileSync(site.configPath, JSON.stringify({ ...storyConfiguration, capture: { path: "none" } }));
    const change = await plan(site);
    expect(change.closes).toHaveLength(2);
    await writeEdits(site.folder, change.edits);
    const onlyTracking = await readSite(site.folder);
    expect(onlyTracking.webTemplates.map((template) => template.name)).toContain("Portal Kit Tracking");
    expect(onlyTracking.webTemplates.map((template) => template.name)).not.toContain("Portal Kit Contact Capture");
    expect(onlyTracking.settings.find((setting) => setting.name === "Webapi/contact/enabled")?.value).toBe("false");
  });

  it("keeps a text a person has changed, and gives warning before it goes with the kit", async () => {
    const site = copy(starter);
    await applyKit(site);
    const snippet = (await readSite(site.folder)).snippets.find((candidate) => candidate.name === "Portal Kit/form.submit");
    const path = join(site.folder, snippet?.valuePath ?? "");
    writeFileSync(path, "Join us");
    expect((await plan(site)).edits).toEqual([]);
    const removal = await planRemove(site.folder);
    expect(removal.findings).toContainEqual(expect.objectContaining({ code: "changed-text-removed", path: snippet?.valuePath }));
  });
});

describe("what stands in the way", () => {
  const refusal = async (act: () => Promise<unknown>): Promise<UserError> => {
    const error: unknown = await act().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error instanceof UserError) return error;
    throw new Error(`expected a refusal, got ${String(error)}`);
  };

  it("refuses a template of the kit that was changed by hand, and names it", async () => {
    const site = copy("enhanced");
    await applyKit(site);
    const template = (await readSite(site.folder)).webTemplates.find((candidate) => candidate.name === "Portal Kit Tracking");
    appendFileSync(join(site.folder, template?.sourcePath ?? ""), "<!-- mine -->");
    expect(await refusal(() => plan(site))).toMatchObject({ code: "kit-file-changed", exitCode: 1, place: { path: template?.sourcePath } });
  });

  it("refuses to remove without its state, and says what is known", async () => {
    const site = copy("enhanced");
    await applyKit(site);
    rmSync(join(site.folder, stateFilePath));
    expect(await refusal(() => planRemove(site.folder))).toMatchObject({ code: "state-missing", exitCode: 1 });
    expect(await refusal(() => plan(site))).toMatchObject({ code: "kit-record-exists", exitCode: 1 });
  });

  it("refuses a state file it cannot read", async () => {
    const site = copy("enhanced");
    await applyKit(site);
    writeFileSync(join(site.folder, stateFilePath), '{"version": 1');
    expect(await refusal(() => planRemove(site.folder))).toMatchObject({
      code: "state-broken",
      exitCode: 1,
      place: { path: stateFilePath },
    });
  });

  it("leaves a setting alone that was changed after the kit had set it", async () => {
    const site = copy("enhanced");
    await applyKit(site);
    const path = join(site.folder, "sitesetting.yml");
    const text = readFileSync(path, "utf8");
    expect(text).toContain("contactid,firstname,lastname,emailaddress1,mobilephone");
    writeFileSync(path, text.replace("contactid,firstname,lastname,emailaddress1,mobilephone", "contactid"));
    expect(await refusal(() => planRemove(site.folder))).toMatchObject({ code: "kit-edit-changed", place: { path: "sitesetting.yml" } });
  });

  it("plans an error, and so writes nothing, without an explicit acceptance of anonymous access", async () => {
    const site = copy("enhanced", { ...storyConfiguration, capture: { path: "A", page: "get-in-touch" } });
    expect((await plan(site)).findings).toContainEqual(expect.objectContaining({ code: "anonymous-contact-access", severity: "error" }));
  });

  it("says what identifying by a typed address means, unless the policy is confirmed", async () => {
    const codes = async (configuration: object): Promise<string[]> =>
      (await plan(copy("enhanced", configuration))).findings.map(({ code }) => code);
    expect(await codes(storyConfiguration)).toContain("typed-address-identifies");
    expect(await codes({ ...storyConfiguration, identify: { existing: "confirmed" } })).not.toContain("typed-address-identifies");
  });

  it("opens no read with capture.lookup none", async () => {
    const site = copy("standard", { ...storyConfiguration, capture: { ...storyConfiguration.capture, lookup: "none" } });
    expect((await plan(site)).opens.flatMap((opening) => opening.rights)).toEqual(["create"]);
    await applyKit(site);
    expect(
      (await readSite(site.folder)).tablePermissions.find((permission) => permission.name === "Portal Kit Contact Capture"),
    ).toMatchObject({ read: false, create: true });
  });

  it("refuses the address of a page that is there", async () => {
    const site = copy("enhanced", { ...storyConfiguration, capture: { ...storyConfiguration.capture, page: "search" } });
    expect((await plan(site)).findings).toContainEqual(expect.objectContaining({ code: "page-address-taken", severity: "error" }));
  });
});
