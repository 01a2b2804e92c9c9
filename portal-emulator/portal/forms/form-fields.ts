import type { FormMetadata, FormRecord } from "../../../site/parse-forms.ts";
import { isTrue, numberOf, textOf } from "../../../site/site-rows.ts";
import { findColumn, type ColumnDefinition, type TableDefinition } from "../../schema/table-definition.ts";
import { readLocalText } from "./local-text.ts";

/** One input of a form. */
export interface FormField {
  readonly column: ColumnDefinition;
  readonly label: string;
  readonly required: boolean;
  readonly requiredMessage: string;
  readonly pattern: { readonly expression: string; readonly message: string } | undefined;
  readonly cssClass: string;
  readonly description: { readonly text: string; readonly place: DescriptionPlace } | undefined;
  readonly style: "radio-vertical" | "radio-horizontal" | "lookup-as-list" | undefined;
  readonly metadata: FormMetadata | undefined;
}

export type DescriptionPlace = "above-field" | "below-field" | "above-label";

export interface FieldPlan {
  readonly fields: readonly FormField[];
  /** What is assumed, and what is not rendered. */
  readonly notices: readonly string[];
}

/** What people ask for on forms of these tables; the first name is the table's. */
const usualColumns: Readonly<Record<string, readonly string[]>> = {
  contact: ["firstname", "lastname", "emailaddress1", "mobilephone"],
  lead: ["subject", "firstname", "lastname", "emailaddress1"],
  account: ["name", "telephone1", "emailaddress1"],
  incident: ["title", "description"],
  opportunity: ["name", "description"],
};

/** Columns without which Dataverse's own forms do not save. https://learn.microsoft.com/power-apps/developer/data-platform/reference/about-entity-reference */
const requiredColumns: Readonly<Record<string, readonly string[]>> = { contact: ["lastname"], lead: ["subject", "lastname"] };

/** Columns the platform keeps in every row. */
const platformColumns =
  /^(?:owner|owning|created|modified|overridden|importsequence|timezonerule|utcconversion|versionnumber|statecode|statuscode|transactioncurrency|exchangerate|process|stage|traversedpath)/;

const maxAssumed = 12;

/**
 * The inputs of a form. A download holds no form layout (FormXML): the columns are those its metadata records name, and on a form that inserts also those
 * the table requires; without either the ones usual for the table. Both are assumed and said to be.
 */
export function planFields(form: FormRecord, table: TableDefinition, lcid: number | undefined): FieldPlan {
  const notices: string[] = [];
  const records = form.metadata.filter((record) => record.kind === "column");
  for (const { kind, name, values } of form.metadata)
    if (kind === "other")
      notices.push(
        `"${name}" of the form "${form.name}" (kind ${textOf(values, "type") ?? "unknown"}: subgrid, notes, timeline …) is not rendered.`,
      );
  const named = new Set(records.map((record) => record.column ?? ""));
  const required = requiredColumns[table.name] ?? [table.primaryName];
  const names = named.size === 0 ? listUsual(table) : [...new Set([...(form.mode === "insert" ? required : []), ...named])];
  const fields = names.flatMap((name): FormField[] => {
    const column = findColumn(table, name);
    if (column === undefined) {
      notices.push(
        `The form "${form.name}" has the column ${name}, which ${table.name} has not in the emulated organization: describe it in a schema file.`,
      );
      return [];
    }
    if (column.type === "multichoice" || column.type === "uniqueidentifier" || column.type === "bigint") {
      notices.push(`The column ${name} of the form "${form.name}" (${column.type}) is not rendered.`);
      return [];
    }
    return [describeField({ form, column, required: required.includes(name), lcid })];
  });
  const why = named.size === 0 ? `those usual for ${table.name}` : "those its metadata names, and what the table requires";
  notices.push(
    `The layout of the form "${form.name}" is not part of a site folder; its columns are assumed to be ${why}: ${fields.map(({ column }) => column.name).join(", ")}.`,
  );
  return { fields, notices };
}

function listUsual(table: TableDefinition): readonly string[] {
  const usual = usualColumns[table.name];
  if (usual !== undefined) return usual;
  const own = table.columns.filter(
    ({ name, readOnly, type }) =>
      readOnly !== true && type !== "uniqueidentifier" && type !== "bigint" && type !== "multichoice" && !platformColumns.test(name),
  );
  const names = own.map(({ name }) => name);
  return [...new Set([...names.filter((name) => name === table.primaryName), ...names])].slice(0, maxAssumed);
}

interface FieldSource {
  readonly form: FormRecord;
  readonly column: ColumnDefinition;
  /** The table requires it. */
  readonly required: boolean;
  readonly lcid: number | undefined;
}

function describeField({ form, column, required, lcid }: FieldSource): FormField {
  const metadata = form.metadata.find((record) => record.column === column.name);
  const values = metadata?.values ?? {};
  const local = (key: string): string => readLocalText(textOf(values, key), lcid);
  const label = local("label") || column.displayName || labels[column.name] || splitWords(column.schemaName ?? column.name);
  const expression = textOf(values, "validationregularexpression") ?? "";
  // "Use attribute's description" leads to the table's own descriptions, which the emulated organization has not.
  const description = isTrue(values, "adddescription") && !isTrue(values, "useattributedescriptionproperty") ? local("description") : "";
  return {
    column,
    label,
    required: column.readOnly !== true && (required || isTrue(values, "fieldisrequired") || isTrue(form.values, "forceallfieldsrequired")),
    requiredMessage: local("requiredfieldvalidationerrormessage") || `${label} is a required field.`,
    pattern:
      expression === "" ? undefined : { expression, message: local("validationregularexpressionerrormessage") || `${label} is not valid.` },
    cssClass: textOf(values, "cssclass") ?? "",
    description:
      description === ""
        ? undefined
        : { text: description, place: descriptionPlaces[numberOf(values, "descriptionposition") ?? 100_000_000] ?? "above-field" },
    style: styles[numberOf(values, "controlstyle") ?? 0],
    metadata,
  };
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
