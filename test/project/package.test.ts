import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

  it("runs the demo from where it is installed", async () => {
    const cli = startCli(["demo", ...anyPorts, "--json"], {}, join(installed, "dist/bin.mjs"));
    const { portal, console } = JSON.parse(await cli.firstLine) as { portal: string; console: string };
    expect(await (await fetch(`${portal}/get-in-touch/`)).text()).toContain("data-portal-kit-form");
    expect((await fetch(`${console}console.js`)).status).toBe(200);
    cli.child.kill("SIGTERM");
    await cli.ended;
  });

  it("holds its licence and nothing that only development needs", () => {
    const names = readdirSync(installed, { recursive: true })
      .map(String)
      .filter((name) => !name.startsWith("node_modules"));
    expect(names).toContain("LICENSE");
    expect(names.filter((name) => /\.ts$|bench|half-downloaded|\.tgz$/.test(name))).toEqual([]);
    const bundled = readdirSync(join(installed, "node_modules"));
    expect(bundled).toContain("liquidjs");
    expect(bundled).not.toContain("vitest");
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
