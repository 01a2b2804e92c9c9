declare const contactIdBrand: unique symbol;

/** Id of a contact: a lower-case GUID without braces. */
export type ContactId = string & { readonly [contactIdBrand]: true };

/** Not of only zeros. */
const guidPattern = /^(?![0-]+$)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Takes a GUID in any case, with or without braces. Anything else, and the GUID of only zeros, is no contact. */
export function parseContactId(value: unknown): ContactId | undefined {
  const text = typeof value === "string" ? value.trim().toLowerCase() : "";
  const guid = text.replace(/^\{|\}$/g, "");
  // The brand stands for exactly the check above.
  return guidPattern.test(guid) ? (guid as ContactId) : undefined;
}
