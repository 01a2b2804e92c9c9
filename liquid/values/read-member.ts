import { LiquidObject } from "../liquid-object.ts";
import { LiquidDecimal } from "./liquid-decimal.ts";

/** A member of a value; nil (undefined) where there is none. Prototypes stay out of reach. */
export function readMember(target: unknown, key: unknown): unknown {
  if (target === null || target === undefined || key === null || key === undefined) return undefined;
  if (typeof key !== "number" && typeof key !== "string")
    return readMember(target, key instanceof LiquidDecimal ? key.value : typeof key === "boolean" ? String(key) : undefined);
  const name = key;
  if (target instanceof LiquidObject) return target.readMember(name) ?? readListMember(target.readItems(), name);
  if (Array.isArray(target)) return readListMember(target, name);
  if (typeof target === "string") return name === "size" ? target.length : undefined;
  if (typeof target !== "object" || target instanceof Date) return undefined;
  // own members only, so any object can be read as a record
  if (Object.hasOwn(target, name)) return (target as Record<string | number, unknown>)[name];
  return name === "size" ? Object.keys(target).length : undefined;
}

function readListMember(list: readonly unknown[] | undefined, name: string | number): unknown {
  if (list === undefined) return undefined;
  if (typeof name === "number") return list[name];
  if (name === "size") return list.length;
  if (name === "first") return list[0];
  return name === "last" ? list.at(-1) : undefined;
}

/** What .NET can enumerate: lists, texts, sets, plain records, and objects with items. */
export function isIterable(value: unknown): boolean {
  if (typeof value === "string" || Array.isArray(value) || value instanceof Set || value instanceof Map) return true;
  if (value instanceof LiquidObject) return value.readItems() !== undefined;
  return isPlainRecord(value);
}

function isPlainRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== "object" || value instanceof Date) return false;
  return Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null;
}

/** A member of a record being run over: `pair.key` and `pair.value`, also `pair[0]` and `pair[1]`. */
function createPair(key: string, value: unknown): LiquidObject {
  return new LiquidObject({ members: { key, value }, index: (name) => (name === 0 ? key : name === 1 ? value : undefined) });
}

/**
 * What a `for` runs over: a list, a text's characters, an object's items, or the members of a plain record as pairs.
 * undefined: nothing that .NET could enumerate.
 */
export function readIterable(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof LiquidObject) return value.readItems();
  if (typeof value === "string") return value.split("");
  if (value instanceof Set || value instanceof Map) return [...value.values()];
  return isPlainRecord(value) ? Object.entries(value).map(([key, member]) => createPair(key, member)) : undefined;
}

export function readItems(value: unknown): readonly unknown[] {
  return readIterable(value) ?? [];
}
