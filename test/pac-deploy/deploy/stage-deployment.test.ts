import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectAfterUpload } from "../../../pac-deploy/deploy/apply-deployment.ts";
import { compareRecords } from "../../../pac-deploy/deploy/compare-records.ts";
import { planDeployment } from "../../../pac-deploy/deploy/plan-deployment.ts";
import { readSiteRecords } from "../../../pac-deploy/deploy/read-site-records.ts";
import { stageClosings } from "../../../pac-deploy/deploy/stage-closings.ts";
import { stageDeployment } from "../../../pac-deploy/deploy/stage-deployment.ts";
import { idOf, ids, listOf, record, smallSite } from "../../site/small-site.ts";
import { emptyFolder, writeFiles } from "./record-states.ts";

type Files = Record<string, string | undefined>;

const manifest = "adx_website:\n- RecordId: x\n  DisplayName: Example\n  CheckSum: 00\n  IsDeleted: false\n";
const setting = (n: number, name: string, value: string): string =>
  record({ adx_name: name, adx_sitesettingid: idOf(n), adx_value: value });

/** Plans and stages, and gives the staged folder with what the plan expects of it. */
async function stage({ base = {}, remote = {}, local = {} }: { readonly base?: Files; readonly remote?: Files; readonly local?: Files }) {
  const root = await emptyFolder();
  const write = (name: string, changes: Files): Promise<string> => writeFiles(join(root, name), smallSite(changes));
  const [baseFolder, remoteFolder, localFolder] = [
    await write("base", base),
    await write("remote", { ".portalconfig/org.crm.dynamics.com-manifest.yml": manifest, ...remote }),
    await write("local", local),
  ];
  const states = {
    base: await readSiteRecords(baseFolder),
    remote: await readSiteRecords(remoteFolder),
    local: await readSiteRecords(localFolder),
  };
  const plan = planDeployment(states);
  const { folder } = await stageDeployment(plan, { remoteFolder, localFolder, stagingFolder: join(root, "staging") });
  const actual = await readSiteRecords(folder);
  return {
    plan,
    folder,
    states,
    differences: compareRecords({ expected: expectAfterUpload(plan, states.remote, { closings: false }), actual }),
    text: (path: string) => readFile(join(folder, path), "utf8"),
    localText: (path: string) => readFile(join(localFolder, path), "utf8"),
  };
}

describe("stageDeployment", () => {
  it("changes one value of a list and leaves every other byte of the download", async () => {
    const before = listOf(setting(1, "A", "one"), setting(2, "B", "'two'")).replaceAll("\n", "\r\n");
    const { text, differences, plan } = await stage({
      base: { "sitesetting.yml": before },
      remote: { "sitesetting.yml": before },
      local: { "sitesetting.yml": listOf(setting(1, "A", "three"), setting(2, "B", "two")) },
    });
    expect(plan.changes).toHaveLength(1);
    expect(await text("sitesetting.yml")).toBe(before.replace("one", "three"));
    expect(differences).toEqual([]);
  });

  it("keeps what others changed in the same record, and in the same file", async () => {
    const { text, differences } = await stage({
      base: { "sitesetting.yml": listOf(setting(1, "A", "one"), setting(2, "B", "two")) },
      remote: { "sitesetting.yml": listOf(setting(1, "A", "one"), setting(2, "B", "theirs"), setting(3, "C", "theirs")) },
      local: { "sitesetting.yml": listOf(setting(0, "Z", "ours"), setting(1, "A", "ours"), setting(2, "B", "two")) },
    });
    expect(await text("sitesetting.yml")).toBe(
      listOf(setting(0, "Z", "ours"), setting(1, "A", "ours"), setting(2, "B", "theirs"), setting(3, "C", "theirs")),
    );
    expect(differences).toEqual([]);
  });

  it("does not touch the manifest of the download, and takes no stranger along", async () => {
    const { text, folder } = await stage({
      local: { "README.md": "mine", "deployment-profiles/default.deployment.yml": "adx_sitesetting: []\n" },
    });
    expect(await text(".portalconfig/org.crm.dynamics.com-manifest.yml")).toBe(manifest);
    await expect(readFile(join(folder, "README.md"))).rejects.toThrow("ENOENT");
    await expect(readFile(join(folder, "deployment-profiles/default.deployment.yml"))).rejects.toThrow("ENOENT");
  });

  it("writes a new record with its files under the path it has in the folder", async () => {
    const files = {
      "web-templates/new/New.webtemplate.yml": record({ adx_name: "New", adx_webtemplateid: idOf(1) }),
      "web-templates/new/New.webtemplate.source.html": "a\rlone CR, no final line end",
    };
    const { text, differences } = await stage({ local: files });
    for (const [path, content] of Object.entries(files)) expect(await text(path)).toBe(content);
    expect(differences).toEqual([]);
  });

  it("gives a new record the name pac would give it where another record has its file", async () => {
    const path = "web-templates/new/New.webtemplate.yml";
    const { text, differences } = await stage({
      remote: { [path]: record({ adx_name: "Old name", adx_webtemplateid: idOf(1) }), [path.replace("yml", "source.html")]: "theirs" },
      local: {
        [path.replace("New", "NEW")]: record({ adx_name: "NEW", adx_webtemplateid: idOf(2) }),
        [path.replace("New", "NEW").replace("yml", "source.html")]: "ours",
      },
    });
    expect(await text(path.replace("yml", "source.html"))).toBe("theirs");
    expect(differences).toEqual([]);
  });

  it("edits a text beside a record, in the line ends that the environment has", async () => {
    const source = "web-templates/footer/Footer.webtemplate.source.html";
    const { text, differences } = await stage({
      base: { [source]: "one\ntwo\n" },
      remote: { [source]: "one\ntwo\n" },
      local: { [source]: "one\r\nthree\r\n" },
    });
    expect(await text(source)).toBe("one\nthree\n");
    expect(differences).toEqual([]);
  });

  it("adds web roles to a permission and keeps those that others added", async () => {
    const path = "table-permissions/P.tablepermission.yml";
    const permission = (...roles: string[]): string =>
      record({
        adx_entitylogicalname: "contact",
        adx_entityname: "P",
        adx_entitypermission_webrole: roles,
        adx_entitypermissionid: idOf(1),
        adx_read: "true",
      });
    const { text, differences } = await stage({
      base: { [path]: permission(ids.anonymous) },
      remote: { [path]: permission(ids.anonymous, idOf(8)) },
      local: { [path]: permission(ids.anonymous, idOf(7)) },
    });
    expect(await text(path)).toBe(permission(ids.anonymous, idOf(7), idOf(8)));
    expect(differences).toEqual([]);
  });

  it("adds a list where there was none, and a value where the download has an empty one", async () => {
    const path = "table-permissions/P.tablepermission.yml";
    const text = `adx_contactrelationship: \nadx_entitylogicalname: contact\nadx_entityname: P\nadx_entitypermissionid: ${idOf(1)}\nadx_read: true\n`;
    const { text: read, differences } = await stage({
      base: { [path]: text },
      remote: { [path]: text },
      local: {
        [path]: text
          .replace("adx_contactrelationship: \n", "adx_contactrelationship: a_relationship\n")
          .replace(`adx_entitypermissionid`, `adx_entitypermission_webrole:\n- ${ids.anonymous}\nadx_entitypermissionid`),
      },
    });
    expect(await read(path)).toBe(
      `adx_contactrelationship: a_relationship\nadx_entitylogicalname: contact\nadx_entityname: P\nadx_entitypermission_webrole:\n- ${ids.anonymous}\nadx_entitypermissionid: ${idOf(1)}\nadx_read: true\n`,
    );
    expect(differences).toEqual([]);
  });

  it("replaces the bytes of a web file", async () => {
    const file = (): string =>
      record({ adx_name: "a.bin", adx_partialurl: "a.bin", adx_webfileid: idOf(1), annotationid: idOf(2), filename: "a.bin" });
    const { text, differences, plan } = await stage({
      base: { "web-files/a.bin.webfile.yml": file(), "web-files/a.bin": "one" },
      remote: { "web-files/a.bin.webfile.yml": file(), "web-files/a.bin": "one" },
      local: { "web-files/a.bin.webfile.yml": file(), "web-files/a.bin": "two" },
    });
    expect(plan.changes.map(({ values }) => values.map(({ key }) => key))).toEqual([["file"]]);
    expect(await text("web-files/a.bin")).toBe("two");
    expect(differences).toEqual([]);
  });

  it("writes the values that close what is to go, and leaves the record there", async () => {
    const path = "table-permissions/P.tablepermission.yml";
    const permission = record({
      adx_entitylogicalname: "contact",
      adx_entityname: "P",
      adx_entitypermission_webrole: [ids.anonymous],
      adx_entitypermissionid: idOf(1),
      adx_read: "true",
      adx_write: "false",
    });
    const { plan, folder, text, states } = await stage({ base: { [path]: permission }, remote: { [path]: permission } });
    await stageClosings(plan.closings, { stagingFolder: folder });
    expect(await text(path)).toBe(permission.replace("adx_read: true", "adx_read: false"));
    const expected = expectAfterUpload(plan, states.remote, { closings: true });
    expect(compareRecords({ expected, actual: await readSiteRecords(folder) })).toEqual([]);
  });

  it("stages what was planned, whatever was edited on either side", async () => {
    const value = fc
      .constantFrom("one", "'two: 2'", "true", "''", "{json}", "' edge '")
      .map((scalar) => scalar.replace("{json}", `'{"a": "b"}'`));
    const settings = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 6 }), value), { selector: ([n]) => n, maxLength: 5 });
    const templates = fc.uniqueArray(fc.tuple(fc.integer({ min: 20, max: 23 }), fc.constantFrom("", "a", "a\nb", "a\r\nb\r\n", "\r")), {
      selector: ([n]) => n,
      maxLength: 3,
    });
    const side = fc.tuple(settings, templates).map(([rows, sources]): Files => ({
      "sitesetting.yml":
        rows.length === 0 ? undefined : listOf(...rows.toSorted(([a], [b]) => a - b).map(([n, text]) => setting(n, `S${n}`, text))),
      ...Object.fromEntries(
        sources.flatMap(([n, source]) => [
          [`web-templates/t${n}/T${n}.webtemplate.yml`, record({ adx_name: `T${n}`, adx_webtemplateid: idOf(n) })],
          [`web-templates/t${n}/T${n}.webtemplate.source.html`, source],
        ]),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(side, side, side, async (base, remote, local) => {
        const { differences } = await stage({ base, remote, local });
        expect(differences).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });
});
