/**
 * A number of a decimal type whose value happens to be whole: `2.0`.
 * The platform's engine divides two whole numbers without a rest, but not `5 | divided_by: 2.0`; a bare number cannot tell the two apart.
 */
export class LiquidDecimal {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  valueOf(): number {
    return this.value;
  }

  toString(): string {
    return String(this.value);
  }
}

export interface Numeric {
  readonly value: number;
  /** true: a whole-number type. */
  readonly whole: boolean;
}

const numberText = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)\s*$/;
const wholeText = /^\s*[+-]?\d+\s*$/;

/** The number a value is or spells; undefined where it does neither. */
export function readNumeric(value: unknown): Numeric | undefined {
  if (typeof value === "number") return { value, whole: Number.isInteger(value) };
  if (value instanceof LiquidDecimal) return { value: value.value, whole: false };
  if (typeof value === "string" && numberText.test(value)) return { value: Number(value), whole: wholeText.test(value) };
  return undefined;
}

/** Fifteen digits are what the platform prints; they also hide the rest of binary fractions (0.1 + 0.2). */
export function createNumber(value: number, whole: boolean): number | LiquidDecimal {
  if (whole) return Math.trunc(value);
  const rounded = Number(value.toPrecision(15));
  return Number.isInteger(rounded) ? new LiquidDecimal(rounded) : rounded;
}
