import type { LogEntry, Visitor } from "../../contract/emulator.ts";
import { noRows } from "./console-rows.ts";
import type { ConsoleRows } from "./console-rows.ts";
import type { ConsoleSource } from "./emulator-source.ts";

/** Everything the page shows, as read last. */
export interface Reading {
  readonly rows: ConsoleRows;
  readonly states: readonly Visitor[];
  /** Entries that changed something. */
  readonly log: readonly LogEntry[];
  /** The emulator's clock at the reading. */
  readonly nowMs: number;
}

export interface PollerOptions {
  readonly open: () => Promise<ConsoleSource>;
  readonly onReading: (reading: Reading, source: ConsoleSource) => void;
  readonly onLost: (error: unknown) => void;
  /** Whether anybody looks; nothing is asked while not. */
  readonly isVisible: () => boolean;
  readonly intervalMs?: number;
}

export interface Poller {
  /** Asks at once; also what wakes it when the page is shown again. */
  poll(): Promise<void>;
  stop(): void;
}

const maxLogEntries = 500;

/** Asks about once a second, slower while nobody answers; rows only when something changed. */
export function createPoller({ open, onReading, onLost, isVisible, intervalMs = 1_000 }: PollerOptions): Poller {
  let source: ConsoleSource | undefined;
  let rows = noRows;
  let log: LogEntry[] = [];
  let since = 0;
  let statesText = "";
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;

  const readOnce = async (): Promise<void> => {
    const isFirst = source === undefined;
    source ??= await open();
    const [answer, logAnswer, nowMs] = await Promise.all([source.readState(), source.readLog(since), source.readNow()]);
    // A restarted emulator counts from 1 again.
    if (logAnswer.next < since) log = [];
    const changes = logAnswer.entries.filter(({ effect }) => effect !== "");
    const nextText = JSON.stringify(answer.visitors);
    if (isFirst || changes.length > 0 || logAnswer.next < since || nextText !== statesText) rows = await source.readRows();
    // Remembered only once the rows are in: a failed reading is done again.
    since = logAnswer.next;
    statesText = nextText;
    log = [...log, ...changes].slice(-maxLogEntries);
    onReading({ rows, states: answer.visitors, log, nowMs }, source);
  };

  const run = async (): Promise<void> => {
    try {
      await readOnce();
      failures = 0;
    } catch (error) {
      // The next try starts afresh: the emulator may come back with another token.
      source = undefined;
      since = 0;
      log = [];
      failures += 1;
      onLost(error);
    }
  };

  const schedule = (): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(() => void poll(), Math.min(5_000, intervalMs * 2 ** Math.min(failures, 5)));
  };

  const poll = async (): Promise<void> => {
    if (!isVisible()) return schedule();
    running ??= run().finally(() => {
      running = undefined;
      schedule();
    });
    return running;
  };

  return {
    poll,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
