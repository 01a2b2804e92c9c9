import type { Emitter, TagToken, Template } from "liquidjs";
import { toInt32 } from "../dotnet/convert-number.ts";
import type { Notice } from "../grammar/notice.ts";
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
import { readIterable } from "../values/read-member.ts";
import type { ParseTag } from "./page-tag.ts";

interface LoopHead {
  readonly variable: string;
  readonly collection: Evaluate;
  readonly name: string;
  readonly isReversed: boolean;
  /** `offset: continue`: where the last loop of this name ended. */
  readonly isContinued: boolean;
  readonly arguments: TagArgumentList;
}

const headPattern = new RegExp(`(\\w+)\\s+in\\s+(${fragment})([\\s\\S]*)$`);

function parseHead({ name: tag, args, begin: offset }: TagToken, notice: Notice): LoopHead {
  const match = headPattern.exec(args);
  if (match === null)
    throw new LiquidFailure("syntax", `Syntax error in tag "${tag}": write ${tag} [item] in [collection].`, { offset, subject: tag });
  const [, variable = "", collection = "", rest = ""] = match;
  if (/^\([^)]*$/.test(collection))
    notice({ kind: "unsupported", offset, name: tag, message: `A range with blanks, as after "${collection}", is nothing to the portal.` });
  return {
    variable,
    collection: parseOperand(collection).evaluate,
    name: `${variable}-${collection}`,
    isReversed: /^\s*reversed/.test(rest),
    isContinued: tag === "for" && /\boffset\s*:\s*continue(?![\w.[-])/.test(rest),
    arguments: parseTagArguments(rest),
  };
}

/** The items a loop runs over: `offset` and `limit` first, then `reversed`. undefined: there is nothing to run over. */
function selectItems(
  head: LoopHead,
  context: PageContext,
): Later<{ readonly items: readonly unknown[] | undefined; readonly arguments: Record<string, unknown> }> {
  return andThen(head.collection(context), (collection) =>
    andThen(evaluateTagArguments(head.arguments, context), (arguments_) => {
      const all = readIterable(collection);
      if (all === undefined) return { items: undefined, arguments: arguments_ };
      const progress = `for ${head.name}`;
      // an argument that is there and nil counts as 0
      const limit = "limit" in arguments_ ? toInt32(arguments_["limit"]) : undefined;
      const from = head.isContinued ? context.getRegister<number>(progress, 0) : toInt32(arguments_["offset"]);
      const items =
        from === 0 && limit === undefined ? all : all.slice(Math.max(0, from), limit === undefined ? undefined : Math.max(0, from + limit));
      context.setRegister(progress, from + items.length);
      return { items: head.isReversed ? [...items].reverse() : items, arguments: arguments_ };
    }),
  );
}

export const parseFor: ParseTag = (token, rest, parser) => {
  const head = parseHead(token, parser.notice);
  const body = parser.readSections(token, rest)[0]?.templates ?? [];
  return (context, emitter) => andThen(selectItems(head, context), ({ items }) => renderLoop(head, items ?? [], body, context, emitter));
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
    context.countStep();
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
  const head = parseHead(token, parser.notice);
  const body = parser.readSections(token, rest)[0]?.templates ?? [];
  return (context, emitter) =>
    andThen(selectItems(head, context), ({ items, arguments: arguments_ }) => {
      if (items === undefined) return undefined;
      const columns = "cols" in arguments_ ? toInt32(arguments_["cols"]) : items.length;
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
  from: number,
): Later<void> {
  const { items, body, context, emitter } = loop;
  const { scope, head, columns } = table;
  for (let at = from; at < items.length; at++) {
    context.countStep();
    // without a sensible number of columns there is one row
    const column = columns > 0 ? at % columns : at;
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
    const result = renderTemplates(body, context, emitter);
    if (isLater(result)) {
      const next = at + 1;
      return result.then(() => {
        emitter.write("</td>");
        return endsLoop(context) ? undefined : renderCells(loop, table, next);
      });
    }
    emitter.write("</td>");
    if (endsLoop(context)) return;
  }
}

export const parseBreak: ParseTag = () => (context) => {
  context.breakCalled = true;
};

export const parseContinue: ParseTag = () => (context) => {
  context.continueCalled = true;
};
