import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";

export type ClientState = "ready" | "waiting" | "done";

/** Decides which of several clients makes the next service call. */
export interface Turns {
  /** Handed to the organization. */
  readonly turn: () => Promise<void>;
  /** Runs a client up to its first service call. */
  start<Result>(client: string, work: () => Promise<Result>): Promise<Started<Result>>;
  /** Lets a client that is ready make its call; resolves when nobody can go on without another turn. */
  step(client: string): Promise<void>;
  /** ready: before a service call · waiting: for a lock · done */
  state(client: string): ClientState;
  /** Lets a client, or in turn all, run to the end. */
  finish(client?: string): Promise<void>;
}

export interface Started<Result> {
  readonly result: Promise<Result>;
}

export function createTurns(): Turns {
  const who = new AsyncLocalStorage<string>();
  const ready = new Map<string, () => void>();
  const running = new Set<string>();
  const state = (client: string): ClientState => (ready.has(client) ? "ready" : running.has(client) ? "waiting" : "done");
  const step = async (client: string): Promise<void> => {
    const go = ready.get(client);
    if (go === undefined) throw new Error(`${client} is ${state(client)}, not ready`);
    ready.delete(client);
    go();
    await setImmediate();
  };
  return {
    turn: () =>
      new Promise((resolve) => {
        const client = who.getStore();
        if (client === undefined) resolve();
        else ready.set(client, resolve);
      }),
    async start(client, work) {
      running.add(client);
      const result = who.run(client, work);
      // Whoever asks for the result sees how it ended.
      result.then(
        () => running.delete(client),
        () => running.delete(client),
      );
      await setImmediate();
      return { result };
    },
    step,
    state,
    async finish(client) {
      for (;;) {
        const next = client ?? [...ready.keys()][0];
        if (next === undefined || !ready.has(next)) return;
        await step(next);
      }
    },
  };
}
