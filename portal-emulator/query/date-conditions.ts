import { QueryFault } from "../odata/query-fault.ts";
import type { Condition, NamedCondition } from "./condition.ts";
import { noValue, oneValue } from "./condition.ts";
import type { DateRange } from "./date-ranges.ts";
import { addTo, dateUnits, lastRange, namedRanges, nextRange, olderRange, startOfDay } from "./date-ranges.ts";
import type { ComparisonOperator, FilterNode } from "./filter.ts";
import { fiscalPeriod, fiscalPeriods, fiscalPeriodsFrom, fiscalYear, fiscalYearsFrom, monthsOfFiscalPeriod } from "./fiscal-ranges.ts";
import { readOperand } from "./read-operand.ts";

/** More than a life of days; beyond it dates end. */
const maxAmount = 100_000;
const lastYear = 9999;

/**
 * Conditions on dates. Of the fiscal ones with a number, the last and the next so many years or periods are whole ones, without the one that is
 * now, as the last and the next without a number are (assumed).
 */
export const dateConditions: readonly NamedCondition[] = [
  ["on", (given) => inRange(given, oneDay(dayOf(given)))],
  ["on-or-after", (given) => inRange(given, { from: dayOf(given) })],
  ["on-or-before", (given) => inRange(given, { before: addTo(dayOf(given), 1, "days") })],
  ...Object.entries(namedRanges).map(([name, range]) => named(name, range)),
  ...dateUnits.flatMap((unit) => [
    ...(unit === "minutes"
      ? []
      : [
          counted(`last-x-${unit}`, (now, amount) => lastRange(now, amount, unit)),
          counted(`next-x-${unit}`, (now, amount) => nextRange(now, amount, unit)),
        ]),
    counted(`olderthan-x-${unit}`, (now, amount) => olderRange(now, amount, unit)),
  ]),
  ...(
    [
      ["year", fiscalYearsFrom],
      ["period", fiscalPeriodsFrom],
    ] as const
  ).flatMap(([unit, from]) => [
    named(`last-fiscal-${unit}`, (now) => from(now, -1)),
    named(`this-fiscal-${unit}`, (now) => from(now, 0)),
    named(`next-fiscal-${unit}`, (now) => from(now, 1)),
    counted(`last-x-fiscal-${unit}s`, (now, amount) => from(now, -amount, amount)),
    counted(`next-x-fiscal-${unit}s`, (now, amount) => from(now, 1, amount)),
  ]),
  ["in-fiscal-year", (given) => inRange(given, fiscalYear(wholeNumber(oneValue(given), "a fiscal year", 1, lastYear)))],
  ["in-fiscal-period", inFiscalPeriod],
  ["in-fiscal-period-and-year", (given) => inRange(given, periodAndYear(given))],
  ["in-or-after-fiscal-period-and-year", (given) => inRange(given, { ...periodAndYear(given), before: undefined })],
  ["in-or-before-fiscal-period-and-year", (given) => inRange(given, { ...periodAndYear(given), from: undefined })],
];

function named(name: string, range: (now: Date) => DateRange): NamedCondition {
  return [name, (given, { now }) => inRange(noValue(given), range(now))];
}

function counted(name: string, range: (now: Date, amount: number) => DateRange): NamedCondition {
  return [name, (given, { now }) => inRange(given, range(now, wholeNumber(oneValue(given), `'${name}'`, 1, maxAmount)))];
}

/** The period first, then the year, as the parameters of the query functions are numbered (documented). */
function periodAndYear(given: Condition): DateRange {
  const [period, year] = given.values;
  if (period === undefined || year === undefined || given.values.length !== 2) {
    throw new QueryFault("syntax", `The condition on '${given.definition.name}' takes a fiscal period and a fiscal year.`);
  }
  return fiscalPeriod(readPeriod(period), wholeNumber(year, "a fiscal year", 1, lastYear));
}

/** Of whatever year. */
function inFiscalPeriod(given: Condition): FilterNode {
  requireDate(given);
  return { kind: "month", column: given.operand, months: monthsOfFiscalPeriod(readPeriod(oneValue(given))) };
}

function readPeriod(value: unknown): number {
  return wholeNumber(value, "a fiscal period", 1, fiscalPeriods);
}

function wholeNumber(value: unknown, what: string, least: number, most: number): number {
  const digits = String(value).trim();
  const amount = /^\d{1,9}$/u.test(digits) ? Number(digits) : Number.NaN;
  if (!(amount >= least && amount <= most)) {
    throw new QueryFault("type-mismatch", `For ${what} a whole number from ${least} to ${most} was expected.`);
  }
  return amount;
}

/** A date without a time is compared by its day. */
function inRange(given: Condition, { from, before, until }: DateRange): FilterNode {
  const { operand, definition } = given;
  requireDate(given);
  const bound = (operator: ComparisonOperator, moment: Date | undefined): FilterNode[] => {
    if (moment === undefined) {
      return [];
    }
    if (Number.isNaN(moment.getTime())) {
      throw new QueryFault("type-mismatch", `The stretch of time asked of '${definition.name}' is out of range.`);
    }
    if (definition.type === "date" && moment.getUTCFullYear() > lastYear) {
      // As text a longer year comes before all others.
      return [{ kind: "compare", operator: "le", left: operand, right: { kind: "literal", value: `${lastYear}-12-31` } }];
    }
    const value = definition.type === "date" ? moment.toISOString().slice(0, 10) : moment.toISOString();
    return [{ kind: "compare", operator, left: operand, right: { kind: "literal", value } }];
  };
  return { kind: "and", operands: [...bound("ge", from), ...bound("lt", before), ...bound("le", until)] };
}

function requireDate({ definition }: Condition): void {
  if (definition.type !== "datetime" && definition.type !== "date") {
    throw new QueryFault("type-mismatch", `The column '${definition.name}' is ${definition.type}, not a date.`);
  }
}

function oneDay(day: Date): DateRange {
  return { from: day, before: addTo(day, 1, "days") };
}

function dayOf(given: Condition): Date {
  return startOfDay(new Date(String(readOperand(oneValue(given), { ...given.definition, type: "datetime" }))));
}
