import { ScriptThread, type TaskHost } from "./script-thread.ts";
import type { ServerLogicTask, TaskOutcome } from "./worker-messages.ts";

export interface ThreadPoolOptions {
  /** The built `worker/main.ts`. */
  readonly workerFile: string;
  /** Scripts that run at once. */
  readonly maxThreads: number;
  /** Calls that wait for a thread; more are turned away. */
  readonly maxWaiting: number;
}

export interface ThreadPool {
  /** undefined: too many calls wait already, or the pool is closed. */
  run(task: ServerLogicTask, host: TaskHost): Promise<TaskOutcome | undefined>;
  /** Ends every thread, whatever it does; calls under way end as crashed. */
  close(): Promise<void>;
}

/** Threads for scripts: kept for the next call when nothing of the last one is left in them, thrown away otherwise. */
export function createThreadPool({ workerFile, maxThreads, maxWaiting }: ThreadPoolOptions): ThreadPool {
  const idle: ScriptThread[] = [];
  const all = new Set<ScriptThread>();
  const waiting: ((thread: ScriptThread | undefined) => void)[] = [];
  let busy = 0;
  let isClosed = false;

  const take = (): ScriptThread => {
    for (let thread = idle.pop(); thread !== undefined; thread = idle.pop()) {
      if (thread.isUsable) return thread;
      all.delete(thread);
    }
    const thread = new ScriptThread(workerFile);
    all.add(thread);
    return thread;
  };
  const acquire = async (): Promise<ScriptThread | undefined> => {
    if (isClosed) return undefined;
    if (busy < maxThreads) {
      busy += 1;
      return take();
    }
    return waiting.length >= maxWaiting ? undefined : new Promise((resolve) => waiting.push(resolve));
  };
  const release = (thread: ScriptThread): void => {
    if (thread.isUsable && !isClosed) idle.push(thread);
    else all.delete(thread);
    const next = waiting.shift();
    if (next === undefined || isClosed) busy -= 1;
    else next(take());
  };

  return {
    async run(task, host) {
      const thread = await acquire();
      if (thread === undefined) return undefined;
      try {
        return await thread.run(task, host);
      } finally {
        release(thread);
      }
    },
    async close() {
      isClosed = true;
      for (const turnAway of waiting.splice(0)) turnAway(undefined);
      await Promise.all([...all].map((thread) => thread.close()));
      all.clear();
    },
  };
}
