import { rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { UserError } from "../../../contract/user-error.ts";
import { errorCodeOf, isAbsence, readTextIfThere } from "../../../site/whole-files.ts";
import { writeNewFile } from "./store-file.ts";

/** Who deploys into one website of one environment. */
export interface Lock {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly command: string;
}

/** Between making the file and filling it. */
const longestFillMs = 10_000;

export const lockName = "lock.json";

export interface HeldLock {
  /** Whoever held it before and ended without giving it back. */
  readonly stale: Lock | "unreadable" | undefined;
  release(): Promise<void>;
}

/**
 * Keeps every other deployment of this website out, on this machine and on those that share the folder.
 * @throws UserError `deployment-running`, exit code 1, with machine and process
 */
export async function takeLock(folder: string, { command, now }: { readonly command: string; readonly now: Date }): Promise<HeldLock> {
  const path = join(folder, lockName);
  const lock: Lock = { pid: process.pid, host: hostname(), startedAt: now.toISOString(), command };
  const release = async (): Promise<void> => {
    // Whoever took the file away by hand may have let another one in.
    if (isDeepStrictEqual(await readLock(path), lock)) await rm(path, { force: true });
  };
  if (await writeNewFile(path, JSON.stringify(lock))) return { stale: undefined, release };
  const stale = await readStale(path);
  // One at a time takes over: the second would take the lock of the first away.
  const guard = `${path}.taking`;
  if ((await ageOf(guard)) > longestFillMs) await rm(guard, { force: true });
  if (!(await writeNewFile(guard, ""))) throw running(path, stale);
  try {
    const found = await readLock(path);
    if (!isDeepStrictEqual(found, stale)) throw running(path, found);
    await rm(path, { force: true });
    if (await writeNewFile(path, JSON.stringify(lock))) return { stale, release };
    throw running(path, await readLock(path));
  } finally {
    await rm(guard, { force: true });
  }
}

/** Who deploys now; undefined: nobody. */
export async function findRunning(folder: string): Promise<Lock | undefined> {
  const lock = await readLock(join(folder, lockName));
  return lock === undefined || lock === "unreadable" || isGone(lock) ? undefined : lock;
}

async function readStale(path: string): Promise<Lock | "unreadable" | undefined> {
  const lock = await readLock(path);
  if (lock === undefined) return undefined;
  if (lock === "unreadable") {
    if ((await ageOf(path)) < longestFillMs) throw running(path, undefined);
    return lock;
  }
  if (!isGone(lock)) throw running(path, lock);
  return lock;
}

async function readLock(path: string): Promise<Lock | "unreadable" | undefined> {
  const text = await readTextIfThere(path);
  if (text === undefined) return undefined;
  try {
    const lock = JSON.parse(text) as Partial<Lock> | null; // each member is checked
    return typeof lock?.pid === "number" && [lock.host, lock.startedAt, lock.command].every((part) => typeof part === "string")
      ? (lock as Lock) // just checked
      : "unreadable";
  } catch (error) {
    if (error instanceof SyntaxError) return "unreadable";
    throw error;
  }
}

async function ageOf(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if (isAbsence(error)) return longestFillMs;
    throw error;
  }
}

/** Another machine's process cannot be asked after: its lock counts until somebody takes it away. */
function isGone({ pid, host, startedAt }: Lock): boolean {
  if (host !== hostname()) return false;
  // The number may have come round, in a container it always does: what is older than this process is not its own.
  if (pid === process.pid) return Date.parse(startedAt) < Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return errorCodeOf(error) !== "EPERM";
  }
}

function running(path: string, lock: Lock | "unreadable" | undefined): UserError {
  const who =
    lock === undefined || lock === "unreadable"
      ? ""
      : ` (\`portal-kit ${lock.command}\`, process ${lock.pid} of ${lock.host}, since ${lock.startedAt})`;
  return new UserError("deployment-running", `another deployment of this website${who} is running`, {
    exitCode: 1,
    place: { path },
    hint: "Wait until it has ended. If that process is none of portal-kit's any more, delete this file.",
  });
}
