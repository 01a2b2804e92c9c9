import { attempt } from "./attempt.ts";
import { parseContactId, type ContactId } from "./contact-id.ts";

export interface PortalUser {
  /** The portal has said who is signed in, if anybody is. False: the page carries no portal object (yet), so nobody has signed out. */
  readonly isReadable: boolean;
  readonly contactId: ContactId | undefined;
}

/** What the portal's page shell leaves on the window. */
interface PortalWindow {
  readonly Microsoft?: { readonly Dynamic365?: { readonly Portal?: { readonly User?: { readonly contactId: unknown } } } };
}

/** `window.Microsoft.Dynamic365.Portal.User` of the portal's page shell; for an anonymous visitor it is absent or holds empty strings. */
export function readPortalUser(window: object): PortalUser {
  // The page may have put anything there. What is not there is not left to an exception: the first one of a page costs more than all the rest of this.
  const portal = attempt(() => (window as PortalWindow).Microsoft?.Dynamic365?.Portal);
  return { isReadable: !!portal, contactId: attempt(() => parseContactId(portal?.User?.contactId)) };
}
