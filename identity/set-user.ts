import type { Clock } from "./clock.ts";
import { readConsent } from "./consent.ts";
import type { ContactId } from "./contact-id.ts";
import { dispatchPageEvent } from "./dispatch-page-event.ts";
import { readKnownContact } from "./known-contact.ts";
import type { KeyStore } from "./open-storage.ts";
import { readMember } from "./read-member.ts";
import { isJourneysOnly } from "./tracker-product.ts";

/** How long a page waits for the pasted script to put `window.MSCI` there. */
export const trackerLimitMs = 10_000;
const pollMs = 50;

/**
 * journeys-only: the page's only tracker is that of Customer Insights - Journeys · tracker-missing: none came in time · tracker-threw: it failed ·
 * no-consent: withdrawn while it was waited for · another-person: the tab session knows somebody else by now.
 */
export type SetUserOutcome = "called" | "journeys-only" | "tracker-missing" | "tracker-threw" | "no-consent" | "another-person";

export interface SetUserPage {
  readonly window: object;
  readonly document: Document;
  readonly session: KeyStore;
  readonly clock: Clock;
}

/**
 * Tells the tracker who the visitor is, by `window.MSCI.setUser({authId})`. `window.MSCI` is looked up at each try: the loaded library replaces
 * the stub. A call that is not made is reported as `portalkit:blocked`, with the outcome as its reason.
 * https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization
 */
export async function setUser(page: SetUserPage, id: ContactId): Promise<SetUserOutcome> {
  const outcome = await callSetUser(page, id);
  if (outcome === "called") dispatchPageEvent(page.document, "portalkit:identified", { state: "identified" });
  else dispatchPageEvent(page.document, "portalkit:blocked", { what: outcome });
  return outcome;
}

async function callSetUser({ window, document, session, clock }: SetUserPage, id: ContactId): Promise<SetUserOutcome> {
  const end = clock.now() + trackerLimitMs;
  for (;;) {
    const consent = readConsent(document);
    if (consent && consent !== "granted") return "no-consent";
    const known = readKnownContact(session);
    if (known && known.id !== id) return "another-person";
    const tracker = readMember(window, "MSCI");
    const method = readMember(tracker, "setUser");
    if (typeof method === "function") {
      if (isJourneysOnly(document)) return "journeys-only";
      try {
        method.call(tracker, { authId: id });
        return "called";
      } catch {
        // Somebody else's script failed; the caller's outcome says so and the page goes on.
        return "tracker-threw";
      }
    }
    if (clock.now() >= end) return "tracker-missing";
    await clock.wait(pollMs);
  }
}
