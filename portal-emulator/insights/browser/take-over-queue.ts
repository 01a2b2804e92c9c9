/** `["new", name]` makes an instance; `[method, name, arguments]` calls one. */
export type QueueEntry = readonly ["new", string] | readonly [string, string, ArrayLike<unknown>];

export const queuedMethods = [
  "trackEvent",
  "trackView",
  "trackAction",
  "setConfig",
  "setProperty",
  "setUser",
  "initialize",
  "teardown",
] as const;
export type QueuedMethod = (typeof queuedMethods)[number];

export type QueueTarget = Readonly<Record<QueuedMethod, (...values: unknown[]) => void>>;

export interface QueueReader {
  create(name: string): void;
  find(name: string): QueueTarget | undefined;
}

/**
 * Runs what the loader queued, in order, then makes `push` run what stubs queue later.
 * Calls for an instance nobody made, and methods the loader does not have, are left out.
 */
export function takeOverQueue(queue: { push(...entries: QueueEntry[]): number } & Iterable<QueueEntry>, reader: QueueReader): void {
  const run = (entry: QueueEntry): void => {
    const [method, name, values] = entry;
    if (method === "new") reader.create(name);
    else if (isQueuedMethod(method)) reader.find(name)?.[method](...Array.from(values ?? []));
  };
  const queued = [...queue];
  if (Array.isArray(queue)) queue.length = 0;
  queue.push = (...entries) => {
    for (const entry of entries) run(entry);
    return 0;
  };
  for (const entry of queued) run(entry);
}

const isQueuedMethod = (method: string): method is QueuedMethod => queuedMethods.some((known) => known === method);
