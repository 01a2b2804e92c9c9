import type { ContactId } from "./contact-id.ts";
import { digestContactId } from "./linked-contact.ts";

/**
 * True when the browsing history of this browser belongs to somebody else than the given contact: to the contact of this tab session, or to the
 * one the tracker's cookie was given to.
 */
export function isAnotherPerson(id: ContactId, knownId: ContactId | undefined, linkedDigest: string | null): boolean {
  return (!!knownId && knownId !== id) || (!!linkedDigest && linkedDigest !== digestContactId(id));
}
