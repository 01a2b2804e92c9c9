declare const contactIdBrand: unique symbol;

/** Id of a contact: a lower-case GUID without braces. */
export type ContactId = string & { readonly [contactIdBrand]: true };

/** Its 36 characters are not only zeros and dashes. */
const guidPattern = /^\s*{?((?![0-]{36})[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})}?\s*$/i;

/** Takes a GUID in any case, with or without braces. Anything else, and the GUID of only zeros, is no contact. */
export function parseContactId(value: unknown): ContactId | undefined {
  // What is no text is matched as what it reads as, which is no GUID; the brand stands for exactly this check.
  return guidPattern.exec(value as string)?.[1]?.toLowerCase() as ContactId | undefined;
}
