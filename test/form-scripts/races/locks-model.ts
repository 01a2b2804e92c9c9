import type { Owner, Scheduler } from "./scheduler.ts";

type Run = (lock: object | null) => unknown;

interface Waiting {
  readonly page: Owner;
  readonly start: () => void;
}

export interface LocksModel {
  /** `navigator.locks` as one page sees it. */
  open(page: Owner): object;
  /** The page has gone: what it holds becomes free, what it waits for is forgotten. */
  letGo(page: Owner): void;
}

/**
 * Web Locks of one browser: exclusive, first come first served, granted and freed a moment later. https://www.w3.org/TR/web-locks/
 * @param isExclusive false: everybody is let in at once, as a control
 */
export function createLocksModel(scheduler: Scheduler, browser: Owner, isExclusive = true): LocksModel {
  const queues = new Map<string, Waiting[]>();
  const holders = new Map<string, Owner>();

  const grantNext = (name: string): void => {
    if (isExclusive && holders.has(name)) return;
    const next = queues.get(name)?.shift();
    if (!next) return;
    holders.set(name, next.page);
    scheduler.after(next.page, "is granted the lock", [0, 5], next.start);
  };
  const free = (name: string): void => {
    holders.delete(name);
    grantNext(name);
  };

  return {
    open: (page) => ({
      request(name: string, ...rest: readonly unknown[]): Promise<unknown> {
        const run = rest.at(-1);
        const options = rest.length > 1 ? (rest[0] as LockOptions) : {};
        if (typeof run !== "function") throw new TypeError("a lock needs something to run");
        if (options.steal || options.mode === "shared") throw new Error("the locks model knows exclusive locks only");
        if (options.ifAvailable && holders.has(name)) return Promise.resolve((run as Run)(null));
        return new Promise((resolve, reject) => {
          const start = (): void => {
            // As the browser does: a callback that throws rejects, and the lock is free again either way.
            const running = new Promise((settle) => settle((run as Run)({ name }))).finally(() => free(name));
            running.then(resolve, reject);
          };
          const waiting = { page, start };
          const queue = queues.get(name) ?? [];
          queues.set(name, [...queue, waiting]);
          options.signal?.addEventListener("abort", () => {
            const left = queues.get(name) ?? [];
            // One that is granted already cannot be called back.
            if (!left.includes(waiting)) return;
            queues.set(
              name,
              left.filter((other) => other !== waiting),
            );
            reject(new DOMException("aborted", "AbortError"));
          });
          grantNext(name);
        });
      },
    }),
    letGo(page) {
      for (const [name, queue] of queues)
        queues.set(
          name,
          queue.filter((waiting) => waiting.page !== page),
        );
      for (const [name, holder] of holders)
        if (holder === page) scheduler.after(browser, "frees the lock of a page that has gone", [0, 50], () => free(name));
    },
  };
}
