import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { change, setUpFakeSite, type FakeSetup } from "./fake-site.ts";

const role = { authenticated: "b7e8112c-cc48-48c3-9077-31c3e13c84fe", anonymous: "f68fe634-6872-438c-b41d-dba580cb5d72" };
const permission = "adx_entitypermission/52c85dba-2d50-48aa-b28e-2c0239a0e8b9";
const attempts = "adx_sitesetting/12375877-8861-4d0b-99f7-e8553e60edd0";
const footerSnippet = "adx_contentsnippet/b17a7458-b642-40d7-a566-af0e736ab99e";
const permissionFile = "table-permissions/Feedback.tablepermission.yml";
const snippetFile = "content-snippets/footer/Footer.en-US.contentsnippet.value.html";

let site: FakeSetup;
beforeEach(() => {
  site = setUpFakeSite("enhanced");
});
afterEach(() => site.remove());

const value = (key: string, column: string): unknown => site.environment.records().get(key)?.values[column];
const succeeded = /Power Pages website upload succeeded/;

describe("an upload", () => {
  test("of an unchanged download sends nothing and changes nothing", async () => {
    const before = site.environment.records();
    const { exitCode, output } = await site.upload(await site.download());
    expect(exitCode).toBe(0);
    expect(output).toMatch(/Found 0 records to process/);
    expect(site.environment.records()).toEqual(before);
  });

  test("of an unchanged folder with everything forced writes every record and changes no value", async () => {
    const before = site.environment.records();
    const { output } = await site.upload(await site.download(), "--forceUploadAll");
    expect(output).not.toMatch(/Found 0 records/);
    for (const [key, { values, texts }] of site.environment.records())
      expect({ values, texts }).toEqual({ values: before.get(key)?.values, texts: before.get(key)?.texts });
  });

  test("sends only the record whose checksum is not the manifest's", async () => {
    const folder = await site.download();
    change(folder, "sitesetting.yml", (text) => text.replace("adx_value: 1000", "adx_value: 50"));
    const { output } = await site.upload(folder);
    expect(output).toMatch(/Found 1 records to process across 1 entities/);
    expect(value(attempts, "adx_value")).toBe("50");
  });

  test("sends everything when the manifest is another environment's", async () => {
    const folder = await site.download();
    rmSync(join(folder, ".portalconfig/contoso.crm4.dynamics.com-manifest.yml"));
    expect((await site.upload(folder)).output).not.toMatch(/Found 0 records/);
  });

  test("puts back what somebody else changed in a record that it sends", async () => {
    const folder = await site.download();
    site.environment.edit(site.websiteId, [
      { do: "change", table: "adx_entitypermission", id: permission.slice(-36), values: { adx_write: "true" } },
    ]);
    change(folder, permissionFile, (text) => text.replace("adx_append: false", "adx_append: true"));
    await site.upload(folder);
    expect(value(permission, "adx_append")).toBe("true");
    expect(value(permission, "adx_write")).toBe("false");
  });

  test("leaves alone what somebody else changed in a record that it does not send", async () => {
    const folder = await site.download();
    site.environment.edit(site.websiteId, [
      { do: "change", table: "adx_sitesetting", id: attempts.slice(-36), values: { adx_value: "7" } },
    ]);
    change(folder, snippetFile, () => "<p>new</p>");
    await site.upload(folder);
    expect(value(attempts, "adx_value")).toBe("7");
    expect(site.environment.records().get(footerSnippet)?.texts).toEqual({ value: "<p>new</p>" });
  });

  test.each([
    ["a key that is gone", "sitesetting.yml", "  adx_value: 1000\n", ""],
    ["a key that is empty", "sitesetting.yml", "adx_value: 1000", "adx_value: ''"],
    ["a key with nothing behind", "sitesetting.yml", "adx_value: 1000", "adx_value: "],
  ])("does nothing for %s", async (_, path, from, to) => {
    const folder = await site.download();
    change(folder, path, (text) => text.replace(from, to));
    expect((await site.upload(folder)).output).toMatch(/Found 1 records/);
    expect(value(attempts, "adx_value")).toBe("1000");
  });

  test("empties a value only where that is switched on", async () => {
    site.pac.behave({ blanks: "cleared" });
    const folder = await site.download();
    change(folder, "sitesetting.yml", (text) => text.replace("adx_value: 1000", "adx_value: ''"));
    change(folder, snippetFile, () => "");
    await site.upload(folder);
    expect(value(attempts, "adx_value")).toBe("");
    expect(site.environment.records().get(footerSnippet)?.texts).toEqual({ value: "" });
  });

  test("does nothing for a file that is empty or gone", async () => {
    const before = site.environment.records().get(footerSnippet)?.texts;
    const folder = await site.download();
    change(folder, snippetFile, () => "");
    rmSync(join(folder, permissionFile));
    await site.upload(folder);
    expect(site.environment.records().get(footerSnippet)?.texts).toEqual(before);
    expect(site.environment.records().has(permission)).toBe(true);
  });

  test("adds a web role and never takes one away", async () => {
    const folder = await site.download();
    const administrators = "846dcc34-6c4f-4427-8925-0ee7cdc18c07";
    change(folder, permissionFile, (text) => text.replace(`- ${role.authenticated}\n- ${role.anonymous}`, `- ${administrators}`));
    await site.upload(folder);
    expect(value(permission, "adx_entitypermission_webrole")).toEqual([administrators, role.authenticated, role.anonymous].sort());
  });

  test("takes a web role away only where that is switched on", async () => {
    site.pac.behave({ unlinks: "done" });
    const folder = await site.download();
    change(folder, permissionFile, (text) => text.replace(`- ${role.anonymous}\n`, ""));
    await site.upload(folder);
    expect(value(permission, "adx_entitypermission_webrole")).toEqual([role.authenticated]);
  });

  test("deletes what manifest.yml says is deleted, with its links", async () => {
    const folder = await site.download();
    writeFileSync(
      join(folder, ".portalconfig/manifest.yml"),
      `adx_webrole:\n- RecordId: ${role.anonymous}\n  DisplayName: Anonymous Users\n  CheckSum: \n  IsDeleted: true\n`,
    );
    await site.upload(folder);
    expect(site.environment.records().has(`adx_webrole/${role.anonymous}`)).toBe(false);
    expect(value(permission, "adx_entitypermission_webrole")).toEqual([role.authenticated]);
  });

  test("says that a record to delete is not there, and succeeds", async () => {
    const folder = await site.download();
    const gone = "00000000-0000-4000-8000-00000000dead";
    writeFileSync(
      join(folder, ".portalconfig/manifest.yml"),
      `adx_webrole:\n- RecordId: ${gone}\n  DisplayName: x\n  CheckSum: \n  IsDeleted: true\n`,
    );
    const { exitCode, output } = await site.upload(folder);
    expect(output).toMatch(/PowerPageComponentDeletePlugin.*not found/);
    expect(exitCode).toBe(0);
  });

  test.each([
    ["ignored", [role.authenticated, role.anonymous]],
    ["done", [role.authenticated]],
  ] as const)("of a relationship row in manifest.yml with manifestUnlinks %s leaves the roles %j", async (manifestUnlinks, roles) => {
    site.pac.behave({ manifestUnlinks });
    const folder = await site.download();
    change(folder, permissionFile, (text) => text.replace(`- ${role.anonymous}\n`, ""));
    writeFileSync(
      join(folder, ".portalconfig/manifest.yml"),
      `adx_entitypermission_webrole:\n- RecordId: ${role.anonymous}\n  DisplayName: $RELATIONSHIP$adx_entitypermission:${permission.slice(-36)}:adx_webrole\n  CheckSum: \n  IsDeleted: true\n`,
    );
    await site.upload(folder);
    expect(value(permission, "adx_entitypermission_webrole")).toEqual(roles);
  });

  test("makes a new record, whose download has the conventions and the defaults of the platform", async () => {
    const folder = await site.download();
    const id = "0f1e2d3c-4b5a-4978-8697-a5b4c3d2e1f0";
    change(
      folder,
      "table-permissions/anything.tablepermission.yml",
      () => `adx_entitypermissionid: ${id}\nadx_entityname: "Ask: us? / now"\nadx_read: true\n`,
    );
    await site.upload(folder);
    const path = "table-permissions/Ask--us----now.tablepermission.yml";
    expect(readFileSync(join(await site.download(), path), "utf8")).toBe(
      [
        "adx_append: false",
        "adx_appendto: false",
        "adx_create: false",
        "adx_delete: false",
        "adx_entityname: 'Ask: us? / now'",
        `adx_entitypermissionid: ${id}`,
        "adx_read: true",
        "adx_write: false",
        "",
      ].join("\n"),
    );
  });

  test("of two files with one id changes the date and not the content", async () => {
    const folder = await site.download();
    const before = site.environment.records().get(permission);
    change(folder, permissionFile, (text) => text.replace("adx_append: false", "adx_append: true"));
    change(folder, "table-permissions/Copy.tablepermission.yml", () => readFileSync(join(folder, permissionFile), "utf8"));
    await site.upload(folder);
    const after = site.environment.records().get(permission);
    expect(after?.values).toEqual(before?.values);
    expect(after?.modified).not.toBe(before?.modified);
  });

  test("with an id that the environment does not know makes another site", async () => {
    const folder = await site.download();
    const other = "11111111-2222-4333-8444-555555555555";
    change(folder, "website.yml", (text) => text.replace(site.websiteId, other));
    expect((await site.upload(folder)).exitCode).toBe(0);
    expect(site.environment.websites().map(({ id }) => id)).toContain(other);
    expect(site.environment.websites()).toHaveLength(2);
  });

  test("with the wrong model version fails and changes nothing", async () => {
    const folder = await site.download();
    change(folder, "sitesetting.yml", (text) => text.replace("1000", "5"));
    const { exitCode, output } = await site.run("pages", "upload", "--path", folder);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/Error: Power Pages entities for standard data model \(v1\) aren't available on this org/);
    expect(value(attempts, "adx_value")).toBe("1000");
  });

  test("fails on YAML that cannot be read, before it sends anything", async () => {
    const folder = await site.download();
    change(folder, "sitesetting.yml", (text) => `${text.replace("1000", "5")}- adx_name: [\n`);
    expect(await site.upload(folder)).toMatchObject({ exitCode: 1 });
    expect(value(attempts, "adx_value")).toBe("1000");
  });

  test("of a folder without website.yml complains and ends as if all were well", async () => {
    const { exitCode, output } = await site.upload(site.work);
    expect(output).toMatch(/doesn't contain Power Pages website data/);
    expect(output).not.toMatch(succeeded);
    expect(exitCode).toBe(0);
  });
});

describe("a deployment profile", () => {
  test("overrides values on their way, variables filled in, and leaves the folder as it is", async () => {
    const folder = await site.download();
    change(
      folder,
      "deployment-profiles/test.deployment.yml",
      () =>
        `adx_sitesetting:\n- adx_sitesettingid: ${attempts.slice(-36)}\n  adx_value: \${OS.FAKE_PAC_LIMIT}\nadx_contentsnippet:\n- adx_contentsnippetid: ${footerSnippet.slice(-36)}\n  adx_value: other footer\n`,
    );
    process.env["FAKE_PAC_LIMIT"] = "12";
    try {
      expect((await site.upload(folder, "--deploymentProfile", "test")).exitCode).toBe(0);
    } finally {
      delete process.env["FAKE_PAC_LIMIT"];
    }
    expect(value(attempts, "adx_value")).toBe("12");
    expect(site.environment.records().get(footerSnippet)?.texts).toEqual({ value: "other footer" });
    expect(readFileSync(join(folder, "sitesetting.yml"), "utf8")).toContain("adx_value: 1000");
  });

  test("that is not there is an error", async () => {
    expect((await site.upload(await site.download(), "--deploymentProfile", "nowhere")).exitCode).toBe(1);
  });
});
