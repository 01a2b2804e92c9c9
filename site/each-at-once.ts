import { setImmediate as nextTurn } from "node:timers/promises";

/** Enough to keep the disk busy, far below the number of files a process may hold open. */
const readsAtOnce = 64;

/** Does something with each item, many at a time. */
export async function eachAtOnce<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let item = items[next]; next < items.length; item = items[next]) {
      next += 1;
      // An index below the length always holds an item.
      await act(item as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(readsAtOnce, items.length) }, worker));
}

/** Files or folders looked at between two looks at the clock. */
const batchSize = 32;
/** What the system has in memory is read in some 15 µs, less than it takes to hand the reading to another thread (40 µs); what has to come from a disk, or through a virus scanner, takes longer than this. */
const waitsFromMs = 0.1;
/** For so many the disk is taken to be as slow as it was. */
const slowSize = 512;

/**
 * Does something with each file or folder: one after the other as long as nothing has to be waited for, else many at once.
 * @param items may grow while it goes on
 * @param act.now and `act.later` do the same
 */
export async function eachFile<T>(
  items: readonly T[],
  act: { readonly now: (item: T, index: number) => void; readonly later: (item: T, index: number) => Promise<void> },
): Promise<void> {
  let at = 0;
  while (at < items.length) {
    const began = performance.now();
    const batch = items.slice(at, at + batchSize);
    for (const [index, item] of batch.entries()) act.now(item, at + index);
    at += batch.length;
    if ((performance.now() - began) / batch.length > waitsFromMs) {
      const slow = items.slice(at, at + slowSize).map((item, index) => ({ item, index: at + index }));
      at += slow.length;
      await eachAtOnce(slow, ({ item, index }) => act.later(item, index));
    }
    // Others in this process have their turn, e.g. an emulator its pages.
    await nextTurn();
  }
}
