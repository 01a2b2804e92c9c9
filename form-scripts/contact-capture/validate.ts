import type { CapturePage } from "./capture-page.ts";
import { cleanEmail } from "./parse-email.ts";
import { isChoice, listControls, readSource, type Control } from "./read-fields.ts";
import { readText } from "./show-form.ts";

/** Column → value as it is sent; empty ones, and questions that are not answered, are left out. */
export type ContactValues = Readonly<Record<string, string | number | boolean>> & { readonly emailaddress1?: string };

/** Column → what is wrong with it, in the visitor's language and the form's order. */
export type FieldErrors = Readonly<Record<string, string>>;

/**
 * Step 1. Writes each value as it will be sent into its control, then lets the browser check it: what is required, addresses, and whatever else the form asks for.
 * Only lengths are checked here, since browsers check those of typed text alone.
 */
export function validate(page: CapturePage, form: HTMLFormElement): { readonly values: ContactValues; readonly errors: FieldErrors } {
  const values: Record<string, string | number | boolean> = {};
  const errors: Record<string, string> = {};
  for (const control of listControls(form)) {
    const { name, type, maxLength, validity } = control;
    const { from } = control.dataset;
    if (from) control.value = readSource(page, from).slice(0, maxLength < 0 ? undefined : maxLength);
    else if (!isChoice(control)) control.value = type === "email" ? cleanEmail(control.value) : control.value.trim();
    const { value } = control;
    const code =
      maxLength > 0 && value.length > maxLength
        ? "too-long"
        : validity.valueMissing
          ? "required"
          : validity.typeMismatch
            ? type
            : !validity.valid && "other";
    if (code) errors[name] = describe(form, control, code);
    // Numbers and booleans of choices go as such.
    else if (value && (control.checked || !isChoice(control)))
      values[name] =
        (control.checked || type === "select-one") && /^(true|false|0|-?[1-9]\d*)$/.test(value)
          ? // Nothing else comes of that.
            (JSON.parse(value) as number | boolean)
          : value;
  }
  return { values, errors };
}

/** A text of the site's, or what the browser would say. Buttons that are one question carry what it is called in `data-label`: their own labels are the answers. */
function describe(form: HTMLFormElement, control: Control, code: string): string {
  const label = control.dataset["label"] || control.labels?.[0]?.textContent.trim() || control.name;
  return (readText(form, code) || `[label]: ${control.validationMessage}`)
    .replace("[max]", `${control.maxLength}`)
    .replace("[label]", () => label);
}
