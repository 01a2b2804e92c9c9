import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, delimiter, join, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { readSiteFiles, readSiteRecords } from "../../../pac-deploy/deploy/read-site-records.ts";
import { idOf, ids, listOf, record, smallSite } from "../../site/small-site.ts";
import { codeSiteConfigName, defaultCodeSiteConfig, isOfFormerBuild, parseCodeSiteConfig } from "../../../site/parse-code-site-config.ts";
import { findSiteFolders } from "../../public-sites/find-site-folders.ts";
import { emptyFolder, parseFiles, writeFiles } from "./record-states.ts";

const sites = resolve(import.meta.dirname, "../../fixtures/sites");

/** Folders of other people's sites, separated as in PATH; the fixtures are always tried. */
const named = process.env["PORTAL_KIT_PUBLIC_SITES"];
const publicFolders = named === undefined ? [] : (await Promise.all(named.split(delimiter).map(findSiteFolders))).flat();

/** Counted without the reader: dashes at the margin of lists, and files that hold no list; what each build makes anew left out. */
function countRecords(folder: string, unknownFolders: readonly string[] = []): number {
  const config = join(folder, "..", codeSiteConfigName);
  const { bundleFilePatterns } = existsSync(config) ? parseCodeSiteConfig(readFileSync(config, "utf8"), config) : defaultCodeSiteConfig;
  const patterns = folder.endsWith(".powerpages-site") ? bundleFilePatterns : [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => /(?:^|[./])[a-z]+\.yml$/.test(path) && !/(?:^|\/)(?:\.[a-z]+|node_modules)\//.test(path))
    .filter((path) => !unknownFolders.includes(path.split("/", 1).join("")))
    .filter((path) => !path.endsWith(".webfile.yml") || !isOfFormerBuild(basename(path, ".webfile.yml"), patterns))
    .map((path) => readFileSync(join(folder, path), "utf8"))
    .reduce(
      (sum, text) => sum + (text.startsWith("- ") ? (text.match(/^- [A-Za-z_]+:/gm)?.length ?? 0) : /^(?:\[\])?\s*$/.test(text) ? 0 : 1),
      0,
    );
}

describe("readSiteRecords", () => {
  it.each([
    ["standard", "standard"],
    ["enhanced", "enhanced"],
    ["code", "code/.powerpages-site"],
  ])("finds every record of a site: %s", async (name, inside) => {
    const { records, findings, unknownFolders } = await readSiteRecords(join(sites, name));
    expect(records.size).toBe(countRecords(join(sites, inside)));
    expect(records.size).toBeGreaterThan(10);
    expect({ findings, unknownFolders }).toEqual({ findings: [], unknownFolders: [] });
  });

  it.each(publicFolders.map((folder) => [folder]))("finds every record of %s", async (folder) => {
    const { records, findings = [], unknownFolders } = await readSiteRecords(folder);
    const dropped = findings.filter(({ code }) => ["duplicate-record-id", "record-without-id"].includes(code));
    expect(records.size + dropped.length).toBe(countRecords(folder, unknownFolders));
  });

  it("takes the files beside a record as its columns, and a web file's bytes by their hash", async () => {
    const { records } = await readSiteRecords(join(sites, "standard"));
    const found = [...records.values()];
    const template = found.find(({ table, name }) => table === "adx_webtemplate" && name === "Header");
    const file = found.find(({ table, name }) => table === "adx_webfile" && name === "logo.png");
    expect(template?.files).toEqual({ adx_source: "web-templates/header/Header.webtemplate.source.html" });
    expect(template?.values["adx_source"]).toContain("<header");
    expect(file?.files).toEqual({ file: "web-files/logo.png" });
    expect(file?.values["file"]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(file?.values["annotationid"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("names the tables of a code site as everywhere and keeps the spelling of its keys", async () => {
    const { records } = await readSiteRecords(join(sites, "code"));
    const setting = [...records.values()].find(({ name }) => name === "CodeSite/Enabled");
    expect(setting).toMatchObject({
      table: "adx_sitesetting",
      path: "site-settings/CodeSite-Enabled.sitesetting.yml",
      values: { value: "true" },
    });
  });

  it("passes over what an upload does not know", async () => {
    const folder = await emptyFolder();
    await writeFiles(
      folder,
      smallSite({
        "README.md": "# mine",
        "docker-compose.yml": "services: {}\n",
        "node_modules/a/sitesetting.yml": listOf(record({ adx_sitesettingid: idOf(701) })),
        "web-pages/permit-details.yml": "a: b\n",
        "docs/x.webtemplate.yml": record({ adx_webtemplateid: idOf(702) }),
      }),
    );
    const site = await readSiteRecords(folder);
    expect([...site.records.values()].filter(({ id }) => [idOf(701), idOf(702)].includes(id))).toEqual([]);
    expect(site.unknownFolders).toEqual(["docs"]);
  });

  it("hashes what is no UTF-8 text", async () => {
    const folder = await emptyFolder();
    await writeFiles(folder, smallSite());
    await writeFiles(folder, new Map([["web-templates/footer/Footer.webtemplate.source.html", new Uint8Array([0x41, 0xff])]]));
    const files = await readSiteFiles(folder);
    expect(files.hashes.get("web-templates/footer/Footer.webtemplate.source.html")).toMatch(/^sha256:/);
    const { records } = await readSiteRecords(folder);
    expect(records.get(`adx_webtemplate/${ids.footer}`)?.values["adx_source"]).toMatch(/^sha256:/);
  });
});

describe("parseSiteRecords", () => {
  it("tells absent, null and empty apart", () => {
    const text = `adx_a: ''\nadx_b: \nadx_c: "" \nadx_d: []\nadx_name: X\nadx_webtemplateid: ${idOf(1)}\n`;
    const { records } = parseFiles(smallSite({ "web-templates/x/X.webtemplate.yml": text }));
    expect(records.get(`adx_webtemplate/${idOf(1)}`)?.values).toMatchObject({ adx_a: "", adx_b: null, adx_c: "", adx_d: [] });
    expect(records.get(`adx_webtemplate/${idOf(1)}`)?.values).not.toHaveProperty("adx_e");
  });

  it("knows where each record of a list begins", () => {
    const { records } = parseFiles(
      smallSite({
        "sitesetting.yml": listOf(
          record({ adx_name: "A", adx_sitesettingid: idOf(1) }),
          record({ adx_name: "B", adx_sitesettingid: idOf(2) }),
        ),
      }),
    );
    expect(records.get(`adx_sitesetting/${idOf(2)}`)).toMatchObject({ name: "B", path: "sitesetting.yml", line: 3 });
  });

  it("takes the living one of two pages with one id, and says so", () => {
    const page = (name: string): string => record({ adx_name: name, adx_webpageid: idOf(1) });
    const { records, findings } = parseFiles(
      smallSite({ "web-pages/a-deleted/A-deleted.webpage.yml": page("Gone"), "web-pages/a/A.webpage.yml": page("A") }),
    );
    expect(records.get(`adx_webpage/${idOf(1)}`)?.name).toBe("A");
    expect(findings).toMatchObject([
      { code: "duplicate-record-id", severity: "warning", path: "web-pages/a-deleted/A-deleted.webpage.yml" },
    ]);
  });

  it.each([
    ["two records of one id", { "web-templates/a/A.webtemplate.yml": record({ adx_webtemplateid: ids.footer }) }, "duplicate-record-id"],
    ["a record without an id", { "web-templates/a/A.webtemplate.yml": record({ adx_name: "A" }) }, "record-without-id"],
    ["an id that is none", { "web-templates/a/A.webtemplate.yml": record({ adx_webtemplateid: "42" }) }, "record-without-id"],
  ])("reports %s as an error", (_name, changes, code) => {
    expect(parseFiles(smallSite(changes)).findings).toMatchObject([{ code, severity: "error" }]);
  });

  it("refuses broken YAML with its place", () => {
    expect(() => parseFiles(smallSite({ "sitesetting.yml": "- a: b\n   c: d: e\n" }))).toThrow(/sitesetting\.yml line 1, column 6/);
  });
});
