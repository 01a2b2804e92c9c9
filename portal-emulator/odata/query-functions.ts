/** Query functions whose FetchXML operator is not their name in other letters. */
const irregular: ReadonlyMap<string, string> = new Map([
  ["Last7Days", "last-seven-days"],
  ["Next7Days", "next-seven-days"],
  ["EqualUserId", "eq-userid"],
  ["NotEqualUserId", "ne-userid"],
  ["EqualBusinessId", "eq-businessid"],
  ["NotEqualBusinessId", "ne-businessid"],
  // FetchXML has no operator of its own for it; the roles of the emulated organization belong to its one business unit.
  ["EqualRoleBusinessId", "eq-businessid"],
  ["EqualUserLanguage", "eq-userlanguage"],
  ["EqualUserOrUserHierarchy", "eq-useroruserhierarchy"],
  ["EqualUserOrUserHierarchyAndTeams", "eq-useroruserhierarchyandteams"],
  ["EqualUserOrUserTeams", "eq-useroruserteams"],
  ["EqualUserTeams", "eq-userteams"],
  ["AboveOrEqual", "eq-or-above"],
  ["UnderOrEqual", "eq-or-under"],
  ["DoesNotContainValues", "not-contain-values"],
]);

const regular =
  "In NotIn Between NotBetween ContainValues On OnOrAfter OnOrBefore Today Tomorrow Yesterday Above Under NotUnder " +
  "LastWeek LastMonth LastYear ThisWeek ThisMonth ThisYear NextWeek NextMonth NextYear " +
  "LastXHours LastXDays LastXWeeks LastXMonths LastXYears NextXHours NextXDays NextXWeeks NextXMonths NextXYears " +
  "OlderThanXMinutes OlderThanXHours OlderThanXDays OlderThanXWeeks OlderThanXMonths OlderThanXYears " +
  "InFiscalPeriod InFiscalPeriodAndYear InFiscalYear InOrAfterFiscalPeriodAndYear InOrBeforeFiscalPeriodAndYear " +
  "LastFiscalPeriod LastFiscalYear LastXFiscalPeriods LastXFiscalYears NextFiscalPeriod NextFiscalYear NextXFiscalPeriods " +
  "NextXFiscalYears ThisFiscalPeriod ThisFiscalYear";

const operatorsByFunction: ReadonlyMap<string, string> = new Map([
  ...regular.split(" ").map((name): [string, string] => [
    name,
    name
      .replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=X)(?=[A-Z])/gu, "-")
      .toLowerCase()
      .replace("older-than", "olderthan"),
  ]),
  ...irregular,
]);

/**
 * The FetchXML operator that means the same as a query function, by the function's name without its namespace.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query/filter-rows#dataverse-query-functions
 */
export function findFunctionOperator(name: string): string | undefined {
  return operatorsByFunction.get(name);
}
