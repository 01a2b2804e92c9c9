import type { ColumnType } from "./table-definition.ts";

/** Type of a column in OData. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-properties */
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
