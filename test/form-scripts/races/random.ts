import type { Delay } from "./scheduler.ts";

/** Draws from 0 to below 1; the same seed draws the same. */
export type Random = () => number;

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed for one thing of a schedule, so that what it draws does not hang on the order of the others. FNV-1a. */
export function seedOf(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

/**
 * A moment somewhere in a long time, with a little room for the scheduler. With all of that time as room, most such steps would be taken near its
 * beginning, since they may be from then on.
 */
export function somewhere(random: Random, fromMs: number, toMs: number): Delay {
  const at = between(random, fromMs, toMs);
  return [at, at + 150];
}

export const between = (random: Random, from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
