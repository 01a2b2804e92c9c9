import type { ContactId } from "./contact-id.ts";

/** Where the id came from: only one that came from a sign-in ends with a sign-out. */
export type ContactSource = "form" | "sign-in";

export interface KnownContact {
  readonly id: ContactId;
  readonly source: ContactSource;
  /** With another `identify.key` than `contactid`: what the tracker is told in place of the id; "" where the contact has no such value, and is then not told. */
  readonly authId?: string | null | undefined;
}

/**
 * A known contact as one text: the id, `+` from a sign-in or `=` from a form, and what the tracker is told in place of the id, a blank where there is no such value.
 */
export type ContactText = string;
export const idChars = 36;
export const signInMark = "+";
export const formMark = "=";
export const noValue = " ";

export const renderContact = (id: string, mark: typeof signInMark | typeof formMark, authId?: KnownContact["authId"]): ContactText =>
  id + mark + (authId === "" ? noValue : (authId ?? ""));

/** Beside the id, which other scripts read too: the rest of the text. */
export const restKey = "portalkit.as";

/** The unfinished submission kept for later, which is not the signed-in visitor's. */
export const outboxKey = "portalkit.outbox";
