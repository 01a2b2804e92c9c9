/** Enough to keep the disk busy, far below the number of files a process may hold open. */
const readsAtOnce = 64;

/** Does something with each item, many at a time. */
export async function eachAtOnce<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let item = items[next]; next < items.length; item = items[next]) {
      next += 1;
      // An index below the length always holds an item.
      await act(item as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(readsAtOnce, items.length) }, worker));
}
