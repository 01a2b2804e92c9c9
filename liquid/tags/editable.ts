import type { TagToken } from "liquidjs";
import { encodeHtml } from "../dotnet/html-encode.ts";
import { evaluateTagArguments, parseTagArguments, readLeadingFragments } from "../grammar/tag-arguments.ts";
import { parseOperand } from "../grammar/operand.ts";
import type { Evaluate } from "../grammar/evaluate.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import type { PageContext } from "../session/page-context.ts";
import { isTruthy } from "../values/compare.ts";
import { andThen } from "../values/later.ts";
import type { Later } from "../values/later.ts";
import { readMember } from "../values/read-member.ts";
import { renderText } from "../values/render-text.ts";
import type { ParseTag } from "./page-tag.ts";

/**
 * `{% editable page 'adx_copy' type: 'html', liquid: true %}` prints the column's or snippet's value, or `default`; the value is Liquid
 * unless `liquid: false`. Without a key (`{% editable weblinks %}`) it marks an object for editors and prints nothing.
 * https://learn.microsoft.com/power-pages/configure/liquid/dataverse-liquid-tags#editable
 */
export const parseEditable: ParseTag = (token) => {
  const { pieces, rest } = readLeadingFragments(token.args, 2);
  const [targetText, keyText] = pieces;
  if (targetText === undefined)
    throw new LiquidFailure("syntax", 'Syntax error in tag "editable": write editable [object] [key].', {
      offset: token.begin,
      subject: "editable",
    });
  const target = parseOperand(targetText).evaluate;
  const key = keyText === undefined || keyText.startsWith("|") ? undefined : parseOperand(keyText).evaluate;
  const arguments_ = parseTagArguments(rest);
  return (context, emitter) => {
    if (key === undefined) return undefined;
    return andThen(readTarget(target, key, context), ({ value, name }) =>
      andThen(evaluateTagArguments(arguments_, context), (options) =>
        andThen(renderValue(value, options, { token, name, context }), (text) => emitter.write(text)),
      ),
    );
  };
};

interface Target {
  readonly value: unknown;
  readonly name: string;
}

function readTarget(target: Evaluate, key: Evaluate, context: PageContext): Later<Target> {
  return andThen(target(context), (object) =>
    andThen(key(context), (name) => andThen(readMember(object, name), (value): Target => ({ value, name: renderText(name) }))),
  );
}

interface Place {
  readonly token: TagToken;
  readonly name: string;
  readonly context: PageContext;
}

function renderValue(value: unknown, options: Readonly<Record<string, unknown>>, { name, context }: Place): Later<string> {
  const text = renderText(value);
  const shown = text === "" ? renderText(options["default"]) : text;
  const rendered = options["liquid"] === false || options["liquid"] === "false" ? shown : context.session.renderText(shown, name, context);
  return andThen(rendered, (html) => (isTruthy(options["escape"]) && options["escape"] !== "false" ? encodeHtml(html) : html));
}
