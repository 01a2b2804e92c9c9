import { LiquidFailure } from "../liquid-failure.ts";
import { createNumber, readNumeric } from "../values/liquid-decimal.ts";
import type { Numeric } from "../values/liquid-decimal.ts";
import { renderText } from "../values/render-text.ts";
import { pageFilter } from "./page-filter.ts";
import type { PageFilter } from "./page-filter.ts";

/** https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#math-filters */
export const mathFilters: Readonly<Record<string, PageFilter>> = {
  abs: unary((value, whole) => createNumber(Math.abs(value), whole)),
  at_least: binary((a, b, whole) => createNumber(Math.max(a, b), whole)),
  at_most: binary((a, b, whole) => createNumber(Math.min(a, b), whole)),
  ceil: unary((value) => Math.ceil(value)),
  decimals: rounding(2, (text) => text),
  divided_by: binary(divide),
  floor: unary((value) => Math.floor(value)),
  max_decimals: rounding(2, (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text)),
  minus: binary((a, b, whole) => createNumber(a - b, whole)),
  modulo: binary((a, b, whole) => {
    if (b === 0) throw createDivisionByZero();
    return createNumber(a % b, whole);
  }),
  // text and number are put one after the other, not added
  plus: pageFilter(1, 1, (input, [operand]) =>
    typeof input === "string" ? input + renderText(operand) : calculate(input, operand, (a, b, whole) => createNumber(a + b, whole)),
  ),
  round: pageFilter(0, 1, (input, [places]) => {
    const number = readNumeric(input);
    if (number === undefined) return input;
    const digits = readNumeric(places)?.value ?? 0;
    return digits === 0 ? roundHalfEven(number.value, 0) : createNumber(roundHalfEven(number.value, digits), false);
  }),
  times: binary((a, b, whole) => createNumber(a * b, whole)),
};

type Calculate = (a: number, b: number, whole: boolean) => unknown;

function unary(calculateOne: (value: number, whole: boolean) => unknown): PageFilter {
  return pageFilter(0, 0, (input) => {
    const number = readNumeric(input);
    return number === undefined ? input : calculateOne(number.value, number.whole);
  });
}

function binary(apply: Calculate): PageFilter {
  return pageFilter(1, 1, (input, [operand]) => calculate(input, operand, apply));
}

/** nil on either side gives nil; text that is no number is an error. */
function calculate(input: unknown, operand: unknown, apply: Calculate): unknown {
  if (input === null || input === undefined || operand === null || operand === undefined) return undefined;
  const [a, b] = [assertNumeric(input), assertNumeric(operand)];
  return apply(a.value, b.value, a.whole && b.whole);
}

function assertNumeric(value: unknown): Numeric {
  const number = readNumeric(value);
  if (number === undefined) throw new LiquidFailure("runtime", `"${renderText(value)}" is not a number.`);
  return number;
}

function divide(a: number, b: number, whole: boolean): unknown {
  if (b === 0) throw createDivisionByZero();
  return createNumber(a / b, whole);
}

function createDivisionByZero(): LiquidFailure {
  return new LiquidFailure("runtime", "Attempted to divide by zero.");
}

/** .NET rounds a half to the even neighbour. */
export function roundHalfEven(value: number, digits: number): number {
  const scale = 10 ** digits;
  const scaled = Number((value * scale).toPrecision(15));
  const low = Math.floor(scaled);
  const rest = scaled - low;
  const rounded = rest === 0.5 ? low + (low % 2 === 0 ? 0 : 1) : Math.round(scaled);
  return rounded / scale;
}

function rounding(fallback: number, finish: (text: string) => string): PageFilter {
  return pageFilter(0, 1, (input, [places]) => {
    const number = readNumeric(input);
    if (number === undefined) return input;
    const digits = Math.max(0, Math.min(20, readNumeric(places)?.value ?? fallback));
    return finish(roundHalfEven(number.value, digits).toFixed(digits));
  });
}
