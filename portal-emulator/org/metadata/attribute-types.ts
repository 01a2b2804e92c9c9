import type { ColumnType } from "../../schema/table-definition.ts";

/** `AttributeType` of a definition, and the name of its metadata type without `AttributeMetadata`. */
export const attributeTypes: Readonly<Record<ColumnType, { readonly type: string; readonly metadata: string }>> = {
  string: { type: "String", metadata: "String" },
  memo: { type: "Memo", metadata: "Memo" },
  integer: { type: "Integer", metadata: "Integer" },
  bigint: { type: "BigInt", metadata: "BigInt" },
  choice: { type: "Picklist", metadata: "Picklist" },
  decimal: { type: "Decimal", metadata: "Decimal" },
  double: { type: "Double", metadata: "Double" },
  money: { type: "Money", metadata: "Money" },
  multichoice: { type: "Virtual", metadata: "MultiSelectPicklist" },
  boolean: { type: "Boolean", metadata: "Boolean" },
  datetime: { type: "DateTime", metadata: "DateTime" },
  date: { type: "DateTime", metadata: "DateTime" },
  uniqueidentifier: { type: "Uniqueidentifier", metadata: "UniqueIdentifier" },
  lookup: { type: "Lookup", metadata: "Lookup" },
};
