import { areEqual, compareValues } from "../values/compare.ts";
import { allOf, andThen } from "../values/later.ts";
import type { Later } from "../values/later.ts";
import { readNumeric } from "../values/liquid-decimal.ts";
import { readItems, readMember } from "../values/read-member.ts";
import { renderText } from "../values/render-text.ts";
import type { PageContext } from "../session/page-context.ts";
import { pageFilter } from "./page-filter.ts";
import type { PageFilter } from "./page-filter.ts";

type Items = readonly unknown[];

/** Lists `order_by` has sorted, with what decides between equals: `then_by` goes on from there. */
const sortKeys = new WeakMap<object, readonly SortKey[]>();

interface SortKey {
  readonly values: ReadonlyMap<unknown, unknown>;
  readonly isDescending: boolean;
}

export const listFilters: Readonly<Record<string, PageFilter>> = {
  all: pageFilter(0, 0, (input) => readItems(input)),
  batch: pageFilter(1, 1, (input, [size]) => batch(readItems(input), toCount(size, 1))),
  compact: pageFilter(0, 0, (input) => readItems(input).filter((item) => item !== null && item !== undefined)),
  concat: pageFilter(1, 1, (input, [other]) => [...readItems(input), ...readItems(other)]),
  except: pageFilter(2, 2, (input, [attribute, value]) => filterBy(input, attribute, (found) => !areEqual(found, value))),
  first: pageFilter(0, 0, (input) => (typeof input === "string" ? input.slice(0, 1) : readItems(input)[0])),
  from_index: pageFilter(1, 1, (input, [index]) => readItems(input).slice(toCount(index, 0))),
  group_by: pageFilter(1, 1, (input, [attribute]) => groupBy(input, attribute)),
  join: pageFilter(0, 1, (input, [separator]) => joinItems(input, separator === undefined ? " " : renderText(separator))),
  last: pageFilter(0, 0, (input) => (typeof input === "string" ? input.slice(-1) : readItems(input).at(-1))),
  limit: pageFilter(1, 1, (input, [count]) => readItems(input).slice(0, toCount(count, 0))),
  map: pageFilter(1, 1, (input, [attribute]) => selectAttribute(input, attribute)),
  order_by: pageFilter(1, 2, (input, [attribute, direction]) => orderBy(input, attribute, direction)),
  paginate: pageFilter(2, 2, (input, [index, count]) => readItems(input).slice(toCount(index, 0), toCount(index, 0) + toCount(count, 0))),
  random: pageFilter(0, 0, (input, _arguments, context) => readItems(input)[Math.floor(draw(context) * readItems(input).length)]),
  reverse: pageFilter(0, 0, (input) => [...readItems(input)].reverse()),
  select: pageFilter(1, 1, (input, [attribute]) => selectAttribute(input, attribute)),
  shuffle: pageFilter(0, 0, (input, _arguments, context) => shuffle(readItems(input), context)),
  size: pageFilter(0, 0, (input) => (typeof input === "string" ? input.length : readItems(input).length)),
  skip: pageFilter(1, 1, (input, [count]) => readItems(input).slice(toCount(count, 0))),
  sort: pageFilter(0, 1, (input, [attribute]) =>
    attribute === undefined ? sortItems(readItems(input)) : orderBy(input, attribute, "asc"),
  ),
  take: pageFilter(1, 1, (input, [count]) => readItems(input).slice(0, toCount(count, 0))),
  then_by: pageFilter(1, 2, (input, [attribute, direction]) => thenBy(input, attribute, direction)),
  uniq: pageFilter(0, 0, (input) => readItems(input).filter((item, at, all) => all.findIndex((other) => areEqual(other, item)) === at)),
  where: pageFilter(2, 2, (input, [attribute, value]) => filterBy(input, attribute, (found) => areEqual(found, value))),
};

function toCount(value: unknown, fallback: number): number {
  return Math.max(0, Math.trunc(readNumeric(value)?.value ?? fallback));
}

/** `a.b` reads through: `order_by: 'parentcustomerid.name'`. */
function readAttribute(item: unknown, attribute: unknown): unknown {
  const name = renderText(attribute);
  return name.split(".").reduce<unknown>((target, part) => andThen(target, (there) => readMember(there, part)), item);
}

function readAttributes(items: Items, attribute: unknown): Later<Items> {
  return allOf(items.map((item) => readAttribute(item, attribute)));
}

function filterBy(input: unknown, attribute: unknown, fits: (value: unknown) => boolean): Later<Items> {
  const items = readItems(input);
  return andThen(readAttributes(items, attribute), (values) => items.filter((_item, at) => fits(values[at])));
}

function selectAttribute(input: unknown, attribute: unknown): Later<Items> {
  return readAttributes(readItems(input), attribute);
}

function groupBy(input: unknown, attribute: unknown): Later<Items> {
  const items = readItems(input);
  return andThen(readAttributes(items, attribute), (values) => {
    const groups: { key: unknown; items: unknown[] }[] = [];
    for (const [at, item] of items.entries()) {
      const group = groups.find(({ key }) => areEqual(key, values[at]));
      if (group === undefined) groups.push({ key: values[at], items: [item] });
      else group.items.push(item);
    }
    return groups;
  });
}

function batch(items: Items, size: number): Items {
  const step = Math.max(1, size);
  return Array.from({ length: Math.ceil(items.length / step) }, (_, at) => items.slice(at * step, at * step + step));
}

/** Text is a list of one; DotLiquid leaves it as it is. */
function joinItems(input: unknown, separator: string): unknown {
  return typeof input === "string" ? input : readItems(input).map(renderText).join(separator);
}

function orderBy(input: unknown, attribute: unknown, direction: unknown): Later<Items> {
  return sortBy(readItems(input), [], attribute, direction);
}

function thenBy(input: unknown, attribute: unknown, direction: unknown): Later<Items> {
  const items = readItems(input);
  return sortBy(items, sortKeys.get(items) ?? [], attribute, direction);
}

function sortBy(items: Items, before: readonly SortKey[], attribute: unknown, direction: unknown): Later<Items> {
  return andThen(readAttributes(items, attribute), (values) => {
    const key: SortKey = {
      values: new Map(items.map((item, at) => [item, values[at]])),
      isDescending: /^desc/i.test(renderText(direction)),
    };
    const keys = [...before, key];
    const sorted = [...items].sort((a, b) => compareByKeys(a, b, keys));
    sortKeys.set(sorted, keys);
    return sorted;
  });
}

function compareByKeys(a: unknown, b: unknown, keys: readonly SortKey[]): number {
  for (const { values, isDescending } of keys) {
    const order = compareForSort(values.get(a), values.get(b));
    if (order !== 0) return isDescending ? -order : order;
  }
  return 0;
}

function sortItems(items: Items): Items {
  return [...items].sort(compareForSort);
}

/** Nil comes first, as in .NET; what cannot be compared is compared as text. */
function compareForSort(a: unknown, b: unknown): number {
  const [isANil, isBNil] = [a === null || a === undefined, b === null || b === undefined];
  if (isANil || isBNil) return Number(isBNil) - Number(isANil);
  if (typeof a === "object" || typeof a === typeof b) return compareValues(a, b) ?? 0;
  return renderText(a).localeCompare(renderText(b), "en");
}

function draw(context: PageContext): number {
  return context.session.host.random?.() ?? Math.random();
}

function shuffle(items: Items, context: PageContext): Items {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(draw(context) * (at + 1));
    [result[at], result[other]] = [result[other], result[at]];
  }
  return result;
}
