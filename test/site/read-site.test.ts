import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../contract/user-error.ts";
import { readSite } from "../../site/read-site.ts";
import { codeSite, idOf, ids, record, smallSite } from "./small-site.ts";

const fixtures = resolve(import.meta.dirname, "../fixtures/sites");
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portal-kit-site-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(files: Iterable<[string, string | Uint8Array]>, below = ""): void {
  for (const [path, content] of files) {
    const target = join(folder, below, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

describe("readSite", () => {
  it("reads what is known and leaves strangers alone, broken ones too", async () => {
    put(smallSite());
    put([
      ["azure-pipelines.yml", "a: ["],
      ["node_modules/x/website.yml", "a: ["],
      ["web-pages/node_modules/x.webpage.yml", "a: ["],
      [".portalconfig/org.example.com-manifest.yml", "a: ["],
      [".portal-kit/state.json", "{"],
    ]);
    const site = await readSite(folder);
    expect([...site.texts.keys()]).toEqual([...smallSite().keys()].toSorted());
    expect(site.folder).toBe(folder);
    expect(site.findings).toEqual([]);
  });

  it("knows that a web file has content without reading it", async () => {
    put(smallSite());
    put([
      [
        "web-files/logo.png.webfile.yml",
        record({
          adx_name: "logo.png",
          adx_parentpageid: ids.home,
          adx_partialurl: "logo.png",
          adx_webfileid: idOf(5),
          filename: "logo.png",
        }),
      ],
      ["web-files/logo.png", new Uint8Array([0x89, 0x50, 0xff])],
    ]);
    const site = await readSite(folder);
    expect(site.webFiles).toMatchObject([{ url: "/logo.png", contentPath: "web-files/logo.png" }]);
    expect(site.texts.has("web-files/logo.png")).toBe(false);
    expect(site.findings).toEqual([]);
  });

  it("keeps a byte order mark", async () => {
    const path = "web-templates/footer/Footer.webtemplate.source.html";
    put(smallSite({ [path]: "\uFEFFx" }));
    expect((await readSite(folder)).texts.get(path)).toBe("\uFEFFx");
  });

  it("reports a file that is not UTF-8 and keeps it out of the texts", async () => {
    const path = "web-templates/footer/Footer.webtemplate.source.html";
    put(smallSite());
    put([[path, new Uint8Array([0x63, 0xe9])]]);
    const site = await readSite(folder);
    expect(site.texts.has(path)).toBe(false);
    expect(site.findings).toMatchObject([{ code: "not-utf8", path }]);
  });

  it.skipIf(process.platform === "win32")(
    "follows a link to a file inside the site, and none that leads out, in a circle or to nowhere",
    async () => {
      put(smallSite());
      const outside = mkdtempSync(join(tmpdir(), "portal-kit-outside-"));
      writeFileSync(join(outside, "X.pagetemplate.yml"), record({ adx_name: "X", adx_pagetemplateid: idOf(8) }));
      symlinkSync(join(outside, "X.pagetemplate.yml"), join(folder, "page-templates/X.pagetemplate.yml"));
      symlinkSync(outside, join(folder, "page-templates/more"));
      symlinkSync("../web-pages", join(folder, "web-pages/circle"));
      symlinkSync("nowhere.yml", join(folder, "page-templates/Y.pagetemplate.yml"));
      symlinkSync("../web-templates/footer/Footer.webtemplate.source.html", join(folder, "page-templates/Footer.html"));
      const site = await readSite(folder);
      rmSync(outside, { recursive: true });
      expect(site.pageTemplates.map(({ name }) => name)).toEqual(["Default"]);
      expect(site.texts.get("page-templates/Footer.html")).toBe("<footer/>");
      expect(site.findings.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => "link-not-followed"));
      expect(site.findings.map(({ path }) => path).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
        "page-templates/X.pagetemplate.yml",
        "page-templates/Y.pagetemplate.yml",
        "page-templates/more",
        "web-pages/circle",
      ]);
    },
  );

  it.skipIf(process.platform === "win32")("reads a site whose folder is itself a link", async () => {
    put(smallSite(), "real");
    symlinkSync("real", join(folder, "link"));
    expect((await readSite(join(folder, "link"))).website.name).toBe("Example");
  });

  it("finds a code site beside its sources", async () => {
    put(codeSite(), ".powerpages-site");
    put([["powerpages.config.json", "{}"]]);
    const site = await readSite(folder);
    expect(site).toMatchObject({ kind: "code", folder: join(folder, ".powerpages-site") });
  });

  it("names what is missing when the download was cut short", async () => {
    put(smallSite({ "website.yml": undefined }));
    await expect(readSite(folder)).rejects.toMatchObject({ code: "site-incomplete", exitCode: 1, place: { path: "website.yml" } });
  });

  it.each(["my-site", "portals/my-site"])("names the site that lies in %s", async (below) => {
    put(smallSite(), below);
    await expect(readSite(folder)).rejects.toMatchObject({
      code: "site-not-found",
      exitCode: 1,
      hint: expect.stringContaining(join(folder, below)),
    });
  });

  it.each([
    { sites: 5, named: 5, said: "A site lies in" },
    { sites: 7, named: 5, said: "in 2 more folders" },
  ])("names $named of $sites sites below", async ({ sites, named, said }) => {
    const folders = Array.from({ length: sites }, (_, n) => `site-${n}`);
    folders.forEach((below) => put(smallSite(), below));
    const error: unknown = await readSite(folder).catch((reason: unknown) => reason);
    const hint = error instanceof UserError ? String(error.hint) : "";
    expect(hint).toContain(said);
    expect(folders.filter((below) => hint.includes(join(folder, below)))).toHaveLength(named);
  });

  it.each(["node_modules/site", "a/b/site"])("does not look for sites in %s", async (below) => {
    put(smallSite(), below);
    await expect(readSite(folder)).rejects.toMatchObject({ code: "site-not-found", hint: expect.not.stringContaining("site:") });
  });

  it("says that there is no such folder, for a file too", async () => {
    put([["file.txt", "x"]]);
    await expect(readSite(join(folder, "nope"))).rejects.toMatchObject({
      code: "site-not-found",
      exitCode: 1,
      message: expect.stringContaining("nope"),
    });
    await expect(readSite(join(folder, "file.txt"))).rejects.toMatchObject({ code: "site-not-found", exitCode: 1 });
  });

  it("says where YAML is broken", async () => {
    put(smallSite({ "webrole.yml": "- adx_name: x\n  adx_webroleid: 'y\n" }));
    await expect(readSite(folder)).rejects.toMatchObject({
      code: "yaml-syntax",
      exitCode: 1,
      place: { path: "webrole.yml", line: 3, column: 1 },
    });
  });

  it("reads the code site among the fixtures", async () => {
    expect(await readSite(join(fixtures, "code"))).toMatchObject({
      kind: "code",
      model: "enhanced",
      folder: join(fixtures, "code/.powerpages-site"),
    });
  });

  it.each([
    ["broken-yaml", "yaml-syntax"],
    ["half-downloaded", "site-incomplete"],
  ])("refuses the %s site among the fixtures, and says where", async (name, code) => {
    await expect(readSite(join(fixtures, name))).rejects.toMatchObject({ code, exitCode: 1, place: { path: expect.stringMatching(/./) } });
  });

  it.each(["standard", "enhanced"])("reads the %s starter site without a finding", async (model) => {
    const site = await readSite(join(fixtures, model));
    expect(site).toMatchObject({ kind: "classic", model, findings: [] });
    expect(site.pages.find(({ url }) => url === "/")?.contentPages.length).toBeGreaterThan(0);
    expect(site.roles.filter(({ isAnonymous }) => isAnonymous)).toHaveLength(1);
  });
});
