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
    expect(JSON.parse(runCli(["check", ...on(site), "--json"]).stdout)).toEqual({ version: 1, findings: [] });
  });

  it("shows a collision with its place and the lines around it, changes nothing, and ends with 1", () => {
    const site = spoiled();
    const before = readFolderBytes(site.folder);
    const { exitCode, stdout } = runCli(["check", ...on(site)]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^error tracker-already-there web-templates\/header\/Header\.webtemplate\.source\.html:\d+:\d+ .*\n(.*\n)*? *> +\d+ \| /,
    );
    expect(stdout).toMatch(/1 found: 1 error\.\n$/);
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

  it("refuses another format, and a configuration that is wrong, with 2", () => {
    const site = copy(starterFolder("enhanced"));
    expect(runCli(["check", ...on(site), "--format", "xml"])).toMatchObject({ exitCode: 2 });
    writeFileSync(site.configPath, "{");
    expect(runCli(["check", ...on(site)])).toMatchObject({ exitCode: 2 });
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
    expect(runCli(["apply", planFile, ...on(site)])).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(readFileSync(join(site.folder, stateFilePath), "utf8"))).toMatchObject({ version: 1 });
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
