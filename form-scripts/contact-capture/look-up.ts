import { attempt } from "../../identity/attempt.ts";
import { parseContactId, type ContactId } from "../../identity/contact-id.ts";
import { callPortal } from "./call-portal.ts";
import { compareForm } from "./email-key.ts";
import type { RequestFailure } from "./request.ts";
import type { Turn } from "./turn.ts";

/** The column the look-up goes by. */
export const emailColumn = "emailaddress1";
/** How old the portal's answer may be. https://learn.microsoft.com/power-pages/admin/clear-server-side-cache */
export const readCacheMs = 15 * 60_000;

export interface Found {
  /** Undefined: there is none. */
  readonly contactId?: ContactId | undefined;
  /** The value of the column that Customer Insights identifies by. */
  readonly authId?: string;
}

export interface LookedUp extends Found {
  readonly code?: undefined;
  /** False: this page has asked for the same address within the last 15 minutes, and may have been given the same answer again. */
  readonly isFresh: boolean;
}

/** Asks for the contacts with this address. https://learn.microsoft.com/power-pages/configure/read-operations */
export async function lookUpContact(turn: Turn, email: string): Promise<LookedUp | RequestFailure> {
  const { lookUps } = turn.memory;
  const { authColumn } = turn.settings;
  const at = turn.clock.now();
  const isFresh = !(at - (lookUps[email] ?? NaN) < readCacheMs);
  lookUps[email] = at;
  const answer = await callPortal(turn, lookUpQuery(email, authColumn));
  if (answer.code) return answer;
  // No JSON, and no rows, throw.
  const read = (): LookedUp => ({ ...chooseContact((JSON.parse(answer.text) as { value: unknown[] }).value, email, authColumn), isFresh });
  return attempt(read) ?? { code: "bad-answer" };
}

/** Quotes in the address are doubled, and each value is percent-encoded, since a bare `+` would arrive as a blank. */
export function lookUpQuery(email: string, authColumn: string): string {
  const columns = new Set(["contactid", emailColumn, authColumn]);
  return `?$select=${[...columns].join()}&$filter=${encodeURIComponent(`${emailColumn} eq '${email.replace(/'/g, "''")}'`)}`;
}

/**
 * Of several it takes the one with the lowest id, every time: nothing else about them may be read. Dataverse compares more loosely than by letter case (accents, trailing blanks):
 * a row that shows another address is not taken. Throws where there are no rows.
 */
export function chooseContact(rows: readonly unknown[], email: string, authColumn: string): Found {
  let found: Found = {};
  rows.forEach((row) => {
    // Columns hold text or numbers, or nothing; one that may not be read is not there.
    const read = (column: string): string => String((row as Readonly<Record<string, string | number | null>> | null)?.[column] ?? "");
    const contactId = parseContactId(read("contactid"));
    if (contactId && !((found.contactId || "~") < contactId) && compareForm(read(emailColumn) || email) === compareForm(email))
      found = { contactId, authId: read(authColumn) };
  });
  return found;
}
