import { scriptStart, skipScript, stepScript, type ScriptState } from "./script-state.ts";

export interface AttributeState {
  /** In lower case. */
  readonly name: string;
  readonly quote: '"' | "'" | "";
  /** The value up to here; outputs of Liquid are a `\u0000` each. */
  readonly value: string;
  /** In the script that the value of `onclick` and its kin is. */
  readonly script: ScriptState;
}

/** Where in a page a place is. */
export type HtmlState =
  | { readonly kind: "text" | "comment" | "style" | "data" }
  | { readonly kind: "script"; readonly script: ScriptState }
  /** In a tag, between attributes, or in a name. */
  | { readonly kind: "tag"; readonly tag: TagState; readonly name: string; readonly isAfterEquals: boolean }
  | { readonly kind: "attribute"; readonly tag: TagState; readonly attribute: AttributeState };

interface TagState {
  /** In lower case. */
  readonly name: string;
  /** The `type` of a script. */
  readonly type: string;
}

const scriptTypes = /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script)$/i;
const textTag = /<(?:!--|\/?([a-zA-Z][^\s/>{]*))/y;

/** The state after `text`. What it cannot make sense of is text. */
export function readHtml(state: HtmlState, text: string): HtmlState {
  let now = state;
  let at = 0;
  while (at < text.length) {
    const step = stepHtml(now, text, at);
    now = step.state;
    at = step.at;
  }
  return now;
}

/** The state after something that Liquid prints there. */
export function readOutput(state: HtmlState): HtmlState {
  if (state.kind === "script") return { kind: "script", script: { ...state.script, last: "x", isEscaped: false } };
  if (state.kind === "attribute") return readValue(state, "\0");
  if (state.kind !== "tag") return state;
  return state.isAfterEquals
    ? { kind: "attribute", tag: state.tag, attribute: { name: state.name, quote: "", value: "\0", script: scriptStart } }
    : { ...state, name: `${state.name}\0` };
}

interface Step {
  readonly state: HtmlState;
  readonly at: number;
}

function stepHtml(state: HtmlState, text: string, at: number): Step {
  switch (state.kind) {
    case "text":
      return stepText(text, at);
    case "comment":
      return skipTo(state, text, { at, mark: /-->/g });
    case "style":
      return skipTo(state, text, { at, mark: /<\/style\s*>/gi });
    case "data":
      return skipTo(state, text, { at, mark: /<\/script\s*>/gi });
    case "script": {
      if (text.startsWith("</", at) && /^<\/script\s*>/i.test(text.slice(at, at + 20)))
        return { state: { kind: "text" }, at: text.indexOf(">", at) + 1 };
      const skipped = skipScript(state.script, text, at);
      if (skipped.at > at) return { state: { kind: "script", script: skipped.state }, at: skipped.at };
      return { state: { kind: "script", script: stepScript(state.script, text.charAt(at), text.charAt(at + 1)) }, at: at + 1 };
    }
    case "tag":
      return stepTag(state, text, at);
    default:
      return stepAttribute(state, text, at);
  }
}

function skipTo(state: HtmlState, text: string, { at, mark }: { readonly at: number; readonly mark: RegExp }): Step {
  mark.lastIndex = at;
  const end = mark.exec(text);
  return end === null ? { state, at: text.length } : { state: { kind: "text" }, at: end.index + end[0].length };
}

function stepText(text: string, at: number): Step {
  const open = text.indexOf("<", at);
  if (open === -1) return { state: { kind: "text" }, at: text.length };
  textTag.lastIndex = open;
  const match = textTag.exec(text);
  if (match === null) return { state: { kind: "text" }, at: open + 1 };
  const end = open + match[0].length;
  if (match[1] === undefined) return { state: { kind: "comment" }, at: end };
  const isClosing = match[0].startsWith("</");
  return {
    state: { kind: "tag", tag: { name: isClosing ? "/" : match[1].toLowerCase(), type: "" }, name: "", isAfterEquals: false },
    at: end,
  };
}

type InTag = Extract<HtmlState, { kind: "tag" }>;
type InAttribute = Extract<HtmlState, { kind: "attribute" }>;

function stepTag(state: InTag, text: string, at: number): Step {
  const character = text.charAt(at);
  const next = at + 1;
  if (character === ">") return { state: leaveTag(state.tag), at: next };
  if (state.isAfterEquals && !/\s/.test(character)) {
    const isQuoted = character === '"' || character === "'";
    const attribute: AttributeState = { name: state.name, quote: isQuoted ? character : "", value: "", script: scriptStart };
    return { state: { kind: "attribute", tag: state.tag, attribute }, at: isQuoted ? next : at };
  }
  if (character === "=" && state.name !== "") return { state: { ...state, isAfterEquals: true }, at: next };
  const blanks = matchAt(blankRun, text, at);
  if (blanks !== undefined) {
    // `name = value` is one attribute too
    const isOne = state.isAfterEquals || text.charAt(at + blanks.length) === "=";
    return { state: isOne ? state : { ...state, name: "" }, at: at + blanks.length };
  }
  const name = matchAt(nameRun, text, at) ?? character;
  return { state: { ...state, name: state.name + name.toLowerCase() }, at: at + name.length };
}

const blankRun = /[\s/]+/y;
const nameRun = /[^\s/>=]+/y;

/** @param pattern a sticky one */
function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function leaveTag({ name, type }: TagState): HtmlState {
  if (name === "style") return { kind: "style" };
  if (name !== "script") return { kind: "text" };
  return scriptTypes.test(type.trim()) ? { kind: "script", script: scriptStart } : { kind: "data" };
}

function stepAttribute(state: InAttribute, text: string, at: number): Step {
  const { attribute, tag } = state;
  const end = findValueEnd(text, at, attribute.quote);
  if (end === at) {
    const left: TagState = attribute.name === "type" ? { ...tag, type: attribute.value } : tag;
    return { state: { kind: "tag", tag: left, name: "", isAfterEquals: false }, at: attribute.quote === "" ? at : at + 1 };
  }
  return { state: readValue(state, text.slice(at, end)), at: end };
}

function findValueEnd(text: string, at: number, quote: AttributeState["quote"]): number {
  if (quote !== "") {
    const end = text.indexOf(quote, at);
    return end === -1 ? text.length : end;
  }
  const end = /[\s>]/g;
  end.lastIndex = at;
  return end.exec(text)?.index ?? text.length;
}

function readValue(state: InAttribute, value: string): InAttribute {
  const { attribute } = state;
  let { script } = attribute;
  if (attribute.name.startsWith("on"))
    for (let at = 0; at < value.length; at++) script = stepScript(script, value.charAt(at), value.charAt(at + 1));
  return { ...state, attribute: { ...attribute, value: attribute.value + value, script } };
}
