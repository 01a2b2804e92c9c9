/** Where in a script a place is. */
export interface ScriptState {
  /** `code` also stands for `${…}` of a template literal. */
  readonly kind: "code" | "single" | "double" | "template" | "regex" | "line-comment" | "block-comment";
  /** Braces open in each `${…}` around, the innermost last. */
  readonly holes: readonly number[];
  /** The last character of code that is no blank: whether `/` divides or begins a pattern. */
  readonly last: string;
  /** A backslash came before. */
  readonly isEscaped: boolean;
}

export const scriptStart: ScriptState = { kind: "code", holes: [], last: "", isEscaped: false };

/** What ends a stretch of characters that change nothing. */
const stops: Readonly<Record<ScriptState["kind"], RegExp>> = {
  code: /['"`/]|<(?=\/script)/gi,
  single: /['\\\r\n]|<(?=\/script)/gi,
  double: /["\\\r\n]|<(?=\/script)/gi,
  template: /[`\\]|\$(?=\{)|<(?=\/script)/gi,
  regex: /[/\\\r\n]|<(?=\/script)/gi,
  "line-comment": /[\r\n]|<(?=\/script)/gi,
  "block-comment": /\*(?=\/)|<(?=\/script)/gi,
};
/** Braces count within `${…}` only. */
const holeStop = /['"`/{}]|<(?=\/script)/gi;

/** The state at the next character that may change it, from `at` on; `<` may end the whole script. */
export function skipScript(state: ScriptState, text: string, at: number): { readonly state: ScriptState; readonly at: number } {
  if (state.isEscaped || state.last === "*/") return { state, at };
  const stop = state.kind === "code" && state.holes.length > 0 ? holeStop : stops[state.kind];
  stop.lastIndex = at;
  const end = stop.exec(text)?.index ?? text.length;
  if (state.kind !== "code" || end === at) return { state, at: end };
  const last = text
    .slice(Math.max(at, end - maxBlanks), end)
    .trimEnd()
    .at(-1);
  return { state: last === undefined ? state : { ...state, last }, at: end };
}

/** Blanks before a character of a script that are looked through for the last one that is none. */
const maxBlanks = 200;

const quotes: Readonly<Record<string, ScriptState["kind"]>> = { "'": "single", '"': "double", "`": "template" };
const closing: Readonly<Partial<Record<ScriptState["kind"], string>>> = { single: "'", double: '"', template: "`", regex: "/" };

/** The state after one more character; `next` is the one that follows. Near enough to JavaScript for the places that Liquid prints into. */
export function stepScript(state: ScriptState, character: string, next: string): ScriptState {
  if (state.isEscaped) return { ...state, isEscaped: false };
  switch (state.kind) {
    case "line-comment":
      return /[\r\n]/.test(character) ? { ...state, kind: "code" } : state;
    case "block-comment":
      // the slash is read as code, where it follows its own star
      return character === "*" && next === "/" ? { ...state, kind: "code", last: "*/" } : state;
    case "code":
      return stepCode(state, character, next);
    default:
      return stepQuoted(state, character, next);
  }
}

function stepQuoted(state: ScriptState, character: string, next: string): ScriptState {
  if (character === "\\") return { ...state, isEscaped: true };
  if (character === closing[state.kind]) return { ...state, kind: "code", last: "x" };
  // such a text ends with its line, whatever was meant: the rest of the script is read right again
  if (state.kind !== "template") return /[\r\n]/.test(character) ? { ...state, kind: "code", last: "" } : state;
  return character === "$" && next === "{" ? { ...state, kind: "code", holes: [...state.holes, -1], last: "" } : state;
}

function stepCode(state: ScriptState, character: string, next: string): ScriptState {
  if (state.last === "*/" && character === "/") return { ...state, last: ";" };
  if (character === "/" && next === "/") return { ...state, kind: "line-comment" };
  if (character === "/" && next === "*") return { ...state, kind: "block-comment" };
  if (character === "/" && /^[(,=:[!&|?{};+<>*%~^-]?$/.test(state.last)) return { ...state, kind: "regex" };
  const quote = quotes[character];
  if (quote !== undefined) return { ...state, kind: quote };
  if (character === "{" || character === "}") return stepBrace(state, character);
  return /\s/.test(character) ? state : { ...state, last: character };
}

function stepBrace(state: ScriptState, character: string): ScriptState {
  const depth = state.holes.at(-1);
  if (depth === undefined) return { ...state, last: character };
  const rest = state.holes.slice(0, -1);
  if (character === "}" && depth === 0) return { ...state, kind: "template", holes: rest };
  return { ...state, holes: [...rest, depth + (character === "{" ? 1 : -1)], last: character };
}
