import { evaluateTagArguments, parseTagArguments, readLeadingFragments } from "../grammar/tag-arguments.ts";
import { parseOperand } from "../grammar/operand.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { andThen } from "../values/later.ts";
import { renderText } from "../values/render-text.ts";
import { findNamedSource } from "./find-named-source.ts";
import { withBlocks } from "./inheritance.ts";
import { finishScope } from "./loops.ts";
import type { ParseTag } from "./page-tag.ts";

/**
 * `{% include 'Name' a: x, b: y %}`: the template sees the page's variables and its parameters; what it assigns stays on the page.
 * https://learn.microsoft.com/power-pages/configure/liquid/template-tags#include
 */
export const parseInclude: ParseTag = (token) => {
  const { pieces, rest } = readLeadingFragments(token.args, 1);
  const [nameText] = pieces;
  if (nameText === undefined)
    throw new LiquidFailure("syntax", "Syntax error in tag \"include\": write include '[name]'.", {
      offset: token.begin,
      subject: "include",
    });
  const name = parseOperand(nameText).evaluate;
  const parameters = parseTagArguments(rest);
  return (context, emitter) =>
    andThen(name(context), (template) =>
      andThen(evaluateTagArguments(parameters, context), (scope) => {
        const source = findNamedSource(renderText(template), context);
        context.push(scope);
        return finishScope(context, () => withBlocks(new Map(), context, () => context.session.renderSource(source, context, emitter)));
      }),
    );
};
