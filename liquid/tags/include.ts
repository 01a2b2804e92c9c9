import type { TagToken } from "liquidjs";
import { evaluateTagArguments, parseTagArguments, readLeadingFragments } from "../grammar/tag-arguments.ts";
import { fragment } from "../grammar/fragments.ts";
import { parseOperand } from "../grammar/operand.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import { LiquidObject } from "../liquid-object.ts";
import type { PageContext } from "../session/page-context.ts";
import { andThen } from "../values/later.ts";
import type { Later } from "../values/later.ts";
import { isIterable, readItems } from "../values/read-member.ts";
import { renderText } from "../values/render-text.ts";
import { findNamedSource } from "./find-named-source.ts";
import { withBlocks } from "./inheritance.ts";
import { finishScope } from "./loops.ts";
import type { ParseTag } from "./page-tag.ts";

/**
 * `{% include 'Name' a: x, b: y %}`: the template sees the page's variables and its parameters; what it assigns stays on the page.
 * With `with x` or `for x`, or a variable of the template's own name, it is rendered with that value under its name, once per element of a list.
 * https://learn.microsoft.com/power-pages/configure/liquid/template-tags#include
 */
export const parseInclude: ParseTag = (token, _rest, parser) => {
  const { pieces, rest } = readLeadingFragments(token.args, 1);
  const [nameText] = pieces;
  if (nameText === undefined)
    throw new LiquidFailure("syntax", "Syntax error in tag \"include\": write include '[name]'.", {
      offset: token.begin,
      subject: "include",
    });
  const name = parseOperand(nameText).evaluate;
  const given = boundPattern.exec(rest)?.[1];
  // the engine cuts the quotes off by position
  const ownName = nameText.slice(1, -1);
  const bound = parseOperand(given ?? ownName).evaluate;
  const parameters = parseTagArguments(rest);
  if (parameters.some(([parameter]) => parameter === ownName))
    parser.notice({
      kind: "unsupported",
      offset: token.begin,
      name: "include",
      message: `Parameter "${ownName}" has the name of its template: the portal overwrites it.`,
    });
  return (context, emitter) =>
    andThen(name(context), (template) =>
      andThen(evaluateTagArguments(parameters, context), (scope) =>
        andThen(bound(context), (value) => {
          const source = findNamedSource(renderText(template), context);
          const render = (): Later<void> => withBlocks(new Map(), context, () => context.session.renderSource(source, context, emitter));
          context.push(scope);
          return finishScope(context, () => {
            // a plain record stands for an object of the portal, which is no list there
            if (typeof value === "string" || Array.isArray(value) || (value instanceof LiquidObject && isIterable(value))) {
              if (given === undefined) warnOfName(token, context);
              return renderEach(readItems(value), context, (item) => {
                scope[ownName] = item;
                return render();
              });
            }
            scope[ownName] = value;
            return render();
          });
        }),
      ),
    );
};

const boundPattern = new RegExp(`^\\s+(?:with|for)\\s+(${fragment})`);

function warnOfName(token: TagToken, { session }: PageContext): void {
  session.report({
    kind: "unsupported",
    text: token.input,
    offset: token.begin,
    name: "include",
    message: "A variable has this template's name and is a list or a text: the portal renders the template once for each of its elements.",
  });
}

/** One after the other, up to a `break` or `continue` of the loop around. */
function renderEach(items: readonly unknown[], context: PageContext, render: (item: unknown) => Later<void>): Later<void> {
  return items.reduce<Later<void>>(
    (before, item) => andThen(before, () => (context.breakCalled || context.continueCalled ? undefined : render(item))),
    undefined,
  );
}
