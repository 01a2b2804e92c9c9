import { readFile, readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { eachAtOnce } from "./each-at-once.ts";

// Small files read several times faster through the callback functions than through node:fs/promises, which opens a handle object for each.
const readBytes = promisify(readFile);

/** Files read between two looks at the clock. */
const batchSize = 32;
/** What the system has in memory is read in some 15 µs, less than it takes to hand the reading to another thread (40 µs); what has to come from a disk, or through a virus scanner, takes longer than this. */
const waitsFromMs = 0.1;
/** For so many files the disk is taken to be as slow as it was. */
const slowSize = 512;

/** Reads many small files: one after the other as long as nothing has to be waited for, else many at once. */
export async function readMany(paths: readonly string[], take: (bytes: Buffer, index: number) => void): Promise<void> {
  let at = 0;
  while (at < paths.length) {
    const began = performance.now();
    const end = Math.min(at + batchSize, paths.length);
    const size = end - at;
    for (; at < end; at += 1) take(readFileSync(paths[at] ?? ""), at);
    if ((performance.now() - began) / size > waitsFromMs) {
      const slow = paths.slice(at, at + slowSize).map((path, index) => ({ path, index: at + index }));
      await eachAtOnce(slow, async ({ path, index }) => take(await readBytes(path), index));
      at += slow.length;
    }
    // Others in this process have their turn, e.g. an emulator its pages.
    await nextTurn();
  }
}
