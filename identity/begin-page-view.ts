import { openMachine, type IdentityPage } from "./identity-machine.ts";
import { viewed } from "./identity-table.ts";
import { outboxKey, renderContact, signInMark } from "./known-contact.ts";
import { readPortalUser } from "./read-portal-user.ts";

/**
 * With consent, where no tracking template begins the page: who this page view belongs to. The signed-in contact, of whom the portal's page shell tells, wins over what the tab session knows.
 * @param authId what the tracker is told of a signed-in contact, where that is not the id; "" where there is none
 * @returns when the tracker has been told, or there is nobody to be told
 */
export function beginPageView(page: IdentityPage, authId?: string | null): Promise<void> {
  const { isReadable, contactId } = readPortalUser(page.window);
  if (contactId) page.session.removeItem(outboxKey);
  return openMachine(page)(viewed, contactId ? renderContact(contactId, signInMark, authId) : isReadable ? "" : undefined);
}
