import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createFakePac } from "../../support/fake-pac/create-fake-pac.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";
import { applyKit, copySite, sampleScript, starterFolder, storyConfiguration, type TemporarySite } from "../../support/kit-site.ts";
import { runProgram } from "../../support/run-program.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

const url = "https://contoso-test.crm4.dynamics.com";
const configuration = {
  ...storyConfiguration,
  deploy: { environments: { prod: { url: "https://contoso.crm4.dynamics.com", production: true }, test: { url, profile: "test" } } },
};
const copy = (starter = "enhanced"): TemporarySite => {
  const site = copySite(starterFolder(starter), configuration);
  cleanups.push(() => site.remove());
  return site;
};
const on = (site: TemporarySite): string[] => ["--site", site.folder, "--config", site.configPath];
const profileOf = (site: TemporarySite): string => join(site.folder, "deployment-profiles/test.deployment.yml");
const set = "Site name=Larkfield (test)";

describe("profile", () => {
  it("writes a value by the name of its record, does nothing the second time, and stays where the kit is removed", async () => {
    const site = copy();
    await applyKit(site);
    const before = readFolderBytes(site.folder);
    const dry = await runProgram(["profile", "test", ...on(site), "--set", set, "--dry-run"]);
    expect(dry).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Larkfield \(test\)[^]*Dry run/) as unknown });
    expect(readFolderBytes(site.folder)).toEqual(before);

    const written = await runProgram(["profile", "test", ...on(site), "--set", set, "--json"]);
    expect(JSON.parse(written.stdout)).toMatchObject({
      version: 1,
      written: true,
      changes: [{ path: "deployment-profiles/test.deployment.yml", kind: "create" }],
    });
    const text = readFileSync(profileOf(site), "utf8");
    expect(await runProgram(["profile", "test", ...on(site), "--set", set])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Nothing to do/) as unknown,
    });
    const { "deployment-profiles/": _folder, "deployment-profiles/test.deployment.yml": _file, ...others } = readFolderBytes(site.folder);
    expect(others).toEqual(before);

    expect(await runProgram(["remove", ...on(site), "--yes"])).toMatchObject({ exitCode: 0 });
    expect(readFileSync(profileOf(site), "utf8")).toBe(text);
  });

  it("shows what there is, and names what is not set", async () => {
    const site = copy();
    expect(await runProgram(["profile", ...on(site)])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^No deployment profile/) as unknown,
    });
    await runProgram(["profile", "test", ...on(site), "--set", "Authentication/OpenAuth/Microsoft/ClientSecret=${OS.NOT_SET_ANYWHERE}"]);
    expect((await runProgram(["profile", "test", ...on(site)])).stdout).toMatch(
      /ClientSecret = \$\{OS\.NOT_SET_ANYWHERE\}\n {2}not set here: NOT_SET_ANYWHERE/,
    );
    expect(JSON.parse((await runProgram(["profile", ...on(site), "--json"])).stdout)).toMatchObject({
      version: 1,
      profiles: [{ tag: "test", unset: ["NOT_SET_ANYWHERE"], overrides: [{ column: "adx_value" }] }],
    });
  });

  it("gives the kit's snippet another script, which check reads", async () => {
    const site = copy();
    const script = ["profile", "test", ...on(site), "--tracking-script"];
    expect(await runProgram([...script, sampleScript])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/profile-name-unknown.*\n.*portal-kit apply/) as unknown,
    });
    await applyKit(site);
    expect(await runProgram([...script, join(site.folder, "none.html")])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/tracking-script-missing/) as unknown,
    });
    expect(await runProgram([...script, site.configPath])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/tracking-script-none/) as unknown,
    });
    expect(await runProgram([...script, sampleScript])).toMatchObject({ exitCode: 0 });
    expect(await runProgram(["check", ...on(site)])).toMatchObject({ exitCode: 0 });
    appendFileSync(profileOf(site), "adx_sitesetting:\n  - adx_sitesettingid: 00000000-0000-4000-8000-000000000001\n    adx_value: a\n");
    expect(await runProgram(["check", ...on(site)])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/profile-record-missing/) as unknown,
    });
  });

  it.each([
    [["test", "--set", "Authentication/OpenAuth/Microsoft/ClientSecret=hunter2hunter2"], 1, /profile-secret-in-clear/],
    [["test", "--set", "No/Such/Setting=a"], 2, /profile-name-unknown/],
    [["../test", "--set", set], 2, /profile-tag-invalid/],
    [["test"], 2, /profile-missing/],
    [["--set", set], 2, /profile-tag-missing/],
    [["test", "--from", "nowhere"], 2, /environment-unknown/],
  ])("refuses %j", async (args, exitCode, message) => {
    const site = copy();
    const before = readFolderBytes(site.folder);
    const result = await runProgram(["profile", ...args, ...on(site)]);
    expect(result).toMatchObject({ exitCode, stderr: expect.stringMatching(message) as unknown });
    expect(result.stderr + result.stdout).not.toContain("hunter2");
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("takes over what an environment has otherwise, its secrets as variables", async () => {
    const site = copy();
    const pac = createFakePac();
    cleanups.push(() => pac.remove());
    const environment = pac.environment(url, { name: "Test" });
    const { websiteId } = environment.seed(starterFolder("enhanced"));
    environment.edit(websiteId, [
      { do: "change", table: "adx_sitesetting", id: "042d3ecc-c0d1-4c1a-889b-4ed2e8fbd894", values: { adx_value: "hunter2hunter2" } },
      { do: "change", table: "adx_contentsnippet", id: "a8902201-01cf-4bcc-bf7b-0eac70f46610", texts: { value: "Another name" } },
    ]);
    const result = await runProgram(["profile", "test", ...on(site), "--from", "test", "--pac", pac.pacPath]);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stdout + result.stderr).not.toContain("hunter2");
    const text = readFileSync(profileOf(site), "utf8");
    expect(text).toMatch(/adx_value: \$\{OS\.AUTHENTICATION_OPENAUTH_MICROSOFT_CLIENTSECRET\}\n/);
    expect(text).toMatch(/adx_value: Another name\n/);
    expect(text.match(/adx_value/g)).toHaveLength(2);
    expect(pac.calls().some(({ argv }) => argv.includes("upload"))).toBe(false);
  });
});

describe("ci", () => {
  const inRepository = (): { site: TemporarySite; root: string; args: string[] } => {
    const site = copy();
    const root = join(site.folder, "..");
    mkdirSync(join(site.folder, "deployment-profiles"));
    writeFileSync(
      profileOf(site),
      "adx_contentsnippet:\n  - adx_contentsnippetid: a8902201-01cf-4bcc-bf7b-0eac70f46610\n    adx_value: ${OS.SITE_TITLE}\n",
    );
    return { site, root, args: [...on(site), "--out", root] };
  };

  it.each([
    [
      "github",
      [".github/workflows/portal-kit-check.yml", ".github/workflows/portal-kit-deploy.yml", ".github/workflows/portal-kit-rollback.yml"],
    ],
    ["azure-devops", ["azure-pipelines/portal-kit.yml"]],
  ])("writes the pipelines of %s once, with the environments of the configuration", async (system, paths) => {
    const { root, args } = inRepository();
    expect(await runProgram(["ci", system, ...args, "--dry-run"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/Dry run/) as unknown,
    });
    expect(paths.some((path) => existsSync(join(root, path)))).toBe(false);
    const { stdout } = await runProgram(["ci", system, ...args, "--json"]);
    expect(JSON.parse(stdout)).toEqual({ version: 1, written: true, files: paths.map((path) => ({ path, kind: "create" })) });
    const texts = paths.map((path) => readFileSync(join(root, path), "utf8")).join("\n");
    expect(texts).toMatch(/SITE: 'enhanced'/);
    expect(texts).toMatch(/SITE_TITLE: \$/);
    expect(texts.indexOf("Deploy to test")).toBeLessThan(texts.indexOf("Deploy to prod"));
    expect(await runProgram(["ci", system, ...args])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Nothing to do/) as unknown,
    });
    writeFileSync(join(root, paths[0] ?? ""), "mine\n");
    expect(await runProgram(["ci", system, ...args])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/ci-file-changed/) as unknown,
    });
    expect(readFileSync(join(root, paths[0] ?? ""), "utf8")).toBe("mine\n");
  });

  it("refuses a site outside of the repository, and a configuration without environments", async () => {
    const { site, root } = inRepository();
    mkdirSync(join(root, "elsewhere"));
    expect(await runProgram(["ci", "github", ...on(site), "--out", join(root, "elsewhere")])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/site-outside-repository/) as unknown,
    });
    writeFileSync(site.configPath, JSON.stringify(storyConfiguration));
    expect(await runProgram(["ci", "github", ...on(site), "--out", root])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/environment-missing/) as unknown,
    });
  });
});
