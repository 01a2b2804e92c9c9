import { findArgumentsOffset } from "../grammar/page-parser.ts";
import { evaluateFiltered } from "../grammar/filtered-value.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { PageEmitter } from "../session/page-emitter.ts";
import { renderTemplates } from "../session/render-templates.ts";
import { andThen } from "../values/later.ts";
import { readNumeric } from "../values/liquid-decimal.ts";
import type { ParseTag } from "./page-tag.ts";

/** `{% assign name = value | filter %}`. A name with dots makes a variable of just that name, which no path reaches. */
export const parseAssign: ParseTag = (token, _rest, parser) => {
  const match = /^\s*([\w\-.[\]'"()]+)\s*=\s*/.exec(token.args);
  if (match === null)
    throw new LiquidFailure("syntax", 'Syntax error in tag "assign": write assign [name] = [value].', {
      offset: token.begin,
      subject: "assign",
    });
  const name = match[1] ?? "";
  const value = parser.parseValue(token.args.slice(match[0].length), findArgumentsOffset(token) + match[0].length);
  return (context) => andThen(evaluateFiltered(value, context), (result) => context.writeVariable(name, result));
};

export const parseCapture: ParseTag = (token, rest, parser) => {
  const name = /[\w-]+/.exec(token.args)?.[0];
  if (name === undefined)
    throw new LiquidFailure("syntax", 'Syntax error in tag "capture": write capture [name].', { offset: token.begin, subject: "capture" });
  const body = parser.readSections(token, rest)[0]?.templates ?? [];
  return (context) => {
    const emitter = new PageEmitter();
    return andThen(renderTemplates(body, context, emitter), () => {
      context.memoryLimit.use(emitter.buffer.length);
      context.writeVariable(name, emitter.buffer);
    });
  };
};

/** `increment` prints 0, 1, 2 …; `decrement` -1, -2 …; both count in the page's variables. */
export function parseCounter(step: 1 | -1): ParseTag {
  return (token) => {
    const name = token.args.trim();
    return (context, emitter) => {
      const before = readNumeric(context.readVariable(name))?.value ?? 0;
      context.writeVariable(name, before + step);
      emitter.write(String(step === 1 ? before : before + step));
    };
  };
}

/** `{% cycle 'a', 'b' %}` or `{% cycle group: 'a', 'b' %}`. */
export const parseCycle: ParseTag = (token, _rest, parser) => {
  const named = /^\s*("[^"]*"|'[^']*'|[\w-]+)\s*:/.exec(token.args);
  const list = token.args.slice(named?.[0].length ?? 0);
  const offset = findArgumentsOffset(token) + token.args.length - list.length;
  const values = list.split(",").map((item) => parser.parseValue(item.trim(), offset));
  const register = `cycle ${named?.[1] ?? list.trim()}`;
  return (context, emitter) => {
    const at = context.getRegister<number>(register, 0);
    context.setRegister(register, (at + 1) % values.length);
    const value = values[at];
    return value === undefined ? undefined : andThen(evaluateFiltered(value, context), (result) => emitter.write(result));
  };
};
