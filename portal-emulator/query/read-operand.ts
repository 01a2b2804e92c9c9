import { assertNever } from "../../access/assert-never.ts";
import { QueryFault } from "../odata/query-fault.ts";
import type { ColumnDefinition } from "../schema/table-definition.ts";
import type { CellValue } from "../store/store.ts";

const guid = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/iu;
const dateTime = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?)?$/iu;

/** A value that a condition gives as text, as the column keeps it; a date and time without a zone is UTC. Throws QueryFault `type-mismatch`. */
export function readOperand(value: CellValue, column: ColumnDefinition): string | number | boolean {
  const text = String(value).trim();
  const cell = value === null ? undefined : read(text, String(value), column);
  if (cell === undefined) {
    // Not the value itself: it may be personal.
    throw new QueryFault("type-mismatch", `The value that is compared with '${column.name}' is not of its type, ${column.type}.`);
  }
  return cell;
}

function read(text: string, raw: string, column: ColumnDefinition): string | number | boolean | undefined {
  switch (column.type) {
    case "string":
    case "memo":
      return raw;
    case "integer":
    case "bigint":
    case "choice":
      return /^-?\d{1,15}$/u.test(text) ? Number(text) : undefined;
    case "decimal":
    case "double":
    case "money":
      return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case "boolean":
      return { "1": true, true: true, "0": false, false: false }[text.toLowerCase()];
    case "datetime":
      return readDateTime(text);
    case "date":
      return readDateTime(text)?.slice(0, 10);
    case "uniqueidentifier":
    case "lookup":
      return guid.exec(text)?.[1]?.toLowerCase();
    case "multichoice":
      return /^-?\d{1,15}(?:,-?\d{1,15})*$/u.test(text) ? sortChoices(text.split(",").map(Number)) : undefined;
    default:
      return assertNever(column.type);
  }
}

/** As a multichoice is kept. */
export function sortChoices(values: readonly number[]): string {
  return [...new Set(values)].sort((one, other) => one - other).join(",");
}

function readDateTime(text: string): string | undefined {
  const [, day, time = "00:00", zone = "Z"] = dateTime.exec(text) ?? [];
  const moment = day === undefined ? Number.NaN : Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  // Date.parse takes 30 February for a day of March.
  const isDay = day !== undefined && !Number.isNaN(Date.parse(day)) && new Date(Date.parse(day)).toISOString().startsWith(day);
  return Number.isNaN(moment) || !isDay ? undefined : new Date(moment).toISOString();
}
