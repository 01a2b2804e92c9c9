import { assertNever } from "../../access/assert-never.ts";
import type { CellValue } from "../store/store.ts";
import type { ColumnDefinition, TableDefinition } from "../schema/table-definition.ts";
import { isGuid } from "./parse-path.ts";

/** A value Dataverse does not take, with its code and words. */
export class CellFault extends Error {
  override readonly name = "CellFault";
  readonly cdscode: string;

  constructor(cdscode: string, message: string) {
    super(message);
    this.cdscode = cdscode;
  }
}

const int32 = 2 ** 31;

/** A value of a request's JSON as the column keeps it; empty text is null, as in Dataverse. Throws CellFault. */
export function readCell(value: unknown, column: ColumnDefinition, table: TableDefinition): CellValue {
  if (column.readOnly) {
    throw new CellFault("0x80040203", `The attribute '${column.name}' of the '${table.name}' entity is read-only.`);
  }
  if (value === null) {
    return null;
  }
  switch (column.type) {
    case "string":
    case "memo":
      return readText(value, column, table);
    case "boolean":
      return typeof value === "boolean" ? value : wrongType(column, table, "Edm.Boolean");
    case "integer":
      return isWhole(value) && value >= -int32 && value < int32 ? value : wrongType(column, table, "Edm.Int32");
    case "bigint":
      return isWhole(value) ? value : wrongType(column, table, "Edm.Int64");
    case "decimal":
    case "double":
    case "money":
      return typeof value === "number" && Number.isFinite(value) ? value : wrongType(column, table, "Edm.Decimal");
    case "choice":
      return readChoice(value, column, table);
    case "multichoice":
      return readChoices(value, column, table);
    case "datetime":
      return readDateTime(value) ?? wrongType(column, table, "Edm.DateTimeOffset");
    case "date":
      return readDate(value) ?? wrongType(column, table, "Edm.Date");
    case "uniqueidentifier":
      return typeof value === "string" && isGuid(value) ? value.toLowerCase() : wrongType(column, table, "Edm.Guid");
    case "lookup":
      throw new CellFault("0x80048d19", `A lookup is set by its navigation property with '@odata.bind', not by '${column.name}'.`);
    default:
      return assertNever(column.type);
  }
}

function readText(value: unknown, column: ColumnDefinition, table: TableDefinition): CellValue {
  if (typeof value !== "string") {
    return wrongType(column, table, "Edm.String");
  }
  if (column.maxLength !== undefined && value.length > column.maxLength) {
    throw new CellFault(
      "0x80044331",
      `A validation error occurred. The length of the '${column.name}' attribute of the '${table.name}' entity exceeded the maximum allowed length of '${column.maxLength}'.`,
    );
  }
  // Characters XML cannot hold. That Dataverse refuses them is assumed.
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F]|\p{Surrogate}/u.test(value)) {
    throw new CellFault("0x80040203", `The field '${column.name}' of entity '${table.name}' contains invalid characters.`);
  }
  return value === "" ? null : value;
}

function readChoice(value: unknown, column: ColumnDefinition, table: TableDefinition): CellValue {
  if (!isWhole(value)) {
    return wrongType(column, table, "Edm.Int32");
  }
  const options = column.options?.map((option) => option.value);
  if (options !== undefined && !options.includes(value)) {
    throw new CellFault(
      "0x8004431a",
      `A validation error occurred. The value ${value} of '${column.name}' on record of type '${table.name}' is outside the valid range. Accepted Values: ${options.join(",")}`,
    );
  }
  return value;
}

/** `"1,3"`, kept in ascending order. */
function readChoices(value: unknown, column: ColumnDefinition, table: TableDefinition): CellValue {
  if (typeof value !== "string" || !/^(?:-?\d+(?:,-?\d+)*)?$/u.test(value)) {
    return wrongType(column, table, "Edm.String");
  }
  const chosen = [
    ...new Set(
      value
        .split(",")
        .filter((part) => part !== "")
        .map(Number),
    ),
  ];
  for (const one of chosen) readChoice(one, column, table);
  return chosen.length === 0 ? null : chosen.sort((one, other) => one - other).join(",");
}

function readDateTime(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/iu.test(value)) {
    return undefined;
  }
  const time = Date.parse(value.toUpperCase());
  return Number.isNaN(time) || readDate(value.slice(0, 10)) === undefined ? undefined : new Date(time).toISOString();
}

function readDate(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/u.test(value)) {
    return undefined;
  }
  const time = Date.parse(value);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== value ? undefined : value;
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}

function wrongType(column: ColumnDefinition, table: TableDefinition, type: string): never {
  // Not the value itself: it may be personal.
  throw new CellFault(
    "0x80048d19",
    `Error identified in Payload provided by the user for Entity :'${table.entitySet}': Cannot convert the value of '${column.name}' to the expected type '${type}'.`,
  );
}
