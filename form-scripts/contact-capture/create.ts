import { parseContactId, type ContactId } from "../../identity/contact-id.ts";
import { readMember } from "../../identity/read-member.ts";
import { callPortal, type PortalAnswer } from "./call-portal.ts";
import type { CapturePage } from "./capture-page.ts";
import { fail } from "./request.ts";
import type { ContactValues } from "./validate.ts";

export type CreateAnswer = { readonly ok: true; readonly contactId: ContactId | undefined } | Extract<PortalAnswer, { ok: false }>;

/** Creates a contact. https://learn.microsoft.com/power-pages/configure/write-update-delete-operations */
export async function createContact(page: CapturePage, values: ContactValues, endsAt: number): Promise<CreateAnswer> {
  const answer = await callPortal(page, {
    url: "/_api/contacts",
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(values),
    endsAt,
  });
  if (!answer.ok) return answer;
  const contactId = readCreatedId(answer.response.headers);
  // Success without an id is believed with the documented status only: anything may answer 200 on the way.
  return contactId || answer.response.status === 204 ? { ok: true, contactId } : fail("bad-answer", true);
}

/** The new row's id: documented in `entityid`; some portals give it in the other two, as `…/contacts(<guid>)`. */
export function readCreatedId(headers: Pick<Headers, "get">): ContactId | undefined {
  for (const name of ["entityid", "OData-EntityId", "Location"]) {
    const value = headers.get(name) || "";
    const id = parseContactId(readMember(/\(([^()]+)\)\s*$/.exec(value), "1") || value);
    if (id) return id;
  }
  return undefined;
}
