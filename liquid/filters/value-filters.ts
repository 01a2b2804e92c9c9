import { createNumber, readNumeric } from "../values/liquid-decimal.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { areEqual } from "../values/compare.ts";
import { andThen } from "../values/later.ts";
import { readItems, readMember } from "../values/read-member.ts";
import { renderText } from "../values/render-text.ts";
import { roundHalfEven } from "./math-filters.ts";
import { pageFilter } from "./page-filter.ts";
import type { PageFilter } from "./page-filter.ts";

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  enabled: true,
  yes: true,
  false: false,
  off: false,
  disabled: false,
  no: false,
};

/** Casts and the rest. https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#type-filters */
export const valueFilters: Readonly<Record<string, PageFilter>> = {
  boolean: pageFilter(0, 0, (input) => (typeof input === "boolean" ? input : truths[renderText(input).trim().toLowerCase()])),
  current_sort: pageFilter(1, 1, (input, [attribute]) => readSort(renderText(input), renderText(attribute))),
  decimal: pageFilter(0, 0, (input) => {
    const number = readNumeric(input);
    return number === undefined ? undefined : createNumber(number.value, false);
  }),
  default: pageFilter(1, 1, (input, [fallback]) => (isMissing(input) ? fallback : input)),
  file_size: pageFilter(0, 1, (input, [decimals]) => renderFileSize(input, readNumeric(decimals)?.value ?? 1)),
  has_role: pageFilter(1, 1, (user, [role]) =>
    andThen(readMember(user, "roles"), (roles) => readItems(roles).some((name) => areEqual(name, role))),
  ),
  integer: pageFilter(0, 0, (input) => {
    const number = readNumeric(input);
    return number?.whole === true || (typeof input === "object" && number !== undefined) ? number.value : undefined;
  }),
  invariant_culture_decimal_value: pageFilter(0, 0, (input) => renderText(input)),
  liquid: pageFilter(0, 0, (input, _arguments, context) =>
    input === null || input === undefined ? input : context.session.renderText(renderText(input), "liquid filter", context),
  ),
  reverse_sort: pageFilter(1, 1, (input, [attribute]) => reverseSort(renderText(input), renderText(attribute))),
  search_filter_options: pageFilter(0, 0, (input) => readFilterOptions(renderText(input))),
  string: pageFilter(0, 0, (input) => (input === null || input === undefined ? input : renderText(input))),
  web_template: pageFilter(0, 0, (input, _arguments, context) => {
    const source = context.session.host.findTemplate(renderText(input));
    if (source === undefined)
      throw new LiquidFailure("missing-template", `Template "${renderText(input)}" not found.`, { subject: renderText(input) });
    return source.text;
  }),
};

/** Documentation says nil only; the engine takes empty text and lists for missing too. */
function isMissing(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

const units = ["bytes", "KB", "MB", "GB", "TB"];

function renderFileSize(input: unknown, decimals: number): unknown {
  const number = readNumeric(input);
  if (number === undefined) return input;
  const power = number.value < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(number.value) / 10));
  return `${roundHalfEven(number.value / 1024 ** power, power === 0 ? 0 : decimals)} ${units[power] ?? ""}`;
}

/** The direction of a column in `name ASC, createdon DESC`; nil where it does not decide. */
function readSort(expression: string, attribute: string): string | undefined {
  for (const part of expression.split(",")) {
    const [name = "", direction = "ASC"] = part.trim().split(/\s+/);
    if (name.toLowerCase() === attribute.toLowerCase()) return direction.toUpperCase() === "DESC" ? "DESC" : "ASC";
  }
  return undefined;
}

function reverseSort(expression: string, attribute: string): string {
  return readSort(expression, attribute) === "ASC" ? "DESC" : "ASC";
}

/** The setting `Search/Filters`: `Content:adx_webpage,adx_webfile;Events:adx_event` as pairs `key`, `value`. */
function readFilterOptions(text: string): readonly { readonly key: string; readonly value: string }[] {
  return text.split(";").flatMap((option) => {
    const at = option.indexOf(":");
    return at < 1 ? [] : [{ key: option.slice(0, at).trim(), value: option.slice(at + 1).trim() }];
  });
}
