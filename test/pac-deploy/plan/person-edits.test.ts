import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { stateFilePath } from "../../../contract/names.ts";
import { planApply } from "../../../pac-deploy/plan/plan-apply.ts";
import { planRemove } from "../../../pac-deploy/plan/plan-remove.ts";
import type { Plan } from "../../../pac-deploy/plan/plan.ts";
import { writeEdits } from "../../../site/write-edits.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";
import { applyKit, copySite, kitFolder, starterFolder, storyConfiguration, type TemporarySite } from "../../support/kit-site.ts";

const open: TemporarySite[] = [];
const copy = (starter: string, configuration?: object): TemporarySite => {
  const site = copySite(starterFolder(starter), configuration);
  open.push(site);
  return site;
};
afterEach(() => {
  for (const site of open.splice(0)) site.remove();
});
const plan = (site: TemporarySite): Promise<Plan> => planApply(site.folder, { kitFolder, configPath: site.configPath });
const removeKit = async (site: TemporarySite): Promise<Plan> => {
  const removal = await planRemove(site.folder);
  await writeEdits(site.folder, removal.edits);
  return removal;
};
const settingsOf = (site: TemporarySite): string => join(site.folder, "sitesetting.yml");
const change = (path: string, make: (text: string) => string): void => writeFileSync(path, make(readFileSync(path, "utf8")));
const codes = ({ findings }: Plan): string[] => findings.map(({ code }) => code);
const header = "web-templates/header/Header.webtemplate.source.html";

/** What git does on Windows, on every text file below a folder. */
function toCrlf(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) toCrlf(path);
    else if (/\.(?:yml|html|css|js|json)$/.test(name)) change(path, (text) => text.replaceAll(/\r?\n/g, "\r\n"));
  }
}

const enabledId = "f1111111-1111-4111-8111-111111111111";
const fieldsId = "f2222222-2222-4222-8222-222222222222";
const setting = (name: string, id: string, rest: string): string => `- adx_name: ${name}\n  adx_sitesettingid: ${id}\n${rest}`;
const all = "contactid,firstname,lastname,emailaddress1,mobilephone";

describe("settings that are there already", () => {
  it.each([
    ["in other letter case", setting("webapi/CONTACT/Enabled", enabledId, "  adx_value: False\n")],
    ["quoted", setting("'Webapi/contact/enabled'", `"${enabledId}"`, '  adx_value: "false"\n')],
    [
      "empty without a blank",
      setting("Webapi/contact/enabled", enabledId, "  adx_value:\n") + setting("Webapi/contact/fields", fieldsId, "  adx_value:\n"),
    ],
    [
      "without a value, ids in capitals",
      setting("Webapi/contact/enabled", enabledId.toUpperCase(), "") + setting("Webapi/contact/fields", fieldsId.toUpperCase(), ""),
    ],
    ["with a comment", setting("Webapi/contact/enabled", enabledId, "  adx_value: false # off\n")],
    ["folded", setting("Webapi/contact/fields", fieldsId, "  adx_value: >-\n    contactid,\n    fullname\n")],
    ["inactive", setting("Webapi/contact/enabled", enabledId, "  adx_value: false\n  statecode: 1\n")],
    ["with blanks and empty columns", setting("Webapi/contact/fields", fieldsId, "  adx_value: ' , fullname ,'\n")],
    [
      "in a record that begins with its value",
      `- adx_value: false\n  adx_name: Webapi/contact/enabled\n  adx_sitesettingid: ${enabledId}\n`,
    ],
  ])("%s come back byte for byte, and a second apply has nothing to do", async (_, text) => {
    const site = copy("enhanced");
    appendFileSync(settingsOf(site), text);
    const before = readFolderBytes(site.folder);
    await applyKit(site);
    expect((await plan(site)).edits).toEqual([]);
    await removeKit(site);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it.each(["", "[]", "[]\n", "[]\r\n", "# none\n"])("a list file with %j comes back byte for byte", async (text) => {
    const site = copy("enhanced");
    writeFileSync(settingsOf(site), text);
    const before = readFolderBytes(site.folder);
    await applyKit(site);
    await removeKit(site);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("a list the kit had to begin goes again, but not with a person's record in it", async () => {
    const site = copy("enhanced");
    rmSync(settingsOf(site));
    const before = readFolderBytes(site.folder);
    await applyKit(site);
    const mine = setting("Mine", enabledId, "  adx_value: 1\n");
    appendFileSync(settingsOf(site), mine);
    await removeKit(site);
    expect(readFileSync(settingsOf(site), "utf8")).toBe(mine);
    rmSync(settingsOf(site));
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("are left alone where nothing is missing, whatever their spelling", async () => {
    const site = copy("enhanced");
    const text =
      setting("Webapi/contact/enabled", enabledId, "  adx_value: TRUE\n") +
      setting("Webapi/contact/fields", fieldsId, "  adx_value: ContactId, firstname, lastname, EmailAddress1, mobilephone\n");
    appendFileSync(settingsOf(site), text);
    await applyKit(site);
    expect(readFileSync(settingsOf(site), "utf8")).toContain(text);
  });

  it("are not doubled by a column in capitals", async () => {
    const site = copy("enhanced");
    appendFileSync(settingsOf(site), setting("Webapi/contact/fields", fieldsId, "  adx_value: EmailAddress1, fullname\n"));
    await applyKit(site);
    expect(readFileSync(settingsOf(site), "utf8")).toContain(
      "adx_value: EmailAddress1,fullname,contactid,firstname,lastname,mobilephone\n",
    );
  });

  it("from an environment variable are not touched, named or not", async () => {
    for (const schema of ["  adx_envvar_schema: x_enabled\n", ""]) {
      const site = copy("enhanced");
      const text = setting("Webapi/contact/enabled", enabledId, `  adx_source: 1\n${schema}`);
      appendFileSync(settingsOf(site), text);
      expect(codes(await plan(site))).toContain("setting-from-environment");
      await applyKit(site);
      expect(readFileSync(settingsOf(site), "utf8")).toContain(text);
    }
  });

  it("that are there twice get a warning", async () => {
    const site = copy("enhanced");
    appendFileSync(
      settingsOf(site),
      setting("Webapi/contact/enabled", enabledId, "  adx_value: true\n") +
        setting("WEBAPI/contact/enabled", fieldsId, "  adx_value: false\n"),
    );
    expect(codes(await plan(site))).toContain("setting-twice");
  });

  it("with every column are an error", async () => {
    const site = copy("enhanced");
    appendFileSync(settingsOf(site), setting("Webapi/contact/fields", fieldsId, "  adx_value: '*'\n"));
    expect((await plan(site)).findings).toContainEqual(expect.objectContaining({ code: "web-api-wildcard", severity: "error" }));
  });
});

describe.each(["standard", "enhanced"])("what a person does to the %s starter after apply", (starter) => {
  it("a header edited around the block comes back as the person's version", async () => {
    const [site, expected] = [copy(starter), copy(starter)];
    await applyKit(site);
    for (const { folder } of [site, expected]) {
      change(join(folder, header), (text) => `<!-- top -->\n${text}`);
      appendFileSync(join(folder, header), "\n<!-- below -->");
    }
    await removeKit(site);
    expect(readFolderBytes(site.folder)).toEqual(readFolderBytes(expected.folder));
  });

  it("line ends rewritten by git change nothing: nothing to apply, and remove works", async () => {
    const [site, expected] = [copy(starter), copy(starter)];
    await applyKit(site);
    toCrlf(site.folder);
    toCrlf(expected.folder);
    expect((await plan(site)).edits).toEqual([]);
    expect(codes(await removeKit(site)).filter((code) => code.startsWith("changed") || code.startsWith("kit"))).toEqual([]);
    expect(readFolderBytes(site.folder)).toEqual(readFolderBytes(expected.folder));
  });

  it("a block taken out by hand is put back by apply, and no obstacle to remove", async () => {
    const [site, expected] = [copy(starter), copy(starter)];
    await applyKit(site);
    const applied = readFolderBytes(site.folder);
    const bare = readFileSync(join(expected.folder, header));
    writeFileSync(join(site.folder, header), bare);
    expect(codes(await plan(site))).toContain("kit-edit-gone");
    await applyKit(site);
    expect(readFolderBytes(site.folder)).toEqual(applied);
    writeFileSync(join(site.folder, header), bare);
    await removeKit(site);
    expect(readFolderBytes(site.folder)).toEqual(readFolderBytes(expected.folder));
  });

  it("settings in another order are no obstacle", async () => {
    const site = copy(starter);
    const before = readFileSync(settingsOf(site), "utf8");
    await applyKit(site);
    change(settingsOf(site), (text) => {
      const records = text.split(/^(?=- )/m);
      const ours = records.filter((record) => record.includes("Webapi/contact/"));
      return [...ours.toReversed(), ...records.filter((record) => !ours.includes(record))].join("");
    });
    const removal = await planRemove(site.folder);
    await writeEdits(site.folder, removal.edits);
    expect(readFileSync(settingsOf(site), "utf8")).toBe(before);
  });
});

describe("what stands in the way", () => {
  it("shows what the kit wrote where a person has changed it", async () => {
    const site = copy("enhanced");
    await applyKit(site);
    change(settingsOf(site), (text) => text.replace(all, `${all},jobtitle`));
    await expect(planRemove(site.folder)).rejects.toMatchObject({ code: "kit-edit-changed", hint: expect.stringContaining(all) as string });
  });

  it("gives warning before a changed text goes that the configuration no longer asks for", async () => {
    const site = copy("enhanced");
    await applyKit(site);
    const path = "content-snippets/portal-kit-form.submit/Portal-Kit-form.submit.en-US.contentsnippet.value.html";
    writeFileSync(join(site.folder, path), "Join us");
    writeFileSync(site.configPath, JSON.stringify({ ...storyConfiguration, capture: { path: "none" } }));
    expect((await plan(site)).findings).toContainEqual(expect.objectContaining({ code: "changed-text-removed", path }));
  });

  it.each([
    ["of a newer version", '"version": 2', "state-newer"],
    [
      "with an opening that has no columns",
      '"version": 1, "kit": "x", "files": [], "insertions": [], "replacements": [], "opened": [{"table": "contact", "role": "r"}]}',
      "state-broken",
    ],
  ])("refuses a state %s", async (_, head, code) => {
    const site = copy("enhanced");
    await applyKit(site);
    change(join(site.folder, stateFilePath), (text) => (head.endsWith("}") ? `{${head}` : text.replace('"version": 1', head)));
    await expect(planRemove(site.folder)).rejects.toMatchObject({ code, exitCode: 1 });
    await expect(plan(site)).rejects.toMatchObject({ code, exitCode: 1 });
  });

  it("refuses languages the site does not have, in any letter case", async () => {
    expect(
      (await plan(copy("enhanced", { ...storyConfiguration, languages: ["de-DE", "EN-us"] }))).findings.filter(
        ({ code }) => code === "language-not-in-site",
      ),
    ).toEqual([expect.objectContaining({ severity: "error", message: expect.stringMatching(/de-DE.*en-US/) as string })]);
  });
});
