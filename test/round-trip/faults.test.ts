import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../contract/user-error.ts";
import { journalPath } from "../../pac-deploy/journal/parse-journal.ts";
import { settleUnfinished } from "../../pac-deploy/journal/settle-unfinished.ts";
import { writePlan } from "../../pac-deploy/journal/write-plan.ts";
import { planEdits } from "../../pac-deploy/plan/plan-edits.ts";
import type { Plan } from "../../pac-deploy/plan/plan.ts";
import { readFolderBytes } from "../support/folder-bytes.ts";
import { withFault, type DiskFault } from "./faulty-disk.ts";

const before = new Map([
  ["sitesetting.yml", "- adx_name: A\r\n"],
  ["web-templates/header/Header.webtemplate.source.html", "<header>\r</header>"],
  ["web-templates/old/Old.webtemplate.yml", "adx_name: Old\n"],
  ["web-templates/old/Old.webtemplate.source.html", ""],
  ["stranger.txt", "mine"],
]);
const after = new Map([
  ["sitesetting.yml", "- adx_name: A\r\n- adx_name: B\r\n"],
  ["web-templates/header/Header.webtemplate.source.html", "<header>\r</header>\r{% include 'X' %}"],
  ["web-templates/new/deep/New.webtemplate.yml", "adx_name: New\n"],
  [".portal-kit/state.json", "{}\n"],
  ["stranger.txt", "mine"],
]);

/** Hundreds of writes, each down to the disk: memory is the quicker one. */
const inMemory = "/dev/shm";
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(existsSync(inMemory) ? inMemory : tmpdir(), "portal-kit-faults-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const terminal = { isJson: false, say: () => undefined, answer: () => undefined, confirm: async () => true };
const settle = (): Promise<void> => settleUnfinished(folder, { mayWrite: true, terminal });
const put = (texts: ReadonlyMap<string, string>): void => {
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
};
const clear = (): void => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
};
function bytesOf(texts: ReadonlyMap<string, string>): Record<string, string> {
  clear();
  put(texts);
  const bytes = readFolderBytes(folder);
  clear();
  return bytes;
}

const write = (): Promise<void> => {
  const edits = planEdits(before, after, () => "test");
  const plan: Plan = {
    version: 1,
    action: "apply",
    kitVersion: "0",
    site: { kind: "classic", model: "enhanced", websiteId: "", name: "" },
    edits,
    before: {},
    accessBefore: "",
    opens: [],
    closes: [],
    findings: [],
    texts: [],
  };
  return writePlan(folder, plan);
};

/** Each call of a whole write in turn. */
async function atEveryCall(fault: Omit<DiskFault, "at">, look: (at: number, error: unknown) => Promise<void>): Promise<void> {
  const states = { calls: Number.POSITIVE_INFINITY };
  for (let at = 1; at <= states.calls; at += 1) {
    clear();
    put(before);
    const { calls, error } = await withFault({ ...fault, at }, write);
    if (at === 1) expect(error).toBeDefined();
    if (error === undefined && calls < at) return;
    await look(at, error);
    if (at > 1_000) throw new Error("a write that never ends");
  }
}

/** A file holds what it held before or what it holds after; what waits beside it under a name of its own is no file of the site. */
function findHalfFiles(): string[] {
  return Object.entries(readFolderBytes(folder))
    .filter(([path]) => !path.endsWith("/") && !path.endsWith(".tmp") && path !== journalPath)
    .filter(([path, bytes]) => ![before.get(path), after.get(path)].includes(Buffer.from(bytes, "base64").toString("utf8")))
    .map(([path]) => path);
}

const expectNothingHalf = (at: number): void => expect(findHalfFiles(), `cut off at call ${at}`).toEqual([]);

describe("a write whose process is gone at some call to the disk", () => {
  it.each(["gone", "half-then-gone"] as const)(
    "leaves no half file, and the next command brings back the old folder or finds the new one (%s)",
    async (kind) => {
      const [old, done] = [bytesOf(before), bytesOf(after)];
      const found = { old: 0, new: 0, settled: 0 };
      await atEveryCall({ kind }, async (at) => {
        expectNothingHalf(at);
        const left = JSON.stringify(readFolderBytes(folder));
        await settle();
        const now = readFolderBytes(folder);
        expect([old, done], `cut off at call ${at}`).toContainEqual(now);
        const isNew = JSON.stringify(now) === JSON.stringify(done);
        found[isNew ? "new" : JSON.stringify(now) === left ? "old" : "settled"] += 1;
        // And the command that was cut off can be given again.
        if (!isNew) await write();
        expect(readFolderBytes(folder)).toEqual(done);
      });
      expect(found.settled).toBeGreaterThan(20);
      expect(found.new).toBeGreaterThan(0);
    },
  );

  it("can be gone once more while the next command settles it", async () => {
    const old = bytesOf(before);
    for (const cut of [48]) {
      let settling = Number.POSITIVE_INFINITY;
      for (let at = 1; at <= settling; at += 2) {
        clear();
        put(before);
        await withFault({ kind: "gone", at: cut }, write);
        const { calls, error } = await withFault({ kind: "gone", at }, settle);
        expectNothingHalf(at);
        await settle();
        expect(readFolderBytes(folder), `cut off at call ${cut}, and settling at call ${at}`).toEqual(old);
        if (error === undefined) settling = calls;
      }
    }
  });
});

describe("a disk that refuses a call", () => {
  it.each([
    ["once", "ENOSPC"],
    ["from", "ENOSPC"],
    ["once", "EACCES"],
    ["once", "EROFS"],
    ["once", "EIO"],
  ] as const)("%s with %s: the folder is the old one or the new one, or the next command makes it so", async (kind, code) => {
    const [old, done] = [bytesOf(before), bytesOf(after)];
    const said = new Map<string, number>();
    await atEveryCall({ kind, code }, async (at, error) => {
      expectNothingHalf(at);
      if (error !== undefined) {
        expect(error, `call ${at}`).toBeInstanceOf(UserError);
        // As expected above.
        const { code: saidCode, message } = error as UserError;
        expect(message).toMatch(/\S/);
        said.set(saidCode, (said.get(saidCode) ?? 0) + 1);
      }
      await settle();
      const now = readFolderBytes(folder);
      expect([old, done], `call ${at}: ${String(error)}`).toContainEqual(now);
      if (error !== undefined && JSON.stringify(now) === JSON.stringify(done)) expect(error).toMatchObject({ code: "write-failed" });
    });
    expect(Object.fromEntries(said)).toMatchObject({ "write-failed": expect.any(Number) as number });
  });
});

describe("the harness", () => {
  /** The naive way: each file written in place, one after the other. */
  it("finds half files and lost files where each file is written in place", async () => {
    const [old, done] = [bytesOf(before), bytesOf(after)];
    const states = new Set<string>();
    const { open, rm, mkdir } = await import("node:fs/promises");
    for (let at = 1; at < 20; at += 1) {
      clear();
      put(before);
      await withFault({ kind: "half-then-gone", at }, async () => {
        for (const [path, text] of after) {
          await mkdir(dirname(join(folder, path)), { recursive: true });
          const file = await open(join(folder, path), "w");
          try {
            await file.writeFile(text);
          } finally {
            await file.close();
          }
        }
        for (const path of before.keys()) if (!after.has(path)) await rm(join(folder, path));
      });
      const now = JSON.stringify(readFolderBytes(folder));
      states.add(now === JSON.stringify(old) ? "old" : now === JSON.stringify(done) ? "new" : "neither");
      if (findHalfFiles().length > 0) states.add("half");
    }
    expect([...states].toSorted()).toEqual(expect.arrayContaining(["half", "neither"]));
  });
});
