import { LiquidFailure } from "../liquid-failure.ts";

/** What a culture writes numbers with; read off the machine's own tables, which a .NET server's resemble. */
interface NumberSymbols {
  readonly point: string;
  readonly group: string;
  readonly minus: string;
}

/** More places than Intl writes are not asked for in earnest. */
const maxDigits = 20;

/**
 * A .NET numeric format, standard (`C2`, `N`, `P1`, `F3`, `D5`, `E2`, `G`) or custom (`#,##0.00`).
 * https://learn.microsoft.com/dotnet/standard/base-types/standard-numeric-format-strings
 * @param culture a language tag; "" for the site's, which is en-US here
 */
export function formatNumber(value: number, format: string, culture = ""): string {
  const tag = findCulture(culture);
  const standard = /^([a-z])(\d{0,2})$/i.exec(format);
  if (format === "") return renderGeneral(value, tag);
  if (standard === null) return renderCustom(value, format, tag);
  const digits = standard[2] === "" ? undefined : Math.min(maxDigits, Number(standard[2]));
  const letter = standard[1] ?? "";
  switch (letter.toUpperCase()) {
    case "C":
      return renderFixed(value, digits ?? 2, tag, { style: "currency", currency: findCurrency(tag), currencySign: "accounting" });
    case "D":
      if (!Number.isInteger(value)) throw new LiquidFailure("runtime", "Format specifier was invalid.");
      return (value < 0 ? "-" : "") + String(Math.abs(value)).padStart(digits ?? 0, "0");
    case "E":
      return renderExponent(value, digits ?? 6, { letter, minDigits: 3 });
    case "F":
      return renderFixed(value, digits ?? 2, tag, { useGrouping: false });
    case "G":
      return renderGeneral(digits === undefined || digits === 0 ? value : Number(value.toPrecision(digits)), tag);
    case "N":
      return renderFixed(value, digits ?? 2, tag, {});
    case "P":
      return renderPercent(value, digits ?? 2, tag);
    default:
      throw new LiquidFailure("runtime", "Format specifier was invalid.");
  }
}

function findCulture(culture: string): string {
  if (culture === "") return "en-US";
  try {
    return new Intl.Locale(culture.trim()).toString();
  } catch (error) {
    throw new LiquidFailure("runtime", `Culture "${culture}" is not supported.`, { cause: error });
  }
}

/** Cultures with a country have its currency; a page seldom asks for others than these. */
const currencies: ReadonlyMap<string, string> = new Map([
  ["US", "USD"],
  ["GB", "GBP"],
  ["CA", "CAD"],
  ["AU", "AUD"],
  ["NZ", "NZD"],
  ["IN", "INR"],
  ["JP", "JPY"],
  ["CN", "CNY"],
  ["CH", "CHF"],
  ["SE", "SEK"],
  ["NO", "NOK"],
  ["DK", "DKK"],
  ["PL", "PLN"],
  ["CZ", "CZK"],
  ["BR", "BRL"],
  ["MX", "MXN"],
  ["ZA", "ZAR"],
  ...["DE", "FR", "ES", "IT", "NL", "BE", "AT", "IE", "PT", "FI", "GR"].map((country): [string, string] => [country, "EUR"]),
]);

function findCurrency(tag: string): string {
  const country = new Intl.Locale(tag).maximize().region ?? "";
  const currency = currencies.get(country);
  if (currency === undefined)
    throw new LiquidFailure("unsupported", `The currency of culture "${tag}" is not known here.`, { subject: "format" });
  return currency;
}

function renderFixed(value: number, digits: number, tag: string, options: Intl.NumberFormatOptions): string {
  const rounded = Math.abs(value) < 1e15 && digits < 15 ? roundAwayFromZero(value, digits) : value;
  return new Intl.NumberFormat(tag, { ...options, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(rounded);
}

/** Formatting a decimal rounds a half away from zero, unlike Math.Round. */
function roundAwayFromZero(value: number, digits: number): number {
  const scaled = Number((Math.abs(value) * 10 ** digits).toPrecision(15));
  const rounded = Math.round(scaled) / 10 ** digits;
  return value < 0 && rounded !== 0 ? -rounded : rounded;
}

function renderGeneral(value: number, tag: string): string {
  const { point, minus } = readSymbols(tag);
  return String(value).replace("-", minus).replace(".", point);
}

function renderPercent(value: number, digits: number, tag: string): string {
  // Intl knows where a culture writes its sign; the places are counted after multiplying
  return new Intl.NumberFormat(tag, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    roundAwayFromZero(value, Math.min(14, digits + 2)),
  );
}

function renderExponent(
  value: number,
  digits: number,
  { letter, minDigits }: { readonly letter: string; readonly minDigits: number },
): string {
  const [mantissa = "", exponent = ""] = value.toExponential(Math.min(20, digits)).split("e");
  const sign = exponent.startsWith("-") ? "-" : "+";
  return `${mantissa}${letter}${sign}${exponent.replace(/^[+-]/, "").padStart(minDigits, "0")}`;
}

function readSymbols(tag: string): NumberSymbols {
  const parts = new Intl.NumberFormat(tag, { useGrouping: true }).formatToParts(-1234567.5);
  const find = (type: Intl.NumberFormatPartTypes, fallback: string): string => parts.find((part) => part.type === type)?.value ?? fallback;
  return { point: find("decimal", "."), group: find("group", ","), minus: find("minusSign", "-") };
}

const customPart = /'([^']*)'|"([^"]*)"|\\([\s\S])|([0#.,]+)|([%\u2030])|([\s\S])/g;

/** `#,##0.00`, with up to three sections for positive, negative and zero. https://learn.microsoft.com/dotnet/standard/base-types/custom-numeric-format-strings */
function renderCustom(value: number, format: string, tag: string): string {
  const [positive = "", negative, zero] = splitSections(format);
  if (value === 0 && zero !== undefined) return renderSection(0, zero, tag);
  if (value < 0 && negative !== undefined && negative !== "") return renderSection(-value, negative, tag);
  return renderSection(value, positive, tag);
}

function splitSections(format: string): readonly string[] {
  const sections = [""];
  for (const [text] of format.matchAll(/'[^']*'|"[^"]*"|\\[\s\S]|[\s\S]/g)) {
    if (text === ";") sections.push("");
    else sections.push(`${sections.pop() ?? ""}${text}`);
  }
  return sections;
}

function renderSection(value: number, section: string, tag: string): string {
  const digits = Array.from(section.matchAll(customPart), (match) => match[4] ?? "").join("");
  if (digits === "") return section.replaceAll(/['"\\]/g, "");
  const scale = (section.includes("%") ? 100 : 1) * (section.includes("\u2030") ? 1000 : 1);
  const [whole = "", fraction = ""] = digits.split(".", 2);
  const thousands = 1000 ** (/,*$/.exec(whole)?.[0].length ?? 0);
  const symbols = readSymbols(tag);
  const places = Math.min(maxDigits, fraction.replaceAll(",", "").length);
  const rounded = Math.abs(roundAwayFromZero((value * scale) / thousands, Math.min(14, places)));
  const [shownWhole = "0", shownFraction = ""] = rounded.toFixed(Math.min(14, places)).split(".");
  const minWhole = whole.replaceAll(/[^0#]/g, "").replace(/^#+/, "").length;
  const minFraction = fraction.lastIndexOf("0") + 1;
  const padded = (shownWhole === "0" && minWhole === 0 ? "" : shownWhole).padStart(minWhole, "0");
  const grouped = /[0#],+[0#]/.test(whole) ? padded.replaceAll(/\B(?=(\d{3})+(?!\d))/g, () => symbols.group) : padded;
  const kept = shownFraction.replace(/0+$/, "").padEnd(minFraction, "0");
  const number = `${value < 0 && rounded !== 0 ? symbols.minus : ""}${grouped}${kept === "" ? "" : symbols.point + kept}`;
  let isWritten = false;
  return section.replaceAll(customPart, (part, single?: string, double?: string, escaped?: string, run?: string) => {
    if (run === undefined) return single ?? double ?? escaped ?? part;
    if (isWritten) return "";
    isWritten = true;
    return number;
  });
}
