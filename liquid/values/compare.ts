import { LiquidFailure } from "../liquid-failure.ts";
import { LiquidObject } from "../liquid-object.ts";
import { parseDate } from "../dotnet/parse-date.ts";
import { LiquidDecimal, readNumeric } from "./liquid-decimal.ts";
import { readItems, readIterable } from "./read-member.ts";
import { renderText } from "./render-text.ts";

/** `empty` and `blank`: equal to a text or list without elements, not to nil. */
export const emptySymbol: unique symbol = Symbol("empty");

export function isTruthy(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false;
}

/** `==`: the right side is brought to the type of the left one where that can be done. */
export function areEqual(left: unknown, right: unknown): boolean {
  if (left === emptySymbol) return hasNoElements(right);
  if (right === emptySymbol) return hasNoElements(left);
  if (left === null || left === undefined) return right === null || right === undefined;
  if (right === null || right === undefined) return false;
  const converted = convertToTypeOf(left, right);
  const [a, b] = [toPlain(left), toPlain(converted === undefined ? right : converted)];
  return a === b;
}

/** Below zero, zero or above: for `<` and its kin. undefined: one side is nil, and every comparison is false. */
export function compareValues(left: unknown, right: unknown): number | undefined {
  if (left === null || left === undefined || right === null || right === undefined) return undefined;
  if (left === emptySymbol || right === emptySymbol) return undefined;
  const converted = convertToTypeOf(left, right);
  if (converted === undefined) throw new LiquidFailure("runtime", `Cannot compare "${renderText(left)}" with "${renderText(right)}".`);
  const [a, b] = [toPlain(left), toPlain(converted)];
  if (typeof a === "string" && typeof b === "string") return a.localeCompare(b, "en");
  if (typeof a === "number" && typeof b === "number") return a - b;
  throw new LiquidFailure("runtime", `Cannot compare "${renderText(left)}" with "${renderText(right)}".`);
}

export function isContained(whole: unknown, part: unknown): boolean {
  if (part === null || part === undefined) return false;
  if (typeof whole === "string") {
    if (typeof part !== "string") throw new LiquidFailure("runtime", "Unable to cast object to type 'System.String'.");
    return whole.includes(part);
  }
  if (Array.isArray(whole) || whole instanceof LiquidObject) return readItems(whole).some((item) => areEqual(item, part));
  return false;
}

export function isStart(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole)) return areEqual(whole[0], part);
  return typeof whole === "string" && part !== null && part !== undefined && whole.startsWith(renderText(part));
}

export function isEnd(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole)) return areEqual(whole.at(-1), part);
  return typeof whole === "string" && part !== null && part !== undefined && whole.endsWith(renderText(part));
}

function hasNoElements(value: unknown): boolean {
  if (typeof value === "string" || Array.isArray(value)) return value.length === 0;
  return readIterable(value)?.length === 0;
}

/** undefined: cannot be done. */
function convertToTypeOf(model: unknown, value: unknown): unknown {
  if (typeof model === typeof value && typeof model !== "object") return value;
  if (typeof model === "string")
    return typeof value === "object" && !(value instanceof Date || value instanceof LiquidDecimal) ? undefined : renderDotNet(value);
  if (typeof model === "number" || model instanceof LiquidDecimal)
    return typeof value === "boolean" ? Number(value) : readNumeric(value)?.value;
  if (typeof model === "boolean") return convertToBoolean(value);
  if (model instanceof Date) return value instanceof Date ? value : parseDate(value);
  return undefined;
}

function convertToBoolean(value: unknown): boolean | undefined {
  if (typeof value === "number") return value !== 0;
  if (typeof value !== "string") return undefined;
  const text = value.trim().toLowerCase();
  return text === "true" ? true : text === "false" ? false : undefined;
}

/** Truth becomes "True", as .NET writes it. */
function renderDotNet(value: unknown): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return renderText(value);
}

function toPlain(value: unknown): unknown {
  if (value instanceof LiquidDecimal) return value.value;
  return value instanceof Date ? value.getTime() : value;
}
