import type { Clock } from "../emulator-context.ts";

/** Not tunable on a portal. https://learn.microsoft.com/power-pages/admin/clear-server-side-cache */
const lifetimeMs = 15 * 60 * 1000;
/** Room for a visitor's session; the oldest answers go first. */
const maxAnswers = 1_000;
/** Of all answers as JSON: pages of five thousand rows would fill the memory long before there are a thousand. */
const usualMaxChars = 64 * 1024 * 1024;

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

interface HeldAnswer {
  readonly answer: unknown;
  readonly tables: readonly string[];
  readonly readAt: number;
  /** As JSON. */
  readonly chars: number;
}

/** @param maxChars of all answers together, as JSON */
export function createReadCache(clock: Clock, maxChars = usualMaxChars): ReadCache {
  const held = new Map<string, HeldAnswer>();
  let chars = 0;
  const drop = (key: string): void => {
    chars -= held.get(key)?.chars ?? 0;
    held.delete(key);
  };
  const keep = (key: string, answer: HeldAnswer): void => {
    drop(key);
    held.set(key, answer);
    chars += answer.chars;
    for (const oldest of held.keys()) {
      if (held.size <= maxAnswers && chars <= maxChars) break;
      drop(oldest);
    }
  };
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
        // An answer of nothing has no JSON, whatever the type of JSON.stringify says.
        const json = JSON.stringify(answer) as string | undefined;
        keep(key, { answer, tables, readAt: now, chars: json?.length ?? 0 });
      }
      return answer;
    },
    forget(tables) {
      forgotten += 1;
      for (const [key, { tables: made }] of held) if (made.some((table) => tables.includes(table))) drop(key);
    },
    clear() {
      forgotten += 1;
      held.clear();
      chars = 0;
    },
  };
}
