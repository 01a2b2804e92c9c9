/**
 * Remembers, for as long as the tracker's cookie may live, which contact that cookie was meant for (the page may go before the tracker is told), so that
 * another person on the same browser is noticed in a new tab on another day too. Only the beginning of the id is kept: enough to see a difference, useless as an id.
 * Not its end: what Dataverse makes in sequence ends alike.
 */
export const linkedKey = "portalkit.linked";

/** Kept in place of a beginning when the cookie belongs to somebody else than the tab session knows; no id begins so. */
export const linkedToAnother = "-";

/** Of an id, or of a text that begins with one. */
export const digestContactId = (id: string): string => id.slice(0, 8);
