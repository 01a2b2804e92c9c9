import type { ColumnOperand, ComparisonOperator, FilterNode, FilterOperand, TextTest } from "../query/filter.ts";
import { comparisonOperators } from "../query/filter.ts";
import { QueryFault } from "./query-fault.ts";
import type { Token } from "./read-tokens.ts";
import { readTokens } from "./read-tokens.ts";

/** OData servers refuse filters nested deeper than this; it also keeps SQLite's own limit (1,000) out of reach. */
const maxDepth = 100;
/** Dataverse's limit on conditions in one query. */
const maxConditions = 500;
/** T-SQL's limit on a LIKE pattern. */
const maxPatternChars = 4000;

const textFunctions: readonly TextTest[] = ["contains", "startswith", "endswith"];

/** OData's other functions, and its lambdas: real, not built here. */
const otherFunctions = new Set(
  "length indexof substring tolower toupper trim concat year month day hour minute second date time now round floor ceiling cast isof any all".split(
    " ",
  ),
);

/**
 * Reads the text of a `$filter`. Operators are case-sensitive, as the portal's are.
 * Throws QueryFault: `syntax`, `too-complex`, or `not-supported` for OData that the emulator has not built.
 */
export function parseFilter(text: string): FilterNode {
  const tokens = readTokens(text);
  let at = 0;
  let conditions = 0;

  function peek(): Token {
    // The list ends with an `end` token that is never taken.
    return tokens[at] ?? { kind: "end", position: text.length };
  }
  function take(): Token {
    const token = peek();
    at += 1;
    return token;
  }
  function takeWord(word: string): boolean {
    const token = peek();
    if (token.kind !== "name" || token.text !== word) {
      return false;
    }
    at += 1;
    return true;
  }
  function expect(kind: "(" | ")" | ","): void {
    const token = take();
    if (token.kind !== kind) {
      throw unexpected(token, `'${kind}'`);
    }
  }

  function readOr(depth: number): FilterNode {
    return readChain("or", () => readChain("and", () => readNot(depth)));
  }
  function readChain(kind: "and" | "or", readPart: () => FilterNode): FilterNode {
    const first = readPart();
    const operands = [first];
    while (takeWord(kind)) {
      operands.push(readPart());
    }
    return operands.length === 1 ? first : { kind, operands };
  }
  function readNot(depth: number): FilterNode {
    if (depth > maxDepth) {
      throw new QueryFault("too-complex", `The filter is nested deeper than ${maxDepth} levels.`, peek().position);
    }
    if (takeWord("not")) {
      return { kind: "not", operand: readNot(depth + 1) };
    }
    return readCondition(depth);
  }
  function readCondition(depth: number): FilterNode {
    const token = peek();
    if (token.kind === "(") {
      at += 1;
      const inside = readOr(depth + 1);
      expect(")");
      return inside;
    }
    conditions += 1;
    if (conditions > maxConditions) {
      throw new QueryFault("too-complex", `The filter has more than ${maxConditions} conditions.`, token.position);
    }
    if (token.kind === "name" && tokens[at + 1]?.kind === "(") {
      return readFunction(token.text, token.position);
    }
    const left = readOperand();
    const operator = readOperator();
    return { kind: "compare", operator, left, right: readOperand() };
  }
  function readFunction(name: string, position: number): FilterNode {
    const test = textFunctions.find((known) => known === name);
    if (test === undefined) {
      throw refuseFunction(name, position);
    }
    at += 1;
    expect("(");
    const column = readOperand();
    expect(",");
    const pattern = take();
    expect(")");
    const after = peek();
    // `contains(a,'b') eq true` is OData too; Dataverse clients write the function alone.
    if (after.kind === "name" && isComparison(after.text)) {
      throw new QueryFault("not-supported", `Comparing the result of '${name}' is not built in the emulator.`, after.position);
    }
    if (column.kind !== "column") {
      throw new QueryFault("syntax", `The first argument of '${name}' must be a column.`, position);
    }
    if (pattern.kind !== "literal" || typeof pattern.value !== "string" || pattern.type !== "string") {
      throw new QueryFault("syntax", `The second argument of '${name}' must be a string literal.`, pattern.position);
    }
    if (pattern.value.length > maxPatternChars) {
      throw new QueryFault("too-complex", `The text of '${name}' is longer than ${maxPatternChars} characters.`, pattern.position);
    }
    return { kind: "text", test, column, pattern: pattern.value };
  }
  function readOperator(): ComparisonOperator {
    const token = take();
    const operator = token.kind === "name" ? comparisonOperators.find((known) => known === token.text) : undefined;
    if (operator !== undefined) {
      return operator;
    }
    if (token.kind === "name" && ["in", "has", "add", "sub", "mul", "div", "mod"].includes(token.text)) {
      throw new QueryFault("not-supported", `The operator '${token.text}' is not built in the emulator.`, token.position);
    }
    throw unexpected(token, `one of ${comparisonOperators.join(", ")}`);
  }
  function readOperand(): FilterOperand {
    const token = take();
    if (token.kind === "literal") {
      return token;
    }
    if (token.kind !== "name") {
      throw unexpected(token, "a column or a value");
    }
    if (peek().kind === "(") {
      throw refuseFunction(token.text, token.position);
    }
    return readColumn(token.text, token.position);
  }

  const filter = readOr(0);
  const rest = peek();
  if (rest.kind !== "end") {
    throw unexpected(rest, "the end of the filter");
  }
  return filter;
}

function readColumn(name: string, position: number): ColumnOperand {
  if (name.includes("/")) {
    throw new QueryFault("not-supported", `Filtering over a related table ('${name}') is not built in the emulator.`, position);
  }
  if (name.includes(".")) {
    throw new QueryFault("syntax", `'${name}' is not the name of a column.`, position);
  }
  return { kind: "column", name, position };
}

function refuseFunction(name: string, position: number): QueryFault {
  const last = name.split("/").at(-1) ?? name;
  return name.startsWith("Microsoft.Dynamics.CRM.") || otherFunctions.has(last)
    ? new QueryFault("not-supported", `The function '${name}' is not built in the emulator.`, position)
    : new QueryFault("syntax", `An unknown function with name '${name}' was found.`, position);
}

function isComparison(word: string): boolean {
  return comparisonOperators.some((operator) => operator === word);
}

function unexpected(token: Token, wanted: string): QueryFault {
  return new QueryFault("syntax", `Syntax error: ${describe(token)} where ${wanted} was expected.`, token.position);
}

function describe(token: Token): string {
  switch (token.kind) {
    case "name":
      return `'${token.text}'`;
    case "literal":
      // Not its value: it may be an address.
      return `a ${token.type} literal`;
    case "end":
      return "the end";
    default:
      return `'${token.kind}'`;
  }
}
