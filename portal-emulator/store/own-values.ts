import { randomUUID } from "node:crypto";
import type { Database } from "./prepared-database.ts";

/** What the store keeps beside the rows, in tables of its own. */
export interface OwnValues {
  /** Gives out that many versions, never one twice. Returns the first. */
  readonly takeVersions: (count: number) => number;
  /** Versions given from now on are greater. */
  readonly passVersion: (version: number) => void;
  runId(): string;
  readonly startRun: () => void;
  clockOffsetMs(): number | undefined;
  keepClockOffset(ms: number): void;
}

/** Of an open database that is laid out. */
export function readOwnValues(database: Database): OwnValues {
  /** A version that was rolled back is not given to another row: somebody may have seen it. */
  let greatestVersion = 0;
  let runId = String(database.get('SELECT id FROM "/run"')?.["id"]);
  return {
    takeVersions(count) {
      const counted = database.get('UPDATE "/counter" SET version = max(version, ?) + ? RETURNING version', [greatestVersion, count]);
      greatestVersion = Number(counted?.["version"]);
      return greatestVersion - count + 1;
    },
    passVersion: (version) => void database.run('UPDATE "/counter" SET version = max(version, ?)', [version]),
    runId: () => runId,
    startRun() {
      const id = randomUUID();
      database.run('UPDATE "/run" SET id = ?', [id]);
      runId = id;
    },
    clockOffsetMs() {
      const kept = database.get('SELECT "offsetMs" FROM "/clock"');
      return kept === undefined ? undefined : Number(kept["offsetMs"]);
    },
    keepClockOffset(ms) {
      database.run('INSERT INTO "/clock" VALUES (1, ?) ON CONFLICT DO UPDATE SET "offsetMs" = excluded."offsetMs"', [ms]);
    },
  };
}
