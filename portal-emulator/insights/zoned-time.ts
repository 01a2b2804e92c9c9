/**
 * The moment of a local date (`YYYY-MM-DD`) and time (`HH:MM`) in a time zone. A time that a change of clocks leaves out comes an hour later, one that
 * it has twice comes once (assumed: what a schedule does then is not documented).
 */
export function zonedTime(date: string, time: string, timeZone: string): Date {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  // The offset before and the one after a change of clocks: one of them gives back the time asked for, unless there is none.
  const offsets = [asUtc - 86_400_000, asUtc + 86_400_000].map((around) => offsetAt(around, timeZone));
  const candidates = offsets.map((offset) => asUtc - offset);
  const exact = candidates.filter((candidate) => candidate + offsetAt(candidate, timeZone) === asUtc);
  return new Date(exact.length > 0 ? Math.min(...exact) : Math.max(...candidates));
}

/** Milliseconds local time is ahead of UTC. */
function offsetAt(ms: number, timeZone: string): number {
  const part = new Map(
    createFormat(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return local - Math.floor(ms / 1_000) * 1_000;
}

const createFormat = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
