import { LiquidFailure } from "../liquid-failure.ts";

const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The en-US patterns behind one-letter formats. https://learn.microsoft.com/dotnet/standard/base-types/standard-date-and-time-format-strings */
const standardPatterns: Readonly<Record<string, string>> = {
  d: "M/d/yyyy",
  D: "dddd, MMMM d, yyyy",
  f: "dddd, MMMM d, yyyy h:mm tt",
  F: "dddd, MMMM d, yyyy h:mm:ss tt",
  g: "M/d/yyyy h:mm tt",
  G: "M/d/yyyy h:mm:ss tt",
  m: "MMMM d",
  M: "MMMM d",
  o: "yyyy-MM-ddTHH:mm:ss.fffffffK",
  O: "yyyy-MM-ddTHH:mm:ss.fffffffK",
  r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  s: "yyyy-MM-ddTHH:mm:ss",
  t: "h:mm tt",
  T: "h:mm:ss tt",
  u: "yyyy-MM-dd HH:mm:ss'Z'",
  U: "dddd, MMMM d, yyyy h:mm:ss tt",
  y: "MMMM yyyy",
  Y: "MMMM yyyy",
};

type RenderPart = (date: Date) => string;

/** Longest first within a letter. https://learn.microsoft.com/dotnet/standard/base-types/custom-date-and-time-format-strings */
const customParts: Readonly<Record<string, RenderPart>> = {
  yyyyy: (date) => pad(date.getUTCFullYear(), 5),
  yyyy: (date) => pad(date.getUTCFullYear(), 4),
  yyy: (date) => pad(date.getUTCFullYear(), 3),
  yy: (date) => pad(date.getUTCFullYear() % 100, 2),
  y: (date) => String(date.getUTCFullYear() % 100),
  MMMM: (date) => months[date.getUTCMonth()] ?? "",
  MMM: (date) => (months[date.getUTCMonth()] ?? "").slice(0, 3),
  MM: (date) => pad(date.getUTCMonth() + 1, 2),
  M: (date) => String(date.getUTCMonth() + 1),
  dddd: (date) => days[date.getUTCDay()] ?? "",
  ddd: (date) => (days[date.getUTCDay()] ?? "").slice(0, 3),
  dd: (date) => pad(date.getUTCDate(), 2),
  d: (date) => String(date.getUTCDate()),
  HH: (date) => pad(date.getUTCHours(), 2),
  H: (date) => String(date.getUTCHours()),
  hh: (date) => pad(halfDayHour(date), 2),
  h: (date) => String(halfDayHour(date)),
  mm: (date) => pad(date.getUTCMinutes(), 2),
  m: (date) => String(date.getUTCMinutes()),
  ss: (date) => pad(date.getUTCSeconds(), 2),
  s: (date) => String(date.getUTCSeconds()),
  tt: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  t: (date) => (date.getUTCHours() < 12 ? "A" : "P"),
  zzz: () => "+00:00",
  zz: () => "+00",
  z: () => "+0",
  K: () => "Z",
  gg: () => "A.D.",
  g: () => "A.D.",
};

/** Quoted text, an escaped character, `%` before any character, or a run of one format letter; anything else stands for itself. */
const partPattern = /'([^']*)'|"([^"]*)"|\\([\s\S])|%(?=[^%])|(y+|M+|d+|h+|H+|m+|s+|t+|z+|K|g+|f+|F+)/g;

/** A .NET date format, standard or custom, in en-US and UTC: what the `date` filter takes. */
export function formatDate(date: Date, format: string): string {
  const pattern = (Object.hasOwn(standardPatterns, format) ? standardPatterns[format] : undefined) ?? format;
  // one letter is a standard format or none; a percent sign needs another character behind it
  if ((pattern.length === 1 && /[a-z%]/i.test(pattern)) || /%(?:%|$)/.test(pattern))
    throw new LiquidFailure("runtime", "Input string was not in a correct format.");
  return pattern.replaceAll(partPattern, (whole, single?: string, double?: string, escaped?: string, run?: string) => {
    if (run === undefined) return single ?? double ?? escaped ?? "";
    const letter = whole.charAt(0);
    if (letter === "f" || letter === "F") return renderFraction(date, run);
    return (customParts[run] ?? customParts[longestRun(letter)])?.(date) ?? run;
  });
}

function longestRun(letter: string): string {
  return Object.keys(customParts).find((part) => part.startsWith(letter)) ?? letter;
}

/** `F` drops trailing zeros. */
function renderFraction(date: Date, run: string): string {
  const digits = pad(date.getUTCMilliseconds(), 3).padEnd(7, "0").slice(0, run.length);
  return run.startsWith("F") ? digits.replace(/0+$/, "") : digits;
}

function halfDayHour(date: Date): number {
  return date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12;
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, "0");
}
