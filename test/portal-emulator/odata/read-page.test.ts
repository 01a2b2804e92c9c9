import * as fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { QueryContext } from "../../../portal-emulator/odata/bind-query.ts";
import { bindQuery, describeColumns } from "../../../portal-emulator/odata/bind-query.ts";
import { rowsBehind } from "../../../portal-emulator/odata/expand-rows.ts";
import { renderNextLink } from "../../../portal-emulator/odata/next-link.ts";
import { parseQuery } from "../../../portal-emulator/odata/parse-query.ts";
import { QueryFault } from "../../../portal-emulator/odata/query-fault.ts";
import type { RowsPage } from "../../../portal-emulator/odata/read-page.ts";
import { countRows, readPage, readRow } from "../../../portal-emulator/odata/read-page.ts";
import { everyAnnotation, noAnnotation, readAnnotationFilter, readPageSize } from "../../../portal-emulator/odata/read-prefer.ts";
import type { JsonRow } from "../../../portal-emulator/odata/render-rows.ts";
import { renderRows } from "../../../portal-emulator/odata/render-rows.ts";
import type { FilterNode } from "../../../portal-emulator/query/filter.ts";
import { TableDenied } from "../../../portal-emulator/query/row-reader.ts";
import type { TableDefinition } from "../../../portal-emulator/schema/table-definition.ts";
import { clubQuery, clubSchema, eventTable, idOf, memberTable, openClub, teamTable } from "../query/query-world.ts";
import { fillClub, randomRows } from "../query/random-rows.ts";

const club = openClub();
afterAll(() => club.store.close());

function bind(options: string, table: TableDefinition = memberTable, context: QueryContext = clubQuery): ReturnType<typeof bindQuery> {
  return bindQuery(parseQuery(new URLSearchParams(options)), table, context);
}

async function page(options: string, table?: TableDefinition, pageSize?: number): Promise<RowsPage> {
  return readPage(club.context, { query: bind(options, table), ...(pageSize === undefined ? {} : { pageSize }) });
}

async function json(options: string, table?: TableDefinition, includes = noAnnotation): Promise<readonly JsonRow[]> {
  const { rows } = await page(options, table);
  return renderRows(club.context, rows, { includes, root: "https://portal.example.com/_api" });
}

async function names(options: string, table?: TableDefinition): Promise<unknown[]> {
  return (await page(options, table)).rows.map(({ row }) => row["name"]);
}

beforeEach(() => {
  club.store.reset();
  club.add("hall", [{ hallid: "h1", name: "Old Hall", seats: 10 }]);
  club.add("team", [
    { teamid: "t1", name: "Reds", captain: "m2" },
    { teamid: "t2", name: "Blues" },
  ]);
  club.add("member", [
    { memberid: "m1", name: "Ada", points: 5, team: "t1", home: "h1", rank: 1, skills: "1,12", isactive: true },
    { memberid: "m2", name: "Bob", points: 7, team: "t1", home: "t2", rank: 3 },
    { memberid: "m3", name: "Cy", points: null, team: "t2", rank: 2 },
    { memberid: "m4", name: "Dee", points: 5 },
  ]);
  club.add("knownhall", [{ memberid: "m1", hallid: "h1" }]);
});

describe("$orderby and $top", () => {
  test("take no order without end", () => {
    const columns = (count: number): string => Array.from({ length: count }, () => "name").join(",");
    expect(() => bind(`$orderby=${columns(100)}`)).not.toThrow();
    expect(() => bind(`$orderby=${columns(101)}`)).toThrow(expect.objectContaining({ code: "too-complex" }) as Error);
  });

  test.each([
    ["$orderby=name desc", ["Dee", "Cy", "Bob", "Ada"]],
    ["$orderby=points,name desc", ["Cy", "Dee", "Ada", "Bob"]],
    ["$orderby=points desc,name", ["Bob", "Ada", "Dee", "Cy"]],
    // A choice by its number, a lookup by the name of its row.
    ["$orderby=rank", ["Dee", "Ada", "Cy", "Bob"]],
    ["$orderby=_team_value,name", ["Dee", "Cy", "Ada", "Bob"]],
    ["$orderby=_home_value desc,name", ["Ada", "Bob", "Cy", "Dee"]],
    ["$orderby=team/name desc,name", ["Ada", "Bob", "Cy", "Dee"]],
    ["$orderby=team/captain/name desc,name desc", ["Bob", "Ada", "Dee", "Cy"]],
    ["$orderby=name&$top=2", ["Ada", "Bob"]],
    ["$top=0", []],
    ["$filter=points eq 5&$orderby=name", ["Ada", "Dee"]],
  ])("%s", async (options, expected) => {
    expect(await names(options)).toEqual(expected);
  });
});

describe("paging", () => {
  test.each(["", "$orderby=points", "$orderby=points desc", "$orderby=_team_value desc", "$orderby=_home_value"])(
    "neither repeats nor misses a row: %s",
    async (options) => {
      const all = (await page(options)).rows.map(({ row }) => row["memberid"]);
      const found: unknown[] = [];
      let token: string | undefined;
      do {
        const params = new URLSearchParams(options);
        if (token !== undefined) params.set("$skiptoken", token);
        const one: RowsPage = await readPage(club.context, { query: bindQuery(parseQuery(params), memberTable, clubQuery), pageSize: 1 });
        found.push(...one.rows.map(({ row }) => row["memberid"]));
        token = one.nextToken;
      } while (token !== undefined);
      expect(found).toEqual(all);
    },
  );

  test("goes on behind the last row also when rows before it come and go", async () => {
    const first = await page("$orderby=name", memberTable, 2);
    club.add("member", [{ memberid: "m0", name: "Aaron" }]);
    club.store.remove("member", idOf("m1"));
    const second = await readPage(club.context, {
      query: bind(`$orderby=name&$skiptoken=${encodeURIComponent(first.nextToken ?? "")}`),
      pageSize: 2,
    });
    expect(second.rows.map(({ row }) => row["name"])).toEqual(["Cy", "Dee"]);
    expect(second.nextToken).toBeUndefined();
  });

  test("$top gives no next page, and is not heeded where a page size is asked for", async () => {
    expect(await page("$top=2")).toMatchObject({ rows: { length: 2 }, nextToken: undefined });
    expect(await page("$top=1", memberTable, 2)).toMatchObject({ rows: { length: 2 } });
  });

  test("refuses a token that was changed, or that another query gave", async () => {
    const { nextToken = "" } = await page("$orderby=name", memberTable, 1);
    const go = (options: string, token: string): Promise<RowsPage> =>
      page(`${options}&$skiptoken=${encodeURIComponent(token)}`, memberTable, 1);
    await expect(go("$orderby=name", nextToken)).resolves.toMatchObject({ rows: { length: 1 } });
    for (const [options, token] of [
      ["$orderby=points", nextToken],
      ["$orderby=name desc", nextToken],
      ["$orderby=name", nextToken.replace(/pagingcookie="./u, 'pagingcookie="_')],
      ["$orderby=name", "2"],
      ["$orderby=name", ""],
    ] as const) {
      await expect(go(options, token)).rejects.toMatchObject({ name: "QueryFault", code: "syntax" });
    }
  });

  test("the next link is the request's address with the token", () => {
    expect(renderNextLink("https://portal.example.com/_api/members?$select=name&$skiptoken=old", "<a b>")).toBe(
      "https://portal.example.com/_api/members?$select=name&$skiptoken=%3Ca%20b%3E",
    );
  });

  test("on random rows in random orders", async () => {
    const key = fc.tuple(fc.constantFrom("name", "points", "joined", "isactive", "team/name", "_team_value", "fee"), fc.boolean());
    await fc.assert(
      fc.asyncProperty(randomRows, fc.array(key, { maxLength: 2 }), fc.integer({ min: 1, max: 3 }), async (rows, keys, pageSize) => {
        fillClub(club, rows);
        const order =
          keys.length === 0 ? "" : `$orderby=${keys.map(([column, isDescending]) => `${column}${isDescending ? " desc" : ""}`).join(",")}`;
        const all = (await page(order)).rows.map(({ row }) => row["memberid"]);
        const found: unknown[] = [];
        let token = "";
        for (let more = true; more;) {
          const one = await page(token === "" ? order : `${order}&$skiptoken=${encodeURIComponent(token)}`, memberTable, pageSize);
          found.push(...one.rows.map(({ row }) => row["memberid"]));
          token = one.nextToken ?? "";
          more = token !== "" && found.length <= all.length;
        }
        expect(found).toEqual(all);
      }),
      { numRuns: 100 },
    );
  });
});

describe("$count", () => {
  test("counts what the filter leaves, whatever the page holds", async () => {
    expect(await page("$count=true&$filter=points eq 5&$top=1")).toMatchObject({ count: 2, rows: { length: 1 } });
    expect((await page("$top=1")).count).toBeUndefined();
  });

  test("stops at 5,000", async () => {
    club.store.insertMany(
      "hall",
      Array.from({ length: 5001 }, () => ({ seats: 1 })),
    );
    expect(await countRows(club.context, bind("$filter=seats eq 1", clubSchema.findTable("hall")))).toBe(5000);
  });
});

describe("rows as JSON", () => {
  test("show the columns asked for and the key, without annotations", async () => {
    expect(await json("$select=name,_team_value&$filter=name eq 'Ada'")).toEqual([
      { "@odata.etag": expect.stringMatching(/^W\/"\d+"$/u), name: "Ada", _team_value: idOf("t1"), memberid: idOf("m1") },
    ]);
  });

  test("annotate choices, flags, numbers, dates, money and lookups", async () => {
    club.store.update("member", idOf("m1"), { joined: "2026-03-04T15:06:07Z", born: "2000-02-01", fee: 1234.5, points: 1234 });
    const select = "rank,skills,isactive,points,fee,joined,born,_home_value,name,note";
    const [row] = await json(`$select=${select}&$filter=name eq 'Ada'`, memberTable, everyAnnotation);
    const formatted = Object.entries(row ?? {}).flatMap(([key, value]) =>
      key.endsWith("FormattedValue") ? [[key.split("@")[0], value]] : [],
    );
    expect(Object.fromEntries(formatted)).toEqual({
      rank: "Novice",
      skills: "Run; Swim",
      isactive: "Yes",
      points: "1,234",
      fee: "$1,234.50",
      joined: "3/4/2026 3:06 PM",
      born: "2/1/2000",
      _home_value: "Old Hall",
    });
    expect(row).toMatchObject({
      "_home_value@Microsoft.Dynamics.CRM.lookuplogicalname": "hall",
      "_home_value@Microsoft.Dynamics.CRM.associatednavigationproperty": "home_hall",
      note: null,
    });
  });

  test.each([
    [null, undefined],
    ["return=representation", undefined],
    ['odata.include-annotations="*"', [true, true]],
    ["odata.include-annotations=*", [true, true]],
    ['odata.maxpagesize=5, odata.include-annotations="OData.Community.Display.V1.FormattedValue"', [true, false]],
    ['odata.include-annotations="Microsoft.Dynamics.CRM.*"', [false, true]],
    ['odata.include-annotations="*,-Microsoft.Dynamics.CRM.*"', [true, false]],
  ])("Prefer: %s", (prefer, expected) => {
    const filter = readAnnotationFilter(prefer);
    const asked = ["OData.Community.Display.V1.FormattedValue", "Microsoft.Dynamics.CRM.lookuplogicalname"];
    expect(filter === undefined ? undefined : asked.map(filter)).toEqual(expected);
  });

  test.each([
    [null, undefined],
    ["odata.maxpagesize=3", 3],
    ['odata.include-annotations="*",odata.maxpagesize=20', 20],
    ["odata.maxpagesize=0", undefined],
    ["odata.maxpagesize=x", undefined],
  ])("page size of Prefer: %s", (prefer, expected) => {
    expect(readPageSize(prefer)).toBe(expected);
  });
});

describe("$expand", () => {
  test("brings the row behind a lookup, or null", async () => {
    expect(await json("$select=name&$expand=team($select=name)&$orderby=name&$filter=points eq 5")).toMatchObject([
      { name: "Ada", team: { name: "Reds", teamid: idOf("t1") } },
      { name: "Dee", team: null },
    ]);
  });

  test("brings collections, empty ones too, each with its link", async () => {
    const rows = await json(
      "$select=name&$expand=team_members($select=name;$filter=points ne 7;$orderby=name desc),captain($select=name)&$orderby=name",
      teamTable,
    );
    expect(rows).toEqual([
      {
        "@odata.etag": expect.any(String),
        name: "Blues",
        teamid: idOf("t2"),
        team_members: [],
        "team_members@odata.nextLink": `https://portal.example.com/_api/teams(${idOf("t2")})/team_members?$select=name&$filter=points ne 7&$orderby=name desc`,
        captain: null,
      },
      {
        "@odata.etag": expect.any(String),
        name: "Reds",
        teamid: idOf("t1"),
        team_members: [{ "@odata.etag": expect.any(String), name: "Ada", _team_value: idOf("t1"), memberid: idOf("m1") }],
        "team_members@odata.nextLink": expect.stringContaining(`/teams(${idOf("t1")})/team_members?`),
        captain: { name: "Bob", memberid: idOf("m2") },
      },
    ]);
  });

  test("crosses many-to-many relationships", async () => {
    expect(await json("$select=name&$expand=member_halls($select=name)&$top=2&$orderby=name")).toMatchObject([
      { member_halls: [{ name: "Old Hall" }] },
      { member_halls: [] },
    ]);
  });

  test("nests, and then pages the collections inside", async () => {
    const query = bind("$select=name&$expand=team_members($select=name;$expand=team($select=name))&$filter=name eq 'Reds'", teamTable);
    const { rows } = await readPage(club.context, { query, pageSize: 1 });
    const [row] = await renderRows(club.context, rows, { includes: noAnnotation, root: "https://portal.example.com/_api" });
    expect(row).toMatchObject({
      team_members: [{ name: "Ada", team: { name: "Reds" } }],
      "team_members@odata.nextLink": expect.stringContaining("&$skiptoken=%3Ccookie"),
    });
  });

  test("gives addresses for $ref", async () => {
    expect(await json("$select=name&$expand=team/$ref&$top=1&$orderby=name")).toMatchObject([
      { team: { "@odata.id": `https://portal.example.com/_api/teams(${idOf("t1")})` } },
    ]);
  });

  test.each<[string, string, TableDefinition, "portal" | "org"]>([
    ["$expand=nothing", "unknown-column", memberTable, "org"],
    ["$expand=Team", "unknown-column", memberTable, "org"],
    ["$expand=_team_value", "unknown-column", memberTable, "org"],
    ["$expand=team,team", "syntax", memberTable, "org"],
    ["$expand=team($skip=1)", "syntax", memberTable, "org"],
    ["$expand=team($count=true)", "syntax", memberTable, "org"],
    ["$expand=team($select=name;$select=name)", "syntax", memberTable, "org"],
    ["$expand=team($select=name", "syntax", memberTable, "org"],
    ["$expand=team($select=nothing)", "unknown-column", memberTable, "org"],
    ["$expand=team($top=1)", "syntax", memberTable, "org"],
    ["$expand=team($orderby=name)", "syntax", memberTable, "org"],
    ["$expand=captain_teams/$ref", "syntax", memberTable, "org"],
    ["$expand=team_members($top=1;$expand=team)", "syntax", teamTable, "org"],
    ["$expand=member_halls,team", "syntax", memberTable, "org"],
    ["$expand=member_halls($expand=hall_members)", "syntax", memberTable, "org"],
    ["$expand=team_members($top=1)", "syntax", teamTable, "portal"],
    ["$expand=team_members($orderby=name)", "syntax", teamTable, "portal"],
    ["$expand=team_members($expand=captain_teams)", "syntax", teamTable, "portal"],
    [`$expand=${Array.from({ length: 16 }, (_, at) => `n${at}`).join(",")}`, "too-complex", memberTable, "org"],
    ["$orderby=_member_value", "syntax", eventTable, "org"],
    ["$orderby=member/name", "syntax", eventTable, "org"],
    ["$orderby=nothing", "unknown-column", memberTable, "org"],
    ["$orderby=team_members/name", "unknown-column", teamTable, "org"],
    ["$orderby=name up", "syntax", memberTable, "org"],
    ["$select=team/name", "syntax", memberTable, "org"],
    ["$select=team", "unknown-column", memberTable, "org"],
    ["$top=-1", "syntax", memberTable, "org"],
    ["$count=yes", "syntax", memberTable, "org"],
    ["$skip=1", "syntax", memberTable, "org"],
    ["$search=a", "syntax", memberTable, "org"],
    ["$select=name&$select=name", "syntax", memberTable, "org"],
    ["$apply=groupby((name))", "not-supported", memberTable, "org"],
  ])("refuses %s", (options, code, table, surface) => {
    expect(() => bind(options, table, { ...clubQuery, surface })).toThrow(expect.objectContaining({ name: "QueryFault", code }));
  });
});

describe("rows that may not be seen", () => {
  const isNamed = (name: string): FilterNode => ({
    kind: "compare",
    operator: "eq",
    left: { kind: "column", name: "name" },
    right: { kind: "literal", value: name },
  });
  const context = {
    ...club.context,
    access: (table: string) => (table === "team" ? ({ kind: "rows", filter: isNamed("Blues") } as const) : ({ kind: "rows" } as const)),
  };
  const seen = async (options: string, table = memberTable): Promise<unknown[]> =>
    (await readPage(context, { query: bind(options, table) })).rows.map(({ row, expanded }) => [
      row["name"],
      ...expanded.map((one) => (one.kind === "one" ? (one.node?.row["name"] ?? null) : one.nodes.map((node) => node.row["name"]))),
    ]);

  test.each([
    ["of the table itself", "$orderby=name", teamTable, [["Blues"]]],
    [
      "expanded",
      "$orderby=name&$expand=team",
      memberTable,
      [
        ["Ada", null],
        ["Bob", null],
        ["Cy", "Blues"],
        ["Dee", null],
      ],
    ],
    ["behind a path", "$filter=team/name ne null", memberTable, [["Cy"]]],
    ["behind a path, negated", "$filter=not (team/name eq 'Greens')", memberTable, [["Cy"]]],
    ["in a collection", "$filter=captain_teams/any()", memberTable, []],
  ] as const)("are not there: %s", async (_, options, table, expected) => {
    expect(await seen(options, table)).toEqual(expected);
  });

  test("one by one", async () => {
    expect(await readRow(context, bind("", teamTable), idOf("t1"))).toBeUndefined();
    expect(await readRow(context, bind("", teamTable), idOf("t2"))).toMatchObject({ row: { name: "Blues" } });
  });

  test.each(["$expand=team", "$filter=team/name eq 'a'", "$filter=captain_teams/any()"])(
    "a table that is denied is named: %s",
    async (options) => {
      const denied = { ...club.context, access: (table: string) => ({ kind: table === "team" ? ("denied" as const) : ("rows" as const) }) };
      await expect(readPage(denied, { query: bind(options) })).rejects.toMatchObject({ name: TableDenied.name, table: "team" });
    },
  );
});

test.each([
  ["team_members", teamTable, "t1", memberTable, ["m1", "m2"]],
  ["captain", teamTable, "t1", memberTable, ["m2"]],
  ["member_halls", memberTable, "m1", clubSchema.findTable("hall") ?? teamTable, ["h1"]],
])("finds the rows behind %s", (name, table, id, target, expected) => {
  const navigation = clubSchema.findNavigation(table.name, name);
  const filter = navigation && rowsBehind(navigation, table, idOf(id), target);
  expect(filter).toBeDefined();
  const found = club.store.query(target.name, filter === undefined ? {} : { filter });
  expect(found.map((row) => row[target.primaryId])).toEqual(expected.map(idOf));
});

test("describes what a query reads in the order of the request", () => {
  const query = bind(
    "$select=name,_team_value&$filter=team/size eq 1&$orderby=captain/points&$expand=team_members($select=fee;$filter=points gt 1)"
      .replace("_team_value", "_captain_value")
      .replace("team/size", "size"),
    teamTable,
  );
  expect(describeColumns(query)).toEqual([
    { table: "team", column: "name", where: "select" },
    { table: "team", column: "_captain_value", where: "select" },
    { table: "team", column: "size", where: "filter" },
    { table: "member", column: "points", where: "orderby" },
    { table: "member", column: undefined, where: "expand" },
    { table: "member", column: "fee", where: "expand" },
    { table: "member", column: "points", where: "filter" },
  ]);
  expect(describeColumns(bind("$expand=team"))).toEqual([
    { table: "team", column: undefined, where: "expand" },
    { table: "team", column: "*", where: "expand" },
  ]);
});

test("answers any options with a query or a fault", () => {
  const piece = fc.constantFrom(
    ..."$select=name,points|$filter=|$orderby=name|$expand=team|($select=name)|(|)|;|,|&|name eq 'a'|team/name|$top=1|desc|$count=true|/$ref|captain_teams/any(x:x/name eq 'a')|Microsoft.Dynamics.CRM.Today(PropertyName='joined')|'|@p1=|@p1| |é".split(
      "|",
    ),
  );
  fc.assert(
    fc.property(
      fc.array(piece).map((parts) => parts.join("")),
      fc.constantFrom(memberTable, teamTable, eventTable),
      (options, table) => {
        try {
          expect(bind(options, table)).toHaveProperty("uses");
        } catch (error) {
          expect(error).toBeInstanceOf(QueryFault);
        }
      },
    ),
    { numRuns: 500 },
  );
});
