import { readMarkup, type LiquidPath } from "../../../liquid/read-value.ts";
import type { TagPiece } from "../../../liquid/read-pieces.ts";

/** Values, as `keyOf` calls them, that can only be one of the texts a condition lists. */
type Keys = ReadonlySet<string>;

interface Frame {
  readonly tag: string;
  /** In the branch that is open. */
  now: Keys;
  /** Once all conditions so far do not hold. */
  left: Keys;
  /** Of a `case`: what it compares. */
  readonly subject: string | undefined;
  /** It has one branch, so that behind it either its condition did not hold or its body ran. */
  isSingle: boolean;
  /** Variables that its body gave another value than a visitor's. */
  readonly settled: Set<string>;
}

/** Allow-lists around the pieces of a source, in their order: `{% if x == 'a' or x == 'b' %}`, `{% case x %}{% when 'a' %}`, `{% if list contains x %}`. */
export interface Guards {
  /** Takes the next tag along, with the paths it reads. Names: variables that are settled behind it, since whatever its condition let through was replaced. */
  readonly take: (tag: TagPiece, own: readonly { readonly path: LiquidPath }[]) => readonly string[];
  /** Whether a path can only be one of the texts that are listed. */
  readonly holds: (path: LiquidPath) => boolean;
  /** A variable has got another value. */
  readonly assign: (name: string, isVisitors: boolean) => void;
}

/** @param isVisitors whether a visitor may have written what a path holds: a list of the visitor's own lists nothing */
export function createGuards(isVisitors: (path: LiquidPath) => boolean): Guards {
  const frames: Frame[] = [];
  return {
    take(tag, own) {
      const last = frames.at(-1);
      // Most conditions ask for nothing of a visitor's.
      const condition = own.some(({ path }) => isVisitors(path)) ? tag.args : "";
      if (tag.name === "if" || tag.name === "unless" || tag.name === "case") frames.push(openFrame(tag.name, condition, isVisitors));
      else if (last !== undefined && tag.name === `end${last.tag}`) {
        frames.pop();
        return last.isSingle ? [...last.settled].filter((name) => last.left.has(name)) : [];
      } else if (last !== undefined && /^(?:els|when)/.test(tag.name))
        takeBranch(last, tag.name === "when" ? tag : { ...tag, args: condition }, isVisitors);
      return [];
    },
    holds: (path) => {
      if (frames.every(({ now }) => now.size === 0)) return false;
      const key = keyOf(path);
      return key !== undefined && frames.some(({ now }) => now.has(key));
    },
    assign(name, isVisitorsNow) {
      if (isVisitorsNow)
        for (const frame of frames) {
          frame.settled.delete(name);
          frame.now = new Set([...frame.now].filter((key) => key !== name && !key.startsWith(`${name}.`)));
        }
      else {
        const last = frames.at(-1);
        last?.settled.add(name);
        if (last !== undefined) last.now = new Set([...last.now, name]);
      }
    },
  };
}

type IsVisitors = (path: LiquidPath) => boolean;

function openFrame(name: string, args: string, isVisitors: IsVisitors): Frame {
  const base = { tag: name, now: new Set<string>(), left: new Set<string>(), settled: new Set<string>(), isSingle: name !== "case" };
  if (name === "case") return { ...base, subject: keyOf(readPath(args)) };
  const { held, failed } = readCondition(args, isVisitors);
  return { ...base, subject: undefined, ...(name === "if" ? { now: held, left: failed } : { now: failed, left: held }) };
}

function takeBranch(frame: Frame, { name, args }: TagPiece, isVisitors: IsVisitors): void {
  frame.isSingle = false;
  if (name === "when") {
    const isListed = args.split(/\s+or\s+|,/).every((value) => literal.test(value));
    frame.now = new Set(isListed && frame.subject !== undefined ? [frame.subject] : []);
  } else if (name === "else") frame.now = frame.left;
  else {
    const { held, failed } = readCondition(args, isVisitors);
    frame.now = new Set([...frame.left, ...held]);
    frame.left = new Set([...frame.left, ...failed]);
  }
}

const literal = /^\s*(?:'[^']*'|"[^"]*"|-?\d[\d.]*|nil|null|blank|empty|true|false)\s*$/;
const comparison = /^([\s\S]*?)\s(==|!=|contains)\s([\s\S]*)$/;

/** One comparison: the path, and whether it is known where the comparison holds or where it fails. */
interface Comparison {
  readonly key: string;
  readonly when: "held" | "failed";
}

function readCondition(markup: string, isVisitors: IsVisitors): { readonly held: Keys; readonly failed: Keys } {
  const parts = splitAtJoins(markup);
  // Both joins in one condition: only its author knows what was meant.
  if (parts === undefined) return { held: new Set(), failed: new Set() };
  const comparisons = parts.texts.map((text) => readComparison(text, isVisitors));
  const known = (when: Comparison["when"]): Keys => {
    const fits = comparisons.flatMap((one) => (one?.when === when ? one.key : []));
    // Of what is joined so that all of it has to be so, one is enough; otherwise each has to say it of the same.
    if (parts.texts.length === 1 || (parts.join === "and") === (when === "held")) return new Set(fits);
    return new Set(fits.length === parts.texts.length && new Set(fits).size === 1 ? fits : []);
  };
  return { held: known("held"), failed: known("failed") };
}

function splitAtJoins(markup: string): { readonly texts: readonly string[]; readonly join: string | undefined } | undefined {
  const words = [...markup.matchAll(/"[^"]*"|'[^']*'|\s(and|or)(?=\s)/g)].filter(([, join]) => join !== undefined);
  const joins = new Set(words.map(([, join]) => join));
  if (joins.size > 1) return undefined;
  const ends = [...words.map(({ index }) => index), markup.length];
  const begins = [0, ...words.map(({ index, 0: word }) => index + word.length)];
  return { texts: begins.map((begin, at) => markup.slice(begin, ends[at])), join: [...joins][0] };
}

function readComparison(text: string, isVisitors: IsVisitors): Comparison | undefined {
  const [, left = "", operator, right = ""] = comparison.exec(text) ?? [];
  if (operator === "contains") {
    const list = readPath(left);
    const key = keyOf(readPath(right));
    return key === undefined || (list === undefined ? !literal.test(left) : isVisitors(list)) ? undefined : { key, when: "held" };
  }
  const [value, path] = literal.test(right) ? [right, left] : [left, right];
  const key = literal.test(value) ? keyOf(readPath(path)) : undefined;
  return key === undefined ? undefined : { key, when: operator === "==" ? "held" : "failed" };
}

/** Of a text that is one path and nothing else. */
function readPath(text: string): LiquidPath | undefined {
  const [path] = readMarkup(text, 0).paths;
  return path !== undefined && text.slice(0, path.offset).trim() === "" && text.slice(path.end).trim() === "" ? path : undefined;
}

/** One name for one value: `params.q` is `request.params['Q']`. undefined: the page decides which it is. */
export function keyOf(path: LiquidPath | undefined): string | undefined {
  if (path === undefined || path.steps.includes(undefined)) return undefined;
  return [path.root, ...path.steps]
    .join(".")
    .toLowerCase()
    .replace(/^request\.params\./, "params.");
}
