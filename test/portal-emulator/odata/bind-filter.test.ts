import { describe, expect, test } from "vitest";
import { bindFilter } from "../../../portal-emulator/odata/bind-filter.ts";
import { parseFilter } from "../../../portal-emulator/odata/parse-filter.ts";
import { QueryFault } from "../../../portal-emulator/odata/query-fault.ts";
import type { TableDefinition } from "../../../portal-emulator/schema/table-definition.ts";
import { clubQuery, eventTable, idOf, memberTable, openClub } from "../query/query-world.ts";

describe("rows that a filter finds", () => {
  const club = openClub();
  club.add("team", [
    { teamid: "t1", name: "Reds", size: 2, captain: "m2" },
    { teamid: "t2", name: "Blues", size: null, captain: null },
  ]);
  club.add("member", [
    { memberid: "m1", name: "Ada", points: 5, team: "t1", joined: "2026-03-01T10:00:00Z", skills: "1,12" },
    { memberid: "m2", name: "Bob", points: 7, team: "t1", joined: "2026-03-04T01:00:00Z", skills: "2" },
    { memberid: "m3", name: "O'Neil", points: null, team: "t2", joined: "2025-01-07T00:00:00Z", owner: idOf("u1") },
    { memberid: "m4", name: null, points: 0, team: null },
  ]);
  club.add("hall", [
    { hallid: "h1", name: "Old", seats: 10 },
    { hallid: "h2", name: "New", seats: null },
  ]);
  club.add("knownhall", [
    { memberid: "m1", hallid: "h1" },
    { memberid: "m2", hallid: "h1" },
    { memberid: "m2", hallid: "h2" },
  ]);

  test.each([
    ["team/name eq 'reds'", ["m1", "m2"]],
    ["team/name ne 'reds'", ["m3"]],
    ["not (team/name eq 'reds')", ["m3"]],
    ["team/name eq null", ["m4"]],
    ["team/captain/name eq 'bob'", ["m1", "m2"]],
    [`team/_captain_value eq ${idOf("m2")}`, ["m1", "m2"]],
    ["contains(team/name,'lu')", ["m3"]],
    ["points in (5,7)", ["m1", "m2"]],
    ["points in (5,null)", ["m1", "m3"]],
    ["not (points in (5))", ["m2", "m4"]],
    ["captain_teams/any()", ["m2"]],
    ["not captain_teams/any()", ["m1", "m3", "m4"]],
    ["captain_teams/any(t:t/size gt 1)", ["m2"]],
    ["member_halls/any(h:h/seats eq 10)", ["m1", "m2"]],
    // A hall with unknown seats does not have ten.
    ["member_halls/all(h:h/seats eq 10)", ["m1", "m3", "m4"]],
    ["captain_teams/any(t:t/team_members/any(m:m/points eq 5))", ["m2"]],
    ["captain_teams/any(t:t/captain/name eq 'Bob')", ["m2"]],
    ["contains(name,'o') eq false", ["m1"]],
    ['Microsoft.Dynamics.CRM.In(PropertyName=\'name\',PropertyValues=["O\'Neil","ada"])', ["m1", "m3"]],
    ["Microsoft.Dynamics.CRM.NotIn(PropertyName='points',PropertyValues=['5'])", ["m2", "m4"]],
    ["Microsoft.Dynamics.CRM.Between(PropertyName='points',PropertyValues=['1','6'])", ["m1"]],
    ["Microsoft.Dynamics.CRM.NotBetween(PropertyName='points',PropertyValues=[1,6])", ["m2", "m4"]],
    ["Microsoft.Dynamics.CRM.ContainValues(PropertyName='skills',PropertyValues=['12','2'])", ["m1", "m2"]],
    ["Microsoft.Dynamics.CRM.DoesNotContainValues(PropertyName='skills',PropertyValues=['2'])", ["m1"]],
    ["Microsoft.Dynamics.CRM.LastXDays(PropertyName='joined',PropertyValue=3)", ["m1", "m2"]],
    ["Microsoft.Dynamics.CRM.Today(PropertyName='joined')", ["m2"]],
    ["Microsoft.Dynamics.CRM.Last7Days(PropertyName='joined')", ["m1", "m2"]],
    ["Microsoft.Dynamics.CRM.OlderThanXYears(PropertyName='joined',PropertyValue=1)", ["m3"]],
    ["Microsoft.Dynamics.CRM.On(PropertyName='joined',PropertyValue='2026-03-01')", ["m1"]],
    ["Microsoft.Dynamics.CRM.EqualUserId(PropertyName='owner')", ["m3"]],
    ["captain_teams/any(t:Microsoft.Dynamics.CRM.In(PropertyName='size',PropertyValues=['2']))", ["m2"]],
    ["captain_teams/any(t:Microsoft.Dynamics.CRM.In(PropertyName='t/size',PropertyValues=['2']))", ["m2"]],
  ])("%s", (text, expected) => {
    const { filter } = bindFilter(parseFilter(text), memberTable, { ...clubQuery, userId: idOf("u1") });
    const found = club.store.query("member", { filter, orderBy: [{ column: "memberid", descending: false }] });
    expect(found.map((row) => row["memberid"])).toEqual(expected.map(idOf));
  });
});

describe("what is refused", () => {
  test.each<[string, string, TableDefinition?]>([
    ["nothing/name eq 'a'", "unknown-column"],
    ["team/nothing eq 'a'", "unknown-column"],
    ["Team/name eq 'a'", "unknown-column"],
    ["team_members/name eq 'a'", "unknown-column"],
    ["captain_teams/name eq 'a'", "syntax"],
    ["team/any(t:t/name eq 'a')", "syntax"],
    ["team/team_members/any(m:m/name eq 'a')", "syntax"],
    ["captain_teams/any(t:name eq 'a')", "syntax"],
    ["captain_teams/any(t:t eq 'a')", "syntax"],
    ["captain_teams/any(t:t/team_members/any(m:t/name eq 'a'))", "not-supported"],
    ["name eq team/name", "syntax"],
    ["name eq points", "type-mismatch"],
    ["points in ('a')", "type-mismatch"],
    ["team/name eq 5", "type-mismatch"],
    ["contains(team/size,'a')", "type-mismatch"],
    ["Microsoft.Dynamics.CRM.Nothing(PropertyName='name')", "syntax"],
    ["Microsoft.Dynamics.CRM.In(PropertyValues=['a'])", "syntax"],
    ["Microsoft.Dynamics.CRM.In(PropertyName='name')", "syntax"],
    ["Microsoft.Dynamics.CRM.In(PropertyName='name',Values=['a'])", "syntax"],
    ["Microsoft.Dynamics.CRM.In(PropertyName='nothing',PropertyValues=['a'])", "unknown-column"],
    ["Microsoft.Dynamics.CRM.In(PropertyName='points',PropertyValues=['a'])", "type-mismatch"],
    ["Microsoft.Dynamics.CRM.LastXDays(PropertyName='points',PropertyValue=1)", "type-mismatch"],
    ["Microsoft.Dynamics.CRM.ContainValues(PropertyName='rank',PropertyValues=['1'])", "type-mismatch"],
    ["Microsoft.Dynamics.CRM.InFiscalPeriod(PropertyName='points',PropertyValue=1)", "type-mismatch"],
    ["Microsoft.Dynamics.CRM.Under(PropertyName='memberid',PropertyValue='x')", "type-mismatch"],
    [`Microsoft.Dynamics.CRM.Under(PropertyName='team',PropertyValue='${idOf("t1")}')`, "syntax"],
    ["Microsoft.Dynamics.CRM.EqualUserOrUserTeams(PropertyName='owner')", "not-supported"],
    ["Microsoft.Dynamics.CRM.EqualUserId(PropertyName='owner')", "not-supported"],
    ["member/name eq 'a'", "syntax", eventTable],
  ])("%s", (text, code, table = memberTable) => {
    expect(() => bindFilter(parseFilter(text), table, clubQuery)).toThrow(QueryFault);
    expect(() => bindFilter(parseFilter(text), table, clubQuery)).toThrow(expect.objectContaining({ code }));
  });
});

describe("limits", () => {
  const club = openClub();
  const nested = (levels: number): string =>
    Array.from({ length: levels }).reduceRight<string>(
      (inner, _, level) =>
        `${level === 0 ? "" : `x${level - 1}/`}${level % 2 === 0 ? "captain_teams" : "team_members"}/any(x${level}:${inner})`,
      `x${levels - 1}/name eq 'a'`,
    );
  test.each([
    ["a path", (size: number) => `${"team/captain/".repeat(Math.ceil(size / 2))}name eq 'a'`, 14, 16],
    ["lambdas", nested, 15, 16],
    ["a list", (size: number) => `points in (${Array.from({ length: size }, (_, at) => at).join(",")})`, 10_000, 10_001],
    ["negations", (size: number) => `${"not ".repeat(size)}name eq 'a'`, 100, 101],
  ])("%s", (_, make, taken, refused) => {
    const { filter } = bindFilter(parseFilter(make(taken)), memberTable, clubQuery);
    expect(club.store.query("member", { filter })).toEqual([]);
    expect(() => bindFilter(parseFilter(make(refused)), memberTable, clubQuery)).toThrow(expect.objectContaining({ code: "too-complex" }));
  });
});

test("lists what a filter reads, of other tables too", () => {
  const text = "points eq 1 and team/name eq 'a' and member_halls/any(h:h/seats eq 1) and _team_value ne null and points eq 2";
  expect(bindFilter(parseFilter(text), memberTable, clubQuery).uses).toEqual([
    { table: "member", column: "points", where: "filter" },
    { table: "team", column: "name", where: "filter" },
    { table: "hall", column: undefined, where: "filter" },
    { table: "hall", column: "seats", where: "filter" },
    { table: "member", column: "_team_value", where: "filter" },
  ]);
});

test("takes a quoted GUID only where it is said to", () => {
  const filter = parseFilter(`_team_value eq '${idOf("t1").toUpperCase()}'`);
  expect(() => bindFilter(filter, memberTable, clubQuery)).toThrow(expect.objectContaining({ code: "type-mismatch" }));
  expect(bindFilter(filter, memberTable, { ...clubQuery, takesQuotedGuids: true }).filter).toMatchObject({ right: { value: idOf("t1") } });
  expect(() => bindFilter(parseFilter("_team_value eq 'x'"), memberTable, { ...clubQuery, takesQuotedGuids: true })).toThrow(QueryFault);
});
