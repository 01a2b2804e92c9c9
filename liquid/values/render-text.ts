import { formatDate } from "../dotnet/format-date.ts";
import { LiquidObject } from "../liquid-object.ts";
import { LiquidDecimal } from "./liquid-decimal.ts";

/** What a value prints as: nil nothing, truth in small letters, a list its elements one after the other, an object nothing. */
export function renderText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value instanceof LiquidDecimal || value instanceof LiquidObject) return value.toString();
  if (value instanceof Date) return formatDate(value, "G");
  if (Array.isArray(value)) return value.map(renderText).join("");
  return "";
}
