import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { onlyFolder, setUpFakeSite, type FakeSetup } from "./fake-site.ts";

let site: FakeSetup;
afterEach(() => site.remove());

const into = (): string => {
  const folder = join(site.work, "site");
  mkdirSync(folder, { recursive: true });
  return folder;
};
const download = (folder: string, ...more: string[]) =>
  site.run("pages", "download", "--path", folder, "--webSiteId", site.websiteId, "-mv", "2", ...more);
const permission = { table: "adx_entitypermission", id: "52c85dba-2d50-48aa-b28e-2c0239a0e8b9" };

describe("a download", () => {
  test("makes a folder of the site's name, with a manifest of the environment that names every record", async () => {
    site = setUpFakeSite();
    const folder = await site.download();
    expect(folder).toMatch(/larkfield-garden-centre---larkfield-gardens$/);
    const manifest = readFileSync(join(folder, ".portalconfig/contoso.crm4.dynamics.com-manifest.yml"), "utf8");
    for (const { id } of site.environment.records().values()) expect(manifest).toContain(`RecordId: ${id}`);
    expect(manifest).toMatch(
      /DisplayName: \$RELATIONSHIP\$adx_entitypermission:52c85dba-2d50-48aa-b28e-2c0239a0e8b9:adx_webrole\n {2}CheckSum: [0-9a-f]{64}\n/,
    );
    expect(readFileSync(join(folder, ".portalconfig/manifest.yml"), "utf8")).toBe("{}\n");
  });

  test("needs --overwrite for a folder that is there", async () => {
    site = setUpFakeSite();
    const folder = into();
    await download(folder);
    expect(await download(folder)).toMatchObject({ exitCode: 1 });
    expect(await download(folder, "--overwrite")).toMatchObject({ exitCode: 0 });
  });

  test("inside of a site folder nests another one", async () => {
    site = setUpFakeSite();
    const folder = await site.download();
    await download(folder);
    expect(existsSync(join(folder, "larkfield-garden-centre---larkfield-gardens/website.yml"))).toBe(true);
  });

  test("over an earlier one notes in manifest.yml what is gone, with its links, and takes its files away", async () => {
    site = setUpFakeSite();
    const folder = into();
    await download(folder);
    site.environment.edit(site.websiteId, [{ do: "delete", ...permission }]);
    await download(folder, "--overwrite");
    const inside = onlyFolder(folder);
    const manifest = readFileSync(join(inside, ".portalconfig/manifest.yml"), "utf8");
    expect(manifest).toContain(
      `adx_entitypermission:\n- RecordId: ${permission.id}\n  DisplayName: Feedback\n  CheckSum: \n  IsDeleted: true\n`,
    );
    expect(manifest).toContain("adx_entitypermission_webrole:\n");
    expect(existsSync(join(inside, "table-permissions/Feedback.tablepermission.yml"))).toBe(false);
  });

  test.each([
    ["another model", ["--modelVersion", "1"], /aren't available on this org/],
    ["an id that is none", ["--webSiteId", "nonsense"], /Unrecognized Guid format/],
    ["an id that nobody knows", ["--webSiteId", "00000000-0000-4000-8000-000000000001"], /No website with id/],
    ["a switch that is unknown", ["--everything"], /An unknown argument --everything was passed/],
    ["an environment that is unknown", ["--environment", "https://fabrikam.crm4.dynamics.com"], /Couldn't find an environment/],
  ])("with %s is an error", async (_, more, message) => {
    site = setUpFakeSite();
    const { exitCode, output } = await download(into(), ...more);
    expect(exitCode).toBe(1);
    expect(output).toMatch(message);
  });

  test("leaves out tables that are excluded", async () => {
    site = setUpFakeSite();
    const folder = into();
    await download(folder, "--excludeEntities", "adx_webfile,adx_entitypermission");
    expect(existsSync(join(onlyFolder(folder), "web-files"))).toBe(false);
    expect(existsSync(join(onlyFolder(folder), "table-permissions"))).toBe(false);
    expect(existsSync(join(onlyFolder(folder), "web-templates"))).toBe(true);
  });

  test("rewrites only what somebody changed, keys sorted and lists by id", async () => {
    site = setUpFakeSite();
    const before = await site.download();
    site.environment.edit(site.websiteId, [
      {
        do: "change",
        table: "adx_sitesetting",
        id: "12375877-8861-4d0b-99f7-e8553e60edd0",
        values: { adx_value: "{\n  a\n}", adx_description: null },
      },
      {
        do: "create",
        table: "adx_sitesetting",
        id: "00000000-0000-4000-8000-000000000001",
        values: { adx_value: "true", adx_name: "A: b" },
      },
    ]);
    const after = await site.download();
    const [first = "", ...rest] = readFileSync(join(after, "sitesetting.yml"), "utf8").split(/^(?=- )/m);
    expect(first).toBe("- adx_name: 'A: b'\n  adx_sitesettingid: 00000000-0000-4000-8000-000000000001\n  adx_value: true\n");
    const former = readFileSync(join(before, "sitesetting.yml"), "utf8").split(/^(?=- )/m);
    expect(rest.filter((item) => !former.includes(item))).toEqual([
      "- adx_name: Authentication/LoginThrottling/MaxInvaildAttemptsFromIPAddress\n  adx_sitesettingid: 12375877-8861-4d0b-99f7-e8553e60edd0\n  adx_value: >-\n    {\n      a\n    }\n",
    ]);
    expect(rest).toHaveLength(former.length);
  });

  test("gives records of one name, in whatever case, the CRC-32 of their ids", async () => {
    site = setUpFakeSite();
    const header = [...site.environment.records().values()].find(({ table, name }) => table === "adx_webtemplate" && name === "Header");
    const id = "0f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0";
    site.environment.edit(site.websiteId, [
      { do: "create", table: "adx_webtemplate", id, values: { adx_name: "HEADER" }, texts: { source: "x" } },
    ]);
    const paths = [...site.environment.files().keys()].filter((path) => /web-templates\/header/.test(path));
    expect(paths).toContain("web-templates/header_c028ac1c/HEADER_C028AC1C.webtemplate.source.html");
    expect(paths).toHaveLength(4);
    expect(header?.name).toBe("Header");
    expect(paths.every((path) => /_[0-9A-F]{8}\.webtemplate/.test(path))).toBe(true);
  });

  test("puts a renamed record under its new name", async () => {
    site = setUpFakeSite("standard");
    const row = [...site.environment.records().values()].find(({ table }) => table === "adx_webtemplate");
    site.environment.edit(site.websiteId, [
      { do: "change", table: "adx_webtemplate", id: row?.id ?? "", values: { adx_name: "Brand new/name" } },
    ]);
    const folder = await site.download();
    expect(existsSync(join(folder, "web-templates/brand-new-name/Brand-new-name.webtemplate.yml"))).toBe(true);
    expect(existsSync(join(folder, "web-templates/brand-new-name/Brand-new-name.webtemplate.source.html"))).toBe(true);
  });
});

describe("a code site", () => {
  const build = (folder: string, files: Readonly<Record<string, string>>): void => {
    rmSync(join(folder, "dist"), { recursive: true, force: true });
    mkdirSync(join(folder, "dist"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "dist", name), text);
  };
  const webFiles = (): string[] =>
    [...site.environment.records().values()].filter(({ table }) => table === "adx_webfile").map(({ name }) => name);

  test("uploads its build, replaces the bundle of before and keeps other web files", async () => {
    site = setUpFakeSite("code");
    const folder = await site.download();
    build(folder, { "index.html": "<p>", "index-1.js": "one", "logo.svg": "<svg/>" });
    expect(await site.upload(folder)).toMatchObject({ exitCode: 0, output: expect.stringContaining("Upload complete") });
    expect(webFiles().sort()).toEqual(["index-1.js", "index.html", "logo.svg"]);
    build(folder, { "index.html": "<p>", "index-2.js": "two" });
    await site.upload(folder);
    expect(webFiles().sort()).toEqual(["index-2.js", "index.html", "logo.svg"]);
    const again = await site.download();
    expect(readFileSync(join(again, ".powerpages-site/web-files/index-2.js/index-2.js"), "utf8")).toBe("two");
  });

  test("uploads its records without prefix, one file each", async () => {
    site = setUpFakeSite("code");
    const folder = await site.download();
    build(folder, {});
    const id = "0f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0";
    writeFileSync(
      join(folder, ".powerpages-site/site-settings/new.sitesetting.yml"),
      `id: ${id}\nname: Webapi/contact/enabled\nvalue: true\n`,
    );
    await site.upload(folder);
    expect(site.environment.records().get(`adx_sitesetting/${id}`)?.values).toMatchObject({
      name: "Webapi/contact/enabled",
      value: "true",
    });
    expect(existsSync(join(await site.download(), ".powerpages-site/site-settings/Webapi-contact-enabled.sitesetting.yml"))).toBe(true);
  });

  test("whose folder has no metadata becomes another site", async () => {
    site = setUpFakeSite("code");
    const folder = into();
    build(folder, { "index.html": "<p>" });
    const { output } = await site.upload(folder, "--siteName", "Second");
    expect(output).toMatch(/Initializing Power Pages in folder/);
    expect(site.environment.websites().map(({ name }) => name)).toContain("Second");
  });

  test("without its build is refused, or uploads its records where that is switched on", async () => {
    site = setUpFakeSite("code");
    const folder = await site.download();
    expect(await site.upload(folder)).toMatchObject({ exitCode: 1, output: expect.stringContaining("does not exist") });
    site.pac.behave({ missingBuild: "ignored" });
    expect(await site.upload(folder)).toMatchObject({ exitCode: 0 });
  });

  test("loses header and footer where that is switched on", async () => {
    site = setUpFakeSite("code", { behaviour: { codeSiteTemplates: "reset" } });
    const header = [...site.environment.records().values()].find(({ table, name }) => table === "adx_webtemplate" && name === "Header");
    site.environment.edit(site.websiteId, [
      { do: "change", table: "adx_webtemplate", id: header?.id ?? "", texts: { source: "<b>mine</b>" } },
    ]);
    const folder = await site.download();
    build(folder, {});
    await site.upload(folder);
    expect(site.environment.records().get(`adx_webtemplate/${header?.id}`)?.texts).toEqual({ source: "<div/>" });
  });

  test("takes --environment only where that pac does", async () => {
    site = setUpFakeSite("code", { behaviour: { codeSiteEnvironment: false } });
    const { exitCode, output } = await site.upload(site.work);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/An unknown argument --environment was passed/);
    expect((await site.run("pages", "upload-code-site", "help")).output).not.toContain("--environment");
  });
});
