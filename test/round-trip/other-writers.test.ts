import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { putBack, putNew, putOver, takeAway } from "../../site/exchange-file.ts";
import { temporaryBeside, writeWhole } from "../../site/whole-files.ts";
import { planApply } from "../../pac-deploy/plan/plan-apply.ts";
import { writePlan } from "../../pac-deploy/journal/write-plan.ts";
import { copySite, kitFolder, starterFolder } from "../support/kit-site.ts";
import { apply, remove } from "./round-trip.ts";

const settings = "sitesetting.yml";
const rounds = Number(process.env["PORTAL_KIT_KILLS"] ?? 20);

let folder = "";
let target = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portal-kit-writers-"));
  target = join(folder, "x.yml");
  writeFileSync(target, "old");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const old = Buffer.from("old");
const fresh = Buffer.from("new");
async function stage(): Promise<string> {
  const temporary = temporaryBeside(target);
  await writeWhole(temporary, fresh, undefined);
  return temporary;
}

/** A thread that gives a file a longer and longer text, in one of the ways of editors; ended, it says the last one it wrote. */
async function startWriter(path: string, way: "in place" | "renamed over"): Promise<() => Promise<string>> {
  const code = `
    const { writeFileSync, renameSync, readFileSync } = require("node:fs");
    const { parentPort, workerData: { path, way } } = require("node:worker_threads");
    let stop = false, count = 0, last = "";
    parentPort.once("message", () => { stop = true; });
    const turn = () => {
      if (stop) { parentPort.postMessage(last); return; }
      last = "theirs " + ++count;
      try {
        if (way === "in place") writeFileSync(path, last, { flag: "r+" });
        else { writeFileSync(path + ".theirs", last); renameSync(path + ".theirs", path); }
      } catch { last = ""; }
      if (count === 1) parentPort.postMessage("began");
      setImmediate(turn);
    };
    setImmediate(turn);`;
  const worker = new Worker(code, { eval: true, workerData: { path, way } });
  const next = (): Promise<unknown> => new Promise((resolve) => worker.once("message", resolve));
  await next();
  return async () => {
    const last = next();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage("stop");
    const said = String(await last);
    await worker.terminate();
    return said;
  };
}

describe("exchanging a file", () => {
  it("replaces only what was expected, and keeps what somebody else wrote", async () => {
    expect(await putOver(await stage(), target, old)).toBe(true);
    expect(readFileSync(target, "utf8")).toBe("new");
    writeFileSync(target, "theirs");
    expect(await putOver(await stage(), target, old)).toBe(false);
    expect(await takeAway(target, old)).toBe(false);
    expect(await putNew(await stage(), target)).toBe(false);
    await expect(putBack(target, { bytes: old, mode: 0o644 }, fresh)).rejects.toThrow(/changed by another program/);
    expect(readFileSync(target, "utf8")).toBe("theirs");
    rmSync(target);
    expect(await putOver(await stage(), target, old)).toBe(false);
    expect(await takeAway(target, old)).toBe(false);
    await putBack(target, { bytes: old, mode: 0o644 }, undefined);
    expect(readFileSync(target, "utf8")).toBe("old");
  });

  it.each(["in place", "renamed over"] as const)(
    "beside a thread that writes the same file %s without pause: the file is the one's or the other's, whole, and nothing is left beside it",
    async (way) => {
      const stop = await startWriter(target, way);
      for (let round = 0; round < rounds; round += 1) {
        const seen = readFileSync(target);
        const staged = await stage();
        // What was not needed is its maker's to take away.
        if (!(await putOver(staged, target, seen))) rmSync(staged, { force: true });
      }
      await stop();
      // That a change is never lost holds but for one system call, which only a lock would close: no test can ask for it of a thread.
      expect(readFileSync(target, "utf8")).toMatch(/^(?:old|new|theirs \d+)(?:\d*|w)$/);
      expect(readdirSync(folder).filter((name) => name !== "x.yml" && name !== "x.yml.theirs")).toEqual([]);
    },
  );
});

describe("somebody changes a file of the site", () => {
  it("between plan and write: refused, and theirs stays", async () => {
    const site = copySite(starterFolder("enhanced"));
    const plan = await planApply(site.folder, { kitFolder, configPath: site.configPath });
    const before = readFileSync(join(site.folder, settings), "utf8");
    // Above the place that the plan writes at, which is moved by it.
    writeFileSync(join(site.folder, settings), `# theirs\n${before}`);
    const theirs = readFileSync(join(site.folder, settings), "utf8");
    await expect(writePlan(site.folder, plan)).rejects.toMatchObject({ code: "edit-conflict" });
    expect(readFileSync(join(site.folder, settings), "utf8")).toBe(theirs);
    await apply(site);
    await remove(site);
    expect(readFileSync(join(site.folder, settings), "utf8")).toBe(theirs);
    site.remove();
  });

  it("while the kit writes: refused or kept, never lost", { timeout: 60_000 }, async () => {
    const site = copySite(starterFolder("standard"));
    const path = join(site.folder, settings);
    const found = { refused: 0, kept: 0 };
    for (let round = 0; round < Math.min(rounds, 6); round += 1) {
      const plan = await planApply(site.folder, { kitFolder, configPath: site.configPath });
      const marks: string[] = [];
      const writing = setInterval(() => {
        // As an editor saves: all of what it shows, with what its person has added.
        const mark = `# theirs ${round}.${marks.length}`;
        writeFileSync(`${path}.theirs`, `${readFileSync(path, "utf8")}${mark}\n`);
        renameSync(`${path}.theirs`, path);
        marks.push(mark);
      }, Math.random() * 40);
      const outcome = await writePlan(site.folder, plan).then(
        () => "kept" as const,
        () => "refused" as const,
      );
      clearInterval(writing);
      found[outcome] += 1;
      const text = readFileSync(path, "utf8");
      expect(marks.filter((mark) => !text.includes(mark))).toEqual([]);
      await apply(site);
      await remove(site);
    }
    expect(found.refused).toBeGreaterThan(0);
    site.remove();
  });
});
