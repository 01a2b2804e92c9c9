/** Of values parsed from JSON or handed in by a module: an object with keys, no list and no null. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
