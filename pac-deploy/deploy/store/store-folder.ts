import { chmod, lstat, mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../../../contract/user-error.ts";
import { isAbsence } from "../../../site/whole-files.ts";
import { writeNewFile } from "./store-file.ts";

export interface StoreRootOptions {
  /** `--store`. */
  readonly store?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

/** Where deployments are remembered: `--store`, else PORTAL_KIT_STORE, else where this system keeps what programs remember of a person. Absolute. */
export function findStoreRoot({ store, env = process.env, platform = process.platform, home = homedir() }: StoreRootOptions): string {
  const named = store ?? (env["PORTAL_KIT_STORE"] === "" ? undefined : env["PORTAL_KIT_STORE"]);
  if (named !== undefined) return resolve(named);
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "portal-kit");
  if (platform === "darwin") return join(home, "Library", "Application Support", "portal-kit");
  // The XDG base directory specification: a relative path counts for nothing.
  const state = env["XDG_STATE_HOME"];
  return join(state?.startsWith("/") === true ? state : join(home, ".local", "state"), "portal-kit");
}

export interface StoreAddress {
  /** Address of the environment. */
  readonly environment: string;
  readonly websiteId: string;
}

/** The folder of one website in one environment, below the root. */
export const siteStoreFolder = (root: string, { environment, websiteId }: StoreAddress): string =>
  join(root, new URL(environment).host.replace(":", "_"), websiteId);

/**
 * Makes the folder, for its owner alone, and what keeps it out of version control.
 * @throws UserError `store-open`, `store-inside-site`, exit code 1: others could read it; `store-not-written`, exit code 3
 */
export async function openStoreFolder(root: string, address: StoreAddress): Promise<string> {
  const folder = siteStoreFolder(root, address);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeNewFile(join(root, ".gitignore"), "*\n");
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(
      "store-not-written",
      `the folder that remembers deployments could not be made: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        exitCode: 3,
        place: { path: folder },
        hint: "Name another one with --store or PORTAL_KIT_STORE.",
        cause,
      },
    );
  }
  await assertPrivate(folder);
  return folder;
}

/** The same for one that is only read; undefined: there is none. */
export async function findStoreFolder(root: string, address: StoreAddress): Promise<string | undefined> {
  const folder = siteStoreFolder(root, address);
  try {
    await lstat(folder);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
  await assertPrivate(folder);
  return folder;
}

/** Snapshots hold a site's settings, passwords of its sign-in among them. Windows keeps such rights elsewhere: a profile's folders are its owner's there. */
async function assertPrivate(folder: string): Promise<void> {
  const found = await lstat(folder);
  if (!found.isDirectory()) {
    throw new UserError("store-open", "the folder that remembers deployments is a link, or no folder", {
      exitCode: 1,
      place: { path: folder },
      hint: "Put a plain folder in its place, or name another one with --store.",
    });
  }
  if (process.platform === "win32") return;
  const others = found.mode & 0o077;
  if (others === 0 && (process.getuid === undefined || found.uid === process.getuid())) return;
  throw new UserError(
    "store-open",
    others === 0
      ? "the folder that remembers deployments belongs to another user"
      : `others may read the folder that remembers deployments (mode ${(found.mode & 0o777).toString(8)}, expected 700), and it holds the site's settings`,
    {
      exitCode: 1,
      place: { path: folder },
      hint: others === 0 ? "Name another folder with --store." : "See who has read it; then chmod -R go= that folder.",
    },
  );
}

/** For its owner alone, whatever the process's umask. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (process.platform !== "win32") await chmod(path, 0o700);
}
