import { parseEmail } from "./parse-email.ts";
import type { CapturedField } from "./read-fields.ts";

export type FieldErrorCode = "required" | "email" | "too-long";

export interface FieldError {
  readonly column: string;
  readonly label: string;
  readonly code: FieldErrorCode;
  readonly maxLength: number | undefined;
}

/** Column → text as it is sent; empty ones are left out. */
export type ContactValues = Readonly<Record<string, string>>;

/** Step 1. Trims, and checks what is required, addresses and lengths. Every error of every field comes back, in the form's order, one a field. */
export function validate(
  fields: readonly CapturedField[],
): { readonly ok: true; readonly values: ContactValues } | { readonly ok: false; readonly errors: readonly FieldError[] } {
  const values: Record<string, string> = {};
  const errors: FieldError[] = [];
  for (const { column, label, type, required, maxLength, value } of fields) {
    const typed = value.trim();
    const text = type === "email" && typed ? parseEmail(typed) : typed;
    const code = !typed
      ? required
        ? "required"
        : undefined
      : text === undefined
        ? "email"
        : maxLength && text.length > maxLength
          ? "too-long"
          : undefined;
    if (code) errors.push({ column, label, code, maxLength });
    else if (text) values[column] = text;
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, values };
}
