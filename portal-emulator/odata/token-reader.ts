import { QueryFault } from "./query-fault.ts";
import type { Token } from "./read-tokens.ts";
import { readTokens } from "./read-tokens.ts";

/** Dataverse's limit on conditions in one query. */
export const maxConditions = 500;

/** The text of the value of `@p1`, by name with its `@`. */
export type ParameterAliases = ReadonlyMap<string, string>;

/** Walks the tokens of a filter's text, one after the other. Throws QueryFault. */
export interface TokenReader {
  peek(ahead?: number): Token;
  take(): Token;
  /** As `take`; an alias becomes the value it stands for. */
  takeValue(): Token;
  takeWord(word: string): boolean;
  takeMark(kind: Token["kind"]): boolean;
  expect(kind: "(" | ")" | "," | "=" | ":"): void;
  countCondition(token: Token): void;
}

export function createTokenReader(text: string, aliases: ParameterAliases): TokenReader {
  const tokens = readTokens(text);
  let at = 0;
  let conditions = 0;
  // The list ends with an `end` token that is never taken.
  const peek = (ahead = 0): Token => tokens[at + ahead] ?? { kind: "end", position: text.length };
  const take = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const takeIf = (matches: boolean): boolean => {
    at += matches ? 1 : 0;
    return matches;
  };
  return {
    peek,
    take,
    takeValue: () => resolveAlias(take(), aliases),
    takeWord: (word) => {
      const token = peek();
      return takeIf(token.kind === "name" && token.text === word);
    },
    takeMark: (kind) => takeIf(peek().kind === kind),
    expect: (kind) => {
      const token = take();
      if (token.kind !== kind) {
        throw unexpected(token, `'${kind}'`);
      }
    },
    countCondition: (token) => {
      conditions += 1;
      if (conditions > maxConditions) {
        throw new QueryFault("too-complex", `The filter has more than ${maxConditions} conditions.`, token.position);
      }
    },
  };
}

function resolveAlias(token: Token, aliases: ParameterAliases): Token {
  if (token.kind !== "alias") {
    return token;
  }
  const text = aliases.get(token.text);
  const [value, end] = text === undefined ? [] : readTokens(text);
  if (value === undefined || end?.kind !== "end" || (value.kind !== "literal" && value.kind !== "array")) {
    throw new QueryFault(
      "syntax",
      `The parameter alias '${token.text}' has no value in the URL, or none that can be read.`,
      token.position,
    );
  }
  return { ...value, position: token.position };
}

export function unexpected(token: Token, wanted: string): QueryFault {
  return new QueryFault("syntax", `Syntax error: ${describe(token)} where ${wanted} was expected.`, token.position);
}

function describe(token: Token): string {
  switch (token.kind) {
    case "name":
    case "alias":
      return `'${token.text}'`;
    case "literal":
      // Not its value: it may be an address.
      return `a ${token.type} literal`;
    case "array":
      return "a list";
    case "end":
      return "the end";
    default:
      return `'${token.kind}'`;
  }
}
