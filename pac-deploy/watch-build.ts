import { unwatchFile, watchFile } from "node:fs";

/** How often the root document is looked at: a build writes it anew, since the names of its scripts change with what is in them. */
const lookMs = 400;

/**
 * Watches the build of a code site, until closed. It is looked at and not listened to: builds remove and make their folder, and the folder may not be there yet.
 * @param rootDocument its path on disk
 * @param built is called after it has appeared or changed
 */
export function watchBuild(rootDocument: string, built: () => void): { close(): void } {
  watchFile(rootDocument, { interval: lookMs, persistent: false }, (now, before) => {
    if (now.mtimeMs !== 0 && (now.mtimeMs !== before.mtimeMs || now.size !== before.size)) built();
  });
  return { close: () => unwatchFile(rootDocument) };
}
