import type { Collation } from "../../contract/emulator.ts";
import type { ColumnDefinition } from "../schema/table-definition.ts";
import { isText } from "../schema/table-definition.ts";
import { foldText } from "../store/fold-text.ts";
import type { CellValue } from "../store/store.ts";

/** A value in the form in which equal ones are the same and others are ordered as the database orders them. */
export function keyOf(value: CellValue, column: ColumnDefinition, collation: Collation): string | number | null {
  if (value === null) {
    return null;
  }
  if (typeof value === "boolean") {
    return value ? 1 : 0;
  }
  if (typeof value === "number") {
    return value;
  }
  if (column.type === "datetime") {
    return Date.parse(value);
  }
  // Ids as folded text has them, so that the two can be equal.
  return isText(column) ? foldText(value, collation) : isId(column) ? value.toUpperCase() : value;
}

const isId = ({ type }: ColumnDefinition): boolean => type === "uniqueidentifier" || type === "lookup";

/** Null first; text by the bytes of its UTF-8, as SQLite has it. */
export function compareKeys(one: string | number | null, other: string | number | null): number {
  if (one === null || other === null) {
    return Number(one !== null) - Number(other !== null);
  }
  if (typeof one === "string" && typeof other === "string") {
    return one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other));
  }
  return Number(one) - Number(other);
}
