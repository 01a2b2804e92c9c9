import type { FormKind, TagArguments } from "../../../liquid/liquid-host.ts";
import type { AdvancedForm, BasicForm, SiteForms } from "../../../site/parse-forms.ts";

export type FoundForm = { readonly kind: "basic"; readonly form: BasicForm } | { readonly kind: "advanced"; readonly form: AdvancedForm };

/** Whether the tag says which form it means; with an empty id, as that of a page without a form, it shows nothing (engine source of the 8.x ancestor). */
export const namesNothing = ({ id, name, key }: TagArguments): boolean =>
  [id, name, key].every((value) => value === undefined || value === null || value === "");

/** By id, else by name, else by key, which is either; names compare without case, inactive forms are not found. */
export function findForm({ basicForms, advancedForms }: SiteForms, kind: FormKind, { id, name, key }: TagArguments): FoundForm | undefined {
  const wanted = toText(id ?? name ?? key);
  const isMeant = (form: BasicForm | AdvancedForm): boolean =>
    form.active && ((name === undefined && form.id === wanted) || (id === undefined && form.name.toLowerCase() === wanted));
  if (kind === "entityform") {
    const form = basicForms.find(isMeant);
    return form && { kind: "basic", form };
  }
  const form = advancedForms.find(isMeant);
  return form && { kind: "advanced", form };
}

const toText = (value: unknown): string => (typeof value === "string" ? value.toLowerCase().replaceAll(/^\{|\}$/g, "") : "");
