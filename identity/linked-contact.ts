import { storageKeyPrefix } from "../contract/names.ts";
import type { ContactId } from "./contact-id.ts";
import type { KeyStore } from "./open-storage.ts";

/**
 * Remembers, for as long as the tracker's cookie may live, which contact that cookie was meant for (the page may go before the tracker is told), so that another person on the same
 * browser is noticed in a new tab and on another day too. Only a 32-bit digest is kept: enough to see a difference, useless as an id.
 */
const linkedKey = `${storageKeyPrefix}linked`;

export function readLinkedDigest(local: KeyStore): string | null {
  return local.getItem(linkedKey);
}

export function keepLinkedContact(local: KeyStore, id: ContactId): void {
  local.setItem(linkedKey, digestContactId(id));
}

export function forgetLinkedContact(local: KeyStore): void {
  local.removeItem(linkedKey);
}

/** FNV-1a. http://www.isthe.com/chongo/tech/comp/fnv/ */
export function digestContactId(id: ContactId): string {
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash >>> 0).toString(36);
}
