import { parseContactId, type ContactId } from "../../identity/contact-id.ts";
import { readMember } from "../../identity/read-member.ts";
import { callPortal, type PortalAnswer } from "./call-portal.ts";
import type { CapturePage } from "./capture-page.ts";
import { fail, parseJson } from "./request.ts";

export type LookUpAnswer = { readonly ok: true; readonly contactId: ContactId | undefined } | Extract<PortalAnswer, { ok: false }>;

/** The column the look-up goes by. */
export const emailColumn = "emailaddress1";

/**
 * Asks for the contacts with this address. Of several it takes the one with the lowest id, every time: nothing else about them may be read.
 * https://learn.microsoft.com/power-pages/configure/read-operations
 */
export async function lookUpContact(page: CapturePage, email: string, endsAt: number): Promise<LookUpAnswer> {
  const answer = await callPortal(page, { url: lookUpUrl(email), method: "GET", endsAt });
  if (!answer.ok) return answer;
  const rows = readMember(parseJson(answer.response.text), "value");
  return Array.isArray(rows) ? { ok: true, contactId: chooseContact(rows, email) } : fail("bad-answer", false);
}

/** Quotes in the address are doubled, and each value is percent-encoded, since a bare `+` would arrive as a blank. */
export function lookUpUrl(email: string): string {
  const filter = `${emailColumn} eq '${email.replace(/'/g, "''")}'`;
  return `/_api/contacts?$select=contactid,${emailColumn}&$filter=${encodeURIComponent(filter)}`;
}

/** Dataverse compares more loosely than by letter case (accents, trailing blanks): a row that shows another address is not taken. */
export function chooseContact(rows: readonly unknown[], email: string): ContactId | undefined {
  const typed = email.toLowerCase();
  const ids = rows.flatMap((row) => {
    const stored = readMember(row, emailColumn);
    const isOther = typeof stored === "string" && stored.trim().toLowerCase() !== typed;
    return isOther ? [] : parseContactId(readMember(row, "contactid")) || [];
  });
  return ids.sort()[0];
}
