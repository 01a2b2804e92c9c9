import * as fc from "fast-check";
import { randomDay, randomNumber, randomPattern, randomText, randomTime, someId } from "./random-rows.ts";

/** One condition on a member, as `$filter` and as FetchXML say it; undefined: FetchXML cannot say it. */
export interface SaidTwice {
  readonly odata: string;
  readonly fetch: string | undefined;
}

/** Where a column is: of the member itself, or of its team, which FetchXML joins as `t`. */
interface Side {
  readonly path: string;
  readonly entityName: string;
}
const own: Side = { path: "", entityName: "" };
const ofTeam: Side = { path: "team/", entityName: `entityname="t" ` };

interface Kind {
  readonly columns: readonly (readonly [odata: string, fetch: string, side: Side])[];
  readonly value: fc.Arbitrary<readonly [odata: string, fetch: string]>;
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const same = (value: string | number | boolean): readonly [string, string] => [String(value), String(value)];

const texts: Kind = {
  columns: [
    ["name", "name", own],
    ["note", "note", own],
    ["team/name", "name", ofTeam],
  ],
  value: randomText.map((text) => [quote(text), escape(text)]),
};
const numbers: Kind = {
  columns: [
    ["points", "points", own],
    ["rank", "rank", own],
    ["fee", "fee", own],
    ["team/size", "size", ofTeam],
  ],
  value: randomNumber.map(same),
};
const flags: Kind = { columns: [["isactive", "isactive", own]], value: fc.boolean().map(same) };
const times: Kind = { columns: [["joined", "joined", own]], value: randomTime.map(same) };
const days: Kind = {
  columns: [
    ["born", "born", own],
    ["team/founded", "founded", ofTeam],
  ],
  value: randomDay.map(same),
};
const ids: Kind = {
  columns: [
    ["_team_value", "team", own],
    ["_home_value", "home", own],
    ["team/_captain_value", "captain", ofTeam],
  ],
  value: fc.oneof(someId("team"), someId("member"), someId("hall")).map(same),
};
const kinds = [texts, numbers, flags, times, days, ids] as const;

const operators = fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le");
const equalities = fc.constantFrom("eq", "ne");

const comparison: fc.Arbitrary<SaidTwice> = fc.constantFrom(...kinds).chain((kind) =>
  fc
    .tuple(fc.constantFrom(...kind.columns), kind === ids || kind === flags ? equalities : operators, kind.value)
    .map(([[odata, fetch, side], operator, [literal, value]]): SaidTwice => ({
      odata: `${odata} ${operator} ${literal}`,
      fetch: `<condition ${side.entityName}attribute="${fetch}" operator="${operator}" value="${value}"/>`,
    })),
);

const emptiness: fc.Arbitrary<SaidTwice> = fc
  .tuple(fc.constantFrom(...kinds.flatMap(({ columns }) => columns)), fc.boolean())
  .map(([[odata, fetch, side], isNull]) => ({
    odata: `${odata} ${isNull ? "eq" : "ne"} null`,
    fetch: `<condition ${side.entityName}attribute="${fetch}" operator="${isNull ? "null" : "not-null"}"/>`,
  }));

const membership: fc.Arbitrary<SaidTwice> = fc.constantFrom(...kinds).chain((kind) =>
  fc
    .tuple(fc.constantFrom(...kind.columns), fc.array(kind.value, { minLength: 1, maxLength: 3 }), fc.boolean())
    .filter(([, values]) => values.every(([, value]) => value.trim() === value && value !== ""))
    .map(([[odata, fetch, side], values, isNegative]) => {
      const found = `${odata} in (${values.map(([literal]) => literal).join(",")})`;
      const listed = values.map(([, value]) => `<value>${value}</value>`).join("");
      return {
        odata: isNegative ? `not (${found})` : found,
        fetch: `<condition ${side.entityName}attribute="${fetch}" operator="${isNegative ? "not-in" : "in"}">${listed}</condition>`,
      };
    }),
);

const textTests = [
  ["startswith", "begins-with", "not-begin-with", (text: string) => text],
  ["endswith", "ends-with", "not-end-with", (text: string) => text],
  ["contains", "like", "not-like", (text: string) => `%${text}%`],
] as const;

const textTest: fc.Arbitrary<SaidTwice> = fc
  .tuple(fc.constantFrom(...textTests), fc.constantFrom(...texts.columns), randomPattern, fc.boolean())
  .map(([[name, operator, negative, pattern], [odata, fetch, side], text, isNegative]) => ({
    odata: `${isNegative ? "not " : ""}${name}(${odata},${quote(text)})`,
    fetch: `<condition ${side.entityName}attribute="${fetch}" operator="${isNegative ? negative : operator}" value="${escape(pattern(text))}"/>`,
  }));

const columnPair: fc.Arbitrary<SaidTwice> = operators.map((operator) => ({
  odata: `name ${operator} note`,
  fetch: `<condition attribute="name" operator="${operator}" valueof="note"/>`,
}));

const queryFunctions = [
  ["Today", "today", "joined", ""],
  ["ThisWeek", "this-week", "joined", ""],
  ["LastMonth", "last-month", "born", ""],
  ["LastXDays", "last-x-days", "joined", "2"],
  ["LastXHours", "last-x-hours", "joined", "6"],
  ["OlderThanXDays", "olderthan-x-days", "joined", "1"],
  ["OnOrBefore", "on-or-before", "born", "2026-03-03"],
  ["ThisFiscalPeriod", "this-fiscal-period", "joined", ""],
  ["LastFiscalYear", "last-fiscal-year", "born", ""],
  ["LastXFiscalPeriods", "last-x-fiscal-periods", "born", "1"],
  ["InFiscalPeriod", "in-fiscal-period", "born", "4"],
  ["InFiscalPeriod", "in-fiscal-period", "joined", "1"],
  ["ContainValues", "contain-values", "skills", "2"],
  ["DoesNotContainValues", "not-contain-values", "skills", "1"],
] as const;

const queryFunction: fc.Arbitrary<SaidTwice> = fc.constantFrom(...queryFunctions).map(([name, operator, column, value]) => ({
  odata: `Microsoft.Dynamics.CRM.${name}(PropertyName='${column}'${value === "" ? "" : `,PropertyValue='${value}'`})`,
  fetch: `<condition attribute="${column}" operator="${operator}"${value === "" ? "" : ` value="${value}"`}/>`,
}));

const hierarchyOperators = [
  ["Above", "above"],
  ["AboveOrEqual", "eq-or-above"],
  ["Under", "under"],
  ["UnderOrEqual", "eq-or-under"],
  ["NotUnder", "not-under"],
] as const;
const ranked = [
  ["memberid", "memberid", own],
  ["mentor", "mentor", own],
  ["team/captain", "captain", ofTeam],
] as const;

const hierarchy: fc.Arbitrary<SaidTwice> = fc
  .tuple(fc.constantFrom(...hierarchyOperators), fc.constantFrom(...ranked), someId("member"))
  .map(([[name, operator], [odata, fetch, side], id]) => ({
    odata: `Microsoft.Dynamics.CRM.${name}(PropertyName='${odata}',PropertyValue='${id}')`,
    fetch: `<condition ${side.entityName}attribute="${fetch}" operator="${operator}" value="${id}"/>`,
  }));

const link = (name: string, from: string, inside: string): string =>
  `<link-entity name="${name}" from="${from}" to="memberid" link-type="any">${inside}</link-entity>`;
const halls = (inside: string): string =>
  link("knownhall", "memberid", `<link-entity name="hall" from="hallid" to="hallid" link-type="inner">${inside}</link-entity>`);

const lambda: fc.Arbitrary<SaidTwice> = fc
  .tuple(randomNumber, fc.constantFrom("eq", "ne", "gt"), fc.integer({ min: 0, max: 4 }))
  .map(([number, operator, form]): SaidTwice => {
    const condition = (column: string): string =>
      `<filter><condition attribute="${column}" operator="${operator}" value="${number}"/></filter>`;
    switch (form) {
      case 0:
        return { odata: "captain_teams/any()", fetch: link("team", "captain", "") };
      case 1:
        return { odata: `captain_teams/any(c:c/size ${operator} ${number})`, fetch: link("team", "captain", condition("size")) };
      case 2:
        return { odata: `member_halls/any(h:h/seats ${operator} ${number})`, fetch: halls(condition("seats")) };
      case 3:
        return { odata: `captain_teams/all(c:c/size ${operator} ${number})`, fetch: undefined };
      default:
        return { odata: `captain_teams/any(c:c/team_members/any(m:m/points ${operator} ${number}))`, fetch: undefined };
    }
  });

const leaf = fc.oneof(comparison, comparison, emptiness, membership, textTest, columnPair, queryFunction, hierarchy, lambda);

/** A tree of conditions; `not` only where FetchXML need not follow. */
export function randomCondition({ hasNot }: { readonly hasNot: boolean }): fc.Arbitrary<SaidTwice> {
  return fc.letrec<{ node: SaidTwice }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.tuple(fc.constantFrom("and", "or"), tie("node"), tie("node")).map(([kind, one, other]) => ({
        odata: `(${one.odata} ${kind} ${other.odata})`,
        fetch:
          one.fetch === undefined || other.fetch === undefined ? undefined : `<filter type="${kind}">${one.fetch}${other.fetch}</filter>`,
      })),
      ...(hasNot ? [tie("node").map((inner) => ({ odata: `not (${inner.odata})`, fetch: undefined }))] : []),
    ),
  })).node;
}

/** A query for the ids of members that meet the condition. */
export function fetchMembers(condition: string): string {
  const team = `<link-entity name="team" from="teamid" to="team" link-type="outer" alias="t"/>`;
  return `<fetch><entity name="member"><attribute name="memberid"/><filter>${condition}</filter>${team}</entity></fetch>`;
}
