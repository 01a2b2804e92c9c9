import type { CapturePage } from "./capture-page.ts";
import { hasSelf } from "./features.ts";
import { lookUpContact, type LookedUp } from "./look-up.ts";
import type { CaptureSettings } from "./read-capture-settings.ts";
import { submitLimitMs } from "./request.ts";
import { readSignedIn } from "./signed-in-contact.ts";
import { isTaken, turnKey } from "./take-turn.ts";
import type { Turn, TurnMark } from "./turn.ts";

/**
 * The answer to a look-up that was sent before its submission, if it is of this address, young, and no tab of this browser has had a turn since, which may have created the
 * contact: `before` is the mark of the last one. Nothing where no turn can be noted.
 */
export type ReadEarly = (email: string, before: TurnMark) => Promise<LookedUp | undefined> | undefined;

/** How old its answer may be. */
export const earlyLimitMs = 60_000;

/**
 * Sends the look-up before the submission: with `capture.prefetchLookup` each time a valid address has been entered, in any case when the button is pressed. The address is to be
 * what will be submitted. Not for signed-in visitors, of whom nothing is looked up.
 */
export function lookUpEarly(page: CapturePage, settings: CaptureSettings, email: string): void {
  const { local, clock, memory } = page;
  const at = clock.now();
  const mark = local.getItem(turnKey);
  const isVain = settings.lookup === "none" || (hasSelf && settings.path === "A-self") || memory.early?.(email, mark);
  // While another tab is at it, an answer would say nothing about what that tab is creating.
  if (isVain || readSignedIn(page.window) || isTaken(mark, at)) return;
  // Without values: nothing is written.
  const turn = { ...page, settings, endsAt: at + submitLimitMs } as Partial<Turn> as Turn;
  const answer = lookUpContact(turn, email).then(
    (found) => (found.code ? undefined : found),
    // The submission asks again.
    () => undefined,
  );
  memory.early = (to, before) => (to === email && clock.now() - at < earlyLimitMs && before === mark ? answer : undefined);
}
