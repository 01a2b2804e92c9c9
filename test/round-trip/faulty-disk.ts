import fs from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

/** Calls that change what is on the disk, or make a change last; looking at it never fails here. */
const changing = ["open", "mkdir", "rename", "rm", "rmdir", "link", "chmod"] as const;
const ofHandles = ["writeFile", "sync"] as const;

/** As if the process were gone: nothing it still tries reaches the disk. */
export class Gone extends Error {}

export interface DiskFault {
  /** The first call is 1. */
  readonly at: number;
  /** `gone`: this call and all later ones do nothing. `once`: this call fails with the code. `from`: so do all that need space after it. */
  readonly kind: "gone" | "half-then-gone" | "once" | "from";
  readonly code?: string;
}

/**
 * Does something while one call to the disk, counted from the beginning, goes wrong.
 * @returns how many calls were made, and what was thrown
 */
export async function withFault(fault: DiskFault, act: () => Promise<unknown>): Promise<{ calls: number; error: unknown }> {
  let calls = 0;
  const restores: (() => void)[] = [];
  type Act = (...args: unknown[]) => unknown;
  const guard = (name: string, original: Act): Act =>
    function (this: unknown, ...args) {
      calls += 1;
      if (fault.kind === "gone" || fault.kind === "half-then-gone") {
        if (calls < fault.at) return original.apply(this, args);
        const isHalf = calls === fault.at && fault.kind === "half-then-gone" && name === "writeFile";
        const gone = (): never => {
          throw new Gone(`${name} is call ${calls}`);
        };
        if (name === "renameSync") return gone();
        return isHalf ? Promise.resolve(original.call(this, halfOf(args[0]))).then(gone) : Promise.resolve().then(gone);
      }
      const needsSpace = ["mkdir", "writeFile", "sync", "link"].includes(name) || (name === "open" && args[1] !== "r");
      const fails = fault.kind === "once" ? calls === fault.at : calls >= fault.at && needsSpace;
      if (!fails) return original.apply(this, args);
      const error = Object.assign(new Error(`${fault.code}: refused, ${name}`), { code: fault.code, syscall: name });
      if (name === "renameSync") throw error;
      return Promise.reject(error);
    };
  const replace = (holder: object, name: string): void => {
    const original: unknown = Reflect.get(holder, name);
    if (typeof original !== "function") throw new Error(`there is no ${name}`);
    // Called with what it was called with.
    Reflect.set(holder, name, guard(name, original as Act));
    restores.push(() => Reflect.set(holder, name, original));
  };
  const handle = await promises.open(import.meta.filename, "r");
  const prototype: unknown = Object.getPrototypeOf(handle);
  await handle.close();
  if (typeof prototype !== "object" || prototype === null) throw new Error("file handles have no prototype");
  for (const name of changing) replace(promises, name);
  for (const name of ofHandles) replace(prototype, name);
  replace(fs, "renameSync");
  syncBuiltinESMExports();
  try {
    await act();
    return { calls, error: undefined };
  } catch (error) {
    return { calls, error };
  } finally {
    for (const restore of restores) restore();
    syncBuiltinESMExports();
  }
}

function halfOf(content: unknown): unknown {
  return typeof content === "string" || content instanceof Uint8Array ? content.slice(0, Math.floor(content.length / 2)) : content;
}
