import { describe, expect, test } from "vitest";
import type { DateRange } from "../../../portal-emulator/query/date-ranges.ts";
import {
  fiscalPeriod,
  fiscalPeriodsFrom,
  fiscalYear,
  fiscalYearsFrom,
  monthsOfFiscalPeriod,
} from "../../../portal-emulator/query/fiscal-ranges.ts";

const days = ({ from, before }: DateRange): readonly unknown[] =>
  [from, before].map((moment) => moment?.toISOString().replace("T00:00:00.000Z", ""));

describe("fiscal stretches", () => {
  test.each([
    ["this year", "2026-03-04T05:06:07Z", fiscalYearsFrom, 0, 1, "2026-01-01", "2027-01-01"],
    ["last year", "2026-03-04T05:06:07Z", fiscalYearsFrom, -1, 1, "2025-01-01", "2026-01-01"],
    ["two years from the next", "2026-03-04T05:06:07Z", fiscalYearsFrom, 1, 2, "2027-01-01", "2029-01-01"],
    ["this period", "2026-03-04T05:06:07Z", fiscalPeriodsFrom, 0, 1, "2026-01-01", "2026-04-01"],
    ["the period of its first moment", "2026-04-01T00:00:00Z", fiscalPeriodsFrom, 0, 1, "2026-04-01", "2026-07-01"],
    ["the period of its last moment", "2026-12-31T23:59:59Z", fiscalPeriodsFrom, 0, 1, "2026-10-01", "2027-01-01"],
    ["the last period, of the year before", "2026-03-04T05:06:07Z", fiscalPeriodsFrom, -1, 1, "2025-10-01", "2026-01-01"],
    ["five periods before this one", "2026-03-04T05:06:07Z", fiscalPeriodsFrom, -5, 5, "2024-10-01", "2026-01-01"],
  ] as const)("%s", (_, now, rangeFrom, offset, amount, from, before) => {
    expect(days(rangeFrom(new Date(now), offset, amount))).toEqual([from, before]);
  });

  test("of a named year and a named period of it", () => {
    expect(days(fiscalYear(2025))).toEqual(["2025-01-01", "2026-01-01"]);
    expect(days(fiscalYear(99))).toEqual(["0099-01-01", "0100-01-01"]);
    expect(days(fiscalPeriod(4, 2025))).toEqual(["2025-10-01", "2026-01-01"]);
  });

  test("of a period of every year, by its months", () => {
    expect([1, 2, 3, 4].map(monthsOfFiscalPeriod)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
      [10, 11, 12],
    ]);
  });
});
