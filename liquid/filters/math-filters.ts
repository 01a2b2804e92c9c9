import { roundHalfEven, toDecimal, toInt32 } from "../dotnet/convert-number.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import type { PageContext } from "../session/page-context.ts";
import { createNumber, LiquidDecimal, readNumeric } from "../values/liquid-decimal.ts";
import { renderText } from "../values/render-text.ts";
import { pageFilter } from "./page-filter.ts";
import type { PageFilter } from "./page-filter.ts";

/** https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#math-filters */
export const mathFilters: Readonly<Record<string, PageFilter>> = {
  abs: pageFilter(0, 0, (input) => {
    const number = readNumeric(assertPresent(input));
    return number === undefined ? 0 : createNumber(Math.abs(number.value), number.whole);
  }),
  at_least: choosing(Math.max),
  at_most: choosing(Math.min),
  ceil: pageFilter(0, 0, (input) => toInt32(Math.ceil(toDecimal(input)))),
  divided_by: calculating("Divide", (a, b, whole) => createNumber(a / assertDivisor(b), whole)),
  floor: pageFilter(0, 0, (input) => toInt32(Math.floor(toDecimal(input)))),
  minus: calculating("Subtract", (a, b, whole) => createNumber(a - b, whole)),
  modulo: calculating("Modulo", (a, b, whole) => createNumber(a % assertDivisor(b), whole)),
  // text and number are put one after the other, not added
  plus: pageFilter(1, 1, (input, [operand]) =>
    typeof input === "string" ? input + renderText(operand) : calculate("Add", input, operand, (a, b, whole) => createNumber(a + b, whole)),
  ),
  round: pageFilter(0, 1, (input, [places]) => {
    const digits = toInt32(places);
    const number = roundHalfEven(toDecimal(input), digits);
    return digits === 0 ? number : createNumber(number, false);
  }),
  times: pageFilter(1, 1, (input, [operand], context) =>
    typeof input === "string" && Number.isInteger(operand)
      ? repeatText(input, toInt32(operand), context)
      : calculate("Multiply", input, operand, (a, b, whole) => createNumber(a * b, whole)),
  ),
};

type Calculate = (a: number, b: number, whole: boolean) => unknown;

function calculating(operation: string, apply: Calculate): PageFilter {
  return pageFilter(1, 1, (input, [operand]) => calculate(operation, input, operand, apply));
}

/** nil on either side gives nil. Text counts as a number beside a decimal only; two whole numbers stay whole. */
function calculate(operation: string, input: unknown, operand: unknown, apply: Calculate): unknown {
  if (input === null || input === undefined || operand === null || operand === undefined) return undefined;
  if (isDecimal(input) || isDecimal(operand)) return apply(toDecimal(input), toDecimal(operand), false);
  if (typeof input !== "number" || typeof operand !== "number") {
    throw new LiquidFailure(
      "runtime",
      `The binary operator ${operation} is not defined for the types '${describeType(input)}' and '${describeType(operand)}'.`,
    );
  }
  return apply(input, operand, true);
}

function isDecimal(value: unknown): boolean {
  return value instanceof LiquidDecimal || (typeof value === "number" && !Number.isInteger(value));
}

function describeType(value: unknown): string {
  if (typeof value === "number") return "System.Int32";
  if (typeof value === "string") return "System.String";
  return typeof value === "boolean" ? "System.Boolean" : "System.Object";
}

/** The engine takes text times a number for that many copies. */
function repeatText(text: string, count: number, context: PageContext): readonly string[] {
  const length = Math.max(0, count);
  context.useListMemory(length);
  context.memoryLimit.use(text.length * length);
  return Array.from({ length }, () => text);
}

/** What is no number passes unchanged. */
function choosing(choose: (a: number, b: number) => number): PageFilter {
  return pageFilter(1, 1, (input, [limit]) => {
    const [a, b] = [readNumeric(assertPresent(input)), readNumeric(assertPresent(limit))];
    return a === undefined || b === undefined ? input : createNumber(choose(a.value, b.value), a.whole && b.whole);
  });
}

function assertPresent(value: unknown): unknown {
  if (value === null || value === undefined) throw new LiquidFailure("runtime", "Object reference not set to an instance of an object.");
  return value;
}

function assertDivisor(value: number): number {
  if (value === 0) throw new LiquidFailure("runtime", "Attempted to divide by zero.");
  return value;
}
