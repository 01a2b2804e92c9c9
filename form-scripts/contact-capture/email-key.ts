import { cleanEmail } from "./parse-email.ts";

export interface EmailKeyOptions {
  /** Whoever is `ada+news@…` is taken for `ada@…` [false]. */
  readonly plusTags?: boolean;
  /** Whoever is `a.da@…` is taken for `ada@…` [false]. */
  readonly dots?: boolean;
}

/**
 * What two spellings of one address have in common: for comparing, never to be sent to. Accents are kept, letter case is not. Both options are off by default, since
 * only a few mail services work that way, and two people would become one with all the others.
 */
export function emailKey(text: string, { plusTags = false, dots = false }: EmailKeyOptions = {}): string {
  const email = compareForm(text);
  const at = email.lastIndexOf("@");
  let local = email.slice(0, at);
  if (plusTags) local = local.replace(/(.)\+.*/, "$1");
  if (dots) local = local.replace(/\./g, "");
  return local + email.slice(at);
}

/** The key without options, as the form's script uses it. */
export const compareForm = (text: string): string => cleanEmail(text).toLowerCase();
