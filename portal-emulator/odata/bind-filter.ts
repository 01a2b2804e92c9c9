import { assertNever } from "../../access/assert-never.ts";
import type { ColumnDefinition, ColumnType, TableDefinition } from "../schema/table-definition.ts";
import { findColumnByReadName, isText, readName } from "../schema/table-definition.ts";
import type { FilterNode, FilterOperand, LiteralOperand, LiteralType } from "../query/filter.ts";
import { QueryFault } from "./query-fault.ts";

export interface BoundFilter {
  readonly filter: FilterNode;
  /** As rows show them (`_x_value` of a lookup), each once, in the order of their first use. */
  readonly readNames: readonly string[];
}

/** What may be compared with a column of a type. */
const comparable: Readonly<Record<ColumnType, readonly LiteralType[]>> = {
  string: ["string"],
  memo: ["string"],
  integer: ["number"],
  bigint: ["number"],
  choice: ["number"],
  decimal: ["number"],
  double: ["number"],
  money: ["number"],
  multichoice: [],
  boolean: ["boolean"],
  datetime: ["datetime", "date"],
  date: ["date", "datetime"],
  uniqueidentifier: ["guid"],
  lookup: ["guid"],
};

const edmTypes: Readonly<Record<ColumnType, string>> = {
  string: "Edm.String",
  memo: "Edm.String",
  integer: "Edm.Int32",
  bigint: "Edm.Int64",
  choice: "Edm.Int32",
  decimal: "Edm.Decimal",
  double: "Edm.Double",
  money: "Edm.Decimal",
  multichoice: "Edm.String",
  boolean: "Edm.Boolean",
  datetime: "Edm.DateTimeOffset",
  date: "Edm.Date",
  uniqueidentifier: "Edm.Guid",
  lookup: "Edm.Guid",
};

const literalEdmTypes: Readonly<Record<LiteralType, string>> = {
  null: "Edm.Null",
  string: "Edm.String",
  number: "Edm.Decimal",
  boolean: "Edm.Boolean",
  guid: "Edm.Guid",
  datetime: "Edm.DateTimeOffset",
  date: "Edm.Date",
};

/**
 * Finds a parsed filter's columns in the table and checks what is compared with what.
 * Throws QueryFault `unknown-column`, `type-mismatch`, or `not-supported` (elastic tables compare no two columns).
 */
export function bindFilter(filter: FilterNode, table: TableDefinition): BoundFilter {
  const names = new Set<string>();

  function bind(node: FilterNode): FilterNode {
    switch (node.kind) {
      case "and":
      case "or":
        return { kind: node.kind, operands: node.operands.map((operand) => bind(operand)) };
      case "not":
        return { kind: "not", operand: bind(node.operand) };
      case "text": {
        const column = bindColumn(node.column.name, node.column.position);
        if (!isText(column)) {
          throw new QueryFault(
            "type-mismatch",
            `The function '${node.test}' takes text; '${node.column.name}' is ${edmTypes[column.type]}.`,
            node.column.position,
          );
        }
        return { ...node, column: { kind: "column", name: column.name } };
      }
      case "compare":
        return bindComparison(node);
      case "in":
      case "contain-values":
      case "related":
        return node;
      default:
        return assertNever(node);
    }
  }

  function bindComparison(node: Extract<FilterNode, { kind: "compare" }>): FilterNode {
    const left = operandColumn(node.left);
    const right = operandColumn(node.right);
    if (left !== undefined && right !== undefined) {
      requireColumnComparison(left, right, node.right);
      return { ...node, left: { kind: "column", name: left.name }, right: { kind: "column", name: right.name } };
    }
    if (left !== undefined && node.right.kind === "literal") {
      return { ...node, left: { kind: "column", name: left.name }, right: bindLiteral(node.right, left) };
    }
    if (right !== undefined && node.left.kind === "literal") {
      return { ...node, left: bindLiteral(node.left, right), right: { kind: "column", name: right.name } };
    }
    throw new QueryFault("type-mismatch", "A comparison needs a column on one side.", node.left.position);
  }

  function requireColumnComparison(left: ColumnDefinition, right: ColumnDefinition, place: FilterOperand): void {
    if (table.elastic) {
      throw new QueryFault("not-supported", "Elastic tables do not compare one column with another.", place.position);
    }
    const kinds = [left, right].map((column) => (column.type === "memo" ? "string" : edmTypes[column.type]));
    if (edmTypes[left.type] !== edmTypes[right.type]) {
      throw new QueryFault(
        "type-mismatch",
        `A binary operator with incompatible types was detected: ${kinds.join(" and ")}.`,
        place.position,
      );
    }
  }

  function operandColumn(operand: FilterOperand): ColumnDefinition | undefined {
    return operand.kind === "column" ? bindColumn(operand.name, operand.position) : undefined;
  }

  function bindColumn(name: string, position: number | undefined): ColumnDefinition {
    const column = requireColumn(table, name, position);
    names.add(readName(column));
    return column;
  }

  const bound = bind(filter);
  return { filter: bound, readNames: [...names] };
}

/** The column a query names. Throws QueryFault `unknown-column`. */
export function requireColumn(table: TableDefinition, name: string, position?: number): ColumnDefinition {
  const column = findColumnByReadName(table, name);
  if (column === undefined) {
    throw new QueryFault(
      "unknown-column",
      `Could not find a property named '${name}' on type 'Microsoft.Dynamics.CRM.${table.name}'.`,
      position,
    );
  }
  return column;
}

function bindLiteral(literal: LiteralOperand, column: ColumnDefinition): LiteralOperand {
  const type = literal.type ?? "null";
  if (literal.value === null) {
    return { kind: "literal", value: null };
  }
  if (!comparable[column.type].includes(type)) {
    throw new QueryFault(
      "type-mismatch",
      `A binary operator with incompatible types was detected: '${readName(column)}' is ${edmTypes[column.type]}, the value is ${literalEdmTypes[type]}.`,
      literal.position,
    );
  }
  if (column.type === "datetime" && type === "date") {
    return { kind: "literal", value: `${String(literal.value)}T00:00:00.000Z` };
  }
  if (column.type === "date" && type === "datetime") {
    return { kind: "literal", value: String(literal.value).slice(0, 10) };
  }
  return { kind: "literal", value: literal.value };
}
