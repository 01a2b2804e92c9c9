import { QueryFault } from "../odata/query-fault.ts";
import { organizationIds } from "../organization/organization-ids.ts";
import type { Condition, ConditionContext, NamedCondition } from "./condition.ts";
import { isValue, noValue, requireId } from "./condition.ts";
import type { FilterNode } from "./filter.ts";

/** The language of every user of the emulated organization, as of its base language (assumed: English). */
export const baseLanguage = 1033;

/**
 * Conditions on who asks. The emulated organization has one business unit, which all users and roles belong to, one language and no teams (assumed).
 * A user's reports are those whose manager the user is, and theirs, however deep, as if its hierarchy security were on (assumed: the depth and the
 * switch are settings of an organization).
 * https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference/operators
 */
export const userConditions: readonly NamedCondition[] = [
  ["eq-userid", (given, context) => isUser(given, context, "eq")],
  ["ne-userid", (given, context) => isUser(given, context, "ne")],
  ["eq-userteams", isTeam],
  ["eq-useroruserteams", (given, context) => isUser(given, context, "eq")],
  ["eq-useroruserhierarchy", isUserOrReport],
  ["eq-useroruserhierarchyandteams", isUserOrReport],
  ["eq-businessid", (given) => isBusinessUnit(given, "eq")],
  ["ne-businessid", (given) => isBusinessUnit(given, "ne")],
  ["eq-userlanguage", isLanguage],
];

function isUser(given: Condition, context: ConditionContext, operator: "eq" | "ne"): FilterNode {
  return isValue(given, operator, readUser(given, context));
}

/** False of every row that has an owner. */
function isTeam(given: Condition, context: ConditionContext): FilterNode {
  readUser(given, context);
  return { kind: "in", column: given.operand, values: [] };
}

function isUserOrReport(given: Condition, context: ConditionContext): FilterNode {
  const id = readUser(given, context);
  const users = context.schema.findTable("systemuser");
  if (users?.hierarchy === undefined) {
    throw new QueryFault("not-supported", "The table 'systemuser' is not held by the emulator, or has no hierarchy.");
  }
  const reports: FilterNode = {
    kind: "hierarchy",
    column: given.operand,
    table: users.name,
    parent: users.hierarchy,
    direction: "under",
    id,
    withSelf: true,
    walks: "every-row",
  };
  // Whoever calls may be a user that no row describes.
  return { kind: "or", operands: [isValue(given, "eq", id), reports] };
}

function isBusinessUnit(given: Condition, operator: "eq" | "ne"): FilterNode {
  requireId(noValue(given), "a business unit");
  return isValue(given, operator, organizationIds.businessUnit);
}

function isLanguage(given: Condition): FilterNode {
  const { name, type } = noValue(given).definition;
  if (type !== "integer" && type !== "bigint" && type !== "choice") {
    throw new QueryFault("type-mismatch", `The column '${name}' is ${type}; a language is a whole number.`);
  }
  return isValue(given, "eq", baseLanguage);
}

function readUser(given: Condition, { userId }: ConditionContext): string {
  requireId(noValue(given), "a user");
  if (userId === undefined) {
    throw new QueryFault("not-supported", "Who the user of this query is cannot be judged in the emulator.");
  }
  return userId.toLowerCase();
}
