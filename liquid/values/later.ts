/** A value now, or a promise of it. Most of a page is there at once; a promise costs a turn of the event loop only where one is met. */
export type Later<T> = T | Promise<T>;

export function isLater(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}

/** Hands `value` on to `use`, at once if it is there. */
export function andThen<T, R>(value: Later<T>, use: (value: T) => Later<R>): Later<R> {
  return value instanceof Promise ? value.then(use) : use(value);
}

/** All values of a list; a promise only if one of them is. */
export function allOf<T>(values: readonly Later<T>[]): Later<readonly T[]> {
  if (values.some((value) => isLater(value))) return Promise.all(values);
  // no element is a promise, as the line above has seen
  return values as readonly T[];
}

/** Does something and leaves the place it was done in, whether it ends at once, later or with an error. */
export function afterwards(act: () => Later<void>, leave: () => void): Later<void> {
  let result: Later<void>;
  try {
    result = act();
  } catch (error) {
    leave();
    throw error;
  }
  if (result instanceof Promise) return result.finally(leave);
  leave();
  return result;
}
