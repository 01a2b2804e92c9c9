import { isObject } from "../is-object.ts";

/** What a property of a JSON object may hold, and how to say so. */
export interface PropertyRule {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

export type Properties = Readonly<Record<string, PropertyRule>>;

/** The first property that should not be there or does not hold what it should; undefined: all is well. */
export function checkProperties(object: Readonly<Record<string, unknown>>, properties: Properties, place: string): string | undefined {
  for (const [name, value] of Object.entries(object)) {
    const rule = new Map(Object.entries(properties)).get(name);
    if (rule === undefined) return `${place}.${name}: not known here; there is ${Object.keys(properties).join(", ") || "nothing to set"}`;
    if (!rule.accepts(value)) return `${place}.${name}: expected ${rule.expected}`;
  }
  return undefined;
}

export const whole = (least: number, most: number): PropertyRule => ({
  expected: `a whole number from ${least} to ${most}`,
  accepts: (value) => typeof value === "number" && Number.isInteger(value) && value >= least && value <= most,
});

export const number = (least: number, most: number): PropertyRule => ({
  expected: `a number from ${least} to ${most}`,
  accepts: (value) => typeof value === "number" && value >= least && value <= most,
});

export const oneOf = (allowed: readonly string[]): PropertyRule => ({
  expected: `one of ${allowed.join(", ")}`,
  accepts: (value) => typeof value === "string" && allowed.includes(value),
});

export const text: PropertyRule = {
  expected: "a text",
  accepts: (value) => typeof value === "string",
};

export const headerText: PropertyRule = {
  expected: "a text of printable ASCII, as headers take it",
  accepts: (value) => typeof value === "string" && /^[\x20-\x7e]*$/.test(value),
};

export const flag: PropertyRule = { expected: "true or false", accepts: (value) => typeof value === "boolean" };

export const jsonValue: PropertyRule = { expected: "a value", accepts: () => true };

export const token: PropertyRule = {
  expected: "an HTTP method",
  accepts: (value) => typeof value === "string" && /^[a-z]+$/i.test(value),
};

export const pathPattern: PropertyRule = {
  expected: "a path that begins with / or a pattern that begins with / or *, without a query",
  accepts: (value) => typeof value === "string" && /^[/*][^?#]*$/.test(value),
};

export const isoTime: PropertyRule = {
  expected: "an ISO 8601 time with its zone, e.g. 2030-01-31T12:00:00Z",
  accepts: (value) =>
    typeof value === "string" &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
};

/** A server that lies about where its answer ends makes no fault but a mess; `cut-after` and `drip` are there for that. */
const framing: ReadonlySet<string> = new Set(["connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade"]);

export const headerPairs: PropertyRule = {
  expected: `an object of header names and values, without ${[...framing].join(", ")}`,
  accepts: (value) => {
    if (!isObject(value) || !Object.values(value).every((one) => typeof one === "string")) return false;
    if (Object.keys(value).some((name) => framing.has(name.toLowerCase()))) return false;
    try {
      // The values are texts, just checked.
      return new Headers(value as Record<string, string>) instanceof Headers;
    } catch {
      return false;
    }
  },
};
