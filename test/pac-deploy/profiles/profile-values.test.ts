import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readSiteRecords } from "../../../pac-deploy/deploy/read-site-records.ts";
import { parseProfile } from "../../../pac-deploy/profiles/examine-profile.ts";
import { applyOverrides, listSecretOverrides, overriddenValues } from "../../../pac-deploy/profiles/overridden-values.ts";
import { assertVariablesSet, findUnsetVariables, substitute } from "../../../pac-deploy/profiles/profile-variables.ts";
import { readProfile, readProfileTexts } from "../../../pac-deploy/profiles/read-profiles.ts";
import { starterFolder } from "../../support/kit-site.ts";

const path = "deployment-profiles/test.deployment.yml";
const secret = "042d3ecc-c0d1-4c1a-889b-4ed2e8fbd894";
const siteName = "a8902201-01cf-4bcc-bf7b-0eac70f46610";
const text = `adx_sitesetting:
    - adx_sitesettingid: ${secret.toUpperCase()}
      adx_value: \${OS.SECRET}
adx_contentsnippet:
    - adx_contentsnippetid: ${siteName}
      adx_name: Site name
      adx_value: \${OS.PREFIX} garden \${OS.PREFIX}
`;

describe("findUnsetVariables", () => {
  it("names each variable that is not set, once", () => {
    expect(findUnsetVariables(text, {})).toEqual(["SECRET", "PREFIX"]);
    expect(findUnsetVariables(text, { PREFIX: "a" })).toEqual(["SECRET"]);
    expect(findUnsetVariables("", {})).toEqual([]);
    expect(() => assertVariablesSet(text, {}, path)).toThrow(
      expect.objectContaining({ code: "profile-variables-unset", exitCode: 2 }) as Error,
    );
    expect(() => assertVariablesSet(text, { SECRET: "a", PREFIX: "b" }, path)).not.toThrow();
  });

  it("takes what a pipeline hands over in place of a secret that it does not have for none", () => {
    expect(findUnsetVariables(text, { PREFIX: "", SECRET: "$(SECRET)" })).toEqual(["SECRET", "PREFIX"]);
  });

  it("leaves alone what is not in a value", () => {
    expect(findUnsetVariables(`# \${OS.NOTHING}\n${text}`, {})).toEqual(["SECRET", "PREFIX"]);
  });
});

describe("substitute", () => {
  it.each([
    ["${OS.A}", { A: "1" }, "1"],
    ["x${OS.A}y${OS.A}", { A: "$&" }, "x$&y$&"],
    ["${OS.A}", { A: "${OS.B}", B: "2" }, "${OS.B}"],
    ["${OS.A}", {}, "${OS.A}"],
    ["${os.A}", { A: "1" }, "${os.A}"],
  ])("%s with %j is %s", (value, env, expected) => {
    expect(substitute(value, env)).toBe(expected);
  });
});

describe("applyOverrides", () => {
  const profile = parseProfile(text, path);
  const overrides = overriddenValues(profile, { SECRET: "s3cret", PREFIX: "our" });

  it("puts the values in place of the folder's, texts beside the record included, and leaves all else", async () => {
    const before = await readSiteRecords(starterFolder("enhanced"));
    const after = applyOverrides(before, overrides);
    expect(after.records.get(`adx_sitesetting/${secret}`)?.values["adx_value"]).toBe("s3cret");
    expect(after.records.get(`adx_contentsnippet/${siteName}`)?.values).toEqual({
      ...before.records.get(`adx_contentsnippet/${siteName}`)?.values,
      adx_value: "our garden our",
    });
    const changed = [...after.records].filter(([key, record]) => record !== before.records.get(key));
    expect(changed.map(([key]) => key)).toEqual([`adx_contentsnippet/${siteName}`, `adx_sitesetting/${secret}`]);
  });

  it("spells columns as a code site does", async () => {
    const records = await readSiteRecords(starterFolder("code"));
    const setting = [...records.records.values()].find(({ table, values }) => table === "adx_sitesetting" && values["value"] !== undefined);
    const after = applyOverrides(records, new Map([[`adx_sitesetting/${setting?.id}`, { adx_value: "x" }]]));
    expect(after.records.get(`adx_sitesetting/${setting?.id}`)?.values).toEqual({ ...setting?.values, value: "x" });
  });

  it("refuses a record that is not there", async () => {
    const records = await readSiteRecords(starterFolder("enhanced"));
    expect(() => applyOverrides(records, new Map([["adx_sitesetting/x", { adx_value: "x" }]]))).toThrow(
      expect.objectContaining({ code: "profile-record-missing", exitCode: 1 }) as Error,
    );
  });

  it("tells which values came from outside, whatever they are", () => {
    expect([...listSecretOverrides(profile)]).toEqual([`adx_sitesetting/${secret}/adx_value`, `adx_contentsnippet/${siteName}/adx_value`]);
  });
});

describe("readProfile", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  const folderWith = (files: Readonly<Record<string, string>>): string => {
    const folder = mkdtempSync(join(tmpdir(), "portal-kit-profiles-"));
    folders.push(folder);
    writeFileSync(join(folder, "website.yml"), "");
    if (Object.keys(files).length > 0) mkdirSync(join(folder, "deployment-profiles"));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, "deployment-profiles", name), content);
    return folder;
  };

  it("reads the one that the tag names", async () => {
    const folder = folderWith({ "test.deployment.yml": text, "README.md": "notes" });
    expect(await readProfile(folder, "test")).toMatchObject({ text, profile: { tag: "test", rows: [{ id: secret }, { id: siteName }] } });
    expect([...(await readProfileTexts(folder)).keys()]).toEqual(["deployment-profiles/README.md", path]);
  });

  it.each([
    ["none at all", {}, "test", "profile-missing", 2, /The site has none/],
    ["another one", { "prod.deployment.yml": "" }, "test", "profile-missing", 2, /There is prod/],
    ["one that ends in .yaml", { "test.deployment.yaml": "" }, "test", "profile-missing", 2, /rename it/],
    ["a path in place of a tag", {}, "../test", "profile-tag-invalid", 2, /The tag is/],
    ["one that is broken", { "test.deployment.yml": "- a\n" }, "test", "profile-unreadable", 1, /docs\/deploy\.md/],
  ] as const)("refuses %s", async (_, files, tag, code, exitCode, hint) => {
    await expect(readProfile(folderWith(files), tag)).rejects.toMatchObject({
      code,
      exitCode,
      hint: expect.stringMatching(hint) as unknown,
    });
  });
});
