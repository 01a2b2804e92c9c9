import { readConsent } from "../../identity/consent.ts";
import { deleteTrackerCookie } from "../../identity/forget-visitor.ts";
import { isAnotherPerson } from "../../identity/is-another-person.ts";
import { keepKnownContact, readKnownContact, type KnownContact } from "../../identity/known-contact.ts";
import { keepLinkedContact, readLinkedDigest } from "../../identity/linked-contact.ts";
import type { CapturePage } from "./capture-page.ts";
import type { CaptureSettings } from "./read-capture-settings.ts";

/**
 * kept: later pages of the tab session will know the contact · no-consent: it is known in memory only, until the page goes or consent comes ·
 * another-person: kept for the next page; the tracker that runs here belongs to somebody else.
 */
export type SessionOutcome = "kept" | "no-consent" | "another-person";

/** Step 4. Keeps the contact as far as the visitor's consent goes. */
export function keepContact(page: CapturePage, settings: CaptureSettings, contact: KnownContact): SessionOutcome {
  const { document, session, local } = page;
  if ((readConsent(document) || (settings.isConsentFree ? "granted" : "unknown")) !== "granted") {
    page.memory.contactId = contact.id;
    return "no-consent";
  }
  page.memory.contactId = undefined;
  const known = readKnownContact(session);
  const linkedDigest = readLinkedDigest(local);
  const isAnother = isAnotherPerson(contact.id, known?.id, linkedDigest);
  if (isAnother) deleteTrackerCookie(document);
  // Another person's tracker may write its cookie again: whose it is must be known when the next page starts anew.
  if (!linkedDigest) keepLinkedContact(local, (known || contact).id);
  keepKnownContact(session, contact);
  return isAnother ? "another-person" : "kept";
}
