import { numberOf, textOf } from "../../../site/site-rows.ts";
import type { ColumnDefinition } from "../../schema/table-definition.ts";
import type { CellValue, Row } from "../../store/store.ts";
import type { FormCall } from "./form-call.ts";
import type { FormField } from "./describe-field.ts";
import type { FieldValue } from "./render-field.ts";

/** What stands in the inputs: what metadata fills in, in every mode (engine source of the 8.x ancestor), else the row's cells. */
export async function readFieldValues(
  call: FormCall,
  fields: readonly FormField[],
  row: Row | undefined,
): Promise<Map<string, FieldValue>> {
  const values = new Map<string, FieldValue>();
  for (const field of fields) {
    const { column } = field;
    const own = row === undefined ? (column.initial ?? null) : (row[column.name] ?? null);
    const filled = await findValue(call, field, "prepopulate");
    values.set(column.name, await showCell(call, column, filled ?? own));
  }
  return values;
}

/** What metadata writes when the form is saved, whatever was typed. https://learn.microsoft.com/power-pages/configure/configure-basic-form-metadata#set-value-on-save */
export async function findSavedValue(call: FormCall, field: FormField): Promise<CellValue | undefined> {
  return field.metadata === undefined || textOf(field.metadata.values, "setvalueonsave")?.toLowerCase() !== "true"
    ? undefined
    : findValue(call, field, "onsave");
}

async function findValue(
  call: FormCall,
  { column, metadata }: FormField,
  prefix: "prepopulate" | "onsave",
): Promise<CellValue | undefined> {
  if (metadata === undefined) return undefined;
  const code = numberOf(metadata.values, `${prefix}type`);
  switch (code) {
    // Value; without a type a value on save is one too.
    case 100_000_000:
      return parseText(textOf(metadata.values, `${prefix}value`) ?? "", column);
    case undefined:
      return prefix === "onsave" ? parseText(textOf(metadata.values, "onsavevalue") ?? "", column) : undefined;
    // Today's date.
    case 100_000_001: {
      const now = call.ctx.clock.now().toISOString();
      return column.type === "date" ? now.slice(0, 10) : now;
    }
    // A column of the current portal user.
    case 100_000_002: {
      const from = textOf(metadata.values, `${prefix}fromattribute`) ?? "";
      const contact = call.persona.contactId === undefined ? undefined : await call.service.find("contact", call.persona.contactId);
      return contact?.[from] ?? undefined;
    }
    default:
      return undefined;
  }
}

/** A text of a record as the column's value; what it cannot be stays text, and is refused when it is saved. */
function parseText(text: string, { type }: ColumnDefinition): CellValue | undefined {
  if (text === "") return undefined;
  if (type === "boolean") return /^(?:true|1|yes)$/i.test(text);
  const isNumber = type === "integer" || type === "decimal" || type === "double" || type === "money" || type === "choice";
  return isNumber && Number.isFinite(Number(text)) ? Number(text) : text;
}

async function showCell({ ctx, service }: FormCall, column: ColumnDefinition, value: CellValue): Promise<FieldValue> {
  if (value === null) return { text: "" };
  if (column.type === "boolean") return { text: value === true || value === 1 ? "1" : "0" };
  if (column.type !== "lookup") return { text: String(value) };
  for (const name of column.targets ?? []) {
    const table = ctx.schema.findTable(name);
    const found = table && (await service.find(name, String(value)));
    if (table && found) return { text: String(value), shown: String(found[table.primaryName] ?? ""), table: name };
  }
  return { text: String(value) };
}
