/** A stretch of time, UTC; an end that is missing is open. */
export interface DateRange {
  /** The value is this or later. */
  readonly from?: Date | undefined;
  /** The value is earlier than this. */
  readonly before?: Date | undefined;
  /** The value is this or earlier. */
  readonly until?: Date;
}

export const dateUnits = ["minutes", "hours", "days", "weeks", "months", "years"] as const;
export type DateUnit = (typeof dateUnits)[number];

/**
 * What the named stretches of Dataverse mean at a moment. Weeks run from Sunday to Saturday (documented); days begin at midnight UTC, where
 * Dataverse takes the caller's time zone, which nobody has here (assumed).
 * https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference/operators
 */
export const namedRanges: Readonly<Record<string, (now: Date) => DateRange>> = {
  today: (now) => days(now, 0, 1),
  yesterday: (now) => days(now, -1, 0),
  tomorrow: (now) => days(now, 1, 2),
  "last-seven-days": (now) => days(now, -7, 1),
  "next-seven-days": (now) => ({ from: now, before: addTo(startOfDay(now), 8, "days") }),
  "last-week": (now) => days(now, -now.getUTCDay() - 7, -now.getUTCDay()),
  "this-week": (now) => days(now, -now.getUTCDay(), 7 - now.getUTCDay()),
  "next-week": (now) => days(now, 7 - now.getUTCDay(), 14 - now.getUTCDay()),
  "last-month": (now) => months(now, -1),
  "this-month": (now) => months(now, 0),
  "next-month": (now) => months(now, 1),
  "last-year": (now) => years(now, -1),
  "this-year": (now) => years(now, 0),
  "next-year": (now) => years(now, 1),
};

/** From the start of the day that long ago until now; hours and minutes count from now (assumed). */
export function lastRange(now: Date, amount: number, unit: DateUnit): DateRange {
  return { from: addTo(isClockUnit(unit) ? now : startOfDay(now), -amount, unit), until: now };
}

/** From now to the end of the day that far ahead; hours and minutes count from now (assumed). */
export function nextRange(now: Date, amount: number, unit: DateUnit): DateRange {
  return isClockUnit(unit)
    ? { from: now, until: addTo(now, amount, unit) }
    : { from: now, before: addTo(addTo(startOfDay(now), amount, unit), 1, "days") };
}

export function olderRange(now: Date, amount: number, unit: DateUnit): DateRange {
  return { before: addTo(now, -amount, unit) };
}

export function startOfDay(moment: Date): Date {
  return new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()));
}

const unitMs: Readonly<Partial<Record<DateUnit, number>>> = {
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

/** A month that has no such day gives its last day. */
export function addTo(moment: Date, amount: number, unit: DateUnit): Date {
  const ms = unitMs[unit];
  if (ms !== undefined) {
    return new Date(moment.getTime() + amount * ms);
  }
  const month = moment.getUTCMonth() + (unit === "years" ? amount * 12 : amount);
  const lastDay = new Date(Date.UTC(moment.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const moved = new Date(moment);
  moved.setUTCFullYear(moment.getUTCFullYear(), month, Math.min(moment.getUTCDate(), lastDay));
  return moved;
}

function isClockUnit(unit: DateUnit): boolean {
  return unit === "hours" || unit === "minutes";
}

function days(now: Date, from: number, before: number): DateRange {
  return { from: addTo(startOfDay(now), from, "days"), before: addTo(startOfDay(now), before, "days") };
}

function months(now: Date, offset: number): DateRange {
  const start = (month: number): Date => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month, 1));
  return { from: start(offset), before: start(offset + 1) };
}

function years(now: Date, offset: number): DateRange {
  const start = (year: number): Date => new Date(Date.UTC(now.getUTCFullYear() + year, 0, 1));
  return { from: start(offset), before: start(offset + 1) };
}
