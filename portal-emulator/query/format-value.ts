import { assertNever } from "../../access/assert-never.ts";
import type { ColumnDefinition } from "../schema/table-definition.ts";
import type { CellValue } from "../store/store.ts";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const fraction = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const day = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", year: "numeric", month: "numeric", day: "numeric" });
const time = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", hour: "numeric", minute: "2-digit", hour12: true });

/**
 * What `@OData.Community.Display.V1.FormattedValue` says of a value; undefined where it says nothing: text, ids, null, and lookups, whose
 * shown name lies in another table. English of the United States, UTC, two digits and dollars: a user's settings decide in Dataverse (assumed).
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/select-columns#formatted-values
 */
export function formatValue(value: CellValue, column: ColumnDefinition): string | undefined {
  if (value === null) {
    return undefined;
  }
  switch (column.type) {
    case "string":
    case "memo":
    case "uniqueidentifier":
    case "lookup":
      return undefined;
    case "integer":
    case "bigint":
      return whole.format(Number(value));
    case "decimal":
    case "double":
      return fraction.format(Number(value));
    case "money":
      return dollars.format(Number(value));
    case "boolean":
      return labelOf(value === true ? 1 : 0, column) ?? (value === true ? "Yes" : "No");
    case "choice":
      return labelOf(Number(value), column);
    case "multichoice":
      return formatChoices(String(value), column);
    case "date":
      return formatDay(`${String(value)}T00:00:00Z`);
    case "datetime":
      return formatTime(String(value));
    default:
      return assertNever(column.type);
  }
}

function labelOf(value: number, column: ColumnDefinition): string | undefined {
  return column.options?.find((option) => option.value === value)?.label;
}

function formatChoices(value: string, column: ColumnDefinition): string | undefined {
  const labels = value.split(",").map((one) => labelOf(Number(one), column));
  return labels.every((label) => label !== undefined) ? labels.join("; ") : undefined;
}

function formatDay(text: string): string | undefined {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? undefined : day.format(moment);
}

function formatTime(text: string): string | undefined {
  const shown = formatDay(text);
  // Newer versions of Node put a narrow no-break space before AM and PM.
  return shown === undefined ? undefined : `${shown} ${time.format(new Date(text)).replaceAll("\u202F", " ")}`;
}
