/** A person or a program asks this process to end. */
export interface StopRequest {
  /** Settles with the exit code: 130 after SIGINT, 143 after SIGTERM, 129 after the terminal was closed. */
  readonly requested: Promise<number>;
}

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** From now on these signals do not end the process by themselves; who calls this ends it and cleans up. A second signal does. */
export function listenForStop(): StopRequest {
  // The keys of the table above.
  const signals = Object.keys(exitCodes) as (keyof typeof exitCodes)[];
  return {
    requested: new Promise((resolve) => {
      for (const signal of signals) process.once(signal, () => resolve(exitCodes[signal]));
    }),
  };
}

/**
 * Does something that a signal must not cut in two.
 * @returns the exit code of the signal that came meanwhile; undefined: none came
 */
export async function withoutInterruption(act: () => Promise<void>): Promise<number | undefined> {
  let exitCode: number | undefined;
  const listeners = Object.entries(exitCodes).map(([signal, code]) => [signal, (): void => void (exitCode = code)] as const);
  for (const [signal, listener] of listeners) process.on(signal, listener);
  try {
    await act();
  } finally {
    for (const [signal, listener] of listeners) process.off(signal, listener);
  }
  return exitCode;
}
