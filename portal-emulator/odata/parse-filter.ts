import type { ComparisonOperator, LiteralOperand, TextTest } from "../query/filter.ts";
import { comparisonOperators } from "../query/filter.ts";
import type { ArgumentValue, FilterExpression, PathOperand, WrittenOperand } from "./filter-expression.ts";
import { QueryFault } from "./query-fault.ts";
import type { ParameterAliases, TokenReader } from "./token-reader.ts";
import { createTokenReader, unexpected } from "./token-reader.ts";

/** OData servers refuse filters nested deeper than this; it also keeps SQLite's own limit (1,000) out of reach. */
const maxDepth = 100;
/** T-SQL's limit on a LIKE pattern. */
export const maxPatternChars = 4000;

const textFunctions: readonly TextTest[] = ["contains", "startswith", "endswith"];

/** OData has them, Dataverse does not take them. https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows */
const untakenFunctions = new Set(
  "length indexof substring substringof tolower toupper trim concat year month day hour minute second fractionalseconds totaloffsetminutes date time now mindatetime maxdatetime round floor ceiling cast isof".split(
    " ",
  ),
);
const untakenOperators = new Set(["has", "add", "sub", "mul", "div", "mod"]);

const crmNamespace = "Microsoft.Dynamics.CRM.";

/**
 * Reads the text of a `$filter`. Operators are case-sensitive, as the portal's are.
 * Throws QueryFault: `syntax` or `too-complex`.
 */
export function parseFilter(text: string, aliases: ParameterAliases = new Map()): FilterExpression {
  const reader = createTokenReader(text, aliases);
  const filter = readOr(reader, 0);
  const rest = reader.peek();
  if (rest.kind !== "end") {
    throw unexpected(rest, "the end of the filter");
  }
  return filter;
}

function readOr(reader: TokenReader, depth: number): FilterExpression {
  return readChain(reader, "or", () => readChain(reader, "and", () => readNot(reader, depth)));
}

function readChain(reader: TokenReader, kind: "and" | "or", readPart: () => FilterExpression): FilterExpression {
  const first = readPart();
  const operands = [first];
  while (reader.takeWord(kind)) {
    operands.push(readPart());
  }
  return operands.length === 1 ? first : { kind, operands };
}

function readNot(reader: TokenReader, depth: number): FilterExpression {
  if (depth > maxDepth) {
    throw new QueryFault("too-complex", `The filter is nested deeper than ${maxDepth} levels.`, reader.peek().position);
  }
  return reader.takeWord("not") ? { kind: "not", operand: readNot(reader, depth + 1) } : readCondition(reader, depth);
}

function readCondition(reader: TokenReader, depth: number): FilterExpression {
  const token = reader.peek();
  if (reader.takeMark("(")) {
    const inside = readOr(reader, depth + 1);
    reader.expect(")");
    return inside;
  }
  reader.countCondition(token);
  if (token.kind === "name" && reader.peek(1).kind === "(") {
    reader.take();
    return readCall(reader, token.text, token.position, depth);
  }
  const left = readOperand(reader);
  if (left.kind === "path" && reader.takeWord("in")) {
    return { kind: "in", column: left, values: readValues(reader) };
  }
  const operator = readOperator(reader);
  return { kind: "compare", operator, left, right: readOperand(reader) };
}

function readCall(reader: TokenReader, name: string, position: number, depth: number): FilterExpression {
  const test = textFunctions.find((known) => known === name);
  if (test !== undefined) {
    return readTruthComparison(reader, readTextFunction(reader, test, position));
  }
  if (name.startsWith(crmNamespace)) {
    const call = { kind: "call", name: name.slice(crmNamespace.length), arguments: readArguments(reader), position } as const;
    return readTruthComparison(reader, call);
  }
  const segments = name.split("/");
  const quantifier = (["any", "all"] as const).find((word) => word === segments.at(-1));
  if (quantifier !== undefined && segments.length > 1) {
    const path: PathOperand = { kind: "path", segments: segments.slice(0, -1), position };
    return { kind: "lambda", quantifier, path, body: readLambda(reader, quantifier, depth) };
  }
  throw refuseFunction(name, position);
}

function readTextFunction(reader: TokenReader, test: TextTest, position: number): FilterExpression {
  reader.expect("(");
  const column = readOperand(reader);
  reader.expect(",");
  const place = reader.peek().position;
  const pattern = readOperand(reader);
  reader.expect(")");
  if (column.kind !== "path") {
    throw new QueryFault("syntax", `The first argument of '${test}' must be a column.`, position);
  }
  if (pattern.kind !== "literal" || typeof pattern.value !== "string" || pattern.type !== "string") {
    throw new QueryFault("syntax", `The second argument of '${test}' must be a string literal.`, place);
  }
  if (pattern.value.length > maxPatternChars) {
    throw new QueryFault("too-complex", `The text of '${test}' is longer than ${maxPatternChars} characters.`, place);
  }
  return { kind: "text", test, column, pattern: pattern.value };
}

/** `contains(a,'b') eq true` */
function readTruthComparison(reader: TokenReader, condition: FilterExpression): FilterExpression {
  const after = reader.peek();
  const operator = after.kind === "name" ? comparisonOperators.find((known) => known === after.text) : undefined;
  if (operator === undefined) {
    return condition;
  }
  reader.take();
  const place = reader.peek();
  const right = readOperand(reader);
  if ((operator !== "eq" && operator !== "ne") || right.kind !== "literal" || typeof right.value !== "boolean") {
    throw new QueryFault("syntax", "A function compares with 'eq' or 'ne' and with true or false only.", place.position);
  }
  return right.value === (operator === "eq") ? condition : { kind: "not", operand: condition };
}

function readLambda(
  reader: TokenReader,
  quantifier: "any" | "all",
  depth: number,
): { variable: string; filter: FilterExpression } | undefined {
  reader.expect("(");
  if (quantifier === "any" && reader.takeMark(")")) {
    return undefined;
  }
  const variable = reader.take();
  if (variable.kind !== "name" || !/^\w+$/u.test(variable.text)) {
    throw unexpected(variable, "the variable of the lambda");
  }
  reader.expect(":");
  const filter = readOr(reader, depth + 1);
  reader.expect(")");
  return { variable: variable.text, filter };
}

function readArguments(reader: TokenReader): ReadonlyMap<string, ArgumentValue> {
  const found = new Map<string, ArgumentValue>();
  reader.expect("(");
  if (reader.takeMark(")")) {
    return found;
  }
  do {
    const name = reader.take();
    if (name.kind !== "name") {
      throw unexpected(name, "the name of a parameter");
    }
    reader.expect("=");
    if (found.has(name.text)) {
      throw new QueryFault("syntax", `The parameter '${name.text}' is given twice.`, name.position);
    }
    found.set(name.text, readArgument(reader));
  } while (reader.takeMark(","));
  reader.expect(")");
  return found;
}

function readArgument(reader: TokenReader): ArgumentValue {
  const token = reader.takeValue();
  if (token.kind === "array") {
    return token.values;
  }
  if (token.kind !== "literal") {
    throw unexpected(token, "the value of a parameter");
  }
  return token.value;
}

function readValues(reader: TokenReader): readonly LiteralOperand[] {
  const values: LiteralOperand[] = [];
  reader.expect("(");
  do {
    const value = readOperand(reader);
    if (value.kind !== "literal") {
      throw new QueryFault("syntax", "The list of 'in' holds values only.", value.position);
    }
    values.push(value);
  } while (reader.takeMark(","));
  reader.expect(")");
  return values;
}

function readOperator(reader: TokenReader): ComparisonOperator {
  const token = reader.take();
  const operator = token.kind === "name" ? comparisonOperators.find((known) => known === token.text) : undefined;
  if (operator !== undefined) {
    return operator;
  }
  if (token.kind === "name" && untakenOperators.has(token.text)) {
    throw new QueryFault("syntax", `The operator '${token.text}' is not supported.`, token.position);
  }
  throw unexpected(token, `one of ${comparisonOperators.join(", ")}`);
}

function readOperand(reader: TokenReader): WrittenOperand {
  const token = reader.takeValue();
  if (token.kind === "literal") {
    return token;
  }
  if (token.kind !== "name") {
    throw unexpected(token, "a column or a value");
  }
  if (reader.peek().kind === "(") {
    throw refuseFunction(token.text, token.position);
  }
  if (token.text.includes(".")) {
    throw new QueryFault("syntax", `'${token.text}' is not the name of a column.`, token.position);
  }
  return { kind: "path", segments: token.text.split("/"), position: token.position };
}

function refuseFunction(name: string, position: number): QueryFault {
  const isKnown = untakenFunctions.has(name.split("/").at(-1) ?? name);
  return new QueryFault(
    "syntax",
    isKnown ? `The function '${name}' is not supported.` : `An unknown function with name '${name}' was found.`,
    position,
  );
}
