import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../contract/user-error.ts";
import { describeRefusal, renderRefusal, type Refusal } from "../../pac-deploy/describe-refusal.ts";
import { watchSite } from "../../pac-deploy/watch-site.ts";
import { readSite } from "../../site/read-site.ts";
import { starterFolder } from "../support/kit-site.ts";

/** Longer than a burst takes to settle. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));

describe("watchSite", () => {
  let folder: string;
  let readings: (readonly (string | undefined)[])[];
  let refusals: Refusal[];
  let said: string[];
  let watcher: { close(): void };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "watch-site-"));
    cpSync(starterFolder("enhanced"), folder, { recursive: true });
    [readings, refusals, said] = [[], [], []];
    watcher = watchSite(folder, {
      read: async (paths) => {
        await readSite(folder);
        readings.push(paths);
      },
      refused: (refusal) => void refusals.push(refusal),
      say: (line) => void said.push(line),
    });
  });
  afterEach(() => {
    watcher.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("reads once for many files at once, and names them", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `web-files/style-${index}.css`);
    for (const name of names) writeFileSync(join(folder, name), "p {}");
    await expect.poll(() => readings.length, { timeout: 5_000 }).toBe(1);
    await settled();
    expect(readings).toHaveLength(1);
    expect(new Set(readings[0])).toEqual(new Set(names));
  });

  it("reads once for an editor's several steps", async () => {
    const path = join(folder, "sitesetting.yml");
    writeFileSync(`${path}.tmp`, "[]");
    writeFileSync(path, "");
    renameSync(`${path}.tmp`, path);
    await expect.poll(() => readings.length, { timeout: 5_000 }).toBe(1);
    await settled();
    expect(readings).toEqual([["sitesetting.yml"]]);
  });

  it("says where a half-written file is broken, keeps what changed, and recovers", async () => {
    const path = join(folder, "website.yml");
    writeFileSync(join(folder, "web-files/style.css"), "p {}");
    writeFileSync(path, 'adx_name: "Half\nadx_websiteid: x: y\n');
    await expect.poll(() => refusals.length, { timeout: 5_000 }).toBe(1);
    const [refusal] = refusals;
    expect(refusal?.where).toMatch(/^website\.yml:\d+/);
    expect(refusal?.frame).toContain("| adx_");
    expect(said[0]).toContain(renderRefusal(refusal ?? { where: "", message: "" }));
    expect(readings).toEqual([]);
    cpSync(join(starterFolder("enhanced"), "website.yml"), path);
    await expect.poll(() => readings.length, { timeout: 5_000 }).toBe(1);
    expect(new Set(readings[0])).toEqual(new Set(["web-files/style.css", "website.yml"]));
  });

  it("looks past files of no site", async () => {
    writeFileSync(join(folder, "notes.txt"), "x");
    await settled();
    expect([readings, refusals]).toEqual([[], []]);
  });
});

describe("describeRefusal", () => {
  const place = { path: "a.yml", line: 2, column: 3 };

  it("has place, hint and source", () => {
    const error = new UserError("yaml-broken", "It is broken.", { exitCode: 1, place, hint: "Mend it." });
    expect(describeRefusal(error, () => "one\n  two\n")).toEqual({
      where: "a.yml:2:3",
      message: "It is broken. Mend it.",
      frame: "  1 | one\n> 2 |   two\n    |   ^\n  3 |",
    });
  });

  it.each([
    { name: "the file is gone", error: new UserError("x", "Gone.", { exitCode: 1, place }), where: "a.yml:2:3", message: "Gone." },
    { name: "no place is known", error: new UserError("x", "No site.", { exitCode: 1 }), where: "", message: "No site." },
    { name: "the error is a bug", error: new TypeError("undefined is no function"), where: "", message: "undefined is no function" },
    { name: "no error was thrown", error: "text", where: "", message: "text" },
  ])("goes without source where $name", ({ error, where, message }) => {
    expect(describeRefusal(error, () => undefined)).toEqual({ where, message });
  });
});
