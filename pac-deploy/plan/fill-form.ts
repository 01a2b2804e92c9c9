import type { CaptureField, Configuration } from "../../contract/configuration.ts";
import { templateSlots } from "../../contract/names.ts";
import { captureSettings, fieldSlots } from "../../contract/template-slots.ts";

/** The field fragment once per configured field. */
export function fillFields(fragment: string, fields: readonly CaptureField[]): string {
  return fields
    .map((field) => {
      const values: Readonly<Record<string, string>> = {
        [fieldSlots.column]: field.column,
        [fieldSlots.type]: field.type,
        [fieldSlots.maxLength]: String(field.maxLength),
        [fieldSlots.autocomplete]: escapeAttribute(field.autocomplete),
        [fieldSlots.labelSnippet]: field.label,
        [fieldSlots.labelDefault]: labelDefaults[field.column] ?? field.column,
        [fieldSlots.required]: field.required ? "required" : "",
      };
      return fragment.replaceAll(slotPattern, (slot) => values[slot] ?? slot);
    })
    .join("");
}

/** What the label says where its snippet is missing. */
const labelDefaults: Readonly<Record<string, string>> = {
  firstname: "First name",
  lastname: "Last name",
  emailaddress1: "Email",
  mobilephone: "Mobile phone",
  telephone1: "Phone",
  jobtitle: "Job title",
};

// The longer name first: one slot begins with another's name.
const slotPattern = new RegExp(
  Object.values(fieldSlots)
    .toSorted((a, b) => b.length - a.length)
    .join("|"),
  "g",
);

/** The form's own settings, as attributes its script reads. */
export function fillFormSettings(template: string, { capture, identify, consent }: Configuration): string {
  const attributes: readonly (readonly [string, string | undefined])[] = [
    [captureSettings.lookup, capture.lookup],
    [captureSettings.existing, identify.existing],
    [captureSettings.successKind, capture.success.kind],
    [captureSettings.successUrl, capture.success.url],
    [captureSettings.consentMode, consent.mode],
  ];
  const text = attributes.flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${escapeAttribute(value)}"`])).join(" ");
  return template.replaceAll(templateSlots.settings, () => text);
}

const escapeAttribute = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
