/** `and` and `or` over the comparisons of a condition, by their number. */
type Logic = number | { readonly join: string; readonly left: Logic; readonly right: Logic };

const wordPattern = /"[^"]*"|'[^']*'|[()]|[^\s()"']+(?:\[[^\]]*\])?/g;
/** More cannot be tried out one by one in no time. */
const maxComparisons = 10;
const maxTokens = 200;

export interface ConditionFault {
  /** `mixed`: without parentheses nobody can be sure what was meant. */
  readonly kind: "grouping" | "mixed" | "constant";
  readonly says: string;
}

/** What is wrong with a condition; undefined: nothing that is known. */
export function judgeCondition(markup: string): ConditionFault | undefined {
  if (!/\b(?:and|or)\b/.test(markup)) return undefined;
  // Brackets of a range or a call are no grouping.
  if (/\.\.|[\w\]]\(/.test(markup.replaceAll(/"[^"]*"|'[^']*'/g, ""))) return undefined;
  return judgeGrouping(markup) ?? judgeConstant(markup);
}

function judgeGrouping(markup: string): ConditionFault | undefined {
  const { tokens, comparisons } = cut(markup);
  if (comparisons.length > maxComparisons || tokens.length > maxTokens) return undefined;
  const meant = parseMeant(tokens);
  const read = parseRead(tokens.filter((token) => token !== "(" && token !== ")"));
  if (meant === undefined || read === undefined) return undefined;
  const isSame = Array.from({ length: 2 ** comparisons.length }, (_, values) => values).every(
    (values) => evaluate(meant, values) === evaluate(read, values),
  );
  if (isSame) return undefined;
  const reading = print(read, comparisons);
  return tokens.includes("(")
    ? {
        kind: "grouping",
        says: `The portal knows no parentheses and reads this condition as ${reading}; put one {% if %} into another instead.`,
      }
    : {
        kind: "mixed",
        says: `"and" and "or" bind alike on the portal, from the right, so that this condition is ${reading}; if that is not meant, put one {% if %} into another.`,
      };
}

type Token = number | string;

/** Comparisons are numbered in the order they stand in; the same one has the same number. */
function cut(markup: string): { readonly tokens: readonly Token[]; readonly comparisons: readonly string[] } {
  const tokens: Token[] = [];
  const comparisons: string[] = [];
  let words: string[] = [];
  const finish = (): void => {
    if (words.length === 0) return;
    const comparison = words.join(" ");
    const known = comparisons.indexOf(comparison);
    tokens.push(known === -1 ? comparisons.push(comparison) - 1 : known);
    words = [];
  };
  for (const [word] of markup.matchAll(wordPattern)) {
    if (word === "and" || word === "or" || word === "(" || word === ")") {
      finish();
      tokens.push(word);
    } else words.push(word);
  }
  finish();
  return { tokens, comparisons };
}

/** As everybody reads it: parentheses first, then `and`, then `or`. undefined: it makes no sense. */
function parseMeant(tokens: readonly Token[]): Logic | undefined {
  let at = 0;
  const parseJoined = (join: "and" | "or"): Logic | undefined => {
    const parsePart = (): Logic | undefined => (join === "or" ? parseJoined("and") : parseOne());
    let left = parsePart();
    while (left !== undefined && tokens[at] === join) {
      at += 1;
      const right = parsePart();
      left = right === undefined ? undefined : { join, left, right };
    }
    return left;
  };
  const parseOne = (): Logic | undefined => {
    const token = tokens[at++];
    if (typeof token === "number") return token;
    if (token !== "(") return undefined;
    const inner = parseJoined("or");
    return tokens[at++] === ")" ? inner : undefined;
  };
  const whole = parseJoined("or");
  return at === tokens.length ? whole : undefined;
}

/** As the portal's engine does. */
function parseRead([first, join, ...rest]: readonly Token[]): Logic | undefined {
  if (typeof first !== "number") return undefined;
  if (join === undefined) return first;
  const right = parseRead(rest);
  return typeof join === "string" && right !== undefined ? { join, left: first, right } : undefined;
}

function evaluate(logic: Logic, values: number): boolean {
  if (typeof logic === "number") return (values & (1 << logic)) !== 0;
  const [left, right] = [evaluate(logic.left, values), evaluate(logic.right, values)];
  return logic.join === "and" ? left && right : left || right;
}

function print(logic: Logic, comparisons: readonly string[]): string {
  if (typeof logic === "number") return comparisons[logic] ?? "";
  const right = print(logic.right, comparisons);
  return `${print(logic.left, comparisons)} ${logic.join} ${typeof logic.right === "number" ? right : `(${right})`}`;
}

/** `x != 'a' or x != 'b'`, and `x == 'a' and x == 'b'`. */
function judgeConstant(markup: string): ConditionFault | undefined {
  for (const [join, operator, outcome] of [
    ["or", "!=", "always true"],
    ["and", "==", "never true"],
  ] as const) {
    const other = join === "or" ? "and" : "or";
    const parts = markup.split(new RegExp(`\\s${join}\\s`));
    if (parts.length < 2 || new RegExp(`\\s${other}\\s`).test(markup)) continue;
    const comparisons = parts.map((part) => /^\s*([\w.-]+(?:\[[^\]]*\])?)\s*(!=|==)\s*('[^']*'|"[^"]*"|\d+)\s*$/.exec(part));
    const pair = comparisons.find(
      (one, at) =>
        one?.[2] === operator &&
        comparisons.some(
          (two, second) => second > at && two?.[1] === one[1] && two?.[2] === operator && unquote(two?.[3]) !== unquote(one[3]),
        ),
    );
    if (pair !== undefined && pair !== null)
      return {
        kind: "constant",
        says: `This is ${outcome}, whatever ${pair[1]} is: it is compared by ${operator} with two values and joined by "${join}"; write "${other}".`,
      };
  }
  return undefined;
}

const unquote = (literal: string | undefined): string => (literal ?? "").replaceAll(/["']/g, "");
