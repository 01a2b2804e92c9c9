import { assertNever } from "../../access/assert-never.ts";
import type { ColumnDefinition } from "../schema/table-definition.ts";
import type { CellValue } from "./store.ts";

export type SqlValue = string | number | null;

/** A value as its column keeps it. The wrong type for the column is a bug of the caller and throws. */
export function cellToSql(value: CellValue, column: ColumnDefinition): SqlValue {
  if (value === null) {
    return null;
  }
  switch (column.type) {
    case "string":
    case "memo":
      return wellFormed(expectString(value, column));
    case "uniqueidentifier":
    case "lookup":
      return expectString(value, column).toLowerCase();
    case "date":
    case "multichoice":
      return expectString(value, column);
    case "datetime": {
      const time = Date.parse(expectString(value, column));
      if (Number.isNaN(time)) {
        throw new TypeError(`The column ${column.name} holds a date and time, not this text.`);
      }
      return time;
    }
    case "boolean":
      if (typeof value !== "boolean") {
        throw new TypeError(`The column ${column.name} holds true or false, not a ${typeof value}.`);
      }
      return value ? 1 : 0;
    case "integer":
    case "bigint":
    case "choice":
    case "decimal":
    case "double":
    case "money":
      if (typeof value !== "number") {
        throw new TypeError(`The column ${column.name} holds a number, not a ${typeof value}.`);
      }
      return value;
    default:
      return assertNever(column.type);
  }
}

/** A kept value as Dataverse's JSON shows it; a date and time in whole seconds. */
export function sqlToCell(value: unknown, column: ColumnDefinition): CellValue {
  if (value === null || value === undefined) {
    return null;
  }
  if (typeof value === "string") {
    return value;
  }
  const number = Number(value);
  if (column.type === "boolean") {
    return number !== 0;
  }
  return column.type === "datetime" ? new Date(number).toISOString().replace(/\.\d+Z$/u, "Z") : number;
}

function expectString(value: CellValue, column: ColumnDefinition): string {
  if (typeof value !== "string") {
    throw new TypeError(`The column ${column.name} holds text, not a ${typeof value}.`);
  }
  return value;
}

/** SQLite's text ends at NUL and has no lone surrogates; both become the replacement character. */
function wellFormed(text: string): string {
  if (!doubtful.test(text)) {
    return text;
  }
  return text.replaceAll("\0", "\uFFFD").replaceAll(/\p{Surrogate}/gu, "\uFFFD");
}

/** NUL, and halves of pairs. */
const doubtful = /[\0\uD800-\uDFFF]/;
