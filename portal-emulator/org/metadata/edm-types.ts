import type { ColumnType } from "../../schema/table-definition.ts";

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-properties */
export const edmTypes: Readonly<Record<ColumnType, string>> = {
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
