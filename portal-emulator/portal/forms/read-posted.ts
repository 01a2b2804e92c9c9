import { CellFault, readCell } from "../../odata/read-cell.ts";
import { isGuid } from "../../odata/parse-path.ts";
import type { ColumnDefinition, TableDefinition } from "../../schema/table-definition.ts";
import type { CellValue, Row } from "../../store/store.ts";
import type { FormField } from "./describe-field.ts";
import type { FormNames } from "./form-names.ts";
import { isWholeMatch } from "./is-whole-match.ts";
import type { FieldValue } from "./render-field.ts";

/** A postback that ASP.NET itself refuses, before the form sees it. */
export class PostbackRefused extends Error {
  override readonly name = "PostbackRefused";
}

export interface PostedValues {
  readonly cells: Row;
  /** The tables that lookups point into, by column. */
  readonly targets: ReadonlyMap<string, string>;
  /** What was typed, to be shown again. */
  readonly typed: ReadonlyMap<string, FieldValue>;
  /** In the order of the inputs. */
  readonly errors: readonly string[];
}

/**
 * The values of a postback, judged as the form's validators do on the server. An input that was not posted, as a disabled one, is left alone. Throws
 * PostbackRefused where a choice is none the server rendered: https://learn.microsoft.com/power-pages/configure/add-custom-javascript
 */
export function readPosted(posted: URLSearchParams, { fields, names, table }: PostedForm): PostedValues {
  const cells: Record<string, CellValue> = {};
  const targets = new Map<string, string>();
  const typed = new Map<string, FieldValue>();
  const errors: string[] = [];
  for (const field of fields) {
    const { column } = field;
    if (field.readOnly) continue;
    const text = readText(posted, names, field)?.replaceAll("\r\n", "\n");
    if (text === undefined) {
      // Of radio buttons without a choice browsers send nothing.
      if (field.required && column.type === "boolean") errors.push(field.requiredMessage);
      continue;
    }
    const target = readTarget(posted, names, column);
    typed.set(column.name, {
      text,
      shown: posted.get(names.input(`${column.name}_name`)) ?? "",
      ...(target === undefined ? {} : { table: target }),
    });
    if (target !== undefined && text !== "") targets.set(column.name, target);
    const trimmed = text.trim();
    if (trimmed === "") {
      if (field.required) errors.push(field.requiredMessage);
      else cells[column.name] = null;
      continue;
    }
    if (field.pattern !== undefined && !isWholeMatch(field.pattern.expression, text)) {
      errors.push(field.pattern.message);
      continue;
    }
    try {
      cells[column.name] = readValue(text, { column, table, target });
    } catch (error) {
      if (!(error instanceof CellFault)) throw error;
      errors.push(
        column.maxLength !== undefined && text.length > column.maxLength
          ? `${field.label} is longer than ${column.maxLength} characters.`
          : `${field.label} is not valid.`,
      );
    }
  }
  return { cells, targets, typed, errors };
}

export interface PostedForm {
  readonly fields: readonly FormField[];
  readonly names: FormNames;
  readonly table: TableDefinition;
}

/** Several boxes post a value each, none when none is ticked. */
function readText(posted: URLSearchParams, names: FormNames, { column, options }: FormField): string | undefined {
  if (column.type !== "multichoice") return posted.get(names.input(column.name)) ?? undefined;
  return options.flatMap((_option, place) => posted.get(names.input(`${column.name}$${place}`)) ?? []).join(",");
}

/** A lookup names its table beside its id; one with a single target need not. */
function readTarget(posted: URLSearchParams, names: FormNames, { name, type, targets = [] }: ColumnDefinition): string | undefined {
  if (type !== "lookup") return undefined;
  const given = posted.get(names.input(`${name}_entityname`)) ?? "";
  return targets.includes(given) ? given : targets.length === 1 ? targets[0] : undefined;
}

interface PostedCell {
  readonly column: ColumnDefinition;
  readonly table: TableDefinition;
  readonly target: string | undefined;
}

/** Throws CellFault, PostbackRefused. */
function readValue(text: string, { column, table, target }: PostedCell): CellValue {
  switch (column.type) {
    case "boolean":
      if (text !== "0" && text !== "1") throw new PostbackRefused("Invalid postback or callback argument.");
      return text === "1";
    case "choice":
      if (column.options !== undefined && !column.options.some(({ value }) => String(value) === text))
        throw new PostbackRefused("Invalid postback or callback argument.");
      return readCell(Number(text), column, table);
    case "multichoice": {
      const chosen = text.split(",");
      if (column.options !== undefined && !chosen.every((one) => column.options?.some(({ value }) => String(value) === one)))
        throw new PostbackRefused("Invalid postback or callback argument.");
      return readCell(text, column, table);
    }
    case "integer":
    case "decimal":
    case "double":
    case "money":
      // Thousands may be set apart as people do.
      return readCell(Number(text.trim().replaceAll(",", "")), column, table);
    case "date":
    case "datetime":
      return readMoment(text.trim(), column, table);
    case "lookup":
      if (target === undefined || !isGuid(text)) throw new CellFault("0x80048d19", `Not the id of a row: ${column.name}`);
      return text.toLowerCase();
    default:
      return readCell(text, column, table);
  }
}

/** The picker posts ISO times; a person's own spelling is read as the machine's clock-independent English of the United States is (assumed). */
function readMoment(text: string, column: ColumnDefinition, table: TableDefinition): CellValue {
  const parts = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const [, month = "", day = "", year = ""] = parts ?? [];
  const iso = parts === null ? text : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return readCell(column.type === "date" ? iso.slice(0, 10) : iso.replace(/(\.\d{3})\d+/, "$1"), column, table);
}
