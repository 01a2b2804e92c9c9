import type { FormMetadata, FormRecord } from "../../../site/parse-forms.ts";
import { isTrue, numberOf, textOf } from "../../../site/site-rows.ts";
import type { ColumnDefinition, TableDefinition } from "../../schema/table-definition.ts";
import { pickLabel, type Labels, type Solution } from "../../solution/solution.ts";
import { readLocalText } from "./local-text.ts";

/** One input of a form. */
export interface FormField {
  readonly column: ColumnDefinition;
  readonly label: string;
  /** false: the label is there for screen readers only. */
  readonly showsLabel: boolean;
  readonly required: boolean;
  /** It shows the value and takes none: of the column itself, or of this form. */
  readonly readOnly: boolean;
  readonly requiredMessage: string;
  readonly pattern: { readonly expression: string; readonly message: string } | undefined;
  readonly cssClass: string;
  readonly description: { readonly text: string; readonly place: DescriptionPlace } | undefined;
  readonly style: "radio-vertical" | "radio-horizontal" | "lookup-as-list" | undefined;
  /** Of a choice, several choices or a yes-no column: value and label. */
  readonly options: readonly (readonly [value: string, label: string])[];
  /** The view that a lookup offers the rows of; undefined: the table's own for lookups. */
  readonly viewId: string | undefined;
  readonly metadata: FormMetadata | undefined;
}

export type DescriptionPlace = "above-field" | "below-field" | "above-label";

/** What a form's layout says of an input; absent: nothing is known of it. */
export interface FieldPlace {
  readonly labels: Labels;
  readonly showsLabel: boolean;
  readonly readOnly: boolean;
  readonly viewId: string | undefined;
}

export interface FieldSource {
  readonly form: FormRecord;
  readonly table: TableDefinition;
  readonly column: ColumnDefinition;
  /** The table requires it, where no solution says. */
  readonly required: boolean;
  readonly lcid: number | undefined;
  readonly solution: Solution | undefined;
  readonly place: FieldPlace | undefined;
}

/** An input as the site's metadata, the form's layout and the table describe it, in that order. */
export function describeField({ form, table, column, required, lcid, solution, place }: FieldSource): FormField {
  const metadata = form.metadata.find((record) => record.column === column.name);
  const values = metadata?.values ?? {};
  const known = solution?.tables.get(table.name)?.columns.get(column.name);
  const local = (key: string): string => readLocalText(textOf(values, key), lcid);
  const label =
    local("label") ||
    (place && pickLabel(place.labels, lcid)) ||
    (known && pickLabel(known.labels, lcid)) ||
    column.displayName ||
    labels[column.name] ||
    splitWords(column.schemaName ?? column.name);
  const expression = textOf(values, "validationregularexpression") ?? "";
  // "Use attribute's description" leads to the table's own descriptions, which the emulated organization has not.
  const description = isTrue(values, "adddescription") && !isTrue(values, "useattributedescriptionproperty") ? local("description") : "";
  const readOnly = column.readOnly === true || place?.readOnly === true;
  const demanded =
    required ||
    known?.requiredLevel === "required" ||
    (known?.requiredLevel === "recommended" && isTrue(form.values, "recommendedfieldsrequired")) ||
    isTrue(values, "fieldisrequired") ||
    isTrue(form.values, "forceallfieldsrequired");
  return {
    column,
    label,
    showsLabel: place?.showsLabel ?? true,
    required: !readOnly && demanded,
    readOnly,
    requiredMessage: local("requiredfieldvalidationerrormessage") || `${label} is a required field.`,
    pattern:
      expression === "" ? undefined : { expression, message: local("validationregularexpressionerrormessage") || `${label} is not valid.` },
    cssClass: textOf(values, "cssclass") ?? "",
    description:
      description === ""
        ? undefined
        : { text: description, place: descriptionPlaces[numberOf(values, "descriptionposition") ?? 100_000_000] ?? "above-field" },
    style: styles[numberOf(values, "controlstyle") ?? 0],
    options: listOptions(column, (value) => pickLabel(known?.options.find((option) => option.value === value)?.labels ?? new Map(), lcid)),
    viewId: place?.viewId,
    metadata,
  };
}

function listOptions({ type, options = [] }: ColumnDefinition, translate: (value: number) => string): [string, string][] {
  if (type === "boolean")
    return [0, 1].map((value) => [
      String(value),
      translate(value) || (options.find((option) => option.value === value)?.label ?? (value === 1 ? "Yes" : "No")),
    ]);
  return options.map(({ value, label }) => [String(value), translate(value) || label]);
}

const styles: Readonly<Record<number, FormField["style"]>> = {
  100_000_000: "radio-vertical",
  100_000_001: "radio-horizontal",
  756_150_000: "lookup-as-list",
};

const descriptionPlaces: Readonly<Record<number, DescriptionPlace>> = {
  100_000_000: "above-field",
  100_000_001: "below-field",
  100_000_002: "above-label",
};

const labels: Readonly<Record<string, string>> = { emailaddress1: "Email", telephone1: "Business Phone" };

/** `MobilePhone` → `Mobile Phone`; a logical name without its prefix. */
const splitWords = (name: string): string =>
  name
    .replace(/^[a-z0-9]+_/, "")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/^./, (first) => first.toUpperCase());
