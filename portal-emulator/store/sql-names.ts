import { isText } from "../schema/table-definition.ts";
import type { ColumnDefinition } from "../schema/table-definition.ts";

/** An SQL identifier, whatever the name holds. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The column that comparisons, orders and indexes use: text has a second column with its folded form. */
export function keyColumn(column: ColumnDefinition): string {
  return quoteName(isText(column) ? `${column.name}/key` : column.name);
}
