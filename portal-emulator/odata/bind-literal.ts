import { edmTypes } from "../schema/edm-types.ts";
import type { LiteralOperand, LiteralType } from "../query/filter.ts";
import type { ColumnDefinition, ColumnType } from "../schema/table-definition.ts";
import { readName } from "../schema/table-definition.ts";
import { isGuid } from "./parse-path.ts";
import { QueryFault } from "./query-fault.ts";

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

const literalEdmTypes: Readonly<Record<LiteralType, string>> = {
  null: "Edm.Null",
  string: "Edm.String",
  number: "Edm.Decimal",
  boolean: "Edm.Boolean",
  guid: "Edm.Guid",
  datetime: "Edm.DateTimeOffset",
  date: "Edm.Date",
};

/** A literal as the column it is compared with keeps it. Throws QueryFault `type-mismatch`. */
export function bindLiteral(
  literal: LiteralOperand,
  column: ColumnDefinition,
  { takesQuotedGuids = false }: { readonly takesQuotedGuids?: boolean },
): LiteralOperand {
  const type = takesQuotedGuids && isGuidText(literal) ? "guid" : (literal.type ?? "null");
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
  return { kind: "literal", value: type === "guid" ? String(literal.value).toLowerCase() : literal.value };
}

function isGuidText({ value, type }: LiteralOperand): boolean {
  return type === "string" && isGuid(String(value));
}
