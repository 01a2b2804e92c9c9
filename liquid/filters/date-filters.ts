import { formatDate } from "../dotnet/format-date.ts";
import { parseDate } from "../dotnet/parse-date.ts";
import { readNumeric } from "../values/liquid-decimal.ts";
import { renderText } from "../values/render-text.ts";
import { pageFilter } from "./page-filter.ts";
import type { PageFilter } from "./page-filter.ts";

/** What is no date passes unchanged. https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#date-filters */
export const dateFilters: Readonly<Record<string, PageFilter>> = {
  date: pageFilter(1, 1, (input, [format], context) => {
    const isNow = typeof input === "string" && /^(?:now|today)$/i.test(input);
    const date = isNow ? context.session.host.now() : parseDate(input);
    if (date === undefined) return input;
    if (renderText(format).trim() !== "") return formatDate(date, renderText(format));
    return typeof input === "string" && !isNow ? input : renderText(date);
  }),
  date_add_days: adding((date, count) => date.setTime(date.getTime() + count * 86_400_000)),
  date_add_hours: adding((date, count) => date.setTime(date.getTime() + count * 3_600_000)),
  date_add_minutes: adding((date, count) => date.setTime(date.getTime() + count * 60_000)),
  date_add_months: adding((date, count) => moveMonths(date, count)),
  date_add_seconds: adding((date, count) => date.setTime(date.getTime() + count * 1000)),
  date_add_years: adding((date, count) => moveMonths(date, count * 12)),
  date_to_iso8601: formatting("yyyy-MM-ddTHH:mm:ssZ"),
  date_to_local: pageFilter(0, 0, (input) => input),
  date_to_rfc822: formatting("ddd, dd MMM yyyy HH:mm:ss 'Z'"),
  date_to_utc: pageFilter(0, 0, (input) => input),
  date_to_xml_schema: formatting("yyyy-MM-ddTHH:mm:ssK"),
};

function adding(move: (date: Date, count: number) => void): PageFilter {
  return pageFilter(1, 1, (input, [count]) => {
    const date = parseDate(input);
    const number = readNumeric(count);
    if (date === undefined || number === undefined) return input;
    const moved = new Date(date);
    move(moved, number.value);
    return moved;
  });
}

/** 31 January and a month is the last of February. */
function moveMonths(date: Date, count: number): void {
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + Math.trunc(count));
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
}

function formatting(format: string): PageFilter {
  return pageFilter(0, 0, (input) => {
    const date = parseDate(input);
    return date === undefined ? input : formatDate(date, format);
  });
}
