import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Liquid } from "liquidjs";
import { fieldSlots } from "../../contract/template-slots.ts";
import { templateSlots } from "../../contract/names.ts";

const root = resolve(import.meta.dirname, "../..");

export const readSource = (path: string): string => readFileSync(resolve(root, path), "utf8");

/** Renders Liquid as a portal without any content snippets would, or with the given ones. */
export function renderLiquid(source: string, snippets: Readonly<Record<string, string>> = {}): string {
  const html: unknown = new Liquid().parseAndRenderSync(source, { snippets });
  return String(html);
}

export interface TestField {
  readonly column: string;
  readonly type: string;
  readonly required?: boolean;
  readonly maxLength?: number;
}

const defaultFields: readonly TestField[] = [
  { column: "firstname", type: "text" },
  { column: "lastname", type: "text", required: true },
  { column: "emailaddress1", type: "email", required: true, maxLength: 100 },
  { column: "mobilephone", type: "tel" },
];

/** The capture form's markup with its slots filled as `plan` fills them; the script is left out unless given. */
export function renderCaptureForm(settings = "", fields = defaultFields, script = ""): string {
  const fragment = readSource("form-scripts/contact-capture/field.liquid");
  const copies = fields.map((field) =>
    fragment
      .replaceAll(fieldSlots.column, field.column)
      .replaceAll(fieldSlots.type, field.type)
      .replaceAll(fieldSlots.maxLength, String(field.maxLength ?? 50))
      .replaceAll(fieldSlots.autocomplete, "on")
      .replaceAll(fieldSlots.labelSnippet, `Portal Kit/label.${field.column}`)
      .replaceAll(fieldSlots.labelDefault, `Label ${field.column}`)
      .replaceAll(fieldSlots.required, field.required ? "required" : ""),
  );
  return renderLiquid(
    readSource("form-scripts/contact-capture/contact-capture.liquid")
      .replace(templateSlots.settings, settings)
      .replace(templateSlots.fields, () => copies.join(""))
      .replace("PORTAL_KIT_SCRIPT", () => script),
  );
}

/** The tracking template with a pasted script. */
export function renderTracking(pasted: string, settings = "", script = ""): string {
  return renderLiquid(
    readSource("web-templates/tracking/tracking.liquid")
      .replace(templateSlots.settings, settings)
      .replace("PORTAL_KIT_SCRIPT", () => script),
    { "Portal Kit/Tracking Script": pasted },
  );
}
