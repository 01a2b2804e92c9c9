import { statSync, watch, type FSWatcher } from "node:fs";
import pc from "picocolors";
import { UserError } from "../contract/user-error.ts";
import { usePath } from "../site/site-layout.ts";

export interface WatchSiteOptions {
  /** Reads the folder and uses what it reads; a throw keeps the reading before. */
  readonly read: () => Promise<void>;
  readonly say: (line: string) => void;
}

/** Settles some time after the last of a burst of changes, as editors and downloads write them. */
const settleMs = 150;
/** How often to look for a folder that went away. */
const goneMs = 500;

/** Reads a site folder again whenever its files change, until closed. */
export function watchSite(folder: string, { read, say }: WatchSiteOptions): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let reading = Promise.resolve();
  let lastRefusal = "";
  let isClosed = false;
  let watcher: FSWatcher | undefined;
  // One after the other: an older reading never replaces a newer one.
  function readSoon(afterMs: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void (reading = reading.then(reload)), afterMs);
  }
  // Anew after each change: on Linux the watcher stays with a file that was replaced (an atomic save, a checkout), not with its name.
  function watchAnew(): void {
    const former = watcher;
    watcher = watch(folder, { recursive: true }, (_, name) => {
      if (name === null || !isStranger(name)) readSoon(settleMs);
    });
    // A folder that comes and goes while it is being watched.
    watcher.on("error", () => readSoon(settleMs));
    former?.close();
  }
  async function reload(): Promise<void> {
    if (isClosed) return;
    const isThere = statSync(folder, { throwIfNoEntry: false }) !== undefined;
    try {
      if (isThere) watchAnew();
      await read();
      lastRefusal = "";
      say(`  ${pc.dim("read the site folder again")}`);
    } catch (error) {
      // Half-written files are normal while somebody saves; the last good reading stays.
      const refusal = describe(error);
      if (refusal !== lastRefusal) say(`  ${pc.yellow("kept the last reading of the site:")} ${refusal}`);
      lastRefusal = refusal;
      if (!isThere) readSoon(goneMs);
    }
  }
  watchAnew();
  return {
    close() {
      isClosed = true;
      clearTimeout(timer);
      watcher?.close();
    },
  };
}

/** A file that no site folder has. Names without an end may be folders, whose contents count. */
function isStranger(name: string): boolean {
  const path = name.replaceAll("\\", "/");
  if (/(?:^|\/)(?:node_modules|\.git)(?:\/|$)/.test(path) || path.endsWith(".tmp")) return true;
  return /\.[^/]*$/.test(path) && usePath(path) === "unknown";
}

const describe = (error: unknown): string =>
  error instanceof UserError && error.hint !== undefined
    ? `${error.message} ${error.hint}`
    : error instanceof Error
      ? error.message
      : String(error);
