import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFakePac, type FakePac } from "../../support/fake-pac/create-fake-pac.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";
import { copySite, distFolder, type TemporarySite } from "../../support/kit-site.ts";
import { environmentUrl } from "./deployed-site.ts";
import { createSmallSite } from "./deployed-site.ts";

const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const secret = "s3cr3t-of-the-sign-in";

let fake: FakePac;
let site: TemporarySite;
let store: string;
beforeAll(() => {
  fake = createFakePac({ folder: mkdtempSync(join(memory, "fake-pac-")) });
  store = join(mkdtempSync(join(memory, "portal-kit-cli-store-")), "store");
  const source = createSmallSite();
  const settings = join(source, "sitesetting.yml");
  writeFileSync(
    settings,
    readFileSync(settings, "utf8").replace(/(ClientSecret\n {2}adx_sitesettingid: \S+\n)/, `$1  adx_value: ${secret}\n`),
  );
  fake.environment(environmentUrl).seed(source);
  site = copySite(source, {
    tracking: { placement: "none" },
    deploy: { environments: { test: { url: environmentUrl }, prod: { url: "https://contoso-prod.crm4.dynamics.com", production: true } } },
  });
  fake.environment("https://contoso-prod.crm4.dynamics.com").seed(source);
  rmSync(join(source, ".."), { recursive: true, force: true });
});
afterAll(() => {
  fake.remove();
  site.remove();
  rmSync(join(store, ".."), { recursive: true, force: true });
});

interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: readonly string[]): Ran {
  const result = spawnSync(
    process.execPath,
    [
      join(distFolder, "bin.mjs"),
      ...args,
      "--site",
      site.folder,
      "--config",
      site.configPath,
      "--store",
      store,
      "--pac",
      fake.pacPath,
      "--yes",
    ],
    { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  );
  return { exitCode: result.status, stdout: result.stdout, stderr: result.stderr };
}

describe("deploy, drift and rollback on the command line", () => {
  it("go there and back, say so for machines, and leave the folder as it is", () => {
    const known = join(site.folder, "../known.json");
    const checked = spawnSync(process.execPath, [
      join(distFolder, "bin.mjs"),
      "check",
      "--site",
      site.folder,
      "--config",
      site.configPath,
      "--write-baseline",
      known,
    ]);
    expect(checked.status).toBe(0);
    appendFileSync(join(site.folder, "web-templates/footer/Footer.webtemplate.source.html"), "<p>ours</p>");
    const before = readFolderBytes(site.folder);

    // Nothing was deployed from here before: whose change it is, a person has to say.
    const first = run("deploy", "--environment", "test", "--baseline", known);
    expect(first).toMatchObject({ exitCode: 1 });
    expect(first.stdout).toContain("--take local|remote");

    const deployed = run("deploy", "--environment", "test", "--baseline", known, "--take", "local", "--json");
    expect(deployed.exitCode).toBe(0);
    const answer = JSON.parse(deployed.stdout) as {
      version: number;
      steps: { name: string; ok: boolean }[];
      findings: unknown[];
      rollback: string;
    };
    expect(answer).toMatchObject({ version: 1, state: "done", findings: [] });
    expect(answer.steps.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
      "checks true",
      "environment true",
      "download true",
      "plan true",
      "unchanged true",
      "upload true",
      "read back true",
    ]);
    expect(run("drift", "--environment", "test")).toMatchObject({ exitCode: 0 });
    const list = run("rollback", "--list", "--environment", "test");
    expect(list.stdout).toContain(answer.rollback);
    const back = run("rollback", answer.rollback, "--environment", "test");
    expect(back).toMatchObject({ exitCode: 0 });
    expect(run("drift", "--environment", "test")).toMatchObject({ exitCode: 1 });
    expect(readFolderBytes(site.folder)).toEqual(before);
    for (const { stdout, stderr } of [first, deployed, list, back]) expect(stdout + stderr).not.toContain(secret);
    expect(JSON.stringify(fake.calls())).not.toContain(secret);
  });

  it.each([
    ["without --confirm", [], "production-unconfirmed", 1],
    ["with another site's name", ["--confirm", "Contoso"], "confirm-wrong", 2],
  ])("ask before production %s, whatever --yes says", (_, flags, code, exitCode) => {
    const uploads = (): number => fake.calls().filter(({ argv }) => argv.includes("upload")).length;
    const before = uploads();
    const known = join(site.folder, "../known.json");
    const result = run(
      "deploy",
      "--environment",
      "https://contoso-prod.crm4.dynamics.com",
      "--baseline",
      known,
      "--take",
      "local",
      ...flags,
    );
    expect(result).toMatchObject({ exitCode });
    expect(result.stderr).toContain(code);
    expect(uploads()).toBe(before);
  });

  it.each([
    ["an environment that is not known", ["drift", "--environment", "staging"], 2, "environment-unknown"],
    ["a side that is none", ["deploy", "--environment", "test", "--take", "both"], 2, "take-invalid"],
    ["a deployment that is not there", ["rollback", "20200101-000000-abcdef", "--environment", "test"], 2, "deployment-unknown"],
    ["no pac", ["drift", "--environment", "test", "--pac", "/nowhere/pac"], 3, "pac-not-found"],
  ])("end with their exit code for %s", (_, args, exitCode, code) => {
    const result = spawnSync(
      process.execPath,
      [join(distFolder, "bin.mjs"), "--", ...args]
        .filter((arg) => arg !== "--")
        .concat(
          "--site",
          site.folder,
          "--config",
          site.configPath,
          "--store",
          store,
          ...(args.includes("--pac") ? [] : ["--pac", fake.pacPath]),
        ),
      { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
    );
    expect(result.stderr).toContain(code);
    expect(result.status).toBe(exitCode);
  });
});
