import { QueryFault } from "../odata/query-fault.ts";
import { isText } from "../schema/table-definition.ts";
import type { BuildCondition, Condition, ConditionContext } from "./condition.ts";
import { not, oneValue, requireValues } from "./condition.ts";
import { dateConditions } from "./date-conditions.ts";
import type { ColumnOperand, ComparisonOperator, FilterNode, TextTest } from "./filter.ts";
import { hierarchyConditions } from "./hierarchy-conditions.ts";
import { readOperand, sortChoices } from "./read-operand.ts";
import { userConditions } from "./user-conditions.ts";

/** T-SQL's limit on a LIKE pattern. */
const maxPatternChars = 4000;

const operators: ReadonlyMap<string, BuildCondition> = new Map<string, BuildCondition>([
  ...(["eq", "ne", "gt", "ge", "lt", "le"] as const).map((name): [string, BuildCondition] => [name, (given) => compare(given, name)]),
  ["neq", (given) => compare(given, "ne")],
  ["null", ({ operand }) => isNull(operand, "eq")],
  ["not-null", ({ operand }) => isNull(operand, "ne")],
  ["like", (given) => text(given, "like")],
  ["not-like", (given) => not(text(given, "like"))],
  ["begins-with", (given) => text(given, "startswith")],
  ["not-begin-with", (given) => not(text(given, "startswith"))],
  ["ends-with", (given) => text(given, "endswith")],
  ["not-end-with", (given) => not(text(given, "endswith"))],
  ["in", (given) => isIn(given)],
  ["not-in", (given) => not(isIn(given))],
  ["between", (given) => between(given)],
  ["not-between", (given) => not(between(given))],
  ["contain-values", (given) => containValues(given)],
  ["not-contain-values", (given) => not(containValues(given))],
  ...dateConditions,
  ...hierarchyConditions,
  ...userConditions,
]);

/**
 * The meaning of an operator by its FetchXML name. Three-valued: what compares with null is unknown, also for the negative ones.
 * Throws QueryFault: `syntax` for an unknown operator or the wrong number of values, `type-mismatch`, `too-complex`, `not-supported`.
 * https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference/operators
 */
export function buildCondition(operator: string, condition: Condition, context: ConditionContext): FilterNode {
  const build = operators.get(operator);
  if (build === undefined) {
    throw new QueryFault("syntax", `The condition operator '${operator}' is not known.`);
  }
  return build(condition, context);
}

function compare(given: Condition, operator: ComparisonOperator): FilterNode {
  const value = readOperand(oneValue(given), given.definition);
  return { kind: "compare", operator, left: given.operand, right: { kind: "literal", value } };
}

function isNull(operand: ColumnOperand, operator: "eq" | "ne"): FilterNode {
  return { kind: "compare", operator, left: operand, right: { kind: "literal", value: null } };
}

function text(given: Condition, test: TextTest): FilterNode {
  const pattern = String(oneValue(given));
  if (!isText(given.definition)) {
    throw new QueryFault("type-mismatch", `The column '${given.definition.name}' is ${given.definition.type}; patterns compare text.`);
  }
  if (pattern.length > maxPatternChars) {
    throw new QueryFault("too-complex", `A pattern is longer than ${maxPatternChars} characters.`);
  }
  return { kind: "text", test, column: given.operand, pattern };
}

/** Of a multichoice the values are one set, which must be exactly the row's. */
function isIn(given: Condition): FilterNode {
  const { definition, operand, values } = given;
  requireValues(given, 1);
  if (definition.type === "multichoice") {
    return { kind: "in", column: operand, values: [sortChoices(choiceValues(given))] };
  }
  return { kind: "in", column: operand, values: values.map((value) => readOperand(value, definition)) };
}

function between(given: Condition): FilterNode {
  const { values, definition, operand } = given;
  const [from, to] = values;
  if (from === undefined || to === undefined || values.length !== 2) {
    throw new QueryFault("syntax", `'between' on '${definition.name}' takes two values.`);
  }
  return {
    kind: "and",
    operands: [
      { kind: "compare", operator: "ge", left: operand, right: { kind: "literal", value: readOperand(from, definition) } },
      { kind: "compare", operator: "le", left: operand, right: { kind: "literal", value: readOperand(to, definition) } },
    ],
  };
}

function containValues(given: Condition): FilterNode {
  requireValues(given, 1);
  if (given.definition.type !== "multichoice") {
    throw new QueryFault("type-mismatch", `The column '${given.definition.name}' does not hold several choices.`);
  }
  return { kind: "contain-values", column: given.operand, values: choiceValues(given) };
}

function choiceValues({ values, definition }: Condition): readonly number[] {
  return values.flatMap((value) => String(readOperand(value, definition)).split(",").map(Number));
}
