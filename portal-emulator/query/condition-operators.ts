import { QueryFault } from "../odata/query-fault.ts";
import type { ColumnDefinition } from "../schema/table-definition.ts";
import { isText } from "../schema/table-definition.ts";
import type { CellValue } from "../store/store.ts";
import type { DateRange, DateUnit } from "./date-ranges.ts";
import { addTo, dateUnits, lastRange, namedRanges, nextRange, olderRange, startOfDay } from "./date-ranges.ts";
import type { ColumnOperand, ComparisonOperator, FilterNode, TextTest } from "./filter.ts";
import { readOperand, sortChoices } from "./read-operand.ts";

/** A condition of FetchXML or a query function of OData, on a column that was found. */
export interface Condition {
  readonly operand: ColumnOperand;
  readonly definition: ColumnDefinition;
  readonly values: readonly CellValue[];
}

export interface ConditionContext {
  /** By the emulator's clock. */
  readonly now: Date;
  /** Who asks; undefined: nobody whom a condition could mean. */
  readonly userId?: string;
}

type BuildCondition = (condition: Condition, context: ConditionContext) => FilterNode;

/** T-SQL's limit on a LIKE pattern. */
const maxPatternChars = 4000;
/** More than a life of days; beyond it dates end. */
const maxAmount = 100_000;

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
  ["on", (given) => inRange(given, days(given, 0, 1))],
  ["on-or-after", (given) => inRange(given, { from: dayOf(given) })],
  ["on-or-before", (given) => inRange(given, { before: addTo(dayOf(given), 1, "days") })],
  ["eq-userid", (given, context) => isUser(given, context, "eq")],
  ["ne-userid", (given, context) => isUser(given, context, "ne")],
  ...Object.entries(namedRanges).map(([name, range]): [string, BuildCondition] => [
    name,
    (given, { now }) => inRange(noValue(given), range(now)),
  ]),
  ...dateUnits.flatMap((unit): [string, BuildCondition][] => [
    ...(unit === "minutes" ? [] : [counted(`last-x-${unit}`, unit, lastRange), counted(`next-x-${unit}`, unit, nextRange)]),
    counted(`olderthan-x-${unit}`, unit, olderRange),
  ]),
]);

/** Dataverse knows them; they need fiscal years, a hierarchy, teams or languages, which are not emulated. */
const unjudged =
  /fiscal|^(?:above|under|not-under|eq-or-above|eq-or-under|(?:eq|ne)-businessid|eq-userlanguage|eq-useroruser\w+|eq-userteams)$/u;

/**
 * The meaning of an operator by its FetchXML name. Three-valued: what compares with null is unknown, also for the negative ones.
 * Throws QueryFault: `syntax` for an unknown operator or the wrong number of values, `type-mismatch`, `too-complex`, `not-supported`.
 * https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference/operators
 */
export function buildCondition(operator: string, condition: Condition, context: ConditionContext): FilterNode {
  const build = operators.get(operator);
  if (build !== undefined) {
    return build(condition, context);
  }
  throw unjudged.test(operator)
    ? new QueryFault("not-supported", `The condition '${operator}' is not built in the emulator.`)
    : new QueryFault("syntax", `The condition operator '${operator}' is not known.`);
}

function compare(given: Condition, operator: ComparisonOperator): FilterNode {
  const value = readOperand(oneValue(given), given.definition);
  return { kind: "compare", operator, left: given.operand, right: { kind: "literal", value } };
}

function isNull(operand: ColumnOperand, operator: "eq" | "ne"): FilterNode {
  return { kind: "compare", operator, left: operand, right: { kind: "literal", value: null } };
}

function not(operand: FilterNode): FilterNode {
  return { kind: "not", operand };
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

function isUser(given: Condition, { userId }: ConditionContext, operator: "eq" | "ne"): FilterNode {
  noValue(given);
  if (given.definition.type !== "lookup" && given.definition.type !== "uniqueidentifier") {
    throw new QueryFault("type-mismatch", `The column '${given.definition.name}' does not name a user.`);
  }
  if (userId === undefined) {
    throw new QueryFault("not-supported", "Who the user of this query is cannot be judged in the emulator.");
  }
  return { kind: "compare", operator, left: given.operand, right: { kind: "literal", value: userId.toLowerCase() } };
}

function counted(name: string, unit: DateUnit, range: (now: Date, amount: number, unit: DateUnit) => DateRange): [string, BuildCondition] {
  return [
    name,
    (given, { now }) => {
      const digits = String(oneValue(given)).trim();
      const amount = /^\d{1,9}$/u.test(digits) ? Number(digits) : 0;
      if (amount < 1 || amount > maxAmount) {
        throw new QueryFault("type-mismatch", `'${name}' takes a whole number from 1 to ${maxAmount}.`);
      }
      return inRange(given, range(now, amount, unit));
    },
  ];
}

/** A date without a time is compared by its day. */
function inRange({ operand, definition }: Condition, { from, before, until }: DateRange): FilterNode {
  if (definition.type !== "datetime" && definition.type !== "date") {
    throw new QueryFault("type-mismatch", `The column '${definition.name}' is ${definition.type}, not a date.`);
  }
  const bound = (operator: ComparisonOperator, moment: Date | undefined): FilterNode[] => {
    if (moment === undefined) {
      return [];
    }
    if (Number.isNaN(moment.getTime())) {
      throw new QueryFault("type-mismatch", `The stretch of time asked of '${definition.name}' is out of range.`);
    }
    const value = definition.type === "date" ? moment.toISOString().slice(0, 10) : moment.toISOString();
    return [{ kind: "compare", operator, left: operand, right: { kind: "literal", value } }];
  };
  return { kind: "and", operands: [...bound("ge", from), ...bound("lt", before), ...bound("le", until)] };
}

function days(given: Condition, from: number, before: number): DateRange {
  const day = dayOf(given);
  return { from: addTo(day, from, "days"), before: addTo(day, before, "days") };
}

function dayOf(given: Condition): Date {
  return startOfDay(new Date(String(readOperand(oneValue(given), { ...given.definition, type: "datetime" }))));
}

function oneValue(given: Condition): CellValue {
  const [value] = given.values;
  if (value === undefined || given.values.length !== 1) {
    throw new QueryFault("syntax", `The condition on '${given.definition.name}' takes one value; it has ${given.values.length}.`);
  }
  return value;
}

function noValue(given: Condition): Condition {
  // FetchXML builders write an empty value for operators that take none.
  if (given.values.some((value) => value !== null && value !== "")) {
    throw new QueryFault("syntax", `The condition on '${given.definition.name}' takes no value.`);
  }
  return given;
}

function requireValues(given: Condition, least: number): void {
  if (given.values.length < least) {
    throw new QueryFault("syntax", `The condition on '${given.definition.name}' has no values.`);
  }
}
