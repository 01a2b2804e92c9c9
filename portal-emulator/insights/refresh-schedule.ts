import { zonedTime } from "./zoned-time.ts";

export const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
export type Weekday = (typeof weekdays)[number];

interface Times {
  /** `HH:MM`, one to four. */
  readonly times: readonly string[];
  /** IANA name. */
  readonly timeZone: string;
}

/**
 * When Customer Insights refreshes by itself: off by default, daily or on days of the week, up to four times a day, in a time zone of its own (documented).
 * https://learn.microsoft.com/dynamics365/customer-insights/data/schedule-refresh
 */
export type RefreshSchedule =
  | { readonly frequency: "off" }
  | (Times & { readonly frequency: "daily" })
  | (Times & { readonly frequency: "weekly"; readonly days: readonly Weekday[] });

export const noSchedule: RefreshSchedule = { frequency: "off" };

export type ParsedSchedule = { readonly ok: true; readonly schedule: RefreshSchedule } | { readonly ok: false; readonly message: string };

const expected =
  'expected {"frequency": "off"}, {"frequency": "daily", "times": ["06:00"], "timeZone"?: "UTC"} or {"frequency": "weekly", "days": ["monday"], "times": ["06:00"], "timeZone"?: "UTC"}';

/** Reads what `PUT /_emulator/refresh-schedule` was sent; the message says what is wrong. */
export function parseRefreshSchedule(body: unknown): ParsedSchedule {
  if (typeof body !== "object" || body === null) return refuse(expected);
  const { frequency, times, days, timeZone = "UTC", ...rest } = body as Readonly<Record<string, unknown>>; // any object may be asked for any key
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) return refuse(`${unknown}: no such key; ${expected}`);
  if (frequency === "off") {
    return times === undefined && days === undefined
      ? { ok: true, schedule: noSchedule }
      : refuse(`off has no times and no days; ${expected}`);
  }
  if (frequency !== "daily" && frequency !== "weekly") return refuse(`frequency: ${expected}`);
  if (!isListOf(times, isTime) || times.length > 4)
    return refuse('times: expected one to four different times of day, e.g. ["06:00", "18:30"]');
  if (typeof timeZone !== "string" || !isTimeZone(timeZone))
    return refuse('timeZone: expected the name of a time zone, e.g. "Europe/Rome"');
  if (frequency === "daily") {
    return days === undefined ? { ok: true, schedule: { frequency, times, timeZone } } : refuse("days: only a weekly schedule has them");
  }
  return isListOf(days, isWeekday)
    ? { ok: true, schedule: { frequency, days, times, timeZone } }
    : refuse(`days: expected one or more different ones of ${weekdays.join(", ")}`);
}

/** The refreshes after a moment, in order, as long as dates have four digits. */
export function* listRefreshTimes(schedule: RefreshSchedule, after: Date): Generator<Date, void> {
  if (schedule.frequency === "off") return;
  // From the day before: its times may still be ahead where the zone is behind.
  for (let day = startOfDay(after) - dayMs; day < endOfTime; day += dayMs) {
    if (schedule.frequency === "weekly" && !schedule.days.some((name) => name === weekdays[new Date(day).getUTCDay()])) continue;
    const times = schedule.times.map((time) => zonedTime(new Date(day).toISOString().slice(0, 10), time, schedule.timeZone).getTime());
    for (const time of [...new Set(times)].sort((one, other) => one - other)) if (time > after.getTime()) yield new Date(time);
  }
}

export interface Span {
  /** Not part of it. */
  readonly after: Date;
  readonly until: Date;
  /** Listed at most; a list of this length may be cut. */
  readonly limit: number;
}

export function findRefreshTimes(schedule: RefreshSchedule, { after, until, limit }: Span): Date[] {
  const found: Date[] = [];
  for (const time of listRefreshTimes(schedule, after)) {
    if (time.getTime() > until.getTime() || found.length >= limit) break;
    found.push(time);
  }
  return found;
}

const endOfTime = Date.parse("9999-12-31T00:00:00Z");
const dayMs = 24 * 60 * 60 * 1_000;
const startOfDay = (moment: Date): number => Math.floor(moment.getTime() / dayMs) * dayMs;
const refuse = (message: string): ParsedSchedule => ({ ok: false, message });

function isListOf<Item extends string>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.length > 0 && value.every(isItem) && new Set(value).size === value.length;
}

const isTime = (value: unknown): value is string => typeof value === "string" && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value);
const isWeekday = (value: unknown): value is Weekday => weekdays.some((day) => day === value);

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
