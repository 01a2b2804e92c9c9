import { dispatchPageEvent } from "../../identity/dispatch-page-event.ts";
import { emailColumn } from "../contact-capture/look-up.ts";
import { parseEmail } from "../contact-capture/parse-email.ts";
import type { ContactValues } from "../contact-capture/validate.ts";
import { findInput } from "./find-input.ts";
import type { ColumnSource } from "./read-columns.ts";

/**
 * What stands in the form's inputs, by column: trimmed, empty ones left out, the address as it is looked up and stored. Only text is read: what a choice or a box of somebody
 * else's form means is not known here, and the page is told; so it is of an address that is none.
 */
export function readValues(scope: ParentNode, document: Document, columns: readonly ColumnSource[]): ContactValues {
  const values: Record<string, string> = {};
  for (const [column, name] of columns) {
    const input = findInput(scope, name);
    const typed = input?.value.trim();
    if (!input || !typed) continue;
    const value = column === emailColumn ? parseEmail(typed) : typed;
    if (/^(checkbox|radio|select)/.test(input.type)) dispatchPageEvent(document, "portalkit:blocked", { what: `not-text ${column}` });
    else if (value) values[column] = value;
    else dispatchPageEvent(document, "portalkit:failed", { step: "validate", code: "invalid" });
  }
  return values;
}
