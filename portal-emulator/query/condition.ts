import { QueryFault } from "../odata/query-fault.ts";
import type { Schema } from "../schema/schema.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import type { CellValue } from "../store/store.ts";
import type { ColumnOperand, FilterNode } from "./filter.ts";
import { readOperand } from "./read-operand.ts";

/** A condition of FetchXML or a query function of OData, on a column that was found. */
export interface Condition {
  readonly operand: ColumnOperand;
  readonly definition: ColumnDefinition;
  /** Whose column it is: behind a path, the table the path leads to. */
  readonly table: TableDefinition;
  readonly values: readonly CellValue[];
}

export interface ConditionContext {
  readonly schema: Schema;
  /** By the emulator's clock. */
  readonly now: Date;
  /** Who asks; undefined: nobody whom a condition could mean. */
  readonly userId?: string;
}

export type BuildCondition = (condition: Condition, context: ConditionContext) => FilterNode;
export type NamedCondition = readonly [operator: string, build: BuildCondition];

export function not(operand: FilterNode): FilterNode {
  return { kind: "not", operand };
}

/** The column compared with a value that is of its type already. */
export function isValue({ operand }: Condition, operator: "eq" | "ne", value: string | number): FilterNode {
  return { kind: "compare", operator, left: operand, right: { kind: "literal", value } };
}

export function oneValue(given: Condition): CellValue {
  const [value] = given.values;
  if (value === undefined || given.values.length !== 1) {
    throw new QueryFault("syntax", `The condition on '${given.definition.name}' takes one value; it has ${given.values.length}.`);
  }
  return value;
}

export function noValue(given: Condition): Condition {
  // FetchXML builders write an empty value for operators that take none.
  if (given.values.some((value) => value !== null && value !== "")) {
    throw new QueryFault("syntax", `The condition on '${given.definition.name}' takes no value.`);
  }
  return given;
}

export function requireValues(given: Condition, least: number): void {
  if (given.values.length < least) {
    throw new QueryFault("syntax", `The condition on '${given.definition.name}' has no values.`);
  }
}

/** Throws unless the column holds the ids of rows. */
export function requireId({ definition }: Condition, what: string): void {
  if (definition.type !== "lookup" && definition.type !== "uniqueidentifier") {
    throw new QueryFault("type-mismatch", `The column '${definition.name}' does not name ${what}.`);
  }
}

/** The one value, an id. */
export function oneId(given: Condition): string {
  return String(readOperand(oneValue(given), given.definition));
}
