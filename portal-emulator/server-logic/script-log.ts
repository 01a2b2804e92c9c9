import type { Clock } from "../emulator-context.ts";
import type { LogLevel } from "./worker-messages.ts";

/** What a script wrote with `Server.Logger`, as a portal shows it to its makers. https://learn.microsoft.com/power-pages/configure/server-objects#logger */
export interface ScriptLogEntry {
  readonly n: number;
  /** ISO 8601, UTC, of the emulator's clock. */
  readonly at: string;
  readonly serverLogic: string;
  /** `RequestId` of the answer, `Server.Context.ActivityId` of the script. */
  readonly requestId: string;
  readonly level: LogLevel;
  readonly text: string;
}

export interface ScriptLog {
  add(entry: Omit<ScriptLogEntry, "n" | "at">): void;
  read(since: number): { readonly next: number; readonly entries: readonly ScriptLogEntry[] };
  clear(): void;
}

const maxEntries = 1_000;

export function createScriptLog(clock: Clock): ScriptLog {
  const entries: ScriptLogEntry[] = [];
  let last = 0;
  return {
    add(entry) {
      last += 1;
      entries.push({ n: last, at: clock.now().toISOString(), ...entry });
      if (entries.length > maxEntries) entries.splice(0, entries.length - maxEntries);
    },
    read: (since) => ({ next: last, entries: entries.filter((entry) => entry.n > since) }),
    clear() {
      entries.length = 0;
    },
  };
}
