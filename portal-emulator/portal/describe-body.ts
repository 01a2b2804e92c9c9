import { ancestorsOf, type PageView } from "./page-objects.ts";

/**
 * Gives the attributes of `body` that the platform's scripts read: where the page stands in the site (its own address, then those above it, nearest first), and
 * how dates are shown, by setting or by language (engine source of the 8.x ancestor).
 */
export function createBodyDescriber(): (view: PageView) => Readonly<Record<string, string>> {
  const known = new Map<string, { readonly date: string; readonly time: string }>();
  const findPatterns = (code: string): { readonly date: string; readonly time: string } => {
    const found = known.get(code) ?? { date: findPattern(code, { dateStyle: "short" }), time: findPattern(code, { timeStyle: "short" }) };
    known.set(code, found);
    return found;
  };
  return (view) => {
    const { index, page, language } = view;
    const patterns = findPatterns(language?.code || "en-US");
    const date = index.setting("DateTime/DateFormat") || patterns.date;
    const time = index.setting("DateTime/TimeFormat") || patterns.time;
    const places = page === undefined ? [] : [page, ...ancestorsOf(view, page).toReversed()];
    return {
      "data-sitename": index.site.website.name,
      "data-sitemap-state": places.map(({ url }) => url ?? "").join(":"),
      "data-dateformat": date,
      "data-timeformat": time,
      "data-datetimeformat": index.setting("DateTime/DateTimeFormat") || `${date} ${time}`,
      "data-app-path": "/",
    };
  };
}

const monthAndDay: Readonly<Record<string, string>> = { day: "d", month: "M" };

/** A .NET format string of a language, from what JavaScript knows of it: close to .NET's own where the two know the same. */
function findPattern(code: string, style: Intl.DateTimeFormatOptions): string {
  const formatter = new Intl.DateTimeFormat(isLanguage(code) ? code : "en-US", {
    ...style,
    numberingSystem: "latn",
    calendar: "gregory",
    timeZone: "UTC",
  });
  const { hour12 } = formatter.resolvedOptions();
  // Day, month and hour have one digit here where the language writes one.
  return formatter
    .formatToParts(Date.UTC(2001, 1, 3, 4, 5))
    .map(({ type, value }) => {
      if (type === "year") return "yyyy";
      if (type === "hour") return (hour12 === true ? "h" : "H").repeat(value.length);
      if (type === "minute") return "mm";
      if (type === "dayPeriod") return "tt";
      const letter = monthAndDay[type];
      return letter === undefined ? value.replaceAll(/\s/g, " ") : letter.repeat(value.length);
    })
    .join("");
}

function isLanguage(code: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(code).length > 0;
  } catch {
    return false;
  }
}
