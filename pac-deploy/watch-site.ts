import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import pc from "picocolors";
import { usePath } from "../site/site-layout.ts";
import { describeRefusal, renderRefusal, type Refusal } from "./describe-refusal.ts";
import { watchFolders } from "./watch-folders.ts";

export interface WatchSiteOptions {
  /**
   * Reads the folder and uses what it reads; a throw keeps the reading before.
   * @param paths files that changed since the last reading that was used, with `/`; undefined stands for a change whose file is not known
   */
  readonly read: (paths: readonly (string | undefined)[]) => Promise<void>;
  /** The folder could not be read; told again only when the reason is another one. */
  readonly refused: (refusal: Refusal) => void;
  readonly say: (line: string) => void;
}

/** Settles some time after the last of a burst of changes, as editors and downloads write them; whoever saves one file waits for it, too. */
const settleMs = 50;
/** How often to look for a folder that went away. */
const goneMs = 500;

/** Reads a site folder again whenever its files change, until closed. */
export function watchSite(folder: string, { read, refused, say }: WatchSiteOptions): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let reading = Promise.resolve();
  let lastRefusal = "";
  const changed = new Set<string | undefined>();
  let isClosed = false;
  // One after the other: an older reading never replaces a newer one.
  function readSoon(afterMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void (reading = reading.then(reload)), afterMs);
  }
  const watcher = watchFolders(folder, {
    changed(event, name) {
      if (name !== null && isStranger(name)) return;
      note(event, name);
      readSoon(settleMs);
    },
    // A folder that comes and goes while it is being watched.
    failed() {
      changed.add(undefined);
      readSoon(settleMs);
    },
  });
  /** A folder that was renamed stands for all that is in it; one that merely has a changed file (Windows) for nothing. */
  function note(event: string, name: string | null): void {
    const isFolder = name !== null && statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isFolder) changed.add(name === null ? undefined : name.replaceAll("\\", "/"));
    else if (event === "rename") changed.add(undefined);
  }
  async function reload(): Promise<void> {
    if (isClosed) return;
    const paths = [...changed];
    changed.clear();
    const isThere = statSync(folder, { throwIfNoEntry: false }) !== undefined;
    try {
      if (isThere) watcher.renew();
      await read(paths);
      lastRefusal = "";
      say(`  ${pc.dim("read the site folder again")}`);
    } catch (error) {
      // Half-written files are normal while somebody saves; the last good reading stays.
      for (const path of paths) changed.add(path);
      const refusal = describeRefusal(error, (path) => readText(join(folder, path)));
      const text = renderRefusal(refusal);
      if (text !== lastRefusal) {
        say(`  ${pc.yellow("kept the last reading of the site:")} ${text}`);
        refused(refusal);
      }
      lastRefusal = text;
      if (!isThere) readSoon(goneMs);
    }
  }
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      watcher.close();
    },
  };
}

/** A file that no site folder has. Names without an end may be folders, whose contents count. */
function isStranger(name: string): boolean {
  const path = name.replaceAll("\\", "/");
  if (/(?:^|\/)(?:node_modules|\.git)(?:\/|$)/.test(path) || path.endsWith(".tmp")) return true;
  return /\.[^/]*$/.test(path) && usePath(path) === "unknown";
}

/** undefined for a file that went away; the error that named it is what a person is told. */
function readText(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, "utf8") : undefined;
}
