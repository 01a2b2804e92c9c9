import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { bindFetch } from "../../../portal-emulator/fetchxml/bind-fetch.ts";
import { parseFetchXml } from "../../../portal-emulator/fetchxml/parse-fetch-xml.ts";
import { runFetch } from "../../../portal-emulator/fetchxml/run-fetch.ts";
import { bindFilter } from "../../../portal-emulator/odata/bind-filter.ts";
import { parseFilter } from "../../../portal-emulator/odata/parse-filter.ts";
import { evaluateFilter } from "../../../portal-emulator/query/evaluate-filter.ts";
import type { FilterNode } from "../../../portal-emulator/query/filter.ts";
import { clubQuery, memberTable, openClub } from "./query-world.ts";
import type { SaidTwice } from "./random-conditions.ts";
import { fetchMembers, randomCondition } from "./random-conditions.ts";
import type { RandomRows } from "./random-rows.ts";
import { fillClub, randomRows } from "./random-rows.ts";

const club = openClub();
afterAll(() => club.store.close());

type Finder = (condition: SaidTwice) => Promise<readonly string[]>;

const bind = (text: string): FilterNode => bindFilter(parseFilter(text), memberTable, clubQuery).filter;
const idsOf = (rows: readonly Readonly<Record<string, unknown>>[]): string[] => rows.map((row) => String(row["memberid"])).sort();

const byDatabase: Finder = async ({ odata }) => idsOf(club.store.query("member", { filter: bind(odata) }));

const byEvaluation: Finder = async ({ odata }) => {
  const world = club.world();
  const filter = bind(odata);
  return idsOf(world.rows("member").filter((row) => evaluateFilter(filter, row, memberTable, world) === true));
};

const byFetch: Finder = async ({ fetch }) => {
  const bound = bindFetch(parseFetchXml(fetchMembers(fetch ?? "")), memberTable, clubQuery);
  const { rows } = await runFetch(club.context, bound);
  return rows.map(({ cells }) => String(cells[0]?.value)).sort();
};

interface Agreement {
  /** undefined: they always agree. */
  readonly difference: SaidTwice | undefined;
  readonly rows: RandomRows | undefined;
  readonly found: number;
  readonly missed: number;
}

/** Whether two ways of finding rows agree on random rows and random conditions. */
async function compareFinders(one: Finder, other: Finder, conditions: fc.Arbitrary<SaidTwice>, numRuns: number): Promise<Agreement> {
  let found = 0;
  let missed = 0;
  let thrown: unknown;
  const property = fc.asyncProperty(randomRows, conditions, async (rows: RandomRows, condition) => {
    fillClub(club, rows);
    const [left, right] = await Promise.all([one(condition), other(condition)]).catch((error: unknown) => {
      thrown = error;
      throw error;
    });
    found += left.length;
    missed += rows.members.length - left.length;
    return JSON.stringify(left) === JSON.stringify(right);
  });
  const details = await fc.check(property, { numRuns });
  if (thrown !== undefined) {
    throw thrown;
  }
  return { difference: details.counterexample?.[1], rows: details.counterexample?.[0], found, missed };
}

const saidTwice = randomCondition({ hasNot: false }).filter(({ fetch }) => fetch !== undefined);

describe("random conditions on random rows", () => {
  test.each<[string, Finder, Finder, fc.Arbitrary<SaidTwice>]>([
    ["$filter by the database, and evaluated", byDatabase, byEvaluation, randomCondition({ hasNot: true })],
    ["FetchXML, and $filter evaluated", byFetch, byEvaluation, saidTwice],
    ["FetchXML, and $filter by the database", byFetch, byDatabase, saidTwice],
  ])("agree: %s", async (_, one, other, conditions) => {
    const { difference, rows, found, missed } = await compareFinders(one, other, conditions, 300);
    expect({ difference, rows }).toEqual({});
    // The comparison says nothing when no condition ever matches.
    expect(Math.min(found, missed)).toBeGreaterThan(100);
  });
});

/** Wrong translations that look right. */
const mistakes: Readonly<Record<string, (filter: FilterNode) => FilterNode>> = {
  "not takes the unknown for false": (filter) =>
    filter.kind === "not" ? { kind: "not", operand: { kind: "holds", operand: filter.operand } } : filter,
  "ne finds null": (filter) =>
    filter.kind === "compare" && filter.operator === "ne" && filter.right.kind === "literal" && filter.right.value !== null
      ? { kind: "or", operands: [filter, { ...filter, operator: "eq", right: { kind: "literal", value: null } }] }
      : filter,
  "any does not look at its filter": (filter) => (filter.kind === "related" ? { kind: "related", navigation: filter.navigation } : filter),
  "contains only finds the beginning": (filter) =>
    filter.kind === "text" && filter.test === "contains" ? { ...filter, test: "startswith" } : filter,
};

function rewrite(filter: FilterNode, change: (filter: FilterNode) => FilterNode): FilterNode {
  switch (filter.kind) {
    case "and":
    case "or":
      return change({ ...filter, operands: filter.operands.map((operand) => rewrite(operand, change)) });
    case "not":
    case "holds":
      return change({ ...filter, operand: rewrite(filter.operand, change) });
    default:
      return change(filter);
  }
}

describe("the same comparison finds a wrong translation", () => {
  test.each(Object.entries(mistakes))("%s", async (_, change) => {
    const wrong: Finder = async ({ odata }) => idsOf(club.store.query("member", { filter: rewrite(bind(odata), change) }));
    const { difference } = await compareFinders(wrong, byEvaluation, randomCondition({ hasNot: true }), 3000);
    expect(difference).toBeDefined();
  });
});
