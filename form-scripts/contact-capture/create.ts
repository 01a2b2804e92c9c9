import { parseContactId, type ContactId } from "../../identity/contact-id.ts";
import { callPortal, type PortalAnswer } from "./call-portal.ts";
import type { CapturePage } from "./capture-page.ts";
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
  return answer.ok ? { ok: true, contactId: readCreatedId(answer.response.headers) } : answer;
}

/** The new row's id: documented in `entityid`; some portals give it in the other two, as `…/contacts(<guid>)`. */
export function readCreatedId(headers: Pick<Headers, "get">): ContactId | undefined {
  for (const name of ["entityid", "OData-EntityId", "Location"]) {
    const value = headers.get(name);
    const id = parseContactId(value && (/\(([^()]+)\)\s*$/.exec(value)?.[1] || value));
    if (id) return id;
  }
  return undefined;
}
