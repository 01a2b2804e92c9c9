import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchFolders, type FolderWatch } from "../../pac-deploy/watch-folders.ts";

describe("watchFolders", () => {
  let above: string;
  let folder: string;
  let told: Set<string | null>;
  let failures: unknown[];
  let watcher: FolderWatch;
  const write = (path: string, text = "x"): void => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const expectTold = async (path: string): Promise<void> => {
    await expect.poll(() => [...told].map((name) => name?.replaceAll("\\", "/")), { timeout: 5_000 }).toContain(path);
    told.clear();
  };
  /** Until the system has told of what was done before. */
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200));
  beforeEach(async () => {
    above = mkdtempSync(join(tmpdir(), "watch-folders-"));
    folder = join(above, "site");
    for (const path of ["top.yml", "a/one.txt", "a/deep/two.txt", "node_modules/three.txt"]) write(path);
    [told, failures] = [new Set(), []];
    watcher = watchFolders(folder, { changed: (_, name) => void told.add(name), failed: (error) => void failures.push(error) });
    await settled();
    told.clear();
  });
  afterEach(() => {
    watcher.close();
    rmSync(above, { recursive: true, force: true });
    expect(failures).toEqual([]);
  });

  it.each(["top.yml", "new.yml", "a/one.txt", "a/deep/two.txt", "a/deep/new.txt"])("tells of %s written", async (path) => {
    write(path, "y");
    await expectTold(path);
  });

  it("goes on telling of a file that was replaced", async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      write("a/one.txt.new", String(turn));
      renameSync(join(folder, "a/one.txt.new"), join(folder, "a/one.txt"));
      await expectTold("a/one.txt");
    }
    write("a/one.txt", "at last");
    await expectTold("a/one.txt");
  });

  it("tells of files in folders that came later", async () => {
    mkdirSync(join(folder, "b/c"), { recursive: true });
    await expectTold("b");
    await settled();
    write("b/c/four.txt");
    await expectTold("b/c/four.txt");
  });

  it("tells of files in a folder that went and came again", async () => {
    rmSync(join(folder, "a"), { recursive: true });
    await expectTold("a");
    write("a/deep/two.txt");
    await settled();
    told.clear();
    write("a/deep/two.txt", "again");
    await expectTold("a/deep/two.txt");
  });

  it("tells of files in a folder under its new name", async () => {
    renameSync(join(folder, "a"), join(folder, "z"));
    await expectTold("z");
    await settled();
    write("z/deep/two.txt", "moved");
    await expectTold("z/deep/two.txt");
  });

  it.runIf(process.platform === "linux")("tells of the file that a link leads to", async () => {
    const target = join(above, "target.txt");
    writeFileSync(target, "x");
    symlinkSync(target, join(folder, "a/link.txt"));
    await expectTold("a/link.txt");
    await settled();
    writeFileSync(target, "y");
    await expectTold("a/link.txt");
  });

  it.runIf(process.platform === "linux")("leaves installed packages alone", async () => {
    write("node_modules/three.txt", "y");
    write("a/node_modules/four.txt");
    await settled();
    expect([...told].filter((name) => name?.includes("node_modules/") === true)).toEqual([]);
  });

  it("watches the folder that has taken the place of the one before, once told to", async () => {
    for (let turn = 0; turn < 2; turn += 1) {
      rmSync(folder, { recursive: true });
      await settled();
      write("a/one.txt");
      watcher.renew();
      await settled();
      told.clear();
      write("a/one.txt", "other");
      await expectTold("a/one.txt");
    }
  });

  it("tells nothing once closed", async () => {
    watcher.close();
    write("a/one.txt", "y");
    await settled();
    expect(told.size).toBe(0);
  });

  it("refuses a folder that is not there", () => {
    expect(() => watchFolders(join(above, "nowhere"), { changed: () => undefined, failed: () => undefined })).toThrow("ENOENT");
  });
});
