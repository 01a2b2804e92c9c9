import { emptySymbol } from "../values/compare.ts";
import { andThen, isLater } from "../values/later.ts";
import { createNumber, readNumeric } from "../values/liquid-decimal.ts";
import { readMember } from "../values/read-member.ts";
import type { PageContext } from "../session/page-context.ts";
import type { Evaluate } from "./evaluate.ts";

export interface Operand {
  readonly evaluate: Evaluate;
  /** The variable the path begins with; undefined for literals. */
  readonly root: string | undefined;
}

const words: Readonly<Record<string, unknown>> = {
  "": undefined,
  nil: undefined,
  null: undefined,
  true: true,
  false: false,
  empty: emptySymbol,
  blank: emptySymbol,
};

/** A literal, a range or a path. Quotes hold no escape sequences. Never fails: what makes no sense is a variable that does not exist. */
export function parseOperand(text: string): Operand {
  if (Object.hasOwn(words, text)) return literal(words[text]);
  const quoted = /^'([\s\S]*)'$|^"([\s\S]*)"$/.exec(text);
  if (quoted !== null) return literal(quoted[1] ?? quoted[2]);
  if (/^[+-]?\d+$/.test(text)) return literal(Number(text));
  const range = /^\((\S+)\.\.(\S+)\)$/.exec(text);
  if (range !== null) return parseRange(range[1] ?? "", range[2] ?? "");
  if (/^[+-]?\d[\d.]+$/.test(text) && !Number.isNaN(Number(text))) return literal(createNumber(Number(text), false));
  return parsePath(text);
}

function literal(value: unknown): Operand {
  return { evaluate: () => value, root: undefined };
}

function parseRange(low: string, high: string): Operand {
  const [first, last] = [parseOperand(low).evaluate, parseOperand(high).evaluate];
  return {
    root: undefined,
    evaluate: (context) =>
      andThen(first(context), (from) =>
        andThen(last(context), (to) => createRange(readNumeric(from)?.value ?? 0, readNumeric(to)?.value ?? 0, context)),
      ),
  };
}

function createRange(from: number, to: number, context: PageContext): readonly number[] {
  const length = Math.max(0, Math.trunc(to) - Math.trunc(from) + 1);
  // before the list is built: `(1..100000000)` would otherwise take seconds
  context.useListMemory(length);
  return Array.from({ length }, (_, index) => Math.trunc(from) + index);
}

type Step = string | Evaluate;

/** Brackets hold an operand; between them every run of letters, digits, `_` and `-` is a name, whatever stands around it. */
function parsePath(text: string): Operand {
  const parts = text.match(/\[[^\]]+\]|[\w-]+\??/g) ?? [];
  const [first, ...rest] = parts.map(parseStep);
  if (first === undefined) return literal(undefined);
  if (typeof first !== "string") {
    return {
      root: undefined,
      evaluate: (context) => andThen(first(context), (name) => readPath(context.readVariable(String(name)), rest, 0, context)),
    };
  }
  if (rest.length === 0) return { root: first, evaluate: (context) => context.readVariable(first) };
  return { root: first, evaluate: (context) => readPath(context.readVariable(first), rest, 0, context) };
}

function parseStep(part: string): Step {
  return part.startsWith("[") ? parseOperand(part.slice(1, -1).trim()).evaluate : part;
}

function readPath(start: unknown, steps: readonly Step[], from: number, context: PageContext): unknown {
  let value = start;
  for (let at = from; at < steps.length; at++) {
    if (value === null || value === undefined) return value;
    const step = steps[at];
    const key = typeof step === "function" ? step(context) : step;
    if (isLater(value) || isLater(key)) {
      const next = at + 1;
      return andThen(value, (target) => andThen(key, (name) => readPath(readMember(target, name), steps, next, context)));
    }
    value = readMember(value, key);
  }
  return value;
}
