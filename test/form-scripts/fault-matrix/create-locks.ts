/** What a page needs of `navigator.locks`: exclusive locks by name, each held until its work has ended. */
export interface Locks {
  request(name: string, run: () => Promise<unknown>): Promise<unknown>;
}

export function createLocks(): Locks {
  const last = new Map<string, Promise<unknown>>();
  return {
    request(name, run) {
      if (typeof run !== "function") throw new TypeError("only request(name, run) is known here");
      const turn = (last.get(name) ?? Promise.resolve()).then(run);
      last.set(
        name,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
}
