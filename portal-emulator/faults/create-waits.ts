import { BrokenConnection } from "./broken-connection.ts";

/** Pauses by the machine's clock that end with the emulator: a request that is held up for minutes keeps no process alive. */
export interface Waits {
  /** Rejects with BrokenConnection when all are ended. */
  wait(ms: number): Promise<void>;
  /** Ends those under way; later ones end at once. */
  endAll(): void;
}

export function createWaits(): Waits {
  const underWay = new Set<() => void>();
  let isEnded = false;
  return {
    wait: (ms) =>
      new Promise((resolve, reject) => {
        const breakOff = (): void => reject(new BrokenConnection("cut"));
        if (isEnded) return breakOff();
        const timer = setTimeout(() => {
          underWay.delete(end);
          resolve();
        }, ms);
        const end = (): void => {
          clearTimeout(timer);
          breakOff();
        };
        underWay.add(end);
        return undefined;
      }),
    endAll() {
      isEnded = true;
      for (const end of underWay) end();
      underWay.clear();
    },
  };
}
