import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, readFile, rm } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { UserError } from "../../../contract/user-error.ts";
import { listFolder } from "../../../site/list-folder.ts";
import { isAbsence } from "../../../site/whole-files.ts";
import { sha256 } from "../../plan/sha256.ts";
import { settleFolder, writePrivateFile } from "./store-file.ts";
import { makePrivateFolder } from "./store-folder.ts";

/** What a download was at one moment. Its files are the customer's: never printed. */
export interface Snapshot {
  /** Absolute: the folder with everything that pac wrote. */
  readonly folder: string;
  /** Absolute: the site's own folder in it. */
  readonly siteFolder: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** SHA-256 (hex) over the list of files and their own. */
  readonly sha256: string;
}

interface SnapshotList {
  readonly version: 1;
  readonly takenAt: string;
  /** Inside `files/`, with `/`; "" for that folder itself. */
  readonly siteFolder: string;
  /** Path and SHA-256 (hex) of every file, in the order of the paths. */
  readonly files: readonly (readonly [path: string, sha256: string])[];
}

const listName = "snapshot.json";
const filesName = "files";

/**
 * Has a download written and keeps it under `path`, whole or not at all, every file with its checksum.
 * @param download writes into the empty folder it is given and says where in it the site lies
 */
export async function takeSnapshot(path: string, download: (into: string) => Promise<string>, now: Date): Promise<Snapshot> {
  const partial = `${path}.partial`;
  await rm(partial, { recursive: true, force: true });
  const into = join(partial, filesName);
  await makePrivateFolder(partial);
  await makePrivateFolder(into);
  try {
    const siteFolder = relative(into, await download(into))
      .split(sep)
      .join("/");
    await closeToOthers(into);
    const list: SnapshotList = { version: 1, takenAt: now.toISOString(), siteFolder, files: await hashFiles(into) };
    const text = JSON.stringify(list);
    await writePrivateFile(join(partial, listName), text);
    await settleFolder(partial, path);
    return toSnapshot(path, list, text);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Opens a snapshot, every file of it checked.
 * @param expected SHA-256 that the deployment's record has of it
 * @throws UserError `snapshot-missing`, `snapshot-damaged`, exit code 1
 */
export async function openSnapshot(path: string, expected: string): Promise<Snapshot> {
  let text: string;
  try {
    text = await readFile(join(path, listName), "utf8");
  } catch (cause) {
    if (!isAbsence(cause)) throw cause;
    throw new UserError("snapshot-missing", "the snapshot that this deployment kept is gone", {
      exitCode: 1,
      place: { path },
      hint: "Take it back from a backup of the store. Without it nothing is known of what was there.",
      cause,
    });
  }
  if (sha256(text) !== expected) throw damaged(path, listName);
  const list = JSON.parse(text) as SnapshotList; // the text is what takeSnapshot wrote, as its checksum says
  const found = new Map(await hashFiles(join(path, filesName)));
  for (const [file, hash] of list.files) {
    if (found.get(file) !== hash) throw damaged(path, file);
    found.delete(file);
  }
  const [stranger] = found.keys();
  if (stranger !== undefined) throw damaged(path, stranger);
  return toSnapshot(path, list, text);
}

const toSnapshot = (path: string, list: SnapshotList, text: string): Snapshot => ({
  folder: path,
  siteFolder: join(path, filesName, list.siteFolder),
  takenAt: list.takenAt,
  sha256: sha256(text),
});

const damaged = (path: string, file: string): UserError =>
  new UserError("snapshot-damaged", `the snapshot was changed since it was taken (${file}): nothing is decided from it`, {
    exitCode: 1,
    place: { path },
    hint: "Take it back from a backup of the store, or roll back to another deployment.",
  });

async function hashFiles(folder: string): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const path of walk(folder)) found.push([relative(folder, path).split(sep).join("/"), await hashFile(path)]);
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer); // a stream without an encoding gives buffers
  return hash.digest("hex");
}

async function* walk(folder: string): AsyncGenerator<string> {
  for (const entry of (await listFolder(folder)) ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield path;
    else {
      throw new UserError("snapshot-damaged", "a snapshot holds plain files, and this is a link or a device", {
        exitCode: 1,
        place: { path },
        hint: "See what put it there, then begin anew.",
      });
    }
  }
}

async function closeToOthers(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  await chmod(folder, 0o700);
  for (const entry of (await listFolder(folder)) ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await closeToOthers(path);
    else if (entry.isFile()) await chmod(path, 0o600);
  }
}
