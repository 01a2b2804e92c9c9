import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyPorts, startCli } from "../support/run-cli.ts";

const root = resolve(import.meta.dirname, "../..");
const npm = (args: readonly string[], cwd: string): void => {
  const result = spawnSync("npm", [...args, "--loglevel=error"], { cwd, encoding: "utf8", shell: process.platform === "win32" });
  if (result.status !== 0) throw new Error(`npm ${args.join(" ")}: ${result.stdout}${result.stderr}`);
};

describe("the package", () => {
  let folder: string;
  let installed: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "portal-kit-package-"));
    // The build that is tested is the one that is there: packing does not build anew.
    npm(["pack", "--ignore-scripts", "--pack-destination", folder], root);
    const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
    writeFileSync(join(folder, "package.json"), '{"name": "a-portal", "private": true}');
    npm(["install", "--offline", "--cache", join(folder, "empty-cache"), "--ignore-scripts", join(folder, tarball)], folder);
    installed = join(folder, "node_modules/portal-kit");
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("installs with no network and no cache, and says its version", () => {
    const result = spawnSync(process.execPath, [join(installed, "dist/bin.mjs"), "--version"], { encoding: "utf8" });
    expect(result).toMatchObject({ status: 0, stdout: "0.1.0\n" });
  });

  const run = (...args: readonly string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [join(installed, "dist/bin.mjs"), ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });

  it.each(["deploy", "rollback", "drift", "verify", "profile", "ci", "auth"])("explains %s", (command) => {
    expect(run(command, "--help")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`Usage: portal-kit ${command}`) as string,
      stderr: "",
    });
  });

  it.each([
    ["github", ".github/workflows/portal-kit-deploy.yml"],
    ["azure-devops", "azure-pipelines/portal-kit.yml"],
  ])("writes the pipelines of %s", (system, path) => {
    const site = join(folder, "a-site");
    cpSync(join(installed, "test/fixtures/sites/enhanced"), site, { recursive: true });
    const config = join(folder, "portal-kit.config.json");
    writeFileSync(
      config,
      JSON.stringify({ tracking: { placement: "none" }, deploy: { environments: { test: { url: "https://contoso.crm4.dynamics.com" } } } }),
    );
    expect(run("ci", system, "--site", site, "--config", config, "--out", folder, "--yes")).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(folder, path), "utf8")).toContain("Deploy to test");
  });

  it("runs the demo from where it is installed, and verifies it without a browser", async () => {
    const cli = startCli(["demo", ...anyPorts, "--json"], {}, join(installed, "dist/bin.mjs"));
    const { portal, console } = JSON.parse(await cli.firstLine) as { portal: string; console: string };
    expect(await (await fetch(`${portal}/get-in-touch/`)).text()).toContain("data-portal-kit-form");
    expect((await fetch(`${console}console.js`)).status).toBe(200);
    // The package that drives browsers is not there: what needs one is not run, and what is missing is said.
    expect(existsSync(join(folder, "node_modules/puppeteer-core"))).toBe(false);
    const verified = run("verify", "--url", portal);
    expect(verified.stdout).toMatch(/not run consent .*npm install puppeteer-core@24/);
    expect(verified.stdout).toMatch(/ok +token /);
    cli.child.kill("SIGTERM");
    await cli.ended;
  });

  it("holds its licence and nothing that only development needs", () => {
    const names = readdirSync(installed, { recursive: true })
      .map(String)
      .filter((name) => !name.startsWith("node_modules"));
    expect(names).toContain("LICENSE");
    expect(names.filter((name) => /(?<!\.d)\.ts$|bench|half-downloaded|\.tgz$/.test(name))).toEqual([]);
    const bundled = readdirSync(join(installed, "node_modules"));
    expect(bundled).toContain("liquidjs");
    expect(bundled).not.toContain("vitest");
  });

  it.each([
    { case: "as documented", errors: [] },
    {
      case: "a wrong event name",
      line: 'document.addEventListener("portalkit:capture", ({ detail }) => detail.outcome);',
      errors: ["TS2339"],
    },
    {
      case: "a wrong detail",
      line: 'document.addEventListener("portalkit:captured", ({ detail }) => detail.contactid);',
      errors: ["TS2339"],
    },
    { case: "a wrong outcome", line: 'declare const o: CaptureOutcome; if (o === "overwritten") void o;', errors: ["TS2367"] },
    { case: "a wrong setting", line: 'createCapture({ path: "B" });', errors: ["TS2322"] },
    { case: "a wrong call of the tracker", line: 'window.MSCI?.setUser?.({ id: "1" });', errors: ["TS2353"] },
  ])("types a consumer's use of it: $case", ({ line = "", errors }) => {
    writeFileSync(
      join(folder, "consumer.ts"),
      `import type { CaptureOutcome } from "portal-kit/types";
import { createCapture, type CaptureResult } from "portal-kit/module";
const capture = createCapture({ path: "A-key", keyProvedAt: ["https://site.example.com"], existing: "confirmed" });
document.addEventListener("portalkit:captured", ({ detail }) => console.log(detail.outcome satisfies CaptureOutcome, detail.certain));
document.addEventListener("portalkit:consent", ({ detail }) => capture.consent(detail.state));
const show = (result: CaptureResult): string => (result.ok ? result.state : result.code);
void capture.submit({ emailaddress1: "ada@example.com", donotemail: false }).then(show);
window.MSCI?.setUser?.({ authId: "1" });
${line}
`,
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const options = [
      "--noEmit",
      "--strict",
      "--target",
      "es2022",
      "--lib",
      "es2022,dom",
      "--module",
      "esnext",
      "--ignoreConfig",
      "--types",
      "",
    ];
    const result = spawnSync(process.execPath, [tsc, "consumer.ts", ...options, "--moduleResolution", "bundler"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(
      [...result.stdout.matchAll(/error (TS\d+)/g)].map(([, code]) => code),
      result.stdout,
    ).toEqual(errors);
    expect(result.status === 0).toBe(errors.length === 0);
  });

  it("can be imported where there is no browser, which does nothing", () => {
    const script = 'import * as kit from "portal-kit/module"; console.log(Object.keys(kit).join());';
    const result = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: folder, encoding: "utf8" });
    expect(result).toMatchObject({ status: 0, stdout: "createCapture\n", stderr: "" });
  });

  it("carries the version its code says", () => {
    expect(JSON.parse(readFileSync(join(installed, "package.json"), "utf8"))).toMatchObject({
      name: "portal-kit",
      version: "0.1.0",
      license: "MIT",
    });
  });
});

describe("the lock file", () => {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");

  it("records no download address", () => {
    expect(lock).not.toMatch(/"resolved": "https?:/);
  });

  it.each([
    "@rollup/rollup-win32-x64-msvc",
    "@rollup/rollup-darwin-arm64",
    "@esbuild/win32-x64",
    "@esbuild/darwin-arm64",
    "@typescript/typescript-win32-x64",
    "@typescript/typescript-darwin-arm64",
    "@oxlint/binding-win32-x64-msvc",
    "@oxlint/binding-darwin-arm64",
  ])("holds %s, so that an installation on that platform is whole", (name) => {
    expect(lock).toContain(`"node_modules/${name}"`);
  });
});
