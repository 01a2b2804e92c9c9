import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "../../../portal-emulator/store/open-store.ts";

let folder: string;
let bundle: string;
beforeAll(async () => {
  const bundles = mkdtempSync(join(tmpdir(), "writer-process-"));
  bundle = join(bundles, "writer-process.cjs");
  // Node 20 does not strip types.
  await build({
    entryPoints: [join(import.meta.dirname, "writer-process.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile: bundle,
    external: ["node-sqlite3-wasm"],
    logLevel: "error",
  });
  return () => rmSync(bundles, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kill-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Round {
  readonly file: string;
  readonly first: number;
  readonly when: "late" | "early";
  /** From the first row that is said to be written, or from the start of the process. */
  readonly killAfterMs: { readonly since: "row" | "start"; readonly ms: number };
}

/** Lets a writer write, kills it, and returns the numbers it had said were written. */
async function writeUntilKilled({ file, first, when, killAfterMs }: Round): Promise<number[]> {
  const child = spawn(process.execPath, [bundle, file, String(first), when], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_PATH: join(import.meta.dirname, "../../../node_modules") },
  });
  let said = "";
  const killSoon = (): void => void setTimeout(() => child.kill("SIGKILL"), killAfterMs.ms);
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (said === "" && killAfterMs.since === "row") {
      killSoon();
    }
    said += text;
  });
  if (killAfterMs.since === "start") {
    killSoon();
  }
  const signal = await new Promise((resolve) => {
    child.once("close", (_, by) => resolve(by));
  });
  expect(signal, "the writer is killed, and does not fail by itself").toBe("SIGKILL");
  // What stands behind the last line end was cut off.
  return said.split("\n").slice(0, -1).map(Number);
}

/** What is missing or half there of the rows that were said to be written. */
function findFaults(file: string, acknowledged: readonly number[]): string[] {
  const store = openStore({ file, clock: { now: () => new Date() } });
  try {
    const rows = new Map(store.query("contact").map((row) => [Number(row["externaluseridentifier"]), row]));
    const counted = Number(store.query("account")[0]?.["numberofemployees"] ?? -1);
    return [
      ...acknowledged.filter((n) => rows.get(n)?.["lastname"] !== `row ${n}`).map((n) => `row ${n} is lost`),
      ...(counted < Math.max(-1, ...acknowledged) ? [`the counter stands at ${counted}`] : []),
      ...(rows.size !== counted + 1 ? [`${rows.size} rows at ${counted}: half a transaction is there`] : []),
    ];
  } finally {
    store.close();
  }
}

/** The next number after those that are there, acknowledged or not. */
function nextNumber(file: string): number {
  const store = openStore({ file, clock: { now: () => new Date() } });
  try {
    return store.count("contact");
  } finally {
    store.close();
  }
}

describe("a database whose process is killed at random moments", () => {
  test("opens again with every row that was said to be written, and no half transaction", { timeout: 120_000 }, async () => {
    const file = join(folder, "emulator.db");
    const acknowledged: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const first = round === 0 ? 0 : nextNumber(file);
      const since = round % 3 === 1 ? "start" : "row";
      const killAfterMs = { since, ms: Math.random() * (since === "row" ? 250 : 600) } as const;
      acknowledged.push(...(await writeUntilKilled({ file, first, when: "late", killAfterMs })));
      expect(findFaults(file, acknowledged), `round ${round}, killed after ${killAfterMs.ms} ms since ${since}`).toEqual([]);
    }
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(readdirSync(folder)).toEqual(["emulator.db"]);
  });

  test("is found to have lost rows when they are acknowledged before they are committed", { timeout: 120_000 }, async () => {
    const faults: string[] = [];
    for (let round = 0; faults.length === 0 && round < 40; round += 1) {
      const file = join(folder, `early-${round}.db`);
      const killAfterMs = { since: "row", ms: Math.random() * 50 } as const;
      const acknowledged = await writeUntilKilled({ file, first: 0, when: "early", killAfterMs });
      faults.push(...findFaults(file, acknowledged));
    }
    expect(faults).toContainEqual(expect.stringMatching(/row \d+ is lost/u));
  });
});
