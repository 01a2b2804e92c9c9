declare const contactIdBrand: unique symbol;

/** Id of a contact: a lower-case GUID without braces. */
export type ContactId = string & { readonly [contactIdBrand]: true };

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Takes a GUID in any case, with or without braces. Anything else, and the GUID of only zeros, is no contact. */
export function parseContactId(value: unknown): ContactId | undefined {
  const guid =
    typeof value === "string"
      ? value
          .trim()
          .toLowerCase()
          .replace(/^\{|\}$/g, "")
      : "";
  // The brand stands for exactly the check above.
  return guidPattern.test(guid) && /[^0-]/.test(guid) ? (guid as ContactId) : undefined;
}
