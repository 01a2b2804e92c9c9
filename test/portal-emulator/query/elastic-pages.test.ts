import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bindFetch } from "../../../portal-emulator/fetchxml/bind-fetch.ts";
import { parseFetchXml } from "../../../portal-emulator/fetchxml/parse-fetch-xml.ts";
import { runFetch } from "../../../portal-emulator/fetchxml/run-fetch.ts";
import { bindQuery } from "../../../portal-emulator/odata/bind-query.ts";
import { parseQuery } from "../../../portal-emulator/odata/parse-query.ts";
import { readPage } from "../../../portal-emulator/odata/read-page.ts";
import type { TableDefinition } from "../../../portal-emulator/schema/table-definition.ts";
import { clubQuery, eventTable, memberTable, openClub } from "./query-world.ts";

const club = openClub();
afterAll(() => club.store.close());
beforeAll(() => {
  const names = Array.from({ length: 501 }, (_, n) => `n${n}`);
  club.store.transaction(() => {
    club.add(
      eventTable.name,
      names.map((name) => ({ [eventTable.primaryId]: name, name })),
    );
    club.add(
      memberTable.name,
      names.map((name) => ({ [memberTable.primaryId]: name, name })),
    );
  });
});

async function pageOf(table: TableDefinition, options = "", pageSize?: number): Promise<readonly [rows: number, hasNext: boolean]> {
  const query = bindQuery(parseQuery(new URLSearchParams(options)), table, clubQuery);
  const { rows, nextToken } = await readPage(club.context, { query, ...(pageSize === undefined ? {} : { pageSize }) });
  return [rows.length, nextToken !== undefined];
}

describe("a page of an elastic table", () => {
  test("holds 500 rows where nobody says how many, and goes on", async () => {
    expect(await pageOf(eventTable)).toEqual([500, true]);
    expect(await pageOf(memberTable)).toEqual([501, false]);
  });

  test("holds as many as are asked for", async () => {
    expect(await pageOf(eventTable, "", 600)).toEqual([501, false]);
    expect(await pageOf(eventTable, "$top=501")).toEqual([501, false]);
    expect(await pageOf(eventTable, "", 7)).toEqual([7, true]);
  });

  test.each([
    ["<fetch>", 500, true],
    ['<fetch count="600">', 500, true],
    ['<fetch count="600" page="2">', 1, false],
    ['<fetch count="7">', 7, true],
  ])("holds, for %s, %s rows", async (start, rows, more) => {
    const text = `${start}<entity name="${eventTable.name}"><attribute name="name"/></entity></fetch>`;
    const result = await runFetch(club.context, bindFetch(parseFetchXml(text), eventTable, clubQuery));
    expect([result.rows.length, result.moreRecords]).toEqual([rows, more]);
  });
});
