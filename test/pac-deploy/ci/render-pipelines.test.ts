import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { assertRenderable } from "../../../pac-deploy/ci/assert-renderable.ts";
import { ciAuths, type CiFile, type CiOptions } from "../../../pac-deploy/ci/ci-options.ts";
import { checkAsSarif, endAsPlan, planAsComment, rollback, verify } from "../../../pac-deploy/ci/pipeline-scripts.ts";
import { planCiFiles } from "../../../pac-deploy/ci/plan-ci-files.ts";
import { renderAzure } from "../../../pac-deploy/ci/render-azure.ts";
import { renderGithub } from "../../../pac-deploy/ci/render-github.ts";
import { packStore, unpackStore } from "../../../pac-deploy/ci/store-scripts.ts";
import { lintAzure, lintGithub } from "./lint-pipelines.ts";

const options = (auth: CiOptions["auth"]): CiOptions => ({
  auth,
  site: "sites/my site's",
  siteName: 'Ada\'s "garden" # 1: yes',
  environments: [
    { name: "test", url: "https://contoso-test.crm4.dynamics.com", isProduction: false, variables: ["MS_SECRET"] },
    { name: "on", url: "https://contoso.crm4.dynamics.com", isProduction: true, variables: [] },
  ],
});
const has = (program: string): boolean => spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "portal-kit-ci-"));
  folders.push(folder);
  return folder;
};

/** Runs a step as the systems do. */
function runStep(
  script: string,
  { cwd, env = {}, programs = {} }: { cwd: string; env?: Readonly<Record<string, string>>; programs?: Readonly<Record<string, string>> },
) {
  const bin = join(cwd, ".bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const result = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env, PATH: `${bin}:${process.env["PATH"] ?? ""}` },
  });
  return { exitCode: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** Every script of a file. */
function listScripts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(listScripts);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    typeof part === "string" && (key === "run" || key === "bash") ? [part] : listScripts(part),
  );
}

const variants = ciAuths.flatMap((auth) => [
  ["github", auth, renderGithub(options(auth)), lintGithub] as const,
  ["azure-devops", auth, renderAzure(options(auth)), lintAzure] as const,
]);

describe.each(variants)("the pipelines of %s with %s", (system, auth, files, lint) => {
  const texts = files.map(({ text }) => text).join("\n");

  it.each(files.map((file) => [file.path, file] as const))("%s is YAML that keeps the rules", (_, { text }) => {
    expect(lint(parse(text))).toEqual([]);
    expect(text).not.toMatch(/[\t\r]| $/m);
    expect(text.endsWith("\n")).toBe(true);
  });

  it.runIf(has("bash"))("have scripts that bash can read", () => {
    const scripts = files.flatMap(({ text }) => listScripts(parse(text)));
    expect(scripts.length).toBeGreaterThan(10);
    for (const script of new Set(scripts)) expect(spawnSync("bash", ["-n", "-c", script], { encoding: "utf8" }).stderr).toBe("");
  });

  it("check, plan, deploy, verify and roll back, production last and behind what is before it", () => {
    const commands = texts.match(/portal-kit (?:check|deploy(?: --dry-run)?|verify|rollback) /g) ?? [];
    expect(new Set(commands)).toEqual(
      new Set(["portal-kit check ", "portal-kit deploy --dry-run ", "portal-kit deploy ", "portal-kit verify ", "portal-kit rollback "]),
    );
    expect(texts).toMatch(
      system === "github" ? /needs: verify_test\n {4}environment: 'on'/ : /stage: deploy_on\n.*\n {4}dependsOn: \[verify_test\]/,
    );
  });

  it("hold no secret, and name the ones they take where they are used", () => {
    expect(texts.includes("--clientSecret")).toBe(auth === "secret");
    expect(texts.includes("POWER_PLATFORM_CLIENT_SECRET")).toBe(auth === "secret");
    expect(texts.includes("id-token: write")).toBe(system === "github" && auth === "federated");
    expect(texts).toMatch(system === "github" ? /MS_SECRET: \$\{\{ secrets\.MS_SECRET \}\}/ : /MS_SECRET: \$\(MS_SECRET\)/);
  });

  it("carry the site's path and name whole", () => {
    const found = JSON.stringify(files.map(({ text }) => parse(text) as unknown));
    expect(found).toContain(JSON.stringify(options(auth).siteName));
    expect(found).toContain(JSON.stringify(options(auth).site));
  });
});

describe.each([
  ["actionlint", ["-no-color", "-"], renderGithub],
  [
    "yamllint",
    ["-d", "{extends: relaxed, rules: {line-length: disable}}", "-"],
    (all: CiOptions) => [...renderGithub(all), ...renderAzure(all)],
  ],
] as const)("%s", (program, args, render) => {
  it.runIf(has(program))("finds nothing", () => {
    for (const { text } of render(options("federated")))
      expect(spawnSync(program, args, { input: text, encoding: "utf8" })).toMatchObject({ status: 0, stdout: "" });
  });
});

describe("the rules", () => {
  const [workflow] = renderGithub(options("federated"));
  const rollbacks = renderGithub(options("federated"))[2];
  const [pipeline] = renderAzure(options("secret"));
  const spoil = (file: CiFile | undefined, from: string | RegExp, to: string): unknown => {
    expect(file?.text).toMatch(from);
    return parse((file?.text ?? "").replace(from, to));
  };

  it.each([
    ["a tag in place of a commit", /actions\/checkout@[0-9a-f]{40}/, "actions/checkout@v7", /not pinned/],
    ["a job without permissions", /    permissions:\n      contents: read\n.*\n/, "", /no permissions/],
    ["more permissions than needed", /contents: read/, "contents: write", /permission contents: write/],
    ["no timeout", /    timeout-minutes: 15\n/, "", /no timeout/],
    ["text of a pull request in a script", /run: npm ci.*/, "run: echo ${{ github.event.pull_request.title }}", /becomes a part/],
    ["the token left behind", /persist-credentials: false/, "persist-credentials: true", /leaves the token/],
    ["foreign code with our rights", /pull_request:/, "pull_request_target:", /foreign code/],
    ["a machine that changes", /ubuntu-24\.04/, "ubuntu-latest", /another machine/],
    ["a secret for every step", /TARGET: test/, "TOKEN: ${{ secrets.TOKEN }}", /every step/],
    ["deployments at once", /    concurrency:\n.*\n.*\n/, "", /twice at once/],
    ["a variable that is not quoted", /--site "\$SITE"/, "--site $SITE", /not quoted/],
  ])("see %s in a workflow", (_, from, to, fault) => {
    expect(lintGithub(spoil(workflow, from, to)).join("\n")).toMatch(fault);
  });

  it("see what somebody types in a script", () => {
    expect(lintGithub(spoil(rollbacks, /"\$DEPLOYMENT"/, "${{ inputs.deployment }}")).join("\n")).toMatch(/becomes a part/);
    expect(lintAzure(spoil(pipeline, /"\$DEPLOYMENT"/, "${{ parameters.deployment }}")).join("\n")).toMatch(/becomes a part/);
    expect(lintAzure(spoil(pipeline, /"\$PAC_CLI_SPN_SECRET"/, "$(POWER_PLATFORM_CLIENT_SECRET)")).join("\n")).toMatch(/becomes a part/);
  });

  it.each([
    ["no timeout", /        timeoutInMinutes: 15\n/, "", /no timeout/],
    ["a stage before its turn", /dependsOn: \[verify_test\]/, "dependsOn: [verify_prod]", /not before it/],
    ["an environment without approvals", /- deployment: deploy\n        environment: test\n/, "- job: deploy\n", /approvals/],
    ["a task without a version", /UseNode@1/, "UseNode", /no version/],
    ["a script that goes on after a failure", /set -eo pipefail\n/, "", /goes on/],
  ])("see %s in a pipeline", (_, from, to, fault) => {
    expect(lintAzure(spoil(pipeline, from, to)).join("\n")).toMatch(fault);
  });
});

describe("assertRenderable", () => {
  it.each(["${{ secrets.X }}", "$(SECRET)", "a\nb", "##vso[task.setvariable]"])("refuses a site called %j", (siteName) => {
    expect(() => assertRenderable({ ...options("secret"), siteName })).toThrow(
      expect.objectContaining({ code: "ci-name-refused" }) as Error,
    );
  });

  it("refuses two environments of one name, and takes what is usual", () => {
    const environment = { url: "", isProduction: false, variables: [] };
    const named = (...names: string[]) => ({ ...options("secret"), environments: names.map((name) => ({ ...environment, name })) });
    expect(() => assertRenderable(named("a.b", "A-B"))).toThrow(/one name/);
    expect(() => assertRenderable(options("secret"))).not.toThrow();
  });
});

describe("planCiFiles", () => {
  const files = [
    { path: "a.yml", text: "a\n" },
    { path: "b.yml", text: "b\n" },
  ];

  it("writes what is missing, leaves what is the same, line ends aside", () => {
    expect(planCiFiles(files, new Map([["a.yml", "a\r\n"]])).map(({ kind }) => kind)).toEqual(["unchanged", "create"]);
  });

  it("refuses all where one was changed", () => {
    expect(() => planCiFiles(files, new Map([["b.yml", "mine\n"]]))).toThrow(
      expect.objectContaining({ code: "ci-file-changed", exitCode: 1, place: { path: "b.yml" } }) as Error,
    );
  });
});

describe.runIf(process.platform !== "win32" && has("bash"))("a step", () => {
  it.runIf(has("gpg"))("brings back what another one has packed, for its owner alone, and nothing without the passphrase", () => {
    const cwd = emptyFolder();
    const store = join(cwd, "store");
    mkdirSync(join(store, "contoso", "site"), { recursive: true });
    writeFileSync(join(store, "contoso", "site", "record.json"), "{}", { mode: 0o600 });
    writeFileSync(join(store, "contoso", "site", "lock.json"), "{}");
    chmodSync(join(store, "contoso"), 0o700);
    const env = (more: Readonly<Record<string, string>> = {}) => ({
      PORTAL_KIT_STORE: store,
      STORE_FILE: join(cwd, "store.tar.gpg"),
      STORE_PASSPHRASE: "correct horse",
      GNUPGHOME: cwd,
      ...more,
    });
    chmodSync(cwd, 0o700);
    expect(runStep(packStore, { cwd, env: env() })).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(cwd, "store.tar.gpg")).includes("record.json")).toBe(false);

    const other = join(cwd, "other");
    mkdirSync(other);
    expect(runStep(unpackStore, { cwd, env: env({ PORTAL_KIT_STORE: other, STORE_PASSPHRASE: "wrong" }) }).exitCode).not.toBe(0);
    expect(existsSync(join(other, "contoso"))).toBe(false);
    expect(runStep(unpackStore, { cwd, env: env({ PORTAL_KIT_STORE: other }) })).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(other, "contoso/site/record.json"), "utf8")).toBe("{}");
    expect([statSync(join(other, "contoso")).mode & 0o777, statSync(join(other, "contoso/site/record.json")).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
    expect(existsSync(join(other, "contoso/site/lock.json"))).toBe(false);
  });

  it("remembers from the newest run, and keeps nothing where reading failed", () => {
    const script = listScripts(parse(renderGithub(options("secret"))[1]?.text ?? "")).find((run) => run.includes("gh api")) ?? "";
    const cwd = emptyFolder();
    const env = {
      GITHUB_REPOSITORY: "contoso/site",
      ARTIFACT: "a",
      PORTAL_KIT_STORE: join(cwd, "store"),
      STORE_FILE: join(cwd, "file"),
      STORE_PASSPHRASE: "p",
      DEFAULT_BRANCH: "main",
    };
    expect(runStep(script, { cwd, env, programs: { gh: "exit 0" } })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/is the first/) as unknown,
    });
    expect(runStep(script, { cwd, env, programs: { gh: "exit 1" } }).exitCode).not.toBe(0);
    const programs = {
      gh: 'case "$*" in *--jq*) printf "%s\\n" "2026-01-02T00:00:00Z 7" "2026-03-01T00:00:00Z 9" "2026-02-01T00:00:00Z 8";; *) echo "$@";; esac',
      unzip: 'cat "$2"',
      gpg: 'for last; do :; done; cat "$last" >&2; exit 2',
    };
    const failed = runStep(script, { cwd, env, programs });
    expect(failed.exitCode).not.toBe(0);
    expect(failed.stderr).toMatch(/artifacts\/9\/zip/);
    for (const nothing of ["", "$(PORTAL_KIT_STORE_PASSPHRASE)"])
      expect(runStep(script, { cwd, env: { ...env, STORE_PASSPHRASE: nothing }, programs })).toMatchObject({
        exitCode: 2,
        stderr: expect.stringMatching(/not set/) as unknown,
      });
  });

  it.runIf(has("jq"))("gives findings the paths of the repository, and ends as check did", () => {
    const cwd = emptyFolder();
    const at = (uri: string) => ({ locations: [{ physicalLocation: { artifactLocation: { uri } } }] });
    const sarif = JSON.stringify({ runs: [{ results: [at("sitesetting.yml"), at("../index.html"), { message: {} }] }] });
    const uris = (site: string): unknown => {
      expect(runStep(checkAsSarif, { cwd, env: { SITE: site }, programs: { npx: `echo '${sarif}'; exit 1` } })).toMatchObject({
        exitCode: 1,
      });
      const { runs } = JSON.parse(readFileSync(join(cwd, "check.sarif"), "utf8")) as {
        runs: { results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[];
      };
      return runs[0]?.results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri);
    };
    expect(uris("app/my site")).toEqual(["app/my%20site/sitesetting.yml", "app/index.html"]);
    expect(uris(".")).toEqual(["sitesetting.yml", "../index.html"]);
    rmSync(join(cwd, "check.sarif"));
    expect(runStep(checkAsSarif, { cwd, env: { SITE: "." }, programs: { npx: "exit 2" } })).toMatchObject({ exitCode: 2 });
    expect(existsSync(join(cwd, "check.sarif"))).toBe(false);
  });

  it("writes a comment that nothing in the plan can leave, and ends as the plan did", () => {
    const cwd = emptyFolder();
    const plan = {
      npx: 'echo "args: $*"; printf "%s\\r\\n" "\\`\\`\\`" "@everybody <script>"; head -c 70000 /dev/zero | tr "\\0" x; exit 1',
    };
    const env = { SITE: "s", TARGET: "test", PORTAL_KIT_STORE: "store" };
    expect(runStep(planAsComment, { cwd, env, programs: plan })).toMatchObject({ exitCode: 0 });
    const comment = readFileSync(join(cwd, "comment.md"), "utf8");
    const [mark, title, blank, ...rest] = comment.split("\n");
    expect([mark, blank]).toEqual(["<!-- portal-kit plan test -->", ""]);
    expect(title).toMatch(/test.*exit code 1/);
    expect(rest.slice(0, 4)).toEqual([
      "    args: --no-install portal-kit deploy --dry-run --site s --environment test --store store",
      "    ```",
      "    @everybody <script>",
      expect.stringMatching(/^ {4}x+$/) as unknown,
    ]);
    expect(comment.length).toBeLessThan(65_000);
    expect(comment).toMatch(/The plan is longer/);
    expect(runStep(endAsPlan, { cwd })).toMatchObject({ exitCode: 1 });
  });

  it("takes what somebody types for an id, whatever it is", () => {
    const cwd = emptyFolder();
    const env = {
      SITE: "s",
      TARGET: "test",
      PORTAL_KIT_STORE: "store",
      SITE_NAME: "My site",
      DEPLOYMENT: "--help; touch hacked $(touch hacked)",
    };
    const { stdout } = runStep(rollback, { cwd, env, programs: { npx: 'printf "%s|" "$@"' } });
    expect(stdout).toMatch(/\|--confirm\|My site\|--yes\|--\|--help; touch hacked \$\(touch hacked\)\|$/);
    expect(existsSync(join(cwd, "hacked"))).toBe(false);
  });

  it("asks no portal without its address and the proof that it is ours", () => {
    const cwd = emptyFolder();
    const env = {
      SITE: "s",
      PORTAL_KIT_STORE: join(cwd, "store"),
      PORTAL_URL: "https://contoso.example.com",
      VERIFY_SECRET: '{"secret":"x"}',
    };
    const programs = { npx: 'echo "$@"' };
    expect(runStep(verify, { cwd, env, programs })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/verify --site s --url https:\/\/contoso/) as unknown,
    });
    const secret = join(cwd, "store/verify/site.json");
    expect([readFileSync(secret, "utf8"), statSync(secret).mode & 0o777]).toEqual(['{"secret":"x"}\n', 0o600]);
    for (const missing of [{ PORTAL_URL: "" }, { PORTAL_URL: "$(PORTAL_URL_TEST)" }, { VERIFY_SECRET: "" }])
      expect(runStep(verify, { cwd, env: { ...env, ...missing }, programs })).toMatchObject({ exitCode: 2 });
  });
});
