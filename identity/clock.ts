/** Time as the browser scripts see it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  wait(ms: number): Promise<void>;
}

/** The browser's own time. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    wait: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
  };
}
