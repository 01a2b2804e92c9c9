import type { LogEntry } from "../../contract/emulator.ts";

export type BodySide = "requestBody" | "responseBody";
export type WritableEntry = { -readonly [Key in keyof LogEntry]: LogEntry[Key] };

/** The bodies of log entries, as many as fit; the oldest give way first. */
export interface KeptBodies {
  keep(entry: WritableEntry, side: BodySide, body: string): void;
  drop(entry: WritableEntry): void;
}

/** @param maxChars UTF-16 code units of all bodies together */
export function createKeptBodies(maxChars: number): KeptBodies {
  /** Entries with bodies and how much they hold, in the order in which the first of them came. */
  const holders = new Map<WritableEntry, number>();
  let chars = 0;
  const drop = (entry: WritableEntry): void => {
    chars -= holders.get(entry) ?? 0;
    holders.delete(entry);
    delete entry.requestBody;
    delete entry.responseBody;
  };
  return {
    keep(entry, side, body) {
      entry[side] = body;
      chars += body.length;
      holders.set(entry, (holders.get(entry) ?? 0) + body.length);
      for (const oldest of holders.keys()) {
        if (chars <= maxChars) break;
        drop(oldest);
      }
    },
    drop,
  };
}
