import { toInt32 } from "../dotnet/convert-number.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { areEqual, compareValues } from "../values/compare.ts";
import { allOf, andThen } from "../values/later.ts";
import type { Later } from "../values/later.ts";
import { readNumeric } from "../values/liquid-decimal.ts";
import { isIterable, readItems, readIterable, readMember } from "../values/read-member.ts";
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
  all: ofAny(0, 0, (items) => items),
  batch: pageFilter(1, 1, (input, [size], context) => {
    const items = assertItems(input);
    context.checkListMemory(items.length);
    return batch(items, toCount(size));
  }),
  compact: pageFilter(0, 0, (input) => flatten(input)?.filter((item) => item !== null && item !== undefined)),
  concat: pageFilter(1, 1, (input, [other]) => [
    ...(isNil(input) ? [] : assertItems(input)),
    ...(isIterable(other) ? readItems(other) : [other]),
  ]),
  except: pageFilter(2, 2, (input, [attribute, value]) => filterBy(input, attribute, (found) => !areEqual(found, value))),
  first: ofList(0, 0, (items) => items[0]),
  from_index: ofAny(1, 1, (items, [index]) => items.slice(toCount(index))),
  group_by: pageFilter(1, 1, (input, [attribute], context) => groupBy(input, attribute, context)),
  join: ofList(0, 1, (items, separator) => items.map(renderText).join(separator.length === 0 ? " " : renderText(separator[0]))),
  last: ofList(0, 0, (items) => items.at(-1)),
  map: ofList(1, 1, (items, [attribute]) => readAttributes(items, attribute)),
  order_by: pageFilter(1, 2, (input, [attribute, direction], context) => orderBy(input, attribute, { direction, context })),
  orderby: pageFilter(1, 2, (input, [attribute, direction], context) => orderBy(input, attribute, { direction, context })),
  paginate: ofAny(2, 2, (items, [index, count]) => items.slice(toCount(index), toCount(index) + toCount(count))),
  random: pageFilter(0, 0, (input, _arguments, context) => {
    const items = assertItems(input);
    return items[Math.floor(draw(context) * items.length)];
  }),
  reverse: pageFilter(0, 0, (input) => (isNil(input) || typeof input === "string" ? input : [...assertItems(input)].reverse())),
  select: pageFilter(1, 1, (input, [attribute]) => selectAttribute(input, attribute)),
  shuffle: pageFilter(0, 0, (input, _arguments, context) => shuffle(assertItems(input), context)),
  size: pageFilter(0, 0, (input) => (typeof input === "string" ? input.length : readItems(input).length)),
  skip: ofAny(1, 1, (items, [count]) => items.slice(toCount(count))),
  sort: pageFilter(0, 1, (input, [attribute], context) => {
    const items = flatten(input);
    if (items === undefined) return undefined;
    return renderText(attribute) === "" ? sortItems(items, context) : orderBy(items, attribute, { direction: "asc", context });
  }),
  take: ofAny(1, 1, (items, [count]) => items.slice(0, toCount(count))),
  then_by: pageFilter(1, 2, (input, [attribute, direction], context) => thenBy(input, attribute, { direction, context })),
  thenby: pageFilter(1, 2, (input, [attribute, direction], context) => thenBy(input, attribute, { direction, context })),
  uniq: pageFilter(0, 0, (input, _arguments, context) => andMap(flatten(input), (items) => takeFirsts(items, context))),
  where: pageFilter(2, 2, (input, [attribute, value]) => filterBy(input, attribute, (found) => areEqual(found, value))),
};

/** Below zero is nothing, as in .NET's Skip and Take. */
function toCount(value: unknown): number {
  return Math.max(0, toInt32(value));
}

function isNil(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function andMap<T, R>(value: T | undefined, use: (value: T) => R): R | undefined {
  return value === undefined ? undefined : use(value);
}

/** The elements of a list, a text's characters among them; nil and what has no elements stop the filter. */
function assertItems(input: unknown): Items {
  if (isNil(input)) throw new LiquidFailure("runtime", "Value cannot be null. Parameter name: source");
  const items = readIterable(input);
  if (items === undefined) throw new LiquidFailure("runtime", "Object cannot be converted to type 'System.Collections.IEnumerable'.");
  return items;
}

type ApplyToItems = (items: Items, arguments_: readonly unknown[]) => unknown;

/** nil stays nil. */
function ofList(minArguments: number, maxArguments: number, apply: ApplyToItems): PageFilter {
  return pageFilter(minArguments, maxArguments, (input, arguments_) => (isNil(input) ? input : apply(assertItems(input), arguments_)));
}

/** What has no elements passes unchanged. */
function ofAny(minArguments: number, maxArguments: number, apply: ApplyToItems): PageFilter {
  return pageFilter(minArguments, maxArguments, (input, arguments_) => (isIterable(input) ? apply(readItems(input), arguments_) : input));
}

/** Lists within lists become one; a lone value is a list of itself. */
function flatten(input: unknown): Items | undefined {
  if (isNil(input)) return undefined;
  if (typeof input === "string" || !isIterable(input)) return [input];
  return readItems(input).flatMap((item) => (Array.isArray(item) ? (flatten(item) ?? []) : [item]));
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
  const items = assertItems(input);
  return andThen(readAttributes(items, attribute), (values) => items.filter((_item, at) => fits(values[at])));
}

function selectAttribute(input: unknown, attribute: unknown): Later<Items> {
  return readAttributes(assertItems(input), attribute);
}

/** What every comparison of one list with another's elements counts. */
function isSame(one: unknown, other: unknown, context: PageContext): boolean {
  context.countStep();
  return areEqual(one, other);
}

function takeFirsts(items: Items, context: PageContext): Items {
  const firsts: unknown[] = [];
  for (const item of items) if (!firsts.some((other) => isSame(other, item, context))) firsts.push(item);
  return firsts;
}

function groupBy(input: unknown, attribute: unknown, context: PageContext): Later<Items> {
  const items = assertItems(input);
  return andThen(readAttributes(items, attribute), (values) => {
    const groups: { key: unknown; items: unknown[] }[] = [];
    for (const [at, item] of items.entries()) {
      const group = groups.find(({ key }) => isSame(key, values[at], context));
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

interface Sorting {
  readonly direction: unknown;
  readonly context: PageContext;
}

function orderBy(input: unknown, attribute: unknown, sorting: Sorting): unknown {
  return isIterable(input) ? sortBy(readItems(input), [], attribute, sorting) : input;
}

function thenBy(input: unknown, attribute: unknown, sorting: Sorting): Later<Items> {
  const items = assertItems(input);
  return sortBy(items, sortKeys.get(items) ?? [], attribute, sorting);
}

function sortBy(items: Items, before: readonly SortKey[], attribute: unknown, { direction, context }: Sorting): Later<Items> {
  return andThen(readAttributes(items, attribute), (values) => {
    const key: SortKey = {
      values: new Map(items.map((item, at) => [item, values[at]])),
      isDescending: /^desc/i.test(renderText(direction)),
    };
    const keys = [...before, key];
    const sorted = [...items].sort((a, b) => {
      context.countStep();
      return compareByKeys(a, b, keys);
    });
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

function sortItems(items: Items, context: PageContext): Items {
  return [...items].sort((a, b) => {
    context.countStep();
    return compareForSort(a, b);
  });
}

/** Nil comes first, as in .NET; a number and a text cannot be put in order. */
function compareForSort(a: unknown, b: unknown): number {
  const [isANil, isBNil] = [a === null || a === undefined, b === null || b === undefined];
  if (isANil || isBNil) return Number(isBNil) - Number(isANil);
  if (typeof a === "object" || typeof a === typeof b) return compareValues(a, b) ?? 0;
  if (readNumeric(a) !== undefined && readNumeric(b) !== undefined && typeof a !== "string" && typeof b !== "string")
    return compareValues(a, b) ?? 0;
  throw new LiquidFailure("runtime", "Failed to compare two elements in the array.");
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
