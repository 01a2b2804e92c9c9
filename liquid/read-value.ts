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

/** What a text of a tag or output reads. */
export interface MarkupReading {
  /** Every variable, those in brackets of others too; names of arguments and of filters are none. */
  readonly paths: readonly LiquidPath[];
  /** The text taken as a value; its path is one of `paths`. */
  readonly value: ReadValue;
  /** Of the value. */
  readonly filterNames: readonly string[];
}

/** @param offset where the text begins in its source */
export function readMarkup(markup: string, offset: number): MarkupReading {
  let known = readings.get(markup);
  if (known === undefined) {
    known = readOwnPlace(markup);
    if (readings.size >= maxKnown) readings.clear();
    readings.set(markup, known);
  }
  if (offset === 0 || known.paths.length === 0) return known;
  const { value, filterNames } = known;
  let ownPath: LiquidPath | undefined;
  const paths = known.paths.map((path): LiquidPath => {
    const moved = { root: path.root, steps: path.steps, offset: path.offset + offset, end: path.end + offset };
    if (path === value.path) ownPath = moved;
    return moved;
  });
  return { paths, value: { path: ownPath, literal: value.literal, filters: value.filters }, filterNames };
}

/** Sites say the same thing in many places, e.g. `page.title | escape`. Offsets are in the text itself. */
const readings = new Map<string, MarkupReading>();
const maxKnown = 5_000;

const valuePattern = new RegExp(`^\\s*(${valueFragment})`);

function readOwnPlace(markup: string): MarkupReading {
  const [initial = { text: "", offset: 0 }, ...steps] = splitOutsideQuotes(markup, "|");
  const paths = readPaths(markup);
  const text = valuePattern.exec(initial.text)?.[1] ?? "";
  const literal = /^(?:'([^']*)'|"([^"]*)")$/.exec(text);
  const filters = steps.flatMap((step): FilterUse[] => {
    const match = /(\w+)\s*:?([\s\S]*)/.exec(step.text);
    return match === null ? [] : [{ name: (match[1] ?? "").toLowerCase(), args: match[2] ?? "" }];
  });
  const [first] = paths;
  return {
    paths,
    value: {
      path: literal === null && first !== undefined && first.offset < initial.text.length ? first : undefined,
      literal: literal === null ? undefined : (literal[1] ?? literal[2]),
      filters,
    },
    filterNames: filters.map(({ name }) => name),
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
    if (literal === null) inner.push(...readMarkup(bracket.slice(1, -1), at + 1).paths);
    at += bracket.length;
  }
}

/** @param pattern a sticky one */
function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
