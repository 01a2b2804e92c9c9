import type { DateRange } from "./date-ranges.ts";

/**
 * The fiscal settings of the emulated organization: a year from 1 January, called by the calendar year it begins in, of four quarters (assumed:
 * the usual ones; every organization has its own).
 * https://learn.microsoft.com/power-apps/developer/data-platform/use-fetchxml-fiscal-date-older-datetime-query-operators
 */
export const fiscalYearStartMonth = 1;
export const fiscalPeriods = 4;

const monthsInPeriod = 12 / fiscalPeriods;

/** `amount` fiscal years, the first of them `offset` years from the one a moment is in. */
export function fiscalYearsFrom(now: Date, offset: number, amount = 1): DateRange {
  const current = Math.floor(periodIndex(now) / fiscalPeriods);
  return periods((current + offset) * fiscalPeriods, amount * fiscalPeriods);
}

/** `amount` fiscal periods, the first of them `offset` periods from the one a moment is in. */
export function fiscalPeriodsFrom(now: Date, offset: number, amount = 1): DateRange {
  return periods(periodIndex(now) + offset, amount);
}

export function fiscalYear(year: number): DateRange {
  return periods(year * fiscalPeriods, fiscalPeriods);
}

/** @param period from 1 */
export function fiscalPeriod(period: number, year: number): DateRange {
  return periods(year * fiscalPeriods + period - 1, 1);
}

/** The calendar months, from 1, of a fiscal period in every year. @param period from 1 */
export function monthsOfFiscalPeriod(period: number): readonly number[] {
  const first = fiscalYearStartMonth - 1 + (period - 1) * monthsInPeriod;
  return Array.from({ length: monthsInPeriod }, (_, at) => ((first + at) % 12) + 1);
}

/** The periods are numbered through, from the first of the fiscal year 0. */
function periodIndex(moment: Date): number {
  const months = moment.getUTCFullYear() * 12 + moment.getUTCMonth() - (fiscalYearStartMonth - 1);
  return Math.floor(months / monthsInPeriod);
}

function periods(first: number, amount: number): DateRange {
  return { from: startOf(first), before: startOf(first + amount) };
}

function startOf(period: number): Date {
  const start = new Date(0);
  // Date.UTC takes the years before 100 for those of the twentieth century.
  start.setUTCFullYear(0, fiscalYearStartMonth - 1 + period * monthsInPeriod, 1);
  return start;
}
