import { parseContactId, type ContactId } from "./contact-id.ts";
import { readMember } from "./read-member.ts";

export interface PortalUser {
  /** The portal has said who is signed in, if anybody is. False: the page carries no portal object (yet), so nobody has signed out. */
  readonly isReadable: boolean;
  readonly contactId: ContactId | undefined;
}

/** `window.Microsoft.Dynamic365.Portal.User` of the portal's page shell; for an anonymous visitor it is absent or holds empty strings. */
export function readPortalUser(window: object): PortalUser {
  const portal = readMember(readMember(readMember(window, "Microsoft"), "Dynamic365"), "Portal");
  return { isReadable: !!portal, contactId: parseContactId(readMember(readMember(portal, "User"), "contactId")) };
}
