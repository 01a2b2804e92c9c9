import { splitOutsideQuotes, valueFragment } from "./grammar/fragments.ts";

/** A variable with what is read of it: `request.params['q']`. */
export interface LiquidPath {
  /** In lower case: objects of the portal are found without regard to it. */
  readonly root: string;
  /** Names in their own case; undefined: what it is is decided on the page, as in `entities[name]`. */
  readonly steps: readonly (string | undefined)[];
  /** UTF-16 offsets in the source. */
  readonly offset: number;
  readonly end: number;
}

export interface FilterUse {
  /** In lower case. */
  readonly name: string;
  readonly args: string;
}

/** `value | filter: argument | …` as it is written. */
export interface ReadValue {
  /** undefined: a literal, or nothing that is known. */
  readonly path: LiquidPath | undefined;
  /** The quoted text that it begins with. */
  readonly literal: string | undefined;
  readonly filters: readonly FilterUse[];
}

const valuePattern = new RegExp(`^\\s*(${valueFragment})`);

export function readValue(markup: string, offset: number): ReadValue {
  const [initial = { text: "", offset: 0 }, ...steps] = splitOutsideQuotes(markup, "|");
  const text = valuePattern.exec(initial.text)?.[1] ?? "";
  const literal = /^(?:'([^']*)'|"([^"]*)")$/.exec(text);
  return {
    path: literal === null ? findPaths(initial.text, offset)[0] : undefined,
    literal: literal === null ? undefined : (literal[1] ?? literal[2]),
    filters: steps.flatMap((step) => {
      const match = /(\w+)\s*:?([\s\S]*)/.exec(step.text);
      return match === null ? [] : [{ name: (match[1] ?? "").toLowerCase(), args: match[2] ?? "" }];
    }),
  };
}

const words: ReadonlySet<string> = new Set(
  "and or contains startswith endswith in with for true false nil null empty blank reversed by not".split(" "),
);
const namePattern = /[A-Za-z_][\w-]*\??/y;
const numberPattern = /\d[\w.]*/y;
const memberPattern = /\s*\.\s*([\w-]+\??)/y;
const colonPattern = /\s*:/y;
const bracketPattern = /\[[^\]]*\]/y;

/** Every variable that a text of a tag or output reads, those in brackets of others too; names of arguments and of filters are none. */
export function findPaths(markup: string, offset: number): LiquidPath[] {
  let known = pathsOf.get(markup);
  if (known === undefined) {
    known = readPaths(markup);
    if (pathsOf.size >= maxKnown) pathsOf.clear();
    pathsOf.set(markup, known);
  }
  return known.map((path) => ({ ...path, offset: path.offset + offset, end: path.end + offset }));
}

/** Sites say the same thing in many places, e.g. `page.title | escape`. Offsets are in the text itself. */
const pathsOf = new Map<string, readonly LiquidPath[]>();
const maxKnown = 5_000;

function readPaths(markup: string): LiquidPath[] {
  const paths: LiquidPath[] = [];
  let at = 0;
  /** The last character that is no blank. */
  let last = "";
  while (at < markup.length) {
    const character = markup.charAt(at);
    if (character === '"' || character === "'") {
      const close = markup.indexOf(character, at + 1);
      at = close === -1 ? at + 1 : close + 1;
      last = character;
      continue;
    }
    const name = matchAt(namePattern, markup, at);
    if (name === undefined) {
      // a number takes the letters and points after it along
      at += matchAt(numberPattern, markup, at)?.length ?? 1;
      if (!/\s/.test(character)) last = character;
      continue;
    }
    const { steps, inner, end } = readSteps(markup, at + name.length);
    paths.push(...inner);
    const isArgument = steps.length === 0 && matchAt(colonPattern, markup, end) !== undefined;
    const isFilter = last === "|";
    if (!isArgument && !isFilter && !(steps.length === 0 && words.has(name.toLowerCase())))
      paths.push({ root: name.toLowerCase(), steps, offset: at, end });
    at = end;
    last = "x";
  }
  return paths.toSorted((a, b) => a.offset - b.offset);
}

interface Steps {
  readonly steps: readonly (string | undefined)[];
  /** Paths within brackets. */
  readonly inner: readonly LiquidPath[];
  readonly end: number;
}

function readSteps(markup: string, from: number): Steps {
  const steps: (string | undefined)[] = [];
  const inner: LiquidPath[] = [];
  let at = from;
  for (;;) {
    const member = matchAt(memberPattern, markup, at);
    if (member !== undefined) {
      steps.push(member.replace(/^\s*\.\s*/, ""));
      at += member.length;
      continue;
    }
    const bracket = matchAt(bracketPattern, markup, at);
    if (bracket === undefined) return { steps, inner, end: at };
    const literal = /^\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]$/.exec(bracket);
    steps.push(literal === null ? undefined : (literal[1] ?? literal[2] ?? literal[3]));
    if (literal === null) inner.push(...findPaths(bracket.slice(1, -1), at + 1));
    at += bracket.length;
  }
}

/** @param pattern a sticky one */
function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
