import { describe, expect, it } from "vitest";
import { formatDate } from "../../../liquid/dotnet/format-date.ts";
import { parseDate } from "../../../liquid/dotnet/parse-date.ts";

const date = new Date("2026-03-04T15:05:06.070Z");

describe("formatDate", () => {
  it.each([
    ["d", "3/4/2026"],
    ["D", "Wednesday, March 4, 2026"],
    ["f", "Wednesday, March 4, 2026 3:05 PM"],
    ["F", "Wednesday, March 4, 2026 3:05:06 PM"],
    ["g", "3/4/2026 3:05 PM"],
    ["G", "3/4/2026 3:05:06 PM"],
    ["m", "March 4"],
    ["M", "March 4"],
    ["o", "2026-03-04T15:05:06.0700000Z"],
    ["r", "Wed, 04 Mar 2026 15:05:06 GMT"],
    ["R", "Wed, 04 Mar 2026 15:05:06 GMT"],
    ["s", "2026-03-04T15:05:06"],
    ["t", "3:05 PM"],
    ["T", "3:05:06 PM"],
    ["u", "2026-03-04 15:05:06Z"],
    ["y", "March 2026"],
    ["Y", "March 2026"],
    ["yyyy-MM-dd HH:mm:ss", "2026-03-04 15:05:06"],
    ["dd/MM/yyyy", "04/03/2026"],
    ["yyyy", "2026"],
    ["yy", "26"],
    ["MMMM dd, yyyy h:mm tt", "March 04, 2026 3:05 PM"],
    ["ddd d MMM", "Wed 4 Mar"],
    ["hh:mm:ss.fff t", "03:05:06.070 P"],
    ["ss.FFF", "06.07"],
    ["H 'o''clock'", "15 oclock"],
    ["'at' h", "at 3"],
    ['"on" d.', "on 4."],
    ["\\d d", "d 4"],
    ["%d", "4"],
    ["%h", "3"],
    ["yyyy-MM-ddTHH:mm:sszzz", "2026-03-04T15:05:06+00:00"],
    ["yyyyMMddHHmmss", "20260304150506"],
    ["gg", "A.D."],
    ["é – yyyy", "é – 2026"],
  ])("%j gives %j", (format, expected) => {
    expect(formatDate(date, format)).toBe(expected);
  });

  it.each([
    ["2026-01-01T00:00:00Z", "12 AM"],
    ["2026-01-01T12:00:00Z", "12 PM"],
    ["2026-01-01T23:59:00Z", "11 PM"],
  ])("counts twelve hours: %s", (iso, expected) => {
    expect(formatDate(new Date(iso), "h tt")).toBe(expected);
  });
});

describe("parseDate", () => {
  it.each([
    ["2026-03-04", "2026-03-04T00:00:00.000Z"],
    ["2026-03-04T05:06:07Z", "2026-03-04T05:06:07.000Z"],
    ["2026-03-04T05:06:07", "2026-03-04T05:06:07.000Z"],
    ["2026-03-04T05:06:07+02:00", "2026-03-04T03:06:07.000Z"],
    ["3/4/2026", "2026-03-04T00:00:00.000Z"],
    ["3/4/2026 3:05 PM", "2026-03-04T15:05:00.000Z"],
  ])("reads %j as %s", (text, iso) => {
    expect(parseDate(text)?.toISOString()).toBe(iso);
  });

  it.each(["", "soon", "2026-99-99", 5, null, undefined, new Date(Number.NaN)])("refuses %j", (value) => {
    expect(parseDate(value)).toBeUndefined();
  });
});
