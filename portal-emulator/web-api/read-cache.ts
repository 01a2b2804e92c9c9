import type { Clock } from "../emulator-context.ts";

/** Not tunable on a portal. https://learn.microsoft.com/power-pages/admin/clear-server-side-cache */
const lifetimeMs = 15 * 60 * 1000;
/** Room for a visitor's session; the oldest answers go first. */
const maxAnswers = 1_000;

/**
 * The site's server cache of what Dataverse answered. Reads that may show the same rows share an answer: every visitor's of a permission for all
 * rows, else each visitor's own. A write through the site clears its tables for everybody; a change made elsewhere is not seen until the
 * answer is 15 minutes old. Documented.
 */
export interface ReadCache {
  /** The answer this key had at most 15 minutes ago, or what `read` gives now. @param tables logical names the answer is made of */
  through<Answer>(key: string, tables: readonly string[], read: () => Promise<Answer>): Promise<Answer>;
  forget(tables: readonly string[]): void;
  clear(): void;
}

export function createReadCache(clock: Clock): ReadCache {
  const held = new Map<string, { readonly answer: unknown; readonly tables: readonly string[]; readonly readAt: number }>();
  /** Counts what was forgotten: an answer read before a write of its table must not be kept after it. */
  let forgotten = 0;
  return {
    async through<Answer>(key: string, tables: readonly string[], read: () => Promise<Answer>): Promise<Answer> {
      const now = clock.now().getTime();
      const found = held.get(key);
      // A clock set back makes an answer one of the future, which is no cached one.
      if (found !== undefined && found.readAt <= now && now - found.readAt <= lifetimeMs) {
        // One key, one kind of answer: the caller puts into the key whatever shapes it.
        return found.answer as Answer;
      }
      const before = forgotten;
      const answer = await read();
      if (before === forgotten) {
        held.delete(key);
        held.set(key, { answer, tables, readAt: now });
        for (const oldest of [...held.keys()].slice(0, Math.max(held.size - maxAnswers, 0))) held.delete(oldest);
      }
      return answer;
    },
    forget(tables) {
      forgotten += 1;
      for (const [key, { tables: made }] of held) if (made.some((table) => tables.includes(table))) held.delete(key);
    },
    clear() {
      forgotten += 1;
      held.clear();
    },
  };
}
