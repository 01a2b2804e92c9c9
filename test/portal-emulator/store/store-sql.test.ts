import sqlite from "node-sqlite3-wasm";
import { afterAll, describe, expect, test } from "vitest";
import { parseFilter } from "../../../portal-emulator/odata/parse-filter.ts";
import { bindFilter } from "../../../portal-emulator/odata/bind-filter.ts";
import type { RowQuery } from "../../../portal-emulator/store/store.ts";
import { createTableSql, selectSql } from "../../../portal-emulator/store/store-sql.ts";
import { contactTable } from "../../../portal-emulator/schema/contact-table.ts";

const database = new sqlite.Database(":memory:");
database.exec(createTableSql(contactTable));
afterAll(() => database.close());

function filter(text: string): RowQuery {
  return { filter: bindFilter(parseFilter(text), contactTable).filter };
}

function plan(query: RowQuery): string {
  const { sql, values } = selectSql(contactTable, query, "accent-insensitive");
  return database
    .all(`EXPLAIN QUERY PLAN ${sql}`, [...values])
    .map((row) => JSON.stringify(row))
    .join("; ");
}

describe("look-ups that use an index", () => {
  test.each<[string, RowQuery]>([
    ["equals", { equals: { emailaddress1: "Ada@example.com" } }],
    ["$filter", filter("emailaddress1 eq 'Ada@example.com'")],
    ["$filter with the state", filter("emailaddress1 eq 'Ada@example.com' and statecode eq 0")],
    ["$filter, value first", filter("'Ada@example.com' eq emailaddress1")],
  ])("by email: %s", (_, query) => {
    expect(plan(query)).toContain("USING INDEX contact/emailaddress1");
  });

  test("by id", () => {
    expect(plan({ equals: { contactid: "11111111-1111-4111-8111-111111111111" } })).toContain("USING PRIMARY KEY");
  });

  test("not by a column without one", () => {
    expect(plan({ equals: { jobtitle: "x" } })).not.toContain("USING INDEX");
  });
});
