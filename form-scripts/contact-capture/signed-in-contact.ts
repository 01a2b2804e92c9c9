import { attempt } from "../../identity/attempt.ts";
import { parseContactId, type ContactId } from "../../identity/contact-id.ts";

/** What the portal's page shell leaves on the window. */
interface PortalWindow {
  readonly Microsoft?: { readonly Dynamic365?: { readonly Portal?: { readonly User?: { readonly contactId: unknown } } } };
}

/** Who was signed in when the page was made; nobody where the page does not say. */
export const readSignedIn = (window: object): ContactId | undefined =>
  attempt(() => parseContactId((window as PortalWindow).Microsoft?.Dynamic365?.Portal?.User?.contactId));
