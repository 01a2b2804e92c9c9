type Values = Readonly<Record<string, unknown>>;

/** The same with another value at a dotted key; undefined takes the key out. Keys that are there stay in their order. */
export function withValue(values: Values, key: string, value: unknown): Values {
  const [first = "", ...rest] = key.split(".");
  if (rest.length === 0) {
    if (value !== undefined) return { ...values, [first]: value };
    const { [first]: _, ...others } = values;
    return others;
  }
  const inner = values[first];
  const changed = withValue(isValues(inner) ? inner : {}, rest.join("."), value);
  return Object.keys(changed).length === 0 && inner === undefined ? values : { ...values, [first]: changed };
}

/** The value at a dotted key; undefined: there is none. */
export function valueAt(values: Values, key: string): unknown {
  return key.split(".").reduce<unknown>((at, name) => (isValues(at) && Object.hasOwn(at, name) ? at[name] : undefined), values);
}

export const isValues = (value: unknown): value is Values => typeof value === "object" && value !== null && !Array.isArray(value);
