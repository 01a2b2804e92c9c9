import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Liquid, type Template } from "liquidjs";
import { fieldSlots } from "../../contract/template-slots.ts";
import { templateSlots } from "../../contract/names.ts";

const root = resolve(import.meta.dirname, "../..");

export const readSource = (path: string): string => readFileSync(resolve(root, path), "utf8");

/** Renders Liquid as a portal without any content snippets would, or with the given ones. */
export function renderLiquid(source: string, snippets: Readonly<Record<string, string>> = {}): string {
  const liquid = new Liquid();
  // The portal's hole in a cached header, which is rendered for each request.
  liquid.registerTag("substitution", {
    parse(_token, remaining) {
      this["body"] = [];
      const stream = this.liquid.parser.parseStream(remaining);
      stream
        .on("tag:endsubstitution", () => stream.stop())
        .on("template", (template: Template) => void (this["body"] as Template[]).push(template))
        .start();
    },
    *render(context, emitter) {
      yield this.liquid.renderer.renderTemplates(this["body"] as Template[], context, emitter);
    },
  });
  const html: unknown = liquid.parseAndRenderSync(source, { snippets });
  return String(html);
}

export interface TestField {
  readonly column: string;
  /** Of the input, or a fragment: `textarea`, `hidden`, `consent-checkbox`, `consent-yes-no`. */
  readonly type: string;
  readonly required?: boolean;
  readonly maxLength?: number;
  readonly from?: string;
  readonly given?: boolean | number;
  readonly refused?: boolean | number;
  readonly value?: string;
}

const defaultFields: readonly TestField[] = [
  { column: "firstname", type: "text" },
  { column: "lastname", type: "text", required: true },
  { column: "emailaddress1", type: "email", required: true, maxLength: 100 },
  { column: "mobilephone", type: "tel" },
];

const fragments = new Set(["textarea", "hidden", "consent-checkbox", "consent-yes-no"]);

/** The capture form's markup with its slots filled as `plan` fills them; the script is left out unless given, and so are content snippets. As often on one page as `times` says. */
export function renderCaptureForm(
  settings = "",
  fields = defaultFields,
  script = "",
  snippets: Readonly<Record<string, string>> = {},
  times = 1,
): string {
  const copies = fields.map((field) => {
    const fragment = fragments.has(field.type) ? `field-${field.type}` : "field";
    return readSource(`form-scripts/contact-capture/${fragment}.liquid`)
      .replaceAll(fieldSlots.column, field.column)
      .replaceAll(fieldSlots.type, field.type)
      .replaceAll(fieldSlots.maxLength, String(field.maxLength ?? 50))
      .replaceAll(fieldSlots.autocomplete, "on")
      .replaceAll(fieldSlots.labelSnippet, `Portal Kit/label.${field.column}`)
      .replaceAll(fieldSlots.labelDefault, `Label ${field.column}`)
      .replaceAll(fieldSlots.required, field.required ? "required" : "")
      .replaceAll(fieldSlots.from, field.from ?? "")
      .replaceAll(fieldSlots.given, JSON.stringify(field.given ?? true))
      .replaceAll(fieldSlots.refused, JSON.stringify(field.refused ?? false))
      .replaceAll(fieldSlots.value, field.value ?? "");
  });
  return renderLiquid(
    readSource("form-scripts/contact-capture/contact-capture.liquid")
      .replace(templateSlots.settings, settings)
      .replace(templateSlots.fields, () => copies.join(""))
      .replace(templateSlots.outbox, () =>
        settings.includes('data-outbox="true"') ? readSource("form-scripts/contact-capture/outbox.liquid") : "",
      )
      .replace("PORTAL_KIT_SCRIPT", () => script)
      .repeat(times),
    snippets,
  );
}

/** The script's template for forms of a page's own: settings and texts, and the script where it is given. */
export function renderCaptureScript(settings = "", script = ""): string {
  return renderLiquid(
    readSource("form-scripts/contact-capture/capture-script.liquid")
      .replace(templateSlots.settings, settings)
      .replace("PORTAL_KIT_SCRIPT", () => script),
  );
}

export interface TrackingParts {
  /** As it stands in the template. */
  readonly script?: string;
  /** The kit's own banner is on the page. */
  readonly hasBanner?: boolean;
}

/** The tracking template with a pasted script, its slots filled as `plan` fills them for the header. */
export function renderTracking(pasted: string, settings = "", { script = "", hasBanner = true }: TrackingParts = {}): string {
  return renderLiquid(
    readSource("web-templates/tracking/tracking.liquid")
      .replace(templateSlots.banner, () => (hasBanner ? readSource("web-templates/tracking/banner.liquid") : ""))
      .replace(templateSlots.settings, settings)
      .replace(templateSlots.landing, "")
      .replace(templateSlots.navigation, "")
      .replace("PORTAL_KIT_SCRIPT", () => script),
    { "Portal Kit/Tracking Script": pasted },
  );
}
