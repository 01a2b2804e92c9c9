import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bindFetch } from "../../../portal-emulator/fetchxml/bind-fetch.ts";
import { parseFetchXml } from "../../../portal-emulator/fetchxml/parse-fetch-xml.ts";
import { renderFetchAnnotations, renderFetchRows } from "../../../portal-emulator/fetchxml/render-fetch.ts";
import type { FetchOptions } from "../../../portal-emulator/fetchxml/run-fetch.ts";
import { runFetch } from "../../../portal-emulator/fetchxml/run-fetch.ts";
import type { FetchResult } from "../../../portal-emulator/fetchxml/fetch-result.ts";
import { everyAnnotation, noAnnotation } from "../../../portal-emulator/odata/read-prefer.ts";
import { QueryFault } from "../../../portal-emulator/odata/query-fault.ts";
import { TableDenied } from "../../../portal-emulator/query/row-reader.ts";
import { clubQuery, idOf, memberTable, openClub } from "../query/query-world.ts";

const club = openClub();
afterAll(() => club.store.close());

beforeAll(() => {
  club.add("hall", [
    { hallid: "h1", name: "Old Hall", seats: 10 },
    { hallid: "h2", name: "New Hall", seats: 20 },
  ]);
  club.add("team", [
    { teamid: "t1", name: "Reds", captain: "m2" },
    { teamid: "t2", name: "Blues", captain: null },
    // An id with letters.
    { teamid: "jk", name: "Grays", captain: null },
  ]);
  club.add("member", [
    { memberid: "m1", name: "Ada", points: 5, fee: 1.5, team: "t1", home: "h1", rank: 1, skills: "1,12", joined: "2026-03-01T10:00:00Z" },
    {
      memberid: "m2",
      name: "Bob",
      points: 7,
      fee: 2.5,
      team: "t1",
      home: "t2",
      rank: 3,
      skills: "2",
      joined: "2026-03-04T01:00:00Z",
      isactive: true,
    },
    {
      memberid: "m3",
      name: "Cy",
      points: null,
      fee: null,
      team: "t2",
      home: null,
      rank: 2,
      skills: null,
      joined: "2025-01-07T00:00:00Z",
      note: idOf("jk").toUpperCase(),
    },
    { memberid: "m4", name: "Dee", points: 5, fee: 4, team: null, home: null, rank: null, joined: null, isactive: false },
  ]);
  club.add("knownhall", [
    { memberid: "m1", hallid: "h1" },
    { memberid: "m1", hallid: "h2" },
    { memberid: "m2", hallid: "h2" },
  ]);
});

async function run(text: string, options?: FetchOptions): Promise<FetchResult> {
  return runFetch(club.context, bindFetch(parseFetchXml(text), memberTable, clubQuery), options);
}

/** The values of the result, nulls as "-". */
async function values(text: string): Promise<string[]> {
  const { rows } = await run(text);
  return rows.map(({ cells }) => cells.map(({ value }) => String(value ?? "-")).join(" "));
}

function members(inside: string, attributes = ""): string {
  return `<fetch ${attributes}><entity name="member"><attribute name="name"/>${inside}</entity></fetch>`;
}

function where(condition: string): string {
  return members(`<filter>${condition}</filter><order attribute="name"/>`);
}

describe("conditions", () => {
  test.each([
    [`<condition attribute="name" operator="eq" value="ADA"/>`, ["Ada"]],
    [`<condition attribute="points" operator="ne" value="5"/>`, ["Bob"]],
    [`<condition attribute="points" operator="neq" value="5"/>`, ["Bob"]],
    [`<condition attribute="points" operator="gt" value="5"/>`, ["Bob"]],
    [`<condition attribute="points" operator="null"/>`, ["Cy"]],
    [`<condition attribute="points" operator="not-null"/>`, ["Ada", "Bob", "Dee"]],
    [`<condition attribute="name" operator="like" value="%b%"/>`, ["Bob"]],
    [`<condition attribute="name" operator="not-like" value="%b%"/>`, ["Ada", "Cy", "Dee"]],
    [`<condition attribute="name" operator="begins-with" value="d"/>`, ["Dee"]],
    [`<condition attribute="name" operator="not-begin-with" value="d"/>`, ["Ada", "Bob", "Cy"]],
    [`<condition attribute="name" operator="ends-with" value="e"/>`, ["Dee"]],
    [`<condition attribute="name" operator="not-end-with" value="e"/>`, ["Ada", "Bob", "Cy"]],
    [`<condition attribute="name" operator="in"><value>ada</value><value>cy</value></condition>`, ["Ada", "Cy"]],
    [`<condition attribute="points" operator="not-in"><value>5</value></condition>`, ["Bob"]],
    [`<condition attribute="points" operator="between"><value>5</value><value>6</value></condition>`, ["Ada", "Dee"]],
    [`<condition attribute="points" operator="not-between"><value>5</value><value>6</value></condition>`, ["Bob"]],
    [`<condition attribute="skills" operator="contain-values"><value>12</value><value>2</value></condition>`, ["Ada", "Bob"]],
    [`<condition attribute="skills" operator="not-contain-values"><value>2</value></condition>`, ["Ada"]],
    [`<condition attribute="skills" operator="in"><value>12</value><value>1</value></condition>`, ["Ada"]],
    [`<condition attribute="skills" operator="eq" value="2"/>`, ["Bob"]],
    [`<condition attribute="isactive" operator="eq" value="1"/>`, ["Bob"]],
    [`<condition attribute="isactive" operator="eq" value="false"/>`, ["Dee"]],
    [`<condition attribute="team" operator="eq" value="{${idOf("t1").toUpperCase()}}"/>`, ["Ada", "Bob"]],
    [`<condition attribute="joined" operator="today"/>`, ["Bob"]],
    [`<condition attribute="joined" operator="this-week"/>`, ["Ada", "Bob"]],
    [`<condition attribute="joined" operator="last-x-days" value="3"/>`, ["Ada", "Bob"]],
    [`<condition attribute="joined" operator="last-x-hours" value="5"/>`, ["Bob"]],
    [`<condition attribute="joined" operator="olderthan-x-months" value="2"/>`, ["Cy"]],
    [`<condition attribute="joined" operator="last-year"/>`, ["Cy"]],
    [`<condition attribute="joined" operator="this-fiscal-period"/>`, ["Ada", "Bob"]],
    [`<condition attribute="joined" operator="in-fiscal-period-and-year"><value>1</value><value>2026</value></condition>`, ["Ada", "Bob"]],
    [`<condition attribute="joined" operator="on" value="2026-03-01"/>`, ["Ada"]],
    [`<condition attribute="joined" operator="on-or-after" value="2026-03-01T23:00:00Z"/>`, ["Ada", "Bob"]],
    [`<condition attribute="joined" operator="on-or-before" value="2026-03-01"/>`, ["Ada", "Cy"]],
    [`<condition attribute="name" operator="eq" valueof="note"/>`, []],
    [
      `<filter type="or"><condition attribute="name" operator="eq" value="Cy"/><condition attribute="points" operator="eq" value="7"/></filter>`,
      ["Bob", "Cy"],
    ],
    [`<filter type="or"/>`, ["Ada", "Bob", "Cy", "Dee"]],
  ])("%s", async (condition, names) => {
    expect(await values(where(condition))).toEqual(names);
  });

  test("may take rows without a value for different, where the organization is said to", async () => {
    const text = where(`<condition attribute="points" operator="ne" value="5"/>`);
    const bound = bindFetch(parseFetchXml(text), memberTable, { ...clubQuery, notEqualTakesNull: true });
    const { rows } = await runFetch(club.context, bound);
    expect(rows.map(({ cells }) => cells[0]?.value)).toEqual(["Bob", "Cy"]);
  });

  test("know the user who asks", async () => {
    const text = where(`<condition attribute="owner" operator="eq-userid"/>`);
    const userId = idOf("u1");
    club.add("member", [{ memberid: "m9", name: "Owned", owner: userId }]);
    const { rows } = await runFetch(club.context, bindFetch(parseFetchXml(text), memberTable, { ...clubQuery, userId }));
    club.store.remove("member", idOf("m9"));
    expect(rows.map(({ cells }) => cells[0]?.value)).toEqual(["Owned"]);
    await expect(run(text)).rejects.toMatchObject({ code: "not-supported" });
  });
});

describe("links", () => {
  const team = `<attribute name="name" alias="t"/>`;
  test.each([
    ["inner", `<link-entity name="team" from="teamid" to="team">${team}</link-entity>`, ["Ada Reds", "Bob Reds", "Cy Blues"]],
    [
      "outer",
      `<link-entity name="team" from="teamid" to="team" link-type="outer">${team}</link-entity>`,
      ["Ada Reds", "Bob Reds", "Cy Blues", "Dee -"],
    ],
    [
      "outer with a filter of the join",
      `<link-entity name="team" from="teamid" to="team" link-type="outer">${team}<filter><condition attribute="name" operator="eq" value="Reds"/></filter></link-entity>`,
      ["Ada Reds", "Bob Reds", "Cy -", "Dee -"],
    ],
    [
      "inner with a filter",
      `<link-entity name="team" from="teamid" to="team">${team}<filter><condition attribute="name" operator="eq" value="Reds"/></filter></link-entity>`,
      ["Ada Reds", "Bob Reds"],
    ],
    [
      "outer, asked after the join for none",
      `<link-entity name="team" from="teamid" to="team" link-type="outer" alias="x"/><filter><condition entityname="x" attribute="teamid" operator="null"/></filter>`,
      ["Dee"],
    ],
    [
      "conditions of several tables with or",
      `<link-entity name="team" from="teamid" to="team" link-type="outer" alias="x"/><filter type="or"><condition entityname="x" attribute="name" operator="eq" value="Blues"/><condition attribute="points" operator="eq" value="7"/></filter>`,
      ["Bob", "Cy"],
    ],
    [
      "a comparison across tables",
      `<link-entity name="team" from="captain" to="memberid" alias="x"/><filter><condition attribute="name" operator="lt" valueof="x.name"/></filter>`,
      ["Bob"],
    ],
    [
      "to children, once for each",
      `<link-entity name="knownhall" from="memberid" to="memberid" intersect="true"><link-entity name="hall" from="hallid" to="hallid" alias="h"><attribute name="name"/><order attribute="seats"/></link-entity></link-entity>`,
      ["Ada Old Hall", "Ada New Hall", "Bob New Hall"],
    ],
    ["an id kept as text", `<link-entity name="team" from="teamid" to="note">${team}</link-entity>`, ["Cy Grays"]],
    ["an id kept as text, any", `<filter><link-entity name="team" from="teamid" to="note" link-type="any"/></filter>`, ["Cy"]],
    ["exists", `<link-entity name="knownhall" from="memberid" to="memberid" link-type="exists"/>`, ["Ada", "Bob"]],
    [
      "the first match",
      `<link-entity name="knownhall" from="memberid" to="memberid" link-type="matchfirstrowusingcrossapply"/>`,
      ["Ada", "Bob", "Cy", "Dee"],
    ],
    ["any", `<filter><link-entity name="team" from="captain" to="memberid" link-type="any"/></filter>`, ["Bob"]],
    ["not any", `<filter><link-entity name="team" from="captain" to="memberid" link-type="not any"/></filter>`, ["Ada", "Cy", "Dee"]],
    [
      "any in an or",
      `<filter type="or"><link-entity name="team" from="captain" to="memberid" link-type="any"/><condition attribute="points" operator="null"/></filter>`,
      ["Bob", "Cy"],
    ],
    [
      "all: rows are there, and none meets the filter",
      `<filter><link-entity name="knownhall" from="memberid" to="memberid" link-type="all"><filter><condition attribute="hallid" operator="eq" value="${idOf("h1")}"/></filter></link-entity></filter>`,
      ["Bob"],
    ],
    [
      "not all: the same as any",
      `<filter><link-entity name="knownhall" from="memberid" to="memberid" link-type="not all"><filter><condition attribute="hallid" operator="eq" value="${idOf("h1")}"/></filter></link-entity></filter>`,
      ["Ada"],
    ],
    [
      "an inner link under an outer one",
      `<link-entity name="team" from="teamid" to="team" link-type="outer" alias="x"><link-entity name="member" from="memberid" to="captain" alias="c"><attribute name="name"/></link-entity></link-entity>`,
      ["Ada Bob", "Bob Bob"],
    ],
  ])("%s", async (_, inside, found) => {
    expect(await values(members(`${inside}<order attribute="name"/>`))).toEqual(found);
  });

  test("reads only rows that may be seen, of joined tables too", async () => {
    const text = members(
      `<link-entity name="team" from="teamid" to="team" link-type="outer"><attribute name="name"/></link-entity><order attribute="name"/>`,
    );
    const bound = bindFetch(parseFetchXml(text), memberTable, clubQuery);
    const isNamed = (name: string) =>
      ({
        kind: "compare",
        operator: "eq",
        left: { kind: "column", name: "name" },
        right: { kind: "literal", value: name },
      }) as const;
    const seen = await runFetch(
      { ...club.context, access: (table) => (table === "team" ? { kind: "rows", filter: isNamed("Blues") } : { kind: "rows" }) },
      bound,
    );
    expect(seen.rows.map(({ cells }) => cells.map(({ value }) => value))).toEqual([
      ["Ada", null],
      ["Bob", null],
      ["Cy", "Blues"],
      ["Dee", null],
    ]);
    await expect(runFetch({ ...club.context, access: (table) => ({ kind: table === "team" ? "denied" : "rows" }) }, bound)).rejects.toThrow(
      TableDenied,
    );
  });
});

describe("order, paging and count", () => {
  test.each([
    ["a choice by its label", `<order attribute="rank"/>`, "", ["Dee", "Bob", "Cy", "Ada"]],
    ["a choice by its number, when asked", `<order attribute="rank"/>`, `useraworderby="true"`, ["Dee", "Ada", "Cy", "Bob"]],
    [
      "a lookup by the name of its row",
      `<order attribute="home" descending="true"/><order attribute="name"/>`,
      "",
      ["Ada", "Bob", "Cy", "Dee"],
    ],
    [
      "the query's own table first",
      `<link-entity name="team" from="teamid" to="team" alias="x"><order attribute="name"/></link-entity><order attribute="points"/>`,
      "",
      ["Cy", "Ada", "Bob"],
    ],
    [
      "a joined table first, when said so",
      `<link-entity name="team" from="teamid" to="team" alias="x"/><order entityname="x" attribute="name"/><order attribute="name" descending="true"/>`,
      "",
      ["Cy", "Bob", "Ada"],
    ],
    ["the first ones", `<order attribute="name"/>`, `top="2"`, ["Ada", "Bob"]],
    ["a page by its number", `<order attribute="name"/>`, `count="3" page="2"`, ["Dee"]],
  ])("%s", async (_, inside, attributes, names) => {
    expect(await values(members(inside, attributes))).toEqual(names);
  });

  test.each([
    ["by the database", ""],
    ["of joined rows", `<link-entity name="knownhall" from="memberid" to="memberid" link-type="outer" />`],
  ])("pages neither repeat nor miss a row: %s", async (_, inside) => {
    const all = await values(members(inside));
    const found: string[] = [];
    let cookie: string | undefined;
    for (let page = 1, more = true; more; page += 1) {
      const attribute = cookie === undefined ? "" : `paging-cookie='${cookie}'`;
      const result = await run(members(inside, `count="2" page="${page}" ${attribute}`));
      found.push(...result.rows.map(({ cells }) => String(cells[0]?.value)));
      more = result.moreRecords;
      cookie = result.pagingCookie;
      // Before what the cookie names: a page by its number alone would now repeat a row.
      if (inside === "" && page === 1) {
        club.add("member", [{ memberid: "!", name: "Before" }]);
      }
    }
    club.store.remove("member", idOf("!"));
    expect(found).toEqual(all);
  });

  test("counts all rows only when asked", async () => {
    expect(await run(members("", `count="1"`))).toMatchObject({ totalRecordCount: -1, moreRecords: true });
    expect(await run(members("", `count="1" returntotalrecordcount="true"`))).toMatchObject({
      totalRecordCount: 4,
      totalRecordCountLimitExceeded: false,
    });
    expect(await run(members(""), { countsAll: true })).toMatchObject({ totalRecordCount: 4 });
  });

  test("shows equal rows once when they are to be distinct", async () => {
    expect(
      await values(`<fetch distinct="true"><entity name="member"><attribute name="points"/><order attribute="points"/></entity></fetch>`),
    ).toEqual(["-", "5", "7"]);
  });
});

describe("aggregates", () => {
  test("work out each function, leaving nulls out", async () => {
    const part = (aggregate: string): string => `<attribute name="points" alias="${aggregate}" aggregate="${aggregate}"/>`;
    const all = ["count", "countcolumn", "sum", "avg", "min", "max"].map(part).join("");
    expect(
      await values(
        `<fetch aggregate="true"><entity name="member">${all}<attribute name="points" alias="d" aggregate="countcolumn" distinct="true"/><attribute name="fee" alias="f" aggregate="avg"/></entity></fetch>`,
      ),
    ).toEqual(["4 3 17 5 5 7 2 2.6666666666666665"]);
  });

  test("group by a column, also of a joined table, in the order of an alias", async () => {
    const text = `<fetch aggregate="true"><entity name="member"><attribute name="memberid" alias="n" aggregate="count"/><link-entity name="team" from="teamid" to="team" link-type="outer"><attribute name="name" alias="t" groupby="true"/></link-entity><order alias="t" descending="true"/></entity></fetch>`;
    expect(await values(text)).toEqual(["2 Reds", "1 Blues", "1 -"]);
  });

  test.each([
    ["day", ["1 -", "1 1", "1 4", "1 7"]],
    ["week", ["1 -", "1 2", "2 10"]],
    ["month", ["1 -", "1 1", "2 3"]],
    ["quarter", ["1 -", "3 1"]],
    ["year", ["1 -", "1 2025", "2 2026"]],
  ])("group by the %s of a date", async (grouping, found) => {
    const text = `<fetch aggregate="true"><entity name="member"><attribute name="memberid" alias="n" aggregate="count"/><attribute name="joined" alias="g" groupby="true" dategrouping="${grouping}"/><order alias="g"/></entity></fetch>`;
    expect(await values(text)).toEqual(found);
  });

  test("stop at their limit", async () => {
    const text = `<fetch aggregate="true" aggregatelimit="3"><entity name="member"><attribute name="memberid" alias="n" aggregate="count"/></entity></fetch>`;
    await expect(run(text)).rejects.toMatchObject({ code: "too-complex" });
  });
});

describe("results as JSON", () => {
  test("name columns by alias, annotate them and leave nulls out", async () => {
    const text = `<fetch top="1"><entity name="member"><attribute name="team"/><attribute name="note"/><attribute name="points" alias="p"/><order attribute="name"/><link-entity name="team" from="teamid" to="team"><attribute name="captain"/><attribute name="name"/></link-entity></entity></fetch>`;
    const bound = bindFetch(parseFetchXml(text), memberTable, clubQuery);
    const result = await runFetch(club.context, bound);
    const [row] = await renderFetchRows(club.context, bound, result, everyAnnotation);
    expect(row).toEqual({
      "@odata.etag": expect.stringMatching(/^W\/"\d+"$/u),
      _team_value: idOf("t1"),
      "_team_value@Microsoft.Dynamics.CRM.associatednavigationproperty": "team",
      "_team_value@Microsoft.Dynamics.CRM.lookuplogicalname": "team",
      "_team_value@OData.Community.Display.V1.FormattedValue": "Reds",
      p: 5,
      "p@OData.Community.Display.V1.AttributeName": "points",
      "p@OData.Community.Display.V1.FormattedValue": "5",
      "team1.captain": idOf("m2"),
      "team1.captain@OData.Community.Display.V1.AttributeName": "captain",
      "team1.captain@Microsoft.Dynamics.CRM.associatednavigationproperty": "captain",
      "team1.captain@Microsoft.Dynamics.CRM.lookuplogicalname": "member",
      "team1.captain@OData.Community.Display.V1.FormattedValue": "Bob",
      "team1.name": "Reds",
      "team1.name@OData.Community.Display.V1.AttributeName": "name",
      memberid: idOf("m1"),
    });
    expect(await renderFetchRows(club.context, bound, result, noAnnotation)).toEqual([
      {
        "@odata.etag": row?.["@odata.etag"],
        _team_value: idOf("t1"),
        p: 5,
        "team1.captain": idOf("m2"),
        "team1.name": "Reds",
        memberid: idOf("m1"),
      },
    ]);
  });

  test("carry the count, the cookie and whether there is more", async () => {
    const bound = bindFetch(parseFetchXml(members("", `count="3"`)), memberTable, clubQuery);
    const result = await runFetch(club.context, bound);
    expect(renderFetchAnnotations(result, everyAnnotation)).toEqual({
      "@Microsoft.Dynamics.CRM.totalrecordcount": -1,
      "@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded": false,
      "@Microsoft.Dynamics.CRM.fetchxmlpagingcookie": expect.stringMatching(
        /^<cookie pagenumber="2" pagingcookie="[\w.-]+" istracking="False" \/>$/u,
      ),
      "@Microsoft.Dynamics.CRM.morerecords": true,
    });
    expect(renderFetchAnnotations(result, noAnnotation)).toEqual({});
  });

  test("show every column where none is named", async () => {
    const bound = bindFetch(parseFetchXml(`<fetch top="1"><entity name="member"/></fetch>`), memberTable, clubQuery);
    expect(bound.columns).toHaveLength(memberTable.columns.length);
    expect(bound.uses).toEqual([{ table: "member", column: "*", where: "select" }]);
  });
});

describe("what a query reads", () => {
  test("is told in the order of the query, an intersect table left out", () => {
    const text = members(
      `<filter><condition attribute="points" operator="eq" value="1"/><condition entityname="h" attribute="seats" operator="gt" value="1"/></filter><link-entity name="knownhall" from="memberid" to="memberid"><link-entity name="hall" from="hallid" to="hallid" alias="h"><attribute name="name"/><order attribute="seats"/></link-entity></link-entity>`,
    );
    expect(bindFetch(parseFetchXml(text), memberTable, clubQuery).uses).toEqual([
      { table: "member", column: "name", where: "select" },
      { table: "member", column: "points", where: "filter" },
      { table: "hall", column: "seats", where: "filter" },
      { table: "hall", column: undefined, where: "join" },
      { table: "hall", column: "name", where: "select" },
      { table: "hall", column: "seats", where: "orderby" },
    ]);
  });
});

describe("what is refused", () => {
  test.each([
    ["", "syntax"],
    ["hello", "syntax"],
    ["<fetch><entity name='member'></fetch>", "syntax"],
    ["<fetch/>", "syntax"],
    ["<entity name='member'/>", "syntax"],
    ["<!DOCTYPE fetch [<!ENTITY x 'y'>]><fetch><entity name='member'/></fetch>", "syntax"],
    ["<fetch><entity name='team'/></fetch>", "syntax"],
    ["<fetch><entity/></fetch>", "syntax"],
    ["<fetch><entity name='member'><atribute name='name'/></entity></fetch>", "syntax"],
    ["<fetch><entity name='member'><attribute name='nothing'/></entity></fetch>", "unknown-column"],
    ["<fetch><entity name='member'><attribute name='name'/><attribute name='name'/></entity></fetch>", "syntax"],
    ["<fetch top='0'><entity name='member'/></fetch>", "syntax"],
    ["<fetch top='2' page='1'><entity name='member'/></fetch>", "syntax"],
    ["<fetch distinct='maybe'><entity name='member'/></fetch>", "syntax"],
    ["<fetch count='1' page='2' paging-cookie='x.y'><entity name='member'/></fetch>", "syntax"],
    ["<fetch datasource='retained'><entity name='member'/></fetch>", "not-supported"],
    [where("<condition attribute='points' operator='eq' value='x'/>"), "type-mismatch"],
    [where("<condition attribute='points' operator='is' value='1'/>"), "syntax"],
    [where("<condition attribute='points' operator='eq'/>"), "syntax"],
    [where("<condition attribute='points' operator='like' value='1'/>"), "type-mismatch"],
    [where("<condition attribute='points' operator='today'/>"), "type-mismatch"],
    [where("<condition attribute='points' operator='between'><value>1</value></condition>"), "syntax"],
    [where("<condition attribute='joined' operator='last-x-days' value='0'/>"), "type-mismatch"],
    [where("<condition attribute='joined' operator='this-fiscal-year' value='2026'/>"), "syntax"],
    [where("<condition attribute='joined' operator='in-fiscal-period-and-year' value='2'/>"), "syntax"],
    [where("<condition attribute='name' operator='eq-userteams'/>"), "type-mismatch"],
    [where(`<condition attribute='team' operator='under' value='${idOf("t1")}'/>`), "syntax"],
    [where("<condition attribute='teamname' operator='eq' value='x'/>"), "not-supported"],
    [where("<condition attribute='points' operator='eq' valueof='name'/>"), "type-mismatch"],
    [where("<condition attribute='name' operator='like' valueof='note'/>"), "syntax"],
    [where("<condition entityname='x' attribute='name' operator='null'/>"), "syntax"],
    [where("<link-entity name='team' from='teamid' to='team' link-type='inner'/>"), "syntax"],
    [where("<link-entity name='team' from='captain' to='memberid' link-type='any'><attribute name='name'/></link-entity>"), "syntax"],
    [members("<link-entity name='nothing' from='a' to='b'/>"), "unknown-column"],
    [members("<link-entity name='team' from='teamid'/>"), "not-supported"],
    [members("<link-entity name='team' from='teamid' to='team' link-type='any'/>"), "syntax"],
    [
      members("<link-entity name='team' from='teamid' to='team' alias='a'/><link-entity name='team' from='teamid' to='team' alias='a'/>"),
      "syntax",
    ],
    [members("<link-entity name='event' from='member' to='memberid'/>"), "syntax"],
    [members(Array.from({ length: 16 }, () => "<link-entity name='team' from='teamid' to='team'/>").join("")), "too-complex"],
    [members("<order attribute='name'/>".repeat(101)), "too-complex"],
    [members("<attribute name='points' alias='x' aggregate='sum'/>"), "syntax"],
    ["<fetch aggregate='true'><entity name='member'><attribute name='points' aggregate='sum'/></entity></fetch>", "syntax"],
    ["<fetch aggregate='true'><entity name='member'><attribute name='name' alias='x' aggregate='sum'/></entity></fetch>", "type-mismatch"],
    [
      "<fetch aggregate='true'><entity name='member'><attribute name='joined' alias='x' groupby='true' dategrouping='fiscal-year'/></entity></fetch>",
      "not-supported",
    ],
  ])("%s", async (text, code) => {
    const fault: unknown = await run(text).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(QueryFault);
    expect(fault).toMatchObject({ code });
  });

  test("names the place", () => {
    const text = "<fetch>\r\n  <entity name='member'>\r\n    <attribute name='nothing'/>\r\n  </entity>\r\n</fetch>";
    expect(() => bindFetch(parseFetchXml(text), memberTable, clubQuery)).toThrow(/\(line 3, column 5\)$/u);
    expect(() => parseFetchXml("<fetch>\n <entity>\n</fetch>")).toThrow(/\(line 3, column 1\)$/u);
  });
});

test("links that multiply each other end before the memory does", async () => {
  const link = (depth: number): string =>
    depth === 0 ? "" : `<link-entity name='member' from='points' to='points' alias='m${depth}'>${link(depth - 1)}</link-entity>`;
  club.store.reset();
  club.add(
    "member",
    Array.from({ length: 10 }, (_, index) => ({ memberid: `m${index}`, name: "Twin", points: 5 })),
  );
  await expect(run(`<fetch><entity name="member"><attribute name="name"/>${link(14)}</entity></fetch>`)).rejects.toMatchObject({
    code: "too-complex",
  });
});
