import type { Collation } from "../../contract/emulator.ts";

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
