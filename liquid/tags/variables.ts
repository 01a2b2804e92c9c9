import { toInt32 } from "../dotnet/convert-number.ts";
import { fragment } from "../grammar/fragments.ts";
import { parseOperand } from "../grammar/operand.ts";
import { findArgumentsOffset } from "../grammar/page-parser.ts";
import { evaluateFiltered } from "../grammar/filtered-value.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { PageEmitter } from "../session/page-emitter.ts";
import { renderTemplates } from "../session/render-templates.ts";
import { andThen } from "../values/later.ts";
import { renderText } from "../values/render-text.ts";
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

/** `increment` prints 0, 1, 2 …; `decrement` -1, -2 …; both count apart from what `assign` writes. */
export function parseCounter(step: 1 | -1): ParseTag {
  return (token) => {
    const name = /^\s*([\w-]+)\s*$/.exec(token.args)?.[1];
    if (name === undefined)
      throw new LiquidFailure("syntax", `Syntax error in tag "${token.name}": write ${token.name} [name].`, {
        offset: token.begin,
        subject: token.name,
      });
    return (context, emitter) => {
      const before = context.counters.get(name) ?? toInt32(context.readObject(name));
      context.counters.set(name, before + step);
      emitter.write(String(step === 1 ? before : before + step));
    };
  };
}

const groupPattern = new RegExp(`^\\s*(${fragment})\\s*:\\s*([\\s\\S]*)$`);
const itemPattern = new RegExp(fragment);

/** `{% cycle 'a', 'b' %}` or `{% cycle group: 'a', 'b' %}`, where the group is a value; without one the texts of the values are. */
export const parseCycle: ParseTag = (token) => {
  const named = groupPattern.exec(token.args);
  const items = (named?.[2] ?? token.args).split(",").map((item) => itemPattern.exec(item)?.[0] ?? "");
  if (items[0] === "")
    throw new LiquidFailure("syntax", 'Syntax error in tag "cycle": write cycle [name :] [value], [value] …', {
      offset: token.begin,
      subject: "cycle",
    });
  const group = parseOperand(named === null ? `'${items.join("")}'` : (named[1] ?? "")).evaluate;
  const values = items.map((item) => parseOperand(item).evaluate);
  return (context, emitter) =>
    andThen(group(context), (key) => {
      const register = `cycle ${assertText(key)}`;
      const at = context.getRegister<number>(register, 0);
      // a shorter list under the same name
      if (at >= values.length) throw new LiquidFailure("runtime", "Index was outside the bounds of the array.");
      return andThen(values[at]?.(context), (value) => {
        emitter.write(assertText(value));
        context.setRegister(register, (at + 1) % values.length);
      });
    });
};

/** The engine turns these into text itself, and stumbles over nil. */
function assertText(value: unknown): string {
  if (value === null || value === undefined) throw new LiquidFailure("runtime", "Object reference not set to an instance of an object.");
  return renderText(value);
}
