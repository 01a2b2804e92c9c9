import { storageKeyPrefix } from "../../contract/names.ts";
import type { CapturePage } from "./capture-page.ts";
import { submitLimitMs } from "./request.ts";
import type { TurnMark } from "./turn.ts";

/**
 * In `localStorage`: until when the last turn of this browser lasts (milliseconds since the epoch), and a random number, by which one turn differs from another. Nothing in it is
 * about the visitor.
 */
export const turnKey = `${storageKeyPrefix}turn`;
/** Longer than tabs need to see what another one has written. */
export const turnPollMs = 50;

/**
 * Runs one submission of this browser at a time, over all forms and tabs of the site, so that the second finds the contact the first has created. Web Locks say whose turn it is,
 * and where there are none, or where they are refused, a lease in `localStorage`, which ends with its time where a tab dies. Whoever has waited for others for as long as a
 * submission takes is not run at all, and may try again.
 * https://developer.mozilla.org/docs/Web/API/Web_Locks_API
 */
export async function takeTurn(page: CapturePage, run: (before: TurnMark) => Promise<void>): Promise<void> {
  const { window, local, clock, random } = page;
  const giveUpAt = clock.now() + submitLimitMs;
  const createMark = (ms: number): string => `${clock.now() + ms} ${random()}`;
  /** With a lock, what other tabs have left is left by tabs that died. */
  const runLeased = async (lock?: unknown): Promise<void> => {
    let own: TurnMark;
    do {
      const before = local.getItem(turnKey);
      if (lock || !isTaken(before, clock.now())) local.setItem(turnKey, (own = createMark(submitLimitMs)));
      // What another tab writes may not be seen at once; the own is, if it can be kept at all.
      const kept = local.getItem(turnKey);
      if (!lock) await clock.wait(turnPollMs);
      if (!kept || local.getItem(turnKey) === own)
        return run(!!kept && before).finally(() => {
          // Under a lock the next one may have begun by the time others see this.
          if (!lock && local.getItem(turnKey) === own) local.setItem(turnKey, createMark(0));
        });
    } while (clock.now() < giveUpAt);
  };
  let running: Promise<void> | undefined;
  const start = (lock?: unknown): Promise<void> => (running ??= runLeased(lock));
  // Whatever else is there throws when it is called, and is then done without.
  const inTurn = async (): Promise<void> => (window as Window).navigator.locks.request("portalkit.capture", () => start(true));
  return Promise.race([inTurn().catch(() => start()), clock.wait(submitLimitMs).then(() => (running ??= Promise.resolve()))]);
}

/** Whether that turn may still be going on. One that would last longer than any was left by a clock that has been set back. */
export function isTaken(mark: TurnMark, now: number): boolean {
  const leftMs = parseFloat(mark || "") - now;
  return leftMs > 0 && leftMs <= submitLimitMs;
}
