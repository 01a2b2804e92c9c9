import { trackerCookieName } from "../contract/names.ts";
import { forgetKnownContact } from "./known-contact.ts";
import { forgetLinkedContact } from "./linked-contact.ts";
import type { KeyStore } from "./open-storage.ts";

export interface VisitorTraces {
  readonly document: Document;
  readonly session: KeyStore;
  readonly local: KeyStore;
}

/** Deletes the tracker's cookie and every key of ours. The visitor's answer to the banner is a cookie and stays. */
export function forgetVisitor({ document, session, local }: VisitorTraces): void {
  deleteTrackerCookie(document);
  forgetKnownContact(session);
  forgetLinkedContact(local);
}

/**
 * The cookie's domain is not documented: it is deleted for the host, then for it and each domain above. Browsers refuse those that are
 * nobody's, and say so in their console.
 */
export function deleteTrackerCookie(document: Document): void {
  const expired = `${trackerCookieName}=; Max-Age=0; Path=/`;
  document.cookie = expired;
  const labels = document.location.hostname.split(".");
  for (; labels.length > 1; labels.shift()) document.cookie = `${expired}; Domain=${labels.join(".")}`;
}
