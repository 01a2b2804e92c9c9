/** Time as the browser scripts see it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  wait(ms: number): Promise<void>;
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The browser's own time. */
export function createClock(): Clock {
  return { now: () => Date.now(), wait };
}
