import { isAnotherPerson } from "./is-another-person.ts";
import type { KnownContact } from "./known-contact.ts";
import type { PortalUser } from "./read-portal-user.ts";

export interface ResolvedContact {
  readonly contact: KnownContact | undefined;
  /** The tracker's cookie and what we keep belong to somebody else, or to somebody who has signed out: delete them before the tracker starts. */
  readonly forget: boolean;
}

/** Who this page view belongs to. The signed-in contact wins over what the tab session knows. */
export function resolveContact(user: PortalUser, known: KnownContact | undefined, linkedDigest: string | null): ResolvedContact {
  if (!user.contactId && user.isReadable && known?.source === "sign-in") return { contact: undefined, forget: true };
  const contact = user.contactId ? ({ id: user.contactId, source: "sign-in" } as const) : known;
  return { contact, forget: !!contact && isAnotherPerson(contact.id, known?.id, linkedDigest) };
}
