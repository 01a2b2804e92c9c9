import type { Schema } from "../schema/schema.ts";
import type { CellValue, OrderKey, Row } from "../store/store.ts";
import type { ColumnOperand, FilterNode } from "./filter.ts";
import type { RowReader } from "./row-reader.ts";

/** Whether pages can go on behind a row by its values. */
export function isContinuable(orderBy: readonly OrderKey[]): boolean {
  return orderBy.every(({ byShown }) => byShown === undefined);
}

/** The values of the order's keys in a row, read across lookups where a key has some. */
export async function readKeys(
  row: Row,
  orderBy: readonly OrderKey[],
  { reader, schema }: { reader: RowReader; schema: Schema },
): Promise<CellValue[]> {
  const values: CellValue[] = [];
  for (const { column, via = [] } of orderBy) {
    let at: Row | undefined = row;
    for (const step of via) {
      const id: CellValue = at?.[step.column] ?? null;
      const target = schema.findTable(step.target);
      const found: Row[] =
        id === null || target === undefined ? [] : await reader.query(step.target, { equals: { [target.primaryId]: id } });
      [at] = found;
    }
    values.push(at?.[column] ?? null);
  }
  return values;
}

export interface RowPlace {
  readonly values: readonly CellValue[];
  readonly id: string;
}

/** The rows that come after a row in the order, with the id as last key; nulls come first in ascending order. */
export function afterRow({ values, id }: RowPlace, orderBy: readonly OrderKey[], primaryId: string): FilterNode {
  const keys = [...orderBy, { column: primaryId, descending: false }].map((key, at) => ({
    key,
    value: at < orderBy.length ? (values[at] ?? null) : id,
  }));
  const operands = keys.map(({ key, value }, at): FilterNode => {
    const equal = keys.slice(0, at).map(({ key: earlier, value: kept }): FilterNode => compare("eq", earlier, kept));
    return { kind: "and", operands: [...equal, beyond(key, value)] };
  });
  return { kind: "or", operands };
}

function beyond(key: OrderKey, value: CellValue): FilterNode {
  if (key.descending) {
    return value === null ? { kind: "or", operands: [] } : { kind: "or", operands: [compare("lt", key, value), compare("eq", key, null)] };
  }
  return value === null ? compare("ne", key, null) : compare("gt", key, value);
}

function compare(operator: "eq" | "ne" | "lt" | "gt", { column, via }: OrderKey, value: CellValue): FilterNode {
  const left: ColumnOperand = { kind: "column", name: column, ...(via === undefined ? {} : { via }) };
  return { kind: "compare", operator, left, right: { kind: "literal", value } };
}
