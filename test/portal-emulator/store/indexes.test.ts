import sqlite from "node-sqlite3-wasm";
import { afterAll, describe, expect, test } from "vitest";
import type { FilterNode } from "../../../portal-emulator/query/filter.ts";
import { selectSql } from "../../../portal-emulator/query/rows-to-sql.ts";
import { parseSchemaFile } from "../../../portal-emulator/schema/parse-schema-file.ts";
import type { RowQuery } from "../../../portal-emulator/store/store.ts";
import { createTableSql } from "../../../portal-emulator/store/table-sql.ts";

const keyed = { tables: { contact: { keys: { pk_bynumber: { columns: ["employeeid", "governmentid"] } } } } };
const schema = parseSchemaFile(JSON.stringify(keyed), "schema.json");
const database = new sqlite.Database(":memory:");
for (const table of schema.tables) {
  database.exec(createTableSql(table));
}
afterAll(() => database.close());

const context = { collation: "accent-insensitive", findTable: (name: string) => schema.findTable(name) } as const;
const someId = "11111111-1111-4111-8111-111111111111";

function plan(tableName: string, query: RowQuery): string {
  const table = schema.findTable(tableName);
  if (table === undefined) {
    throw new Error(`no table ${tableName}`);
  }
  const { sql, values } = selectSql(table, query, context);
  return database
    .all(`EXPLAIN QUERY PLAN ${sql}`, [...values])
    .map((row) => JSON.stringify(row["detail"]))
    .join("; ");
}

function equal(name: string, value: string): FilterNode {
  return { kind: "compare", operator: "eq", left: { kind: "column", name }, right: { kind: "literal", value } };
}

function across(table: string, name: string, filter?: FilterNode): FilterNode {
  const navigation = schema.findNavigation(table, name);
  if (navigation === undefined) {
    throw new Error(`no navigation ${name}`);
  }
  return { kind: "related", navigation, ...(filter === undefined ? {} : { filter }) };
}

describe("look-ups that use an index", () => {
  test.each<[string, string, RowQuery, string]>([
    ["an address", "contact", { equals: { emailaddress1: "Ada@example.com" } }, "contact/emailaddress1"],
    ["a filter by address", "contact", { filter: equal("emailaddress1", "Ada@example.com") }, "contact/emailaddress1"],
    ["an address and a state", "contact", { equals: { emailaddress1: "Ada@example.com", statecode: 0 } }, "contact/emailaddress1"],
    ["a lookup", "contact", { equals: { parentcustomerid: someId } }, "contact/parentcustomerid"],
    ["a filter by lookup", "annotation", { filter: equal("objectid", someId) }, "annotation/objectid"],
    ["an alternate key", "contact", { equals: { employeeid: "7", governmentid: "x" } }, "contact/key/pk_bynumber"],
    ["children", "account", { filter: across("account", "contact_customer_accounts") }, "contact/parentcustomerid"],
    ["a many-to-many relationship", "contact", { filter: across("contact", "contactleads_association") }, "contactleads/contactid"],
    [
      "a cookie's views",
      "msdynci_personalizationview",
      { equals: { msdynci_userlocalid: "x" } },
      "msdynci_personalizationview/msdynci_userlocalid",
    ],
  ])("by %s", (_, table, query, index) => {
    expect(plan(table, query)).toMatch(new RegExp(`USING (COVERING )?INDEX ${index} `, "u"));
  });

  test("by id", () => {
    expect(plan("contact", { equals: { contactid: someId } })).toContain("USING PRIMARY KEY");
  });

  test.each<[string, RowQuery]>([
    ["a column that is not looked up", { equals: { jobtitle: "x" } }],
    ["who wrote a row, which is mostly the same user", { equals: { createdby: someId } }],
  ])("not by %s", (_, query) => {
    expect(plan("contact", query)).not.toContain("USING INDEX");
  });
});
