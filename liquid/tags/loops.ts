import type { Emitter, Template } from "liquidjs";
import { fragment } from "../grammar/fragments.ts";
import { parseOperand } from "../grammar/operand.ts";
import type { Evaluate } from "../grammar/evaluate.ts";
import { evaluateTagArguments, parseTagArguments } from "../grammar/tag-arguments.ts";
import type { TagArgumentList } from "../grammar/tag-arguments.ts";
import { LiquidFailure } from "../liquid-failure.ts";
import type { PageContext } from "../session/page-context.ts";
import { renderTemplates } from "../session/render-templates.ts";
import type { Later } from "../values/later.ts";
import { andThen, isLater } from "../values/later.ts";
import { readNumeric } from "../values/liquid-decimal.ts";
import { readItems } from "../values/read-member.ts";
import type { ParseTag } from "./page-tag.ts";

interface LoopHead {
  readonly variable: string;
  readonly collection: Evaluate;
  readonly name: string;
  readonly isReversed: boolean;
  readonly arguments: TagArgumentList;
}

const headPattern = new RegExp(`^\\s*([\\w-]+)\\s+in\\s+(\\([^)]*\\)|${fragment})([\\s\\S]*)$`);

function parseHead(tag: string, markup: string, offset: number): LoopHead {
  const match = headPattern.exec(markup);
  if (match === null)
    throw new LiquidFailure("syntax", `Syntax error in tag "${tag}": write ${tag} [item] in [collection].`, { offset, subject: tag });
  const [, variable = "", collection = "", rest = ""] = match;
  return {
    variable,
    collection: parseOperand(collection.startsWith("(") ? collection.replaceAll(/\s/g, "") : collection).evaluate,
    name: `${variable}-${collection}`,
    isReversed: /^\s*reversed\b/.test(rest),
    arguments: parseTagArguments(rest),
  };
}

/** The items a loop runs over: `offset` and `limit` first, then `reversed`. */
function selectItems(
  head: LoopHead,
  context: PageContext,
): Later<{ readonly items: readonly unknown[]; readonly arguments: Record<string, unknown> }> {
  return andThen(head.collection(context), (collection) =>
    andThen(evaluateTagArguments(head.arguments, context), (arguments_) => {
      const all = readItems(collection);
      const limit = readNumeric(arguments_["limit"])?.value;
      const from = readNumeric(arguments_["offset"])?.value ?? 0;
      const items = from === 0 && limit === undefined ? all : all.slice(from, limit === undefined ? undefined : from + limit);
      return { items: head.isReversed ? [...items].reverse() : items, arguments: arguments_ };
    }),
  );
}

export const parseFor: ParseTag = (token, rest, parser) => {
  const head = parseHead("for", token.args, token.begin);
  const body = parser.readSections(token, rest)[0]?.templates ?? [];
  return (context, emitter) => andThen(selectItems(head, context), ({ items }) => renderLoop(head, items, body, context, emitter));
};

function renderLoop(
  head: LoopHead,
  items: readonly unknown[],
  body: readonly Template[],
  context: PageContext,
  emitter: Emitter,
): Later<void> {
  const scope: Record<string, unknown> = Object.create(null);
  context.push(scope);
  return finishScope(context, () => renderItems(head, scope, { items, body, context, emitter }, 0));
}

interface Loop {
  readonly items: readonly unknown[];
  readonly body: readonly Template[];
  readonly context: PageContext;
  readonly emitter: Emitter;
}

function renderItems(head: LoopHead, scope: Record<string, unknown>, loop: Loop, from: number): Later<void> {
  const { items, body, context, emitter } = loop;
  for (let at = from; at < items.length; at++) {
    scope[head.variable] = items[at];
    scope["forloop"] = describeLoop(at, items.length, head.name);
    const result = renderTemplates(body, context, emitter);
    if (isLater(result)) {
      const next = at + 1;
      return result.then(() => (endsLoop(context) ? undefined : renderItems(head, scope, loop, next)));
    }
    if (endsLoop(context)) return;
  }
}

function describeLoop(at: number, length: number, name: string): Record<string, unknown> {
  return {
    name,
    length,
    index: at + 1,
    index0: at,
    rindex: length - at,
    rindex0: length - at - 1,
    first: at === 0,
    last: at === length - 1,
  };
}

/** Takes note of `break` and `continue`; true after a `break`. */
function endsLoop(context: PageContext): boolean {
  const isBroken = context.breakCalled;
  context.breakCalled = context.continueCalled = false;
  return isBroken;
}

/** Takes the innermost scope away when `render` is through, however it ends. */
export function finishScope(context: PageContext, render: () => Later<void>): Later<void> {
  let result: Later<void>;
  try {
    result = render();
  } catch (error) {
    context.pop();
    throw error;
  }
  if (result instanceof Promise) return result.finally(() => void context.pop());
  context.pop();
  return result;
}

/** Rows and cells; DotLiquid ends the opening of the first row and each row with a line end. */
export const parseTableRow: ParseTag = (token, rest, parser) => {
  const head = parseHead("tablerow", token.args, token.begin);
  const body = parser.readSections(token, rest)[0]?.templates ?? [];
  return (context, emitter) =>
    andThen(selectItems(head, context), ({ items, arguments: arguments_ }) => {
      const columns = Math.max(1, readNumeric(arguments_["cols"])?.value ?? items.length);
      const scope: Record<string, unknown> = Object.create(null);
      context.push(scope);
      emitter.write('<tr class="row1">\r\n');
      return finishScope(context, () =>
        andThen(renderCells({ items, body, context, emitter }, { scope, head, columns }, 0), () => emitter.write("</tr>\r\n")),
      );
    });
};

function renderCells(
  loop: Loop,
  table: { readonly scope: Record<string, unknown>; readonly head: LoopHead; readonly columns: number },
  at: number,
): Later<void> {
  const { items, body, context, emitter } = loop;
  if (at >= items.length) return;
  const { scope, head, columns } = table;
  const column = at % columns;
  if (at > 0 && column === 0) emitter.write(`</tr>\r\n<tr class="row${Math.floor(at / columns) + 1}">`);
  scope[head.variable] = items[at];
  scope["tablerowloop"] = {
    ...describeLoop(at, items.length, head.name),
    col: column + 1,
    col0: column,
    col_first: column === 0,
    col_last: column === columns - 1,
  };
  emitter.write(`<td class="col${column + 1}">`);
  return andThen(renderTemplates(body, context, emitter), () => {
    emitter.write("</td>");
    return endsLoop(context) ? undefined : renderCells(loop, table, at + 1);
  });
}

export const parseBreak: ParseTag = () => (context) => {
  context.breakCalled = true;
};

export const parseContinue: ParseTag = () => (context) => {
  context.continueCalled = true;
};
