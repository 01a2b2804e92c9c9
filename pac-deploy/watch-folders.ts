import { lstatSync, readdirSync, statSync, watch, type Dirent, type FSWatcher } from "node:fs";
import { basename, join } from "node:path";
import { ignoredFolders } from "../site/site-layout.ts";
import { isAbsence } from "../site/whole-files.ts";

export interface FolderWatch {
  /** Watches what stands under the folder's name now, where that is another folder than before. */
  renew(): void;
  close(): void;
}

export interface FolderListener {
  /** `rename`: a name came, went or stands for another file. The name is relative to the folder; null: not known. */
  readonly changed: (event: string, name: string | null) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Tells of changes anywhere in a folder, by the system's own watch on a whole tree where there is one. Linux has none: there Node watches each file and folder
 * by itself, which for a large site takes a quarter of a second, and loses files that are replaced. A watch on each folder tells of them all.
 */
export function watchFolders(folder: string, listener: FolderListener): FolderWatch {
  return process.platform === "linux" ? watchEach(folder, listener) : watchWhole(folder, listener);
}

function watchWhole(folder: string, { changed, failed }: FolderListener): FolderWatch {
  const open = (): FSWatcher => watch(folder, { recursive: true }, changed).on("error", failed);
  let watcher = open();
  return {
    renew() {
      const former = watcher;
      watcher = open();
      former.close();
    },
    close: () => watcher.close(),
  };
}

function watchEach(folder: string, { changed, failed }: FolderListener): FolderWatch {
  /** By path inside the folder; "" is the folder itself. */
  const watchers = new Map<string, FSWatcher>();
  let number = statSync(folder).ino;
  /** Numbers of files that are gone are given again. */
  let mayBeGone = false;

  function open(path: string, listen: (event: string, name: string | null) => void): void {
    watchers.set(path, watch(join(folder, path), listen).on("error", failed));
  }
  function addFolder(path: string): void {
    // Before it is listed: what comes in between is told twice rather than not at all.
    open(path, (event, name) => tell(event, name === null ? null : inside(path, name)));
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) addAny(inside(path, entry.name), entry);
  }
  function addAny(path: string, kind: Pick<Dirent, "isDirectory" | "isSymbolicLink"> | undefined): void {
    try {
      if (kind?.isDirectory() === true && !ignoredFolders.has(basename(path))) addFolder(path);
      // Its folder tells nothing of the file that a link leads to.
      if (kind?.isSymbolicLink() === true && statSync(join(folder, path), { throwIfNoEntry: false })?.isFile() === true)
        open(path, (event) => changed(event, path));
    } catch (error) {
      drop(path);
      if (!isAbsence(error)) failed(error);
    }
  }
  function drop(path: string): void {
    for (const [known, watcher] of watchers) {
      if (known !== path && !known.startsWith(`${path}/`)) continue;
      watcher.close();
      watchers.delete(known);
    }
  }
  function tell(event: string, path: string | null): void {
    if (event === "rename" && path !== null) {
      // So a folder says of itself that it went.
      if (path === basename(folder)) mayBeGone = true;
      drop(path);
      addAny(path, lstatSync(join(folder, path), { throwIfNoEntry: false }));
    }
    changed(event, path);
  }
  function close(): void {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  }
  addFolder("");
  return {
    renew() {
      const now = statSync(folder).ino;
      if (now === number && !mayBeGone) return;
      number = now;
      mayBeGone = false;
      close();
      addFolder("");
    },
    close,
  };
}

const inside = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);
