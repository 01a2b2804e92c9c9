import { LiquidFailure } from "../liquid-failure.ts";
import { readNumeric } from "../values/liquid-decimal.ts";

const maxDecimals = 28;

/** .NET's Convert.ToDecimal: nil is 0, truth 1; text that is no number and anything else is an error. */
export function toDecimal(value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === "boolean") return Number(value);
  const number = readNumeric(value);
  if (number !== undefined) return number.value;
  if (typeof value === "string") throw new LiquidFailure("runtime", "Input string was not in a correct format.");
  throw new LiquidFailure("runtime", "Unable to cast object to type 'System.IConvertible'.");
}

/** .NET's Convert.ToInt32: as `toDecimal`, and a half goes to the even neighbour; text must spell a whole number. */
export function toInt32(value: unknown): number {
  if (typeof value === "string" && readNumeric(value)?.whole !== true)
    throw new LiquidFailure("runtime", "Input string was not in a correct format.");
  const number = roundHalfEven(toDecimal(value), 0);
  if (Math.abs(number) > 2 ** 31) throw new LiquidFailure("runtime", "Value was either too large or too small for an Int32.");
  return number;
}

/** .NET rounds a half to the even neighbour. */
export function roundHalfEven(value: number, digits: number): number {
  if (digits < 0 || digits > maxDecimals)
    throw new LiquidFailure("runtime", `Decimal can only round to between 0 and ${maxDecimals} digits of precision.`);
  const scale = 10 ** digits;
  const scaled = Number((value * scale).toPrecision(15));
  const low = Math.floor(scaled);
  const rest = scaled - low;
  const rounded = rest === 0.5 ? low + (low % 2 === 0 ? 0 : 1) : Math.round(scaled);
  return rounded / scale;
}
