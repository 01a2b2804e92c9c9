import { parseContactId, type ContactId } from "../../identity/contact-id.ts";
import { callPortal, type PortalWrite } from "./call-portal.ts";
import type { RequestFailure } from "./request.ts";
import type { Turn } from "./turn.ts";

export interface Created {
  readonly code?: undefined;
  /** Undefined: the portal did not say. */
  readonly contactId: ContactId | undefined;
}

/** Creates a contact. https://learn.microsoft.com/power-pages/configure/write-update-delete-operations */
export async function createContact(turn: Turn, address: string, write: PortalWrite): Promise<Created | RequestFailure> {
  const answer = await callPortal(turn, address, write);
  if (answer.code) return answer;
  const contactId = readCreatedId(answer.headers);
  // Success without an id is believed with the documented status only: anything may answer 200 on the way.
  return contactId || answer.status === 204 ? { contactId } : { code: "bad-answer", isUncertain: true };
}

/** The new row's id: documented in `entityid`; some portals give it in the other two, as `…/contacts(<guid>)`. */
export const readCreatedId = (headers: Pick<Headers, "get">): ContactId | undefined =>
  ["entityid", "OData-EntityId", "Location"].map((name) => parseContactId(headers.get(name)?.replace(/.*\(|\)\s*$/g, ""))).find(Boolean);
