import { builtInTemplates } from "../../../liquid/built-in-templates.ts";
import type { TemplateReference } from "../../../liquid/liquid-references.ts";
import type { CheckedSite } from "../check.ts";
import { readSiteLiquid, type LiquidText } from "./read-site-liquid.ts";

/** How the web templates of a site refer to each other. */
export interface TemplateIndex {
  /** The text of an active template; undefined: it has none with Liquid, or is the kit's. */
  readonly text: (name: string) => LiquidText | undefined;
  /** How a name resolves. `assumed`: it may be one that the portal brings along. */
  readonly resolve: (name: string) => "template" | "built-in" | "assumed" | "inactive" | "missing";
}

/** Names compare without case; a name in snake case also stands for the one with blanks. */
export function indexTemplates(checked: CheckedSite): TemplateIndex {
  const { webTemplates } = checked.site;
  const active = new Set(webTemplates.filter((template) => template.active).map(({ name }) => name.toLowerCase()));
  const inactive = new Set(webTemplates.filter((template) => !template.active).map(({ name }) => name.toLowerCase()));
  const texts = new Map<string, LiquidText>();
  for (const text of checked.once(readSiteLiquid)) {
    const { role, name } = text.source;
    if (role === "web-template" || role === "header" || role === "footer") texts.set(name.toLowerCase(), text);
  }
  const spell = (name: string): readonly string[] => {
    const plain = name.toLowerCase();
    return plain.includes("_") && !plain.includes(" ") ? [plain, plain.replaceAll("_", " ")] : [plain];
  };
  return {
    text: (name) => spell(name).flatMap((spelt) => texts.get(spelt) ?? [])[0],
    resolve(name) {
      if (spell(name).some((spelt) => active.has(spelt))) return "template";
      if (builtInTemplates.has(name.toLowerCase().replaceAll(" ", "_"))) return "built-in";
      if (spell(name).some((spelt) => inactive.has(spelt))) return "inactive";
      return /^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(name) ? "assumed" : "missing";
    },
  };
}

/** References by a written name that are always followed, outside `substitution` too. */
export const followedTemplates = ({ references }: LiquidText): readonly (TemplateReference & { readonly name: string })[] =>
  (references?.templates ?? []).flatMap((reference) => (reference.name === undefined ? [] : [{ ...reference, name: reference.name }]));
