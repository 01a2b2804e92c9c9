import { cp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { compareRecords } from "../../../pac-deploy/deploy/compare-records.ts";
import { hashOf } from "../../../pac-deploy/deploy/hash-of.ts";
import { readBuild, withoutBuilt } from "../../../pac-deploy/deploy/read-build.ts";
import { readSiteRecords } from "../../../pac-deploy/deploy/read-site-records.ts";
import { emptyFolder, writeFiles } from "./record-states.ts";

const fixture = resolve(import.meta.dirname, "../../fixtures/sites/code");
const idOf = (n: number): string => `33333333-0000-4000-8000-${String(n).padStart(12, "0")}`;
const webFile = (n: number, name: string, bytes: string): [string, string][] => [
  [`.powerpages-site/web-files/${name.toLowerCase()}/${name}.webfile.yml`, `filename: ${name}\nid: ${idOf(n)}\nname: ${name}\n`],
  [`.powerpages-site/web-files/${name.toLowerCase()}/${name}`, bytes],
];

/** A code site with these files, of which those in `dist` are its build. */
async function codeSite(...files: readonly [string, string][]): Promise<string> {
  const folder = await emptyFolder();
  await cp(fixture, folder, { recursive: true });
  return writeFiles(folder, new Map([["powerpages.config.json", '{"siteName": "x", "compiledPath": "dist"}'], ...files]));
}

describe("the build of a code site", () => {
  it("is what its web files will hold, whatever a former download left beside their records", async () => {
    const folder = await codeSite(...webFile(1, "index.html", "old"), ["dist/index.html", "new"]);
    const { records } = await readSiteRecords(folder);
    expect(records.get(`adx_webfile/${idOf(1)}`)?.values["file"]).toBe(hashOf(Buffer.from("new")));
  });

  it("makes records of its own names anew each time, which are not compared", async () => {
    const folder = await codeSite(...webFile(1, "index-AbC123.js", "old"), ...webFile(2, "logo.png", "same"));
    const { records } = await readSiteRecords(folder);
    expect([...records.values()].filter(({ table }) => table === "adx_webfile").map(({ name }) => name)).toEqual(["logo.png"]);
  });

  it("accounts for web files that the upload has made, if they hold its bytes", async () => {
    const local = await codeSite(["dist/assets/Photo.jpg", "built"]);
    const after = await codeSite(...webFile(1, "Photo.jpg", "built"), ...webFile(2, "photo2.jpg", "somebody's"));
    const differences = compareRecords({ expected: await readSiteRecords(local), actual: await readSiteRecords(after) });
    const build = await readBuild(join(local, ".powerpages-site"));
    expect(differences).toHaveLength(2);
    expect(withoutBuilt(differences, build).map(({ record }) => record.name)).toEqual(["photo2.jpg"]);
    expect(withoutBuilt(differences, undefined)).toHaveLength(2);
  });

  it("is none of a classic site", async () => {
    expect(await readBuild(resolve(fixture, "../standard"))).toBeUndefined();
  });

  it("refuses a configuration that it cannot read", async () => {
    const folder = await codeSite(["powerpages.config.json", "{"]);
    await expect(readSiteRecords(folder)).rejects.toThrow(expect.objectContaining({ code: "code-site-config", exitCode: 1 }));
  });
});
