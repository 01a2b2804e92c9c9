/**
 * How a Dataverse environment compares text: never by case, and by accents or not as its base language says.
 * https://learn.microsoft.com/power-platform/admin/language-collations
 */
export const collations = ["accent-insensitive", "accent-sensitive"] as const;
export type Collation = (typeof collations)[number];

/** The form in which two texts are equal exactly when the database holds them equal: no case, width or trailing blanks. */
export function foldText(text: string, collation: Collation): string {
  if (plainText.test(text)) {
    return text.toUpperCase().replace(/ +$/u, "");
  }
  const wide = text.normalize(collation === "accent-insensitive" ? "NFKD" : "NFKC");
  const bare = collation === "accent-insensitive" ? wide.replaceAll(/\p{M}+/gu, "") : wide;
  return bare.toUpperCase().replace(/ +$/u, "");
}

/** Printable ASCII is its own normal form. */
const plainText = /^[ -~]*$/u;
