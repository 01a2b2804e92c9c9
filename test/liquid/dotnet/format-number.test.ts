import { expect, it } from "vitest";
import { formatNumber } from "../../../liquid/dotnet/format-number.ts";

it.each([
  [1234.5, "C", "", "$1,234.50"],
  [-1234.5, "C0", "", "($1,235)"],
  [1234.5, "C2", "en-GB", "£1,234.50"],
  [42, "D5", "", "00042"],
  [-42, "D5", "", "-00042"],
  [1234.5678, "E2", "", "1.23E+003"],
  [1234.5678, "e", "", "1.234568e+003"],
  [1234.5, "F", "", "1234.50"],
  [0.125, "F2", "", "0.13"],
  [1234.5, "G", "", "1234.5"],
  [1234.5, "", "", "1234.5"],
  [1234567.891, "N", "", "1,234,567.89"],
  [1234567.891, "N0", "", "1,234,568"],
  [1234.5, "N2", "de-DE", "1.234,50"],
  [0.1234, "P1", "", "12.3%"],
  [1234.5, "#,##0.00", "", "1,234.50"],
  [1234.5, "0", "", "1235"],
  [0.5, "#.##", "", ".5"],
  [0, "#.##", "", ""],
  [7, "000", "", "007"],
  [0.256, "0.0%", "", "25.6%"],
  [1234567, "#,##0,K", "", "1,235K"],
  [-5, "0;(0);zero", "", "(5)"],
  [0, "0;(0);zero", "", "zero"],
  [5, "0 'units'", "", "5 units"],
  [5, "\\#0", "", "#5"],
  [-0.001, "0.00", "", "0.00"],
])("writes %d in %s of culture %j as %s", (value, format, culture, expected) => {
  expect(formatNumber(value, format, culture)).toBe(expected);
});

it.each([
  [1.5, "D", ""],
  [1, "Q", ""],
  [1, "N", "no such culture"],
])("refuses to write %d in %s of culture %j", (value, format, culture) => {
  expect(() => formatNumber(value, format, culture)).toThrow();
});

it("says that it does not know a culture's currency", () => {
  expect(() => formatNumber(1, "C", "th-TH")).toThrow(/not known here/);
});
