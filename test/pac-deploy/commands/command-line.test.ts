import { createServer } from "node:net";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { stateFilePath } from "../../../contract/names.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";
import { copySite, sampleScript, starterFolder, starters, storyConfiguration, type TemporarySite } from "../../support/kit-site.ts";
import { anyPorts, runCli, startCli, type CliResult } from "../../support/run-cli.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});
const copy = (source: string, configuration?: object): TemporarySite => {
  const site = copySite(source, configuration);
  cleanups.push(() => site.remove());
  return site;
};
const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "portal-kit-cli-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
const on = (site: TemporarySite): string[] => ["--site", site.folder, "--config", site.configPath];

describe("check", () => {
  const header = "web-templates/header/Header.webtemplate.source.html";
  const spoiled = (): TemporarySite => {
    const site = copy(starterFolder("enhanced"));
    appendFileSync(join(site.folder, header), readFileSync(sampleScript, "utf8"));
    return site;
  };

  it("finds nothing in a starter, and ends with 0", () => {
    const site = copy(starterFolder("enhanced"));
    expect(runCli(["check", ...on(site)])).toMatchObject({ exitCode: 0, stdout: "Nothing found.\n" });
    expect(JSON.parse(runCli(["check", ...on(site), "--json"]).stdout)).toEqual({
      version: 1,
      findings: [],
      counts: { error: 0, warning: 0, info: 0, "cannot-conclude": 0, accepted: 0 },
    });
  });

  it("shows a collision with its place and the lines around it, changes nothing, and ends with 1", () => {
    const site = spoiled();
    const before = readFolderBytes(site.folder);
    const { exitCode, stdout } = runCli(["check", ...on(site)]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^web-templates\/header\/Header\.webtemplate\.source\.html\n {2}\d+:\d+ error tracker-already-there .*\n(.*\n)*? *> +\d+ \| /,
    );
    expect(stdout).toMatch(/\nerror +tracker-already-there +1 +in 1 file\n\n1 found: 1 error\.\n$/);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("gives the same as JSON and as SARIF, people's text on stderr", () => {
    const site = spoiled();
    const json = runCli(["check", ...on(site), "--format", "json"]);
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      findings: [{ code: "tracker-already-there", severity: "error", path: header, fix: false }],
    });
    expect(json.stderr).toMatch(/tracker-already-there/);
    const sarif = runCli(["check", ...on(site), "--format", "sarif"]);
    expect(JSON.parse(sarif.stdout)).toMatchObject({ version: "2.1.0", runs: [{ results: [{ ruleId: "tracker-already-there" }] }] });
  });

  it("fails from the severity that it is told on", () => {
    const site = spoiled();
    expect(runCli(["check", ...on(site), "--fail-on", "never"])).toMatchObject({ exitCode: 0 });
    expect(runCli(["check", ...on(site), "--fail-on", "error"])).toMatchObject({ exitCode: 1 });
    expect(runCli(["check", ...on(site), "--fail-on", "sometimes"])).toMatchObject({ exitCode: 2 });
  });

  it("runs the checks that are asked for, and names the one that was meant", () => {
    const site = spoiled();
    expect(runCli(["check", ...on(site), "--skip", "tracker-already-there"])).toMatchObject({ exitCode: 0 });
    expect(runCli(["check", ...on(site), "--only", "tracker-ungated"])).toMatchObject({ exitCode: 0 });
    expect(runCli(["check", ...on(site), "--only", "tracker-already-ther"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/Did you mean tracker-already-there\?/) as unknown,
    });
  });

  it("shows what is accepted with its reason, and does not fail for it", () => {
    const site = spoiled();
    const accept = [{ code: "tracker-already-there", path: "web-templates/*", reason: "until the spring" }];
    writeFileSync(site.configPath, JSON.stringify({ ...storyConfiguration, check: { accept } }));
    const { exitCode, stdout } = runCli(["check", ...on(site)]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Accepted\n.*tracker-already-there.*: until the spring\n\nNothing found\.\n1 accepted\.\n$/);
    expect(JSON.parse(runCli(["check", ...on(site), "--json"]).stdout)).toMatchObject({
      findings: [{ code: "tracker-already-there", accepted: "until the spring" }],
      counts: { error: 0, accepted: 1 },
    });
    expect(JSON.parse(runCli(["check", ...on(site), "--format", "sarif"]).stdout)).toMatchObject({
      runs: [{ results: [{ suppressions: [{ kind: "external", justification: "until the spring" }] }] }],
    });
  });

  it("knows the findings of a baseline, and tells new ones and those that are gone", () => {
    const site = spoiled();
    const baseline = join(emptyFolder(), "baseline.json");
    expect(runCli(["check", ...on(site), "--write-baseline", baseline])).toMatchObject({ exitCode: 0 });
    expect(runCli(["check", ...on(site), "--baseline", baseline])).toMatchObject({
      exitCode: 0,
      stdout: "Nothing found.\n1 known from the baseline, not shown.\n",
    });
    appendFileSync(join(site.folder, header), readFileSync(sampleScript, "utf8").replaceAll(" ", "  "));
    expect(runCli(["check", ...on(site), "--baseline", baseline])).toMatchObject({ exitCode: 1 });
    cpSync(join(starterFolder("enhanced"), header), join(site.folder, header));
    expect(runCli(["check", ...on(site), "--baseline", baseline])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/not found any more/) as unknown,
    });
    expect(runCli(["check", ...on(site), "--baseline", join(site.folder, "none.json")])).toMatchObject({ exitCode: 2 });
    expect(runCli(["check", ...on(site), "--write-baseline", baseline, "--only", "tracker-ungated"])).toMatchObject({ exitCode: 2 });
  });

  it("mends what it safely can with --fix, and says what is left", () => {
    const site = copy(starterFolder("enhanced"));
    const list = join(site.folder, "sitesetting.yml");
    const setting = (name: string, value: string, id: string) =>
      `- adx_name: ${name}\n  adx_sitesettingid: ffffffff-0000-4000-8000-00000000000${id}\n  adx_value: ${value}\n`;
    appendFileSync(list, `\n${setting("Webapi/lead/enabled", "true", "1")}${setting("Webapi/lead/fields", "'*'", "2")}`);
    appendFileSync(join(site.folder, header), '\n<script>fetch("/_api/leads?$select=firstname,lastname&$top=1");</script>\n');
    const before = readFolderBytes(site.folder);
    const only = ["--only", "web-api-wildcard"];
    expect(runCli(["check", ...on(site), ...only])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/--fix mends 1\./) as unknown,
    });
    const dry = runCli(["check", ...on(site), ...only, "--fix", "--dry-run"]);
    expect(dry).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/\n *\+.*firstname,lastname.*\n(.*\n)*Dry run/) as unknown });
    expect(readFolderBytes(site.folder)).toEqual(before);
    const fixed = runCli(["check", ...on(site), ...only, "--fix", "--yes"]);
    expect(fixed).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Mended in 1 file: 1 web-api-wildcard/) as unknown });
    expect(readFileSync(list, "utf8")).toMatch(/Webapi\/lead\/fields\n.*\n.*firstname,lastname/);
    expect(JSON.parse(runCli(["check", ...on(site), ...only, "--fix", "--json"]).stdout)).toMatchObject({ findings: [], fixed: [] });
  });

  it("finds trackers on the page of a code site's application", () => {
    const site = copy(starterFolder("code"));
    const page = join(site.folder, "index.html");
    const text = readFileSync(page, "utf8");
    writeFileSync(
      page,
      text.replace("</head>", () => `${readFileSync(sampleScript, "utf8")}</head>`),
    );
    const check = ["check", "--site", site.folder, "--json", "--only", "tracker-ungated"];
    expect(JSON.parse(runCli(check).stdout)).toMatchObject({ findings: [{ code: "tracker-ungated", path: "../index.html" }] });
    const records = ["check", "--site", join(site.folder, ".powerpages-site"), "--json", "--only", "tracker-ungated"];
    expect(JSON.parse(runCli(records).stdout)).toMatchObject({ findings: [] });
  });

  it("is not run on a folder that another command left half written", () => {
    const site = copy(starterFolder("enhanced"));
    mkdirSync(join(site.folder, ".portal-kit"));
    const journal = {
      version: 1,
      kit: "0.1.0",
      action: "apply",
      pid: 1 << 30,
      startedAt: "2026-01-01T00:00:00.000Z",
      files: [],
      folders: [],
    };
    writeFileSync(join(site.folder, ".portal-kit/writing.json"), JSON.stringify(journal));
    expect(runCli(["check", ...on(site)])).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/half written/) as unknown });
  });

  it("refuses another format, and a configuration that is wrong, with 2", () => {
    const site = copy(starterFolder("enhanced"));
    expect(runCli(["check", ...on(site), "--format", "xml"])).toMatchObject({ exitCode: 2 });
    writeFileSync(site.configPath, "{");
    expect(runCli(["check", ...on(site)])).toMatchObject({ exitCode: 2 });
  });
});

describe("explain", () => {
  it("says what a code means, and where a site causes it", () => {
    expect(runCli(["explain", "90040120"])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^90040120 .*\n\n/) as unknown });
    const site = copy(starterFolder("enhanced"));
    const setting = "\n- adx_name: Webapi/lead/enabled\n  adx_sitesettingid: ffffffff-0000-4000-8000-000000000001\n  adx_value: true\n";
    appendFileSync(join(site.folder, "sitesetting.yml"), setting);
    const { exitCode, stdout } = runCli(["explain", "90040120", ...on(site), "--json"]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      explanations: [{ kind: "portal", code: "90040120" }],
      causes: [{ path: "sitesetting.yml", message: expect.stringMatching(/lead/) as unknown }],
    });
  });

  it("lists every code, and names the one that was meant", () => {
    expect(runCli(["explain"])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/tracker-ungated/) as unknown });
    expect(runCli(["explain", "9004012O"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/Did you mean 90040120/) as unknown,
    });
  });
});

describe("doctor", () => {
  it("tells of a site what it is and what will hit it, as of a day", () => {
    const site = copy(starterFolder("standard"));
    expect(runCli(["doctor", ...on(site), "--today", "2026-01-01"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/--modelVersion 1/) as unknown,
    });
    expect(JSON.parse(runCli(["doctor", ...on(site), "--json", "--today", "2026-01-01"]).stdout)).toMatchObject({
      version: 1,
      site: { kind: "classic", model: "standard" },
      changes: [{ date: "2025-11-10", state: "already" }, { date: "2026-05", state: "ahead" }, {}, {}, {}, {}],
    });
    expect(runCli(["doctor", ...on(site), "--today", "tomorrow"])).toMatchObject({ exitCode: 2 });
  });
});

describe.each(starters)("plan, apply and remove on the %s starter", (starter) => {
  it("print one JSON object and leave the folder as it was in the end", () => {
    const site = copy(starterFolder(starter));
    const before = readFolderBytes(site.folder);

    const plan = runCli(["plan", ...on(site), "--json"]);
    expect(plan.exitCode).toBe(0);
    const answer: unknown = JSON.parse(plan.stdout);
    expect(answer).toMatchObject({ version: 1, site: { kind: "classic", model: starter }, closes: [] });
    expect(readFolderBytes(site.folder)).toEqual(before);

    expect(runCli(["apply", ...on(site), "--json", "--dry-run"])).toMatchObject({ exitCode: 0 });
    expect(readFolderBytes(site.folder)).toEqual(before);

    const apply = runCli(["apply", ...on(site), "--json"]);
    expect(apply).toMatchObject({ exitCode: 0, stdout: plan.stdout });
    const again = runCli(["apply", ...on(site)]);
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toMatch(/Nothing to do/);

    const remove = runCli(["remove", "--site", site.folder, "--yes"]);
    expect(remove.exitCode).toBe(0);
    expect(remove.stdout).toMatch(/An upload deletes nothing/);
    expect(readFolderBytes(site.folder)).toEqual(before);
    expect(runCli(["remove", "--site", site.folder])).toMatchObject({ exitCode: 0 });
  });

  it("carry out a saved plan, and refuse it once the site has changed", () => {
    const site = copy(starterFolder(starter));
    const planFile = join(site.folder, "..", "plan.json");
    expect(runCli(["plan", ...on(site), "--out", planFile]).exitCode).toBe(0);
    const settings = join(site.folder, "sitesetting.yml");
    const text = readFileSync(settings, "utf8");
    writeFileSync(settings, `${text}\n`);
    expect(runCli(["apply", planFile, ...on(site)])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/plan-stale.*sitesetting\.yml/) as string,
    });
    writeFileSync(settings, text);
    const plan = readFileSync(planFile, "utf8");
    writeFileSync(planFile, plan.replace("Webapi/contact/enabled", "Webapi/account/enabled"));
    expect(runCli(["apply", planFile, ...on(site)])).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/plan-edited/) as string });
    const other = copy(starterFolder(starter === "standard" ? "enhanced" : "standard"));
    writeFileSync(planFile, plan);
    expect(runCli(["apply", planFile, ...on(other)])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/plan-other-site/) as string,
    });
    expect(runCli(["apply", planFile, ...on(site)])).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(readFileSync(join(site.folder, stateFilePath), "utf8"))).toMatchObject({ version: 1 });
  });
});

describe("init", () => {
  it("writes a configuration that plan takes, leaves all else alone, and does nothing the second time", () => {
    const site = copy(starterFolder("enhanced"));
    cpSync(sampleScript, join(site.folder, "pasted.html"));
    const before = readFolderBytes(site.folder);
    const args = ["init", "--site", site.folder, "--set", "capture.path=A-self", "--json"];
    const dry = runCli([...args, "--dry-run"]);
    expect(JSON.parse(dry.stdout)).toMatchObject({ version: 1, written: false });
    expect(readFolderBytes(site.folder)).toEqual(before);

    const init = runCli(args);
    expect(init.exitCode).toBe(0);
    const answer: unknown = JSON.parse(init.stdout);
    expect(answer).toMatchObject({
      version: 1,
      written: true,
      configuration: { tracking: { script: "pasted.html", placement: "header" }, capture: { path: "A-self" } },
      proposals: expect.arrayContaining([
        { key: "tracking.script", value: "pasted.html", because: "it holds a tracking script" },
      ]) as unknown,
      toDo: [],
    });
    const { "portal-kit.config.json": written, ...others } = readFolderBytes(site.folder);
    expect(written).toBeDefined();
    expect(others).toEqual(before);
    expect(runCli(["plan", "--site", site.folder]).exitCode).toBe(0);
    const again = runCli(["init", "--site", site.folder, "--yes"]);
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Nothing to do/) as string });
    expect(readFolderBytes(site.folder)["portal-kit.config.json"]).toBe(written);
  });

  it("says what is still to do, and refuses a wrong --set with 2", () => {
    const site = copy(starterFolder("standard"));
    expect(runCli(["init", "--site", site.folder, "--yes"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/to do .*tracking\.html/) as string,
    });
    expect(runCli(["init", "--site", site.folder, "--set", "capture.path=Q"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/set-invalid .*expected one of "A"/) as string,
    });
  });
});

describe("bad input", () => {
  const unchanged = (site: TemporarySite, act: () => CliResult): CliResult => {
    const before = readFolderBytes(site.folder);
    const result = act();
    expect(readFolderBytes(site.folder)).toEqual(before);
    return result;
  };

  it.each(["plan", "apply", "dev"])("%s says that a folder is no site, and where one lies below", (command) => {
    const folder = emptyFolder();
    expect(runCli([command, "--site", folder])).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/site-not-found/) as string });
    mkdirSync(join(folder, "src"));
    cpSync(starterFolder("standard"), join(folder, "src", "club"), { recursive: true });
    expect(runCli([command, "--site", folder]).stderr).toContain(join("src", "club"));
    expect(runCli([command, "--site", join(folder, "nowhere")])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/no folder/) as string,
    });
  });

  it("apply names what a half-downloaded site lacks", () => {
    const site = copy(starterFolder("half-downloaded"));
    const result = unchanged(site, () => runCli(["apply", ...on(site)]));
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/site-incomplete/) as string });
    expect(result.stderr).toMatch(/pac pages download/);
  });

  it("apply names file and line of broken YAML", () => {
    const site = copy(starterFolder("broken-yaml"));
    const result = unchanged(site, () => runCli(["apply", ...on(site)]));
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/yaml-syntax sitesetting\.yml:\d+:\d+/) as string });
  });

  it("apply refuses a form in a code site, and names it as such", () => {
    const site = copy(starterFolder("code"));
    const result = unchanged(site, () => runCli(["apply", ...on(site)]));
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/code-site-capture .*is a code site/) as string });
  });

  it.each([
    ["no-script.html", /tracking-script-none .*no-script\.html:1:1/],
    ["truncated.html", /tracking-script-truncated .*truncated\.html:\d+:\d+/],
    ["null-key.html", /tracking-script-no-key .*null-key\.html:\d+:\d+/],
  ])("apply refuses the pasted %s with file and line", (name, message) => {
    const site = copy(starterFolder("enhanced"), { ...storyConfiguration, tracking: { script: name } });
    cpSync(join(starterFolder(".."), "scripts", name), join(site.folder, "..", name));
    expect(unchanged(site, () => runCli(["apply", ...on(site)]))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(message) as string,
    });
  });

  it("apply refuses a wrong configuration with file and line", () => {
    const site = copy(starterFolder("enhanced"), { ...storyConfiguration, capture: { path: "Q" } });
    expect(unchanged(site, () => runCli(["apply", ...on(site)]))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/configuration-invalid .*portal-kit\.config\.json:\d+:\d+: capture\.path: expected one of/) as string,
    });
    expect(runCli(["apply", "--site", site.folder])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/configuration-missing/) as string,
    });
  });

  it("apply refuses anonymous access that nobody accepted, and writes nothing", () => {
    const site = copy(starterFolder("standard"), { ...storyConfiguration, capture: { path: "A", page: "get-in-touch" } });
    const result = unchanged(site, () => runCli(["apply", ...on(site)]));
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/acceptAnonymousContactAccess/) as string });
    expect(runCli(["plan", ...on(site)]).exitCode).toBe(1);
  });

  it("an unusable --out or plan file is named", () => {
    const site = copy(starterFolder("enhanced"));
    const nowhere = join(site.folder, "..", "nowhere", "plan.json");
    expect(unchanged(site, () => runCli(["plan", ...on(site), "--out", nowhere, "--json"]))).toMatchObject({
      exitCode: 3,
      stdout: "",
      stderr: expect.stringMatching(/plan-not-written/) as string,
    });
    expect(unchanged(site, () => runCli(["apply", nowhere, ...on(site)]))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/plan-missing/) as string,
    });
  });

  it("a reader that stops reading stops neither apply nor its exit code", async () => {
    const site = copy(starterFolder("enhanced"));
    const cli = startCli(["apply", ...on(site), "--full"]);
    cli.child.stdout?.destroy();
    expect(await cli.ended).toMatchObject({ exitCode: 0, stderr: "" });
    expect(runCli(["apply", ...on(site)]).stdout).toMatch(/Nothing to do/);
  });

  it("a configuration that names no script file is told with its line", () => {
    const site = copy(starterFolder("enhanced"), { ...storyConfiguration, tracking: { script: "nope.html" } });
    expect(runCli(["plan", ...on(site)])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/tracking-script-missing .*portal-kit\.config\.json:3:\d+: .*nope\.html/) as string,
    });
  });

  it("an unknown command or flag is wrong usage", () => {
    expect(runCli(["aply"]).exitCode).toBe(2);
    expect(runCli(["apply", "--sight", "x"]).exitCode).toBe(2);
    for (const port of ["many", "", "0x10", "65536", "-1"]) expect(runCli(["dev", "--portal-port", port]).exitCode).toBe(2);
    expect(runCli(["--help"])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Usage: portal-kit/) as string });
    expect(runCli(["apply", "--help"]).exitCode).toBe(0);
  });
});

describe("dev and demo", () => {
  it("dev prints one JSON line, serves all three origins, and ends on SIGTERM with the folder untouched", async () => {
    const site = copy(starterFolder("standard"));
    const before = readFolderBytes(site.folder);
    const cli = startCli(["dev", "--site", site.folder, ...anyPorts, "--json"]);
    const line: unknown = JSON.parse(await cli.firstLine);
    expect(line).toEqual({
      portal: expect.stringMatching(/^http:\/\/localhost:\d+$/) as string,
      org: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      insights: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      orgToken: expect.any(String) as string,
      console: expect.stringMatching(/\/_emulator\/console\/$/) as string,
    });
    // Just checked.
    const { portal, console } = line as { portal: string; console: string };
    expect((await fetch(portal)).status).toBe(200);
    expect(await (await fetch(console)).text()).toMatch(/<title>/);
    cli.child.kill("SIGTERM");
    const result = await cli.ended;
    if (process.platform !== "win32") expect(result.exitCode).toBe(143);
    expect(result.stdout.trim().split("\n")).toHaveLength(1);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("dev shows a changed file without a restart", async () => {
    const site = copy(starterFolder("standard"));
    const cli = startCli(["dev", "--site", site.folder, ...anyPorts, "--json"]);
    // The line's shape is tested above.
    const { portal } = JSON.parse(await cli.firstLine) as { portal: string };
    const footer = join(site.folder, "web-templates/footer/Footer.webtemplate.source.html");
    writeFileSync(footer, `${readFileSync(footer, "utf8")}<p>Seen at once</p>`);
    await expect.poll(async () => (await fetch(portal)).text(), { timeout: 10_000 }).toContain("Seen at once");
    // An atomic save, and then a plain one: the second is of a file that came in under the old name.
    for (const [index, word] of ["Replaced", "Edited after", "Edited again"].entries()) {
      if (index === 0) {
        writeFileSync(`${footer}.tmp`, word);
        renameSync(`${footer}.tmp`, footer);
      } else writeFileSync(footer, word);
      await expect.poll(async () => (await fetch(portal)).text(), { timeout: 10_000 }).toContain(word);
    }
    cli.child.kill("SIGINT");
    const result = await cli.ended;
    if (process.platform !== "win32") expect(result.exitCode).toBe(130);
  });

  it("demo applies the kit to a copy of a starter and has the form at /get-in-touch", async () => {
    const cli = startCli(["demo", ...anyPorts, "--json"]);
    const { portal } = JSON.parse(await cli.firstLine) as { portal: string };
    expect(await (await fetch(`${portal}/get-in-touch`)).text()).toContain('data-portal-kit-form="contact-capture"');
    cli.child.kill("SIGTERM");
    await cli.ended;
  });

  it("dev keeps the last good reading while a file is broken, and sees a folder that was downloaded anew", async () => {
    const site = copy(starterFolder("standard"));
    const cli = startCli(["dev", "--site", site.folder, ...anyPorts, "--json"]);
    // The line's shape is tested above.
    const { portal } = JSON.parse(await cli.firstLine) as { portal: string };
    const settings = join(site.folder, "sitesetting.yml");
    const text = readFileSync(settings, "utf8");
    writeFileSync(settings, `${text}: : [`);
    await expect
      .poll(() => cli.stderr(), { timeout: 10_000 })
      .toMatch(/kept the last reading of the site: sitesetting\.yml:\d+:\d+ is not readable YAML/);
    expect((await fetch(portal)).status).toBe(200);
    writeFileSync(settings, text);
    await expect.poll(() => cli.stderr(), { timeout: 10_000 }).toMatch(/read the site folder again/);
    rmSync(site.folder, { recursive: true });
    await expect.poll(() => cli.stderr(), { timeout: 10_000 }).toMatch(/There is no folder/);
    expect((await fetch(portal)).status).toBe(200);
    cpSync(starterFolder("standard"), site.folder, { recursive: true });
    await expect.poll(() => cli.stderr().match(/read the site folder again/g)?.length, { timeout: 10_000 }).toBeGreaterThan(1);
    const footer = join(site.folder, "web-templates/footer/Footer.webtemplate.source.html");
    writeFileSync(footer, `${readFileSync(footer, "utf8")}<p>Seen at once</p>`);
    await expect.poll(async () => (await fetch(portal)).text(), { timeout: 10_000 }).toContain("Seen at once");
    cli.child.kill("SIGTERM");
    await cli.ended;
  }, 60_000);

  it.each(["emulator.db", "web-files/emulator.db"])("dev refuses a database in the site folder (%s)", (name) => {
    const site = copy(starterFolder("standard"));
    const before = readFolderBytes(site.folder);
    expect(runCli(["dev", ...anyPorts, "--db", name], site.folder)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/database-in-site/) as string,
    });
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  // Windows has no signals: a killed program cleans nothing up there.
  it.skipIf(process.platform === "win32").each([0, 250, 450, 900])(
    "demo leaves nothing behind when it is stopped %i ms after its start",
    async (afterMs) => {
      const temporary = emptyFolder();
      const cli = startCli(["demo", ...anyPorts], { TMPDIR: temporary });
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      cli.child.kill("SIGINT");
      await cli.ended;
      expect(readFolderBytes(temporary)).toEqual({});
    },
  );

  it("a taken port is exit code 3, and nothing stays behind", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
    });
    cleanups.push(() => server.close());
    const cli = startCli([
      "dev",
      "--site",
      starterFolder("standard"),
      "--portal-port",
      "0",
      "--org-port",
      String(port),
      "--insights-port",
      "0",
      "--no-open",
    ]);
    expect(await cli.ended).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(new RegExp(`port-taken .*port ${port} .*--org-port`, "s")) as string,
    });
  });
});
