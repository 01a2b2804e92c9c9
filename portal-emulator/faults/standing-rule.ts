import type { EmulatorOrigin } from "../../contract/emulator.ts";
import type { FaultMatch, FaultRule, StandingFaultRule } from "../../contract/emulator-faults.ts";

/** What a rule looks at. */
export interface Arrival {
  readonly origin: EmulatorOrigin;
  readonly method: string;
  readonly path: string;
  readonly now: Date;
}

/** A rule with its counts. */
export interface StandingRule {
  readonly rule: FaultRule;
  /** Counts the request if it is of the rule's kind; true when its turn has come. */
  meets(arrival: Arrival): boolean;
  /** The fault acts now: one of its `times` is used up. */
  use(): void;
  describe(): StandingFaultRule;
}

export function createStandingRule(id: number, rule: FaultRule): StandingRule {
  const { match = {} } = rule;
  const isMatch = createMatcher(rule);
  const { nth, every } = match;
  const first = nth ?? every ?? 1;
  const times = rule.times ?? (nth !== undefined && every === undefined ? 1 : Number.POSITIVE_INFINITY);
  const draw = createDraw(match.seed ?? 1);
  let matched = 0;
  let applied = 0;
  return {
    rule,
    meets(arrival) {
      if (!isMatch(arrival)) return false;
      matched += 1;
      const isTurn = applied < times && matched >= first && (matched - first) % (every ?? 1) === 0;
      return isTurn && (match.probability === undefined || draw() < match.probability);
    },
    use() {
      applied += 1;
    },
    describe: () => ({ id, ...rule, matched, applied }),
  };
}

function createMatcher({ match = {}, fault }: FaultRule): (arrival: Arrival) => boolean {
  const place = fault.kind === "block" && match.path === undefined && match.origin === undefined ? trackingLibraries : match;
  const isPath = createPathMatcher(place.path);
  const method = match.method?.toUpperCase();
  const from = match.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(match.from);
  const until = match.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(match.until);
  return (arrival) =>
    (place.origin === undefined || place.origin === arrival.origin) &&
    (method === undefined || method === arrival.method) &&
    // Nobody writes because of an old answer: only reads can be stale.
    (fault.kind !== "stale" || arrival.method === "GET") &&
    arrival.now.getTime() >= from &&
    arrival.now.getTime() < until &&
    isPath(arrival.path);
}

const trackingLibraries: FaultMatch = { origin: "insights", path: "*.js" };

function createPathMatcher(pattern: string | undefined): (path: string) => boolean {
  if (pattern === undefined) return () => true;
  const parts = pattern.split("*");
  const isMatch =
    parts.length === 1
      ? (path: string): boolean => path.startsWith(pattern)
      : // Pieces found one after another from the left: no pattern takes longer than its path is long.
        (path: string): boolean => fits(path, parts);
  return (path) => isMatch(path) || isMatch(decode(path));
}

function fits(path: string, [head = "", ...rest]: readonly string[]): boolean {
  const tail = rest.at(-1) ?? "";
  if (!path.startsWith(head) || !path.endsWith(tail) || path.length < head.length + tail.length) return false;
  let from = head.length;
  for (const part of rest.slice(0, -1)) {
    const at = path.indexOf(part, from);
    if (at === -1 || at + part.length > path.length - tail.length) return false;
    from = at + part.length;
  }
  return true;
}

/** As far as it can be read; a path with broken escapes is taken as it is. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Numbers from 0 to below 1, the same for the same seed: a linear congruential generator with the constants of Numerical Recipes. */
function createDraw(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
