import { existsSync, readFileSync, renameSync, rmSync, rmdirSync, writeFileSync, linkSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import type { RunningProcess } from "./running-process.ts";
import { describeProcess, isRunning } from "./running-process.ts";

export interface DatabaseClaim {
  release(): void;
}

/**
 * Makes this process the only one that uses a database file, by a file `<database>.owner` beside it.
 * node-sqlite3-wasm locks by making a directory `<database>.lock`, which stays behind when its process is killed and then locks
 * everybody out; whether its maker is alive only the owner file tells.
 * Throws UserError `database-in-use` (exit 3) when a living process owns the database.
 */
export function claimDatabase(file: string, self: RunningProcess = describeProcess(process.pid)): DatabaseClaim {
  const ownerFile = `${file}.owner`;
  const text = JSON.stringify(self);
  while (!createOwnerFile(ownerFile, text)) {
    const found = readOwner(ownerFile);
    if (found !== undefined && isOwnedByLiving(found)) {
      throw inUse(file, ownerFile, found);
    }
    removeStale(ownerFile, found);
  }
  if (existsSync(`${file}.lock`)) {
    rmdirSync(`${file}.lock`);
  }
  return {
    release: () => {
      if (readOwner(ownerFile) === text) {
        rmSync(ownerFile, { force: true });
      }
    },
  };
}

function createOwnerFile(ownerFile: string, text: string): boolean {
  try {
    writeFileSync(ownerFile, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (isErrno(error, "EEXIST")) {
      return false;
    }
    const folder = dirname(ownerFile);
    throw new UserError(
      "database-unusable",
      isErrno(error, "ENOENT")
        ? `There is no folder ${folder} for the database.`
        : `Nothing can be written into ${folder}, where the database is to be.`,
      {
        exitCode: 2,
        hint: "Give --db a file in a folder that exists and that you may write to.",
        cause: error,
      },
    );
  }
}

function readOwner(ownerFile: string): string | undefined {
  try {
    return readFileSync(ownerFile, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) {
      return undefined;
    }
    throw error;
  }
}

function isOwnedByLiving(text: string): boolean {
  const owner = parseOwner(text);
  return owner !== undefined && isRunning(owner);
}

/** undefined: no owner is named, since its writer was killed between making the file and filling it. */
function parseOwner(text: string): RunningProcess | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "pid" in value && Number.isSafeInteger(value.pid)) {
      const startedAt = "startedAt" in value && typeof value.startedAt === "string" ? value.startedAt : undefined;
      return { pid: Number(value.pid), startedAt };
    }
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** Two processes may find the same dead owner: moving is atomic, and who moved a living claim by mistake puts it back. */
function removeStale(ownerFile: string, expected: string | undefined): void {
  const aside = `${ownerFile}.${process.pid}`;
  try {
    renameSync(ownerFile, aside);
  } catch (error) {
    if (isErrno(error, "ENOENT")) {
      return;
    }
    throw error;
  }
  const moved = readFileSync(aside, "utf8");
  if (moved !== expected && isOwnedByLiving(moved)) {
    linkSync(aside, ownerFile);
  }
  rmSync(aside, { force: true });
}

function inUse(file: string, ownerFile: string, text: string): UserError {
  const pid = parseOwner(text)?.pid;
  return new UserError("database-in-use", `The database ${file} is in use by process ${pid}.`, {
    exitCode: 3,
    hint: `Stop process ${pid}, or give --db another file. If that process is none of ours, delete ${ownerFile}.`,
  });
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
