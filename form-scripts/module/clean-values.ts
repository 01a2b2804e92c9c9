import { emailColumn } from "../contact-capture/look-up.ts";
import { parseEmail } from "../contact-capture/parse-email.ts";
import type { ContactValues } from "../contact-capture/validate.ts";

/** Whatever somebody else's form or script holds, by column. */
export type RawValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * Step 1 where the form is not ours: trims, leaves out what is empty, and writes the address as it is looked up and stored. Undefined where there is an
 * address that is none; a form without one is for the caller to judge.
 */
export function cleanValues(raw: RawValues): ContactValues | undefined {
  const values: Record<string, string | number | boolean> = {};
  for (const [column, value] of Object.entries(raw)) {
    const cleaned = typeof value === "string" ? value.trim() : value;
    if (cleaned !== "" && cleaned !== null && cleaned !== undefined) values[column] = cleaned;
  }
  const { [emailColumn]: typed, ...others } = values;
  const email = typed && parseEmail(String(typed));
  return !typed ? others : email ? { ...others, [emailColumn]: email } : undefined;
}
