import { describe, expect, test } from "vitest";
import { addTo, lastRange, namedRanges, nextRange, olderRange } from "../../../portal-emulator/query/date-ranges.ts";

/** A Wednesday. */
const now = new Date("2026-03-04T05:06:07Z");
const text = (moment: Date | undefined): string | undefined => moment?.toISOString().replace(/:00\.000Z$|\.000Z$/u, "");

describe("named stretches", () => {
  test.each([
    ["today", "2026-03-04T00:00", "2026-03-05T00:00"],
    ["yesterday", "2026-03-03T00:00", "2026-03-04T00:00"],
    ["tomorrow", "2026-03-05T00:00", "2026-03-06T00:00"],
    ["last-seven-days", "2026-02-25T00:00", "2026-03-05T00:00"],
    ["next-seven-days", "2026-03-04T05:06:07", "2026-03-12T00:00"],
    ["last-week", "2026-02-22T00:00", "2026-03-01T00:00"],
    ["this-week", "2026-03-01T00:00", "2026-03-08T00:00"],
    ["next-week", "2026-03-08T00:00", "2026-03-15T00:00"],
    ["last-month", "2026-02-01T00:00", "2026-03-01T00:00"],
    ["this-month", "2026-03-01T00:00", "2026-04-01T00:00"],
    ["next-month", "2026-04-01T00:00", "2026-05-01T00:00"],
    ["last-year", "2025-01-01T00:00", "2026-01-01T00:00"],
    ["this-year", "2026-01-01T00:00", "2027-01-01T00:00"],
    ["next-year", "2027-01-01T00:00", "2028-01-01T00:00"],
  ])("%s", (name, from, before) => {
    const range = namedRanges[name]?.(now) ?? {};
    expect([text(range.from), text(range.before), range.until]).toEqual([from, before, undefined]);
  });

  test("a Sunday begins its week", () => {
    const range = namedRanges["this-week"]?.(new Date("2026-03-08T00:00:00Z"));
    expect(text(range?.from)).toBe("2026-03-08T00:00");
  });
});

describe("counted stretches", () => {
  test.each([
    ["last", "hours", 2, "2026-03-04T03:06:07", undefined, "2026-03-04T05:06:07"],
    ["last", "days", 2, "2026-03-02T00:00", undefined, "2026-03-04T05:06:07"],
    ["last", "weeks", 1, "2026-02-25T00:00", undefined, "2026-03-04T05:06:07"],
    ["last", "months", 1, "2026-02-04T00:00", undefined, "2026-03-04T05:06:07"],
    ["last", "years", 2, "2024-03-04T00:00", undefined, "2026-03-04T05:06:07"],
    ["next", "hours", 2, "2026-03-04T05:06:07", undefined, "2026-03-04T07:06:07"],
    ["next", "days", 2, "2026-03-04T05:06:07", "2026-03-07T00:00", undefined],
    ["older", "minutes", 6, undefined, "2026-03-04T05:00:07", undefined],
    ["older", "months", 1, undefined, "2026-02-04T05:06:07", undefined],
  ] as const)("%s %s %s", (kind, unit, amount, from, before, until) => {
    const range = { last: lastRange, next: nextRange, older: olderRange }[kind](now, amount, unit);
    expect([text(range.from), text(range.before), text(range.until)]).toEqual([from, before, until]);
  });

  test("a month without that day gives its last one", () => {
    expect(text(addTo(new Date("2026-03-31T00:00:00Z"), -1, "months"))).toBe("2026-02-28T00:00");
    expect(text(addTo(new Date("2024-02-29T00:00:00Z"), 1, "years"))).toBe("2025-02-28T00:00");
  });
});
