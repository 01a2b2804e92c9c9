import { LiquidFailure } from "../liquid-failure.ts";
import { areEqual, compareValues, isContained, isEnd, isStart, isTruthy } from "../values/compare.ts";
import { andThen } from "../values/later.ts";
import type { Later } from "../values/later.ts";
import type { PageContext } from "../session/page-context.ts";
import { fragment, leftFragment } from "./fragments.ts";
import { noticeOperand } from "./notice-operand.ts";
import type { Notice } from "./notice.ts";
import { parseOperand } from "./operand.ts";

export type EvaluateCondition = (context: PageContext) => Later<boolean>;

/** https://learn.microsoft.com/power-pages/configure/liquid/liquid-operators */
const operators: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  "==": areEqual,
  "!=": (left, right) => !areEqual(left, right),
  "<>": (left, right) => !areEqual(left, right),
  "<": (left, right) => (compareValues(left, right) ?? 0) < 0,
  ">": (left, right) => (compareValues(left, right) ?? 0) > 0,
  "<=": (left, right) => (compareValues(left, right) ?? 1) <= 0,
  ">=": (left, right) => (compareValues(left, right) ?? -1) >= 0,
  contains: isContained,
  startswith: isStart,
  endswith: isEnd,
};

const wordPattern = /(?:"[^"]*"|'[^']*'|[^\s"'])+|["']/g;
const expressionPattern = new RegExp(`(${leftFragment})\\s*([=!<>]+|[a-zA-Z_]+(?![\\w.[\\-]))?\\s*(${fragment})?`);

/** The condition of an `if`: `and` and `or` bind alike and from the right; text no pattern reaches is ignored, with a notice. */
export function parseCondition(markup: string, offset: number, notice: Notice): EvaluateCondition {
  const [parts, joins] = splitAtJoins(markup);
  noticeGrouping(markup, joins, (message) => notice({ kind: "unsupported", offset, message }));
  let result: EvaluateCondition | undefined;
  for (let at = parts.length - 1; at >= 0; at--) {
    const part = parts[at];
    if (part === undefined) continue;
    const expression = parseExpression(part.text, offset + part.offset, notice);
    const rest = result;
    if (rest === undefined) result = expression;
    else if (joins[at] === "or") result = (context) => andThen(expression(context), (holds) => holds || rest(context));
    else result = (context) => andThen(expression(context), (holds) => holds && rest(context));
  }
  if (result === undefined) throw new LiquidFailure("syntax", "A condition is missing.", { offset });
  return result;
}

/** What authors take for grouping. */
function noticeGrouping(markup: string, joins: readonly string[], warn: (message: string) => void): void {
  const bare = markup.replaceAll(/"[^"]*"|'[^']*'|\(\S+\.\.\S+\)/g, "");
  if (/(?:^|[\s(])\(/.test(bare) || /^\s*\(/.test(bare)) warn("Parentheses in a condition are ignored by the portal: they group nothing.");
  if (joins.includes("and") && joins.includes("or"))
    warn(
      '"and" and "or" bind alike on the portal and are read from the right: a or b and c is a or (b and c), and a and b or c is a and (b or c).',
    );
}

interface Part {
  readonly text: string;
  readonly offset: number;
}

function splitAtJoins(markup: string): readonly [readonly Part[], readonly string[]] {
  const parts: Part[] = [];
  const joins: string[] = [];
  let begin = 0;
  for (const word of markup.matchAll(wordPattern)) {
    if (word[0] !== "and" && word[0] !== "or") continue;
    parts.push({ text: markup.slice(begin, word.index), offset: begin });
    joins.push(word[0]);
    begin = word.index + word[0].length;
  }
  parts.push({ text: markup.slice(begin), offset: begin });
  return [parts, joins];
}

function parseExpression(text: string, offset: number, notice: Notice): EvaluateCondition {
  const match = expressionPattern.exec(text);
  if (match === null) throw new LiquidFailure("syntax", `"${text.trim()}" is not a condition.`, { offset });
  const [whole, leftText = "", operatorText, rightText] = match;
  const ignored = operatorText === undefined ? text.slice(match.index + leftText.length) : text.slice(match.index + whole.length);
  if (ignored.replaceAll(/[\s()]/g, "") !== "") {
    notice({
      kind: "unsupported",
      offset: offset + text.length - ignored.trimStart().length,
      message: `"${ignored.trim()}" in a condition is ignored by the portal.`,
    });
  }
  const before = text.slice(0, match.index).replaceAll(/[\s(]/g, "");
  if (before !== "")
    notice({
      kind: "unsupported",
      offset,
      message: `"${before}" before "${leftText}" in a condition is ignored by the portal: it negates nothing.`,
    });
  for (const operand of [leftText, rightText ?? ""]) noticeOperand(operand, offset, notice);
  const left = parseOperand(leftText).evaluate;
  if (operatorText === undefined) return (context) => andThen(left(context), isTruthy);
  const operatorName = operatorText.toLowerCase();
  const operator = Object.hasOwn(operators, operatorName) ? operators[operatorName] : undefined;
  if (operator === undefined) {
    notice({ kind: "runtime", offset: offset + match.index, name: operatorText, message: `Unknown operator ${operatorText}` });
    return () => {
      throw new LiquidFailure("runtime", `Unknown operator ${operatorText}`);
    };
  }
  if (operatorText.startsWith("=") || operatorText.startsWith("!")) noticeMissingBlank(match, offset, notice);
  const right = parseOperand(rightText ?? "").evaluate;
  return (context) => andThen(left(context), (a) => andThen(right(context), (b) => operator(a, b)));
}

/** The engine's pattern for a name would take `a=='b'` whole (engine source); whether a portal does is not known, so it is compared here, with a notice. */
function noticeMissingBlank(match: RegExpExecArray, offset: number, notice: Notice): void {
  const [whole, leftText = "", operatorText = ""] = match;
  if (whole.slice(leftText.length).startsWith(operatorText)) {
    notice({
      kind: "unsupported",
      offset: offset + match.index,
      message: `The portal may read "${whole}" as one name: write blanks around ${operatorText}.`,
    });
  }
}
