import { roundHalfEven, toInt32 } from "../dotnet/convert-number.ts";
import { defaultDialect } from "../liquid-host.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import type { PageContext } from "../session/page-context.ts";
import { createNumber, LiquidDecimal, readNumeric } from "../values/liquid-decimal.ts";
import { areEqual } from "../values/compare.ts";
import { PageEmitter } from "../session/page-emitter.ts";
import { andThen } from "../values/later.ts";
import type { Later } from "../values/later.ts";
import { readItems, readMember } from "../values/read-member.ts";
import { renderText } from "../values/render-text.ts";
import { pageFilter } from "./page-filter.ts";
import type { PageFilter } from "./page-filter.ts";

const truths: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["on", true],
  ["enabled", true],
  ["yes", true],
  ["false", false],
  ["off", false],
  ["disabled", false],
  ["no", false],
]);

/** Casts and the rest. https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#type-filters */
export const valueFilters: Readonly<Record<string, PageFilter>> = {
  boolean: pageFilter(0, 0, toBoolean),
  current_sort: pageFilter(1, 1, (input, [attribute]) => readSort(renderText(input), renderText(attribute))),
  decimal: pageFilter(0, 0, (input) => {
    if (typeof input === "boolean") return new LiquidDecimal(Number(input));
    const number = readNumeric(input);
    return number === undefined ? undefined : createNumber(number.value, false);
  }),
  default: pageFilter(1, 1, (input, [fallback], context) => (isMissing(input, context) ? fallback : input)),
  file_size: pageFilter(0, 1, (input, [decimals]) => renderFileSize(input, readNumeric(decimals)?.value ?? 1)),
  has_role: pageFilter(1, 1, (user, [role]) =>
    andThen(readMember(user, "roles"), (roles) => readItems(roles).some((name) => areEqual(name, role))),
  ),
  integer: pageFilter(0, 0, (input) => {
    if (typeof input === "string") return readNumeric(input)?.whole === true ? toInt32(input) : undefined;
    return typeof input === "boolean" || readNumeric(input) !== undefined ? toInt32(input) : undefined;
  }),
  liquid: pageFilter(0, 0, (input, _arguments, context) =>
    input === null || input === undefined ? input : context.session.renderText(renderText(input), "liquid filter", context),
  ),
  reverse_sort: pageFilter(0, 0, (input) => reversedSorts.get(renderText(input).trim().toUpperCase())),
  search_filter_options: pageFilter(0, 0, (input) => readFilterOptions(renderText(input))),
  string: pageFilter(0, 0, (input) => renderText(input)),
  web_template: pageFilter(0, 0, (input, _arguments, context) =>
    andThen(typeof input === "object" ? readMember(input, "id") : input, (id) => renderTemplateById(renderText(id), context)),
  ),
};

const reversedSorts: ReadonlyMap<string, string> = new Map([
  ["ASC", "DESC"],
  ["DESC", "ASC"],
]);

function toBoolean(input: unknown): boolean | undefined {
  if (typeof input === "boolean") return input;
  if (typeof input === "number" || input instanceof LiquidDecimal) return Number(input) !== 0;
  return truths.get(renderText(input).trim().toLowerCase());
}

/** The documents name nil alone, and so does the portal's ancestor; the engine's own filter, which it replaces, also takes empty values. */
function isMissing(value: unknown, { session }: PageContext): boolean {
  if (value === null || value === undefined) return true;
  if ((session.host.dialect ?? defaultDialect).missingValues === "nil") return false;
  return value === "" || (Array.isArray(value) && value.length === 0);
}

/** Of a web template's id or a lookup to one; anything else is nil. */
function renderTemplateById(id: string, context: PageContext): Later<string | undefined> {
  if (!/^\{?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\}?$/i.test(id)) return undefined;
  const { host } = context.session;
  if (host.findTemplateById === undefined)
    throw new LiquidFailure("unsupported", 'Filter "web_template" finds no templates here.', { subject: "web_template" });
  const source = host.findTemplateById(id.replaceAll(/[{}]/g, "").toLowerCase());
  if (source === undefined) return "";
  const emitter = new PageEmitter();
  return andThen(context.session.renderSource(source, context, emitter), () => emitter.buffer);
}

const units = ["bytes", "KB", "MB", "GB", "TB"];

function renderFileSize(input: unknown, decimals: number): unknown {
  const number = readNumeric(input);
  if (number === undefined) return input;
  const power = number.value < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(number.value) / 10));
  return `${roundHalfEven(number.value / 1024 ** power, power === 0 ? 0 : decimals)} ${units[power] ?? ""}`;
}

/** The direction of a column in `name ASC, createdon DESC`; nil where it does not say. */
function readSort(expression: string, attribute: string): string | undefined {
  for (const part of expression.split(",")) {
    const [name = "", direction = ""] = part.trim().split(/\s+/);
    if (name.toLowerCase() === attribute.toLowerCase() && /^(?:asc|desc)$/i.test(direction)) return direction.toUpperCase();
  }
  return undefined;
}

/** The setting `Search/Filters`: `Content:adx_webpage,adx_webfile;Events:adx_event` as pairs `key`, `value`. */
function readFilterOptions(text: string): readonly { readonly key: string; readonly value: string }[] {
  return text.split(";").flatMap((option) => {
    const at = option.indexOf(":");
    return at < 1 ? [] : [{ key: option.slice(0, at).trim(), value: option.slice(at + 1).trim() }];
  });
}
