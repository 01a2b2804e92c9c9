import type { OrganizationService } from "../../organization/organization.ts";
import type { ColumnDefinition, TableDefinition } from "../../schema/table-definition.ts";
import { readName } from "../../schema/table-definition.ts";
import type { CellValue, Row } from "../../store/store.ts";
import type { NamedValue, PathLiteral, RowPath } from "../parse-path.ts";
import { parseLiteral } from "../parse-path.ts";
import { CellFault, readCell } from "../read-cell.ts";
import type { RowKey } from "./payload.ts";
import { PayloadFault } from "./payload-fault.ts";

export interface KeyOptions {
  /** The query option an alias (`@p1`) stands for. */
  readonly alias?: (name: string) => string | null;
}

/**
 * The key of a path, found in its table. Only active alternate keys count, and their columns in any order; a lookup column of a key is written
 * `_<column>_value`, and the primary id may be named. Throws PayloadFault `unknown-key` or `invalid-value`.
 * https://learn.microsoft.com/power-apps/developer/data-platform/use-alternate-key-reference-record
 */
export function bindKey(path: RowPath, table: TableDefinition, options: KeyOptions = {}): RowKey {
  if (path.kind === "row")
    return path.partitionId === undefined ? { kind: "id", id: path.id } : { kind: "id", id: path.id, partitionId: path.partitionId };
  const values = path.key.map((one): NamedValue => ({ name: one.name, value: resolveAlias(one.value, options) }));
  const [first] = values;
  if (values.length === 1 && first?.name === table.primaryId && first.value.kind === "guid") return { kind: "id", id: first.value.value };
  const key = table.alternateKeys?.find(
    ({ columns, state }) =>
      state === "active" &&
      columns.length === values.length &&
      columns.every((name) => values.some((value) => value.name === keyName(table, name))),
  );
  if (key === undefined)
    throw new PayloadFault("unknown-key", table.name, `The specified key attributes are not a defined key for the ${table.name} entity`);
  const cells = key.columns.map((name): [string, CellValue] => {
    const value = values.find((one) => one.name === keyName(table, name))?.value;
    const column = table.columns.find((one) => one.name === name);
    if (value === undefined || column === undefined)
      throw new TypeError(`The key ${key.name} names a column ${table.name} has not: ${name}`);
    return [name, readKeyValue(value, column, table)];
  });
  return { kind: "alternate", key, values: Object.fromEntries(cells) };
}

/** The row with this key, as `service` sees it now; undefined when there is none. In an elastic table a row is found under its partition only. */
export async function findByKey(service: OrganizationService, table: TableDefinition, key: RowKey): Promise<Row | undefined> {
  if (key.kind === "id") {
    const row = await service.find(table.name, key.id);
    const partition = table.elastic ? (row?.["partitionid"] ?? key.id) : undefined;
    return partition !== undefined && (key.partitionId ?? key.id) !== partition ? undefined : row;
  }
  const [row] = await service.query(table.name, { equals: key.values, top: 1 });
  return row;
}

/** In words, without the key's values: they may be personal. */
export function missingRow(table: TableDefinition, key: RowKey): PayloadFault {
  return key.kind === "id"
    ? new PayloadFault("missing-row", table.name, `Entity '${table.name}' With Id = ${key.id} Does Not Exist`, { cdscode: "0x80040217" })
    : new PayloadFault("missing-row", table.name, `A record with the specified key values does not exist in ${table.name} entity`);
}

function keyName(table: TableDefinition, name: string): string {
  const column = table.columns.find((one) => one.name === name);
  return column === undefined ? name : readName(column);
}

function resolveAlias(value: PathLiteral, { alias }: KeyOptions): PathLiteral {
  if (value.kind !== "alias") return value;
  const text = alias?.(value.name) ?? null;
  return text === null ? { kind: "null" } : parseLiteral(text.trim());
}

function readKeyValue(literal: PathLiteral, column: ColumnDefinition, table: TableDefinition): CellValue {
  // A key finds rows, so columns that nobody may write count too.
  const { readOnly: _, ...writable } = column;
  const plain: ColumnDefinition = column.type === "lookup" ? { ...writable, type: "uniqueidentifier" } : writable;
  const value = literal.kind === "null" || literal.kind === "alias" ? null : literal.kind === "other" ? literal.text : literal.value;
  const isQuoted = literal.kind === "string";
  const takesQuoted = plain.type === "string" || plain.type === "memo";
  try {
    if (value === null || isQuoted !== takesQuoted)
      throw new CellFault("0x80060888", `The value of '${column.name}' in the key is not of its type.`);
    return readCell(value, plain, table);
  } catch (error) {
    if (error instanceof CellFault)
      throw new PayloadFault("invalid-value", column.name, error.message, { cdscode: error.cdscode, cause: error });
    throw error;
  }
}
