import { storageKeyPrefix } from "../contract/names.ts";
import type { ContactId } from "./contact-id.ts";
import { openMachine, type IdentityPage } from "./identity-machine.ts";
import { viewed } from "./identity-table.ts";
import { renderContact } from "./known-contact.ts";
import { readPortalUser } from "./read-portal-user.ts";

/**
 * With consent, and before the tracker starts in the same turn: who this page view belongs to. The signed-in contact wins over what the tab session knows.
 * @param user id of the signed-in contact; "" where nobody is signed in, nothing where the page does not say
 * @param authId what the tracker is told of a signed-in contact, where that is not the id; "" where there is none
 * @returns when the tracker has been told, or there is nobody to be told
 */
export function beginPageOf(page: IdentityPage, user: ContactId | "" | null | undefined, authId?: string | null): Promise<void> {
  if (user) page.session.removeItem(`${storageKeyPrefix}outbox`);
  return openMachine(page)(viewed, user && renderContact({ id: user, source: "sign-in", authId }));
}

/** The same where no tracking template says who is signed in: by what the portal's page shell says. */
export function beginPageView(page: IdentityPage, authId?: string | null): Promise<void> {
  const { isReadable, contactId } = readPortalUser(page.window);
  return beginPageOf(page, isReadable ? (contactId ?? "") : undefined, authId);
}
