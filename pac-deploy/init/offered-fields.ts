import type { RawField } from "../configuration/complete-field.ts";

/** Columns of a contact that `init` offers, as the configuration writes them. https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/contact */
export const offeredFields: readonly {
  readonly column: string;
  readonly words: string;
  readonly field: Partial<RawField> & Pick<RawField, "column">;
}[] = [
  { column: "firstname", words: "First name", field: { column: "firstname" } },
  { column: "lastname", words: "Last name", field: { column: "lastname", required: true } },
  { column: "emailaddress1", words: "Email", field: { column: "emailaddress1", type: "email", required: true } },
  { column: "mobilephone", words: "Mobile phone", field: { column: "mobilephone", type: "tel" } },
  { column: "telephone1", words: "Business phone", field: { column: "telephone1", type: "tel" } },
  { column: "jobtitle", words: "Job title", field: { column: "jobtitle" } },
];

/** The schema's default, which a configuration need not spell out. */
export const fieldNames: readonly string[] = ["firstname", "lastname", "emailaddress1", "mobilephone"];
