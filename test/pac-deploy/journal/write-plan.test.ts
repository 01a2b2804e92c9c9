import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { journalPath } from "../../../pac-deploy/journal/parse-journal.ts";
import { writePlan } from "../../../pac-deploy/journal/write-plan.ts";
import { planApply } from "../../../pac-deploy/plan/plan-apply.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";
import { applyKit, copySite, kitFolder, starterFolder, type TemporarySite } from "../../support/kit-site.ts";
import { runCli, startCli } from "../../support/run-cli.ts";
import { waitUntil } from "../../support/wait-until.ts";

const open: TemporarySite[] = [];
const copy = (): TemporarySite => {
  const site = copySite(starterFolder("enhanced"));
  open.push(site);
  return site;
};
afterEach(() => {
  for (const site of open.splice(0)) site.remove();
});
const on = (site: TemporarySite): string[] => ["--site", site.folder, "--config", site.configPath];

/** Starts a command and kills it some time after it has begun to write; whether it was cut off. */
async function cutOff(site: TemporarySite, args: readonly string[], afterMs: number): Promise<boolean> {
  const cli = startCli([...args, ...on(site)]);
  await waitUntil(() => existsSync(join(site.folder, journalPath)), "the command writes");
  await delay(afterMs);
  cli.child.kill("SIGKILL");
  await cli.ended;
  return existsSync(join(site.folder, journalPath));
}

describe("a command killed while it writes", () => {
  it.each([0, 10, 40, 80])("apply: the next command says so, and puts everything back (%i ms in)", { timeout: 60_000 }, async (afterMs) => {
    const site = copy();
    const before = readFolderBytes(site.folder);
    if (await cutOff(site, ["apply"], afterMs)) {
      const half = readFolderBytes(site.folder);
      for (const command of [["plan"], ["apply", "--dry-run"], ["remove", "--dry-run"]]) {
        expect(runCli([...command, ...on(site)])).toMatchObject({
          exitCode: 1,
          stderr: expect.stringMatching(/site-half-written .*was cut off/) as string,
        });
      }
      expect(readFolderBytes(site.folder)).toEqual(half);
    }
    expect(runCli(["apply", ...on(site)]).exitCode).toBe(0);
    expect(runCli(["remove", ...on(site)]).exitCode).toBe(0);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it.each([0, 20, 60])("remove: the next command puts everything back first (%i ms in)", { timeout: 60_000 }, async (afterMs) => {
    const site = copy();
    const before = readFolderBytes(site.folder);
    await applyKit(site);
    await cutOff(site, ["remove"], afterMs);
    expect(runCli(["remove", ...on(site)]).exitCode).toBe(0);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("loses nothing that a person has changed since", { timeout: 60_000 }, async () => {
    const site = copy();
    if (!(await cutOff(site, ["apply"], 0))) throw new Error("expected the command to be cut off");
    const settings = join(site.folder, "sitesetting.yml");
    writeFileSync(settings, `${readFileSync(settings, "utf8")}# mine\n`);
    const mine = readFolderBytes(site.folder);
    expect(runCli(["apply", ...on(site)])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/changed-since sitesetting\.yml/) as string,
    });
    expect(readFolderBytes(site.folder)).toEqual(mine);
  });
});

describe("two commands at once", () => {
  it("one writes, the others are refused, and nothing is lost", { timeout: 60_000 }, async () => {
    const site = copy();
    const before = readFolderBytes(site.folder);
    const results = await Promise.all([1, 2, 3].map(async () => startCli(["apply", ...on(site)]).ended));
    expect(results.filter(({ exitCode }) => exitCode === 0).length).toBeGreaterThan(0);
    for (const { exitCode, stderr } of results) if (exitCode !== 0) expect(stderr).toMatch(/site-busy|edit-conflict/);
    expect(runCli(["apply", ...on(site)]).stdout).toMatch(/Nothing to do/);
    expect(runCli(["remove", ...on(site)]).exitCode).toBe(0);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("refuses while the process that wrote the journal runs, and no longer than a write takes", () => {
    const site = copy();
    const path = join(site.folder, journalPath);
    mkdirSync(join(site.folder, ".portal-kit"));
    writeFileSync(
      path,
      JSON.stringify({
        version: 1,
        kit: "0",
        action: "apply",
        pid: process.pid,
        startedAt: "2026-01-01T00:00:00Z",
        files: [],
        folders: [],
      }),
    );
    expect(runCli(["plan", ...on(site)])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/site-busy .*process \d+/) as string,
    });
    utimesSync(path, 0, 0);
    expect(runCli(["plan", ...on(site)])).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/site-half-written/) as string });
    writeFileSync(path, '{"version": 1, "fil');
    utimesSync(path, 0, 0);
    expect(runCli(["plan", ...on(site)])).toMatchObject({ exitCode: 0 });
    expect(existsSync(path)).toBe(false);
  });
});

describe("writePlan", () => {
  it("leaves the folder as it was, and no journal, when the plan no longer fits", async () => {
    const site = copy();
    const plan = await planApply(site.folder, { kitFolder, configPath: site.configPath });
    rmSync(join(site.folder, "sitesetting.yml"));
    const before = readFolderBytes(site.folder);
    await expect(writePlan(site.folder, plan)).rejects.toMatchObject({ code: "edit-conflict" });
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("says where a file stands in the way of its folder", async () => {
    const site = copy();
    const plan = await planApply(site.folder, { kitFolder, configPath: site.configPath });
    writeFileSync(join(site.folder, ".portal-kit"), "mine");
    const before = readFolderBytes(site.folder);
    await expect(writePlan(site.folder, plan)).rejects.toMatchObject({
      code: "write-failed",
      message: expect.stringMatching(/\.portal-kit/) as string,
    });
    expect(readFolderBytes(site.folder)).toEqual(before);
  });
});
