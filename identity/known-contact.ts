import { contactIdStorageKey, storageKeyPrefix } from "../contract/names.ts";
import { parseContactId, type ContactId } from "./contact-id.ts";
import type { KeyStore } from "./open-storage.ts";

/** Where the id came from: only one that came from a sign-in ends with a sign-out. */
export type ContactSource = "form" | "sign-in";

export interface KnownContact {
  readonly id: ContactId;
  readonly source: ContactSource;
}

const sourceKey = `${storageKeyPrefix}source`;

/** The contact this tab session knows. Only to be kept with consent; the caller has asked. */
export function readKnownContact(session: KeyStore): KnownContact | undefined {
  const id = parseContactId(session.getItem(contactIdStorageKey));
  return id && { id, source: session.getItem(sourceKey) === "sign-in" ? "sign-in" : "form" };
}

export function keepKnownContact(session: KeyStore, { id, source }: KnownContact): void {
  session.setItem(sourceKey, source);
  session.setItem(contactIdStorageKey, id);
}

export function forgetKnownContact(session: KeyStore): void {
  session.removeItem(sourceKey);
  session.removeItem(contactIdStorageKey);
}
