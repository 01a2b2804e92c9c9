import { readSignedIn } from "./signed-in-contact.ts";
import type { CapturePage } from "./capture-page.ts";
import { lookUpContact } from "./look-up.ts";
import type { CaptureSettings } from "./read-capture-settings.ts";
import { submitLimitMs } from "./request.ts";
import { isTaken, turnKey } from "./take-turn.ts";

/**
 * With `capture.prefetchLookup`: sends the look-up as soon as the address is complete. To be called each time a valid address has been entered, with the address as it will be
 * submitted. Not for signed-in visitors, of whom nothing is looked up. The submission takes the answer if the address is still the same, the answer young, and no tab of this
 * browser has had a turn since, which may have created the contact; where no turn can be noted, it looks up again.
 */
export function prefetchLookup(page: CapturePage, settings: CaptureSettings, email: string): void {
  const now = page.clock.now();
  // Not undefined, which is what a turn has where none can be noted.
  const mark = page.local.getItem(turnKey) ?? null;
  const isWanted = settings.prefetchLookup === "true" && settings.lookup !== "none" && !readSignedIn(page.window);
  // While another tab is at it, an answer would say nothing about what that tab is creating.
  if (!isWanted || isTaken(mark, now)) return;
  lookUpContact({ ...page, settings, values: {}, endsAt: now + submitLimitMs }, email, mark).catch(() => {
    // The submission meets the same.
  });
}
