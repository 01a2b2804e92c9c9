import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectAfterDeletions } from "../../../pac-deploy/deploy/apply-deployment.ts";
import { compareRecords } from "../../../pac-deploy/deploy/compare-records.ts";
import { addDeletions, parseDeletions, renderDeletions } from "../../../pac-deploy/deploy/deletions-manifest.ts";
import { planDeployment } from "../../../pac-deploy/deploy/plan-deployment.ts";
import { readSiteRecords } from "../../../pac-deploy/deploy/read-site-records.ts";
import { stageDeletions } from "../../../pac-deploy/deploy/stage-deletions.ts";
import { idOf, listOf, record, smallSite } from "../../site/small-site.ts";
import { deployed, emptyFolder, writeFiles } from "./record-states.ts";

const setting = (n: number): string => record({ adx_name: `S${n}`, adx_sitesettingid: idOf(n), adx_value: "x" });
const template = "web-templates/gone/Gone.webtemplate.yml";
const remote = {
  "sitesetting.yml": listOf(setting(1), setting(2), setting(3)),
  [template]: record({ adx_name: "'Gone: it is'", adx_webtemplateid: idOf(4) }),
  [template.replace("yml", "source.html")]: "text",
  "web-files/a.bin.webfile.yml": record({ adx_name: "a.bin", adx_partialurl: "a.bin", adx_webfileid: idOf(5), annotationid: idOf(6) }),
  "web-files/a.bin": "bytes",
  ".portalconfig/manifest.yml": "{}\n",
};

describe("stageDeletions", () => {
  it("takes the records out of the copy and lists them as pac does", async () => {
    const root = await emptyFolder();
    const remoteFolder = await writeFiles(join(root, "remote"), smallSite(remote));
    const localFolder = await writeFiles(
      join(root, "local"),
      smallSite({
        ...remote,
        "sitesetting.yml": listOf(setting(1), setting(3)),
        [template]: undefined,
        [template.replace("yml", "source.html")]: undefined,
        "web-files/a.bin.webfile.yml": undefined,
        "web-files/a.bin": undefined,
      }),
    );
    const there = await readSiteRecords(remoteFolder);
    const plan = planDeployment({ base: there, remote: there, local: await readSiteRecords(localFolder) });
    const { folder } = await stageDeletions(plan, { remoteFolder, stagingFolder: join(root, "staging") });

    expect(compareRecords({ expected: expectAfterDeletions(plan, there), actual: await readSiteRecords(folder) })).toEqual([]);
    expect(await readFile(join(folder, "sitesetting.yml"), "utf8")).toBe(listOf(setting(1), setting(3)));
    for (const path of [template, template.replace("yml", "source.html"), "web-files/a.bin"])
      await expect(readFile(join(folder, path))).rejects.toThrow("ENOENT");
    const entry = (table: string, id: string, name: string): string =>
      `${table}:\n- RecordId: ${id}\n  DisplayName: ${name}\n  CheckSum: \n  IsDeleted: true\n`;
    expect(await readFile(join(folder, ".portalconfig/manifest.yml"), "utf8")).toBe(
      [
        entry("adx_sitesetting", idOf(2), "S2"),
        entry("adx_webfile", idOf(5), "a.bin"),
        entry("adx_webtemplate", idOf(4), "'Gone: it is'"),
        entry("annotation", idOf(6), "a.bin"),
      ].join(""),
    );
    expect(await readFile(join(remoteFolder, "sitesetting.yml"), "utf8")).toBe(listOf(setting(1), setting(2), setting(3)));
  });
});

describe("parseDeletions", () => {
  it.each([["{}\n"], [""], ["adx_webfile: []\n"]])("reads %j as no deletion", (text) => {
    expect(parseDeletions("manifest.yml", text)).toEqual([]);
  });

  it("reads back what renderDeletions writes, each record once", () => {
    const deletions = addDeletions(
      [],
      [deployed("adx_webtemplate", 1, { adx_name: "1.0" }), deployed("adx_tag", 2, { adx_name: "" }), deployed("adx_tag", 2)],
    );
    expect(parseDeletions("manifest.yml", renderDeletions(deletions))).toEqual(deletions);
    expect(deletions).toHaveLength(2);
  });

  it.each([["- a\n"], ["adx_tag: x\n"], ["adx_tag:\n- x\n"], ["a: [\n"]])("refuses %j", (text) => {
    expect(() => parseDeletions(".portalconfig/manifest.yml", text)).toThrow(expect.objectContaining({ code: "yaml-syntax", exitCode: 1 }));
  });
});
