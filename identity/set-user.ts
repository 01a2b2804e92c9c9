import type { Clock } from "./clock.ts";
import type { ContactId } from "./contact-id.ts";
import { dispatchPageEvent } from "./dispatch-page-event.ts";
import { keepLinkedContact } from "./linked-contact.ts";
import type { KeyStore } from "./open-storage.ts";
import { readMember } from "./read-member.ts";
import { isJourneysOnly } from "./tracker-product.ts";

/** How long a page waits for the pasted script to put `window.MSCI` there. */
export const trackerLimitMs = 10_000;
const pollMs = 50;

/** journeys-only: the page's only tracker is that of Customer Insights - Journeys · tracker-missing: none came in time · tracker-threw: it failed. */
export type SetUserOutcome = "called" | "journeys-only" | "tracker-missing" | "tracker-threw";

export interface SetUserPage {
  readonly window: object;
  readonly document: Document;
  readonly local: KeyStore;
  readonly clock: Clock;
}

/**
 * Tells the tracker who the visitor is, by `window.MSCI.setUser({authId})`. `window.MSCI` is looked up at each try: the loaded library replaces
 * the stub. A call that is not made is reported as `portalkit:blocked`, with the outcome as its reason.
 * https://learn.microsoft.com/dynamics365/customer-insights/data/real-time-web-personalization
 */
export async function setUser(page: SetUserPage, id: ContactId): Promise<SetUserOutcome> {
  const outcome = await callSetUser(page, id);
  if (outcome === "called") {
    keepLinkedContact(page.local, id);
    dispatchPageEvent(page.document, "portalkit:identified", { state: "identified" });
  } else {
    dispatchPageEvent(page.document, "portalkit:blocked", { what: outcome });
  }
  return outcome;
}

async function callSetUser({ window, document, clock }: SetUserPage, id: ContactId): Promise<SetUserOutcome> {
  const end = clock.now() + trackerLimitMs;
  for (;;) {
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
