import type { CaptureField, Configuration } from "../../contract/configuration.ts";
import { templateSlots } from "../../contract/names.ts";
import { captureSettings, fieldSlots } from "../../contract/template-slots.ts";
import type { CaptureTemplates, FieldFragments, KitFiles } from "../kit-files.ts";
import { renderOwnValue } from "./own-value.ts";
import { escapeAttribute, renderAttributes } from "./render-attributes.ts";

/** The templates whose script does what is configured, and no more. */
export function pickTemplates(kit: KitFiles, { path, outbox }: Configuration["capture"]): CaptureTemplates {
  if (path === "A-self") return kit.capture["A-self"];
  return kit.capture[`${path === "A-key" ? "A-key" : "A"}${outbox ? "-outbox" : ""}`];
}

/** The contact form as configured: settings, fields, and the outbox's box where it is on. */
export function fillForm(kit: KitFiles, configuration: Configuration): string {
  const { capture } = configuration;
  const fields = fillFields(kit.fields, capture);
  return fillFormSettings(pickTemplates(kit, capture).contactCapture, configuration)
    .replaceAll(templateSlots.fields, () => fields)
    .replaceAll(templateSlots.outbox, () => (capture.outbox ? kit.outbox : ""));
}

/** The fragment of its kind once per configured field. */
export function fillFields(fragments: FieldFragments, { path, fields }: Configuration["capture"]): string {
  return fields
    .map((field) => {
      const kind = fragmentOf(field);
      const isOwn = path === "A-self" && (kind === "input" || kind === "textarea");
      const values: Readonly<Record<string, string>> = {
        [fieldSlots.column]: field.column,
        [fieldSlots.type]: field.type,
        [fieldSlots.maxLength]: String(field.maxLength),
        [fieldSlots.autocomplete]: escapeAttribute(field.autocomplete),
        [fieldSlots.labelSnippet]: field.label,
        [fieldSlots.labelDefault]: labelDefaults[field.column] ?? field.column,
        [fieldSlots.required]: field.required ? "required" : "",
        [fieldSlots.from]: field.from ?? "",
        [fieldSlots.given]: String(field.consent?.given),
        [fieldSlots.refused]: String(field.consent?.refused),
        [fieldSlots.value]: isOwn ? renderOwnValue(field.column) : "",
      };
      return fragments[kind].replaceAll(slotPattern, (slot) => values[slot] ?? slot);
    })
    .join("");
}

function fragmentOf({ type, consent }: CaptureField): keyof FieldFragments {
  if (consent !== undefined) return `consent-${consent.ask}`;
  return type === "textarea" || type === "hidden" ? type : "input";
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

/** The settings a form's script reads, on the element that carries them; what has its default value is left out. */
export function fillFormSettings(template: string, { capture, identify, consent }: Configuration): string {
  const { success } = capture;
  const attributes = renderAttributes({
    [captureSettings.path]: capture.path === "A" ? undefined : capture.path,
    [captureSettings.lookup]: capture.lookup,
    [captureSettings.existing]: identify.existing,
    [captureSettings.authColumn]: identify.key === "contactid" ? undefined : identify.key,
    [captureSettings.prefetchLookup]: capture.prefetchLookup ? "true" : undefined,
    [captureSettings.outbox]: capture.outbox ? "true" : undefined,
    [captureSettings.minFillMs]: capture.minFillMs > 0 ? String(capture.minFillMs) : undefined,
    [captureSettings.keyProvedAt]: capture.keyProvedAt.length > 0 ? capture.keyProvedAt.join(" ") : undefined,
    [captureSettings.successKind]: success.kind,
    [captureSettings.successUrl]: success.kind === "message" ? undefined : success.url,
    [captureSettings.consentMode]: consent.mode,
    // Of somebody else's form only what is text is read.
    [captureSettings.contactColumns]: template.includes("data-portal-kit-existing-form")
      ? capture.fields.flatMap(({ column, consent: question, type }) => (question || type === "hidden" ? [] : column)).join(",")
      : undefined,
  });
  return template.replaceAll(templateSlots.settings, () => attributes);
}
