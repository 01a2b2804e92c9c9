import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { bindFetch } from "../../../portal-emulator/fetchxml/bind-fetch.ts";
import type { BoundFetch } from "../../../portal-emulator/fetchxml/bound-fetch.ts";
import { parseFetchXml } from "../../../portal-emulator/fetchxml/parse-fetch-xml.ts";
import { runFetch } from "../../../portal-emulator/fetchxml/run-fetch.ts";
import { QueryFault } from "../../../portal-emulator/odata/query-fault.ts";
import type { CellValue } from "../../../portal-emulator/store/store.ts";
import { clubQuery, memberTable, openClub } from "../query/query-world.ts";
import { randomCondition } from "../query/random-conditions.ts";
import type { RandomRows } from "../query/random-rows.ts";
import { fillClub, randomNumber, randomRows } from "../query/random-rows.ts";
import { evaluateFetch, isOrdered } from "./evaluate-fetch.ts";

const club = openClub();
afterAll(() => club.store.close());

const linkType = fc.constantFrom("inner", "outer");
const joinFilter = fc.oneof(
  fc.constant(""),
  randomNumber.map(
    (number) =>
      `<filter type="or"><condition attribute="name" operator="not-null"/><condition attribute="NUMBER" operator="ge" value="${number}"/></filter>`,
  ),
);
const order = (attribute: string): fc.Arbitrary<string> =>
  fc.constantFrom("", `<order attribute="${attribute}"/>`, `<order attribute="${attribute}" descending="true"/>`);

/** A team with its captain, and known halls. */
const links = fc
  .tuple(
    fc.tuple(linkType, joinFilter, order("size")),
    fc.tuple(linkType, order("points")),
    fc.tuple(linkType, linkType, joinFilter),
    fc.integer({ min: 0, max: 7 }),
  )
  .map(([[teamType, teamFilter, teamOrder], [captainType, captainOrder], [knownType, hallType, hallFilter], parts]) => {
    const captain = `<link-entity name="member" from="memberid" to="captain" alias="c" link-type="${captainType}"><attribute name="points"/>${captainOrder}</link-entity>`;
    const hall = `<link-entity name="hall" from="hallid" to="hallid" alias="h" link-type="${hallType}"><attribute name="name"/>${hallFilter.replace("NUMBER", "seats")}</link-entity>`;
    const known =
      (parts & 2) === 0
        ? ""
        : `<link-entity name="knownhall" from="memberid" to="memberid" intersect="true" link-type="${knownType}">${hall}</link-entity>`;
    const team = `<link-entity name="team" from="teamid" to="team" alias="t" link-type="${teamType}"><attribute name="size"/>${teamFilter.replace("NUMBER", "size")}${teamOrder}${(parts & 1) === 0 ? "" : captain}</link-entity>`;
    return `${team}${known}`;
  });

const query = fc
  .tuple(
    randomCondition({ hasNot: false }).filter(({ fetch }) => fetch !== undefined),
    links,
    order("points"),
    fc.boolean(),
  )
  .map(
    ([{ fetch }, joined, ordered, hasCondition]) =>
      `<fetch><entity name="member"><attribute name="memberid"/><attribute name="points"/>${hasCondition ? `<filter>${fetch ?? ""}</filter>` : ""}${joined}${ordered}</entity></fetch>`,
  );

const text = (rows: readonly (readonly CellValue[])[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

interface Agreement {
  readonly difference: readonly [RandomRows, string] | null;
  readonly found: number;
}

/** Runs random queries on random rows by the database and by nested loops. */
async function compareRuns(change: (fetch: BoundFetch) => BoundFetch, numRuns: number): Promise<Agreement> {
  let found = 0;
  let thrown: unknown;
  const property = fc.asyncProperty(randomRows, query, async (rows, xml) => {
    fillClub(club, rows);
    const bound = bindFetch(parseFetchXml(xml), memberTable, clubQuery);
    try {
      const result = (await runFetch(club.context, change(bound))).rows.map(({ cells }) => cells.map(({ value }) => value));
      found += result.length;
      return (
        JSON.stringify(text(result)) === JSON.stringify(text(evaluateFetch(bound, club.world()))) && isOrdered(result, bound.orders, bound)
      );
    } catch (error) {
      thrown = error;
      throw error;
    }
  });
  const details = await fc.check(property, { numRuns });
  if (thrown !== undefined) throw thrown;
  return { difference: details.counterexample, found };
}

test("a query finds what nested loops over all rows find, in its order", async () => {
  const { difference, found } = await compareRuns((bound) => bound, 300);
  expect(difference).toBeNull();
  // The comparison says nothing when nothing is ever found.
  expect(found).toBeGreaterThan(100);
});

describe("the same comparison finds a wrong run", () => {
  test.each<[string, (fetch: BoundFetch) => BoundFetch]>([
    ["outer joins that drop rows", (bound) => ({ ...bound, joins: bound.joins.map((join) => ({ ...join, kind: "inner" })) })],
    ["the filter of a join forgotten", (bound) => ({ ...bound, joins: bound.joins.map((join) => ({ ...join, filter: undefined })) })],
    ["the order of a joined table forgotten", (bound) => ({ ...bound, orders: bound.orders.slice(0, 1) })],
    ["conditions after the join forgotten", (bound) => ({ ...bound, joinedFilter: undefined })],
  ])("%s", async (_, change) => {
    expect((await compareRuns(change, 3000)).difference).not.toBeNull();
  });
});

test("answers any text with rows or a fault", async () => {
  const piece = fc.constantFrom(
    ..."<fetch>|<fetch top='1'>|<fetch distinct='true'>|<fetch aggregate='true'>|<fetch count='1' page='2'>|</fetch>|<entity name='member'>|</entity>|<attribute name='name'/>|<attribute name='points' alias='a' aggregate='sum'/>|<attribute name='team' alias='g' groupby='true'/>|<all-attributes/>|<filter>|<filter type='or'>|</filter>|<condition attribute='points' operator='eq' value='1'/>|<condition attribute='joined' operator='last-x-days' value='1'/>|<condition entityname='t' attribute='name' operator='null'/>|<link-entity name='team' from='teamid' to='team' alias='t'>|<link-entity name='team' from='captain' to='memberid' link-type='any'>|</link-entity>|<order attribute='name'/>|<order alias='g'/>|<|>|&|'|text| ".split(
      "|",
    ),
  );
  const wrapped = fc.array(piece, { maxLength: 6 }).map((parts) => `<fetch><entity name='member'>${parts.join("")}</entity></fetch>`);
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 8 }).map((parts) => parts.join("")),
        wrapped,
      ),
      async (xml) => {
        try {
          await runFetch(club.context, bindFetch(parseFetchXml(xml), memberTable, clubQuery));
          answered += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(QueryFault);
        }
      },
    ),
    { numRuns: 1000 },
  );
  expect(answered).toBeGreaterThan(10);
});
