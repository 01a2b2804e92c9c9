import { describe, expect, it } from "vitest";
import { findRefreshTimes, listRefreshTimes, parseRefreshSchedule } from "../../../portal-emulator/insights/refresh-schedule.ts";
import type { RefreshSchedule } from "../../../portal-emulator/insights/refresh-schedule.ts";

const times = (schedule: RefreshSchedule, after: string, until: string): string[] =>
  findRefreshTimes(schedule, { after: new Date(after), until: new Date(until), limit: 100 }).map((time) => time.toISOString());

describe("a refresh schedule", () => {
  it.each<[string, RefreshSchedule, string, string, string[]]>([
    ["never comes when off", { frequency: "off" }, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", []],
    [
      "comes daily at its times, in order",
      { frequency: "daily", times: ["18:00", "06:00"], timeZone: "UTC" },
      "2026-03-04T06:00:00Z",
      "2026-03-05T06:00:00Z",
      ["2026-03-04T18:00:00.000Z", "2026-03-05T06:00:00.000Z"],
    ],
    [
      "comes weekly on its days",
      { frequency: "weekly", days: ["monday", "friday"], times: ["06:00"], timeZone: "UTC" },
      "2026-03-04T00:00:00Z",
      "2026-03-11T00:00:00Z",
      ["2026-03-06T06:00:00.000Z", "2026-03-09T06:00:00.000Z"],
    ],
    [
      "counts the day of its own zone, ahead of UTC",
      { frequency: "weekly", days: ["monday"], times: ["06:00"], timeZone: "Pacific/Kiritimati" },
      "2026-03-04T00:00:00Z",
      "2026-03-11T00:00:00Z",
      ["2026-03-08T16:00:00.000Z"],
    ],
    [
      "counts the day of its own zone, behind UTC",
      { frequency: "weekly", days: ["sunday"], times: ["20:00"], timeZone: "America/Los_Angeles" },
      "2026-02-01T06:00:00Z",
      "2026-02-09T12:00:00Z",
      ["2026-02-02T04:00:00.000Z", "2026-02-09T04:00:00.000Z"],
    ],
    [
      "keeps its local time over a change of clocks, and comes an hour later where there is none",
      { frequency: "daily", times: ["02:30"], timeZone: "Europe/Rome" },
      "2026-03-27T12:00:00Z",
      "2026-03-30T12:00:00Z",
      ["2026-03-28T01:30:00.000Z", "2026-03-29T01:30:00.000Z", "2026-03-30T00:30:00.000Z"],
    ],
    [
      "comes once where the hour comes twice",
      { frequency: "daily", times: ["02:30"], timeZone: "Europe/Rome" },
      "2026-10-24T12:00:00Z",
      "2026-10-26T12:00:00Z",
      ["2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"],
    ],
  ])("%s", (_, schedule, after, until, expected) => {
    expect(times(schedule, after, until)).toEqual(expected);
  });

  it("ends where dates do", () => {
    const daily: RefreshSchedule = { frequency: "daily", times: ["06:00"], timeZone: "UTC" };
    expect([...listRefreshTimes(daily, new Date("9999-12-29T12:00:00Z"))]).toHaveLength(1);
  });

  it("lists no more than asked for", () => {
    const daily: RefreshSchedule = { frequency: "daily", times: ["06:00"], timeZone: "UTC" };
    expect(findRefreshTimes(daily, { after: new Date(0), until: new Date("9000-01-01"), limit: 3 })).toHaveLength(3);
  });
});

describe("parseRefreshSchedule", () => {
  it.each([
    [{ frequency: "off" }, { frequency: "off" }],
    [
      { frequency: "daily", times: ["06:00"] },
      { frequency: "daily", times: ["06:00"], timeZone: "UTC" },
    ],
    [
      { frequency: "weekly", days: ["monday"], times: ["00:00", "06:00", "12:00", "23:59"], timeZone: "Europe/Rome" },
      { frequency: "weekly", days: ["monday"], times: ["00:00", "06:00", "12:00", "23:59"], timeZone: "Europe/Rome" },
    ],
  ])("takes %j", (body, schedule) => {
    expect(parseRefreshSchedule(body)).toEqual({ ok: true, schedule });
  });

  it.each([
    [undefined, "expected"],
    ["off", "expected"],
    [[], "frequency"],
    [{ frequency: "hourly" }, "frequency"],
    [{ frequency: "off", times: ["06:00"] }, "off has no times"],
    [{ frequency: "daily" }, "times"],
    [{ frequency: "daily", times: [] }, "times"],
    [{ frequency: "daily", times: ["6:00"] }, "times"],
    [{ frequency: "daily", times: ["24:00"] }, "times"],
    [{ frequency: "daily", times: ["06:00", "06:00"] }, "times"],
    [{ frequency: "daily", times: ["01:00", "02:00", "03:00", "04:00", "05:00"] }, "times"],
    [{ frequency: "daily", days: ["monday"], times: ["06:00"] }, "days"],
    [{ frequency: "weekly", times: ["06:00"] }, "days"],
    [{ frequency: "weekly", days: ["Monday"], times: ["06:00"] }, "days"],
    [{ frequency: "daily", times: ["06:00"], timeZone: "Rome" }, "timeZone"],
    [{ frequency: "daily", times: ["06:00"], zone: "UTC" }, "zone"],
  ])("refuses %j", (body, named) => {
    const parsed = parseRefreshSchedule(body);
    expect(parsed).toMatchObject({ ok: false });
    expect(parsed.ok ? "" : parsed.message).toContain(named);
  });
});
