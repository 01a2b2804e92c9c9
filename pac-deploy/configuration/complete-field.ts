import type { CaptureField, ConsentField, ConsentQuestion, FieldType } from "../../contract/configuration.ts";

/** A field as the schema leaves it: its shape is checked, what depends on the column is not filled in. */
export interface RawField extends Partial<Omit<CaptureField, "consent">> {
  readonly column: string;
  readonly type: FieldType;
  readonly consent?: Partial<ConsentField> & { readonly ask: ConsentQuestion };
}

/** Lengths of Dataverse's own contact columns. https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact */
const columnDefaults: Readonly<Record<string, { maxLength: number; autocomplete: string }>> = {
  firstname: { maxLength: 50, autocomplete: "given-name" },
  lastname: { maxLength: 50, autocomplete: "family-name" },
  emailaddress1: { maxLength: 100, autocomplete: "email" },
  mobilephone: { maxLength: 50, autocomplete: "tel" },
  telephone1: { maxLength: 50, autocomplete: "tel" },
  jobtitle: { maxLength: 100, autocomplete: "organization-title" },
  description: { maxLength: 2000, autocomplete: "off" },
};

/** Fills in what the configuration leaves out and the column decides. */
export function completeField(field: RawField): CaptureField {
  const defaults = columnDefaults[field.column] ?? { maxLength: 100, autocomplete: "off" };
  return {
    column: field.column,
    type: field.type,
    required: field.required ?? false,
    maxLength: field.maxLength ?? defaults.maxLength,
    autocomplete: field.autocomplete ?? defaults.autocomplete,
    label: field.label ?? `Portal Kit/label.${field.column}`,
    ...(field.from === undefined ? {} : { from: field.from }),
    ...(field.consent === undefined ? {} : { consent: completeConsent(field.consent) }),
  };
}

/** Of two answers that are true and false, either one says what the other is. */
function completeConsent({ ask, given, refused }: NonNullable<RawField["consent"]>): ConsentField {
  const yes = given ?? (typeof refused === "boolean" ? !refused : true);
  return { ask, given: yes, refused: refused ?? (typeof yes === "boolean" ? !yes : false) };
}
