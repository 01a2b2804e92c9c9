import { afterAll, describe, expect, test } from "vitest";
import { restrictFilter } from "../../../portal-emulator/query/restrict-filter.ts";
import { TableDenied, type TableAccess } from "../../../portal-emulator/query/row-reader.ts";
import type { FilterNode } from "../../../portal-emulator/query/filter.ts";
import { bindFilter } from "../../../portal-emulator/odata/bind-filter.ts";
import { parseFilter } from "../../../portal-emulator/odata/parse-filter.ts";
import { parseSchemaFile } from "../../../portal-emulator/schema/parse-schema-file.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";
import { openStandard } from "./ask-standard.ts";
import { idOf } from "./query-world.ts";

const now = new Date("2026-03-04T05:06:07Z");
const account = (name: string, parent?: string): Record<string, string | null> => ({
  accountid: idOf(name),
  name,
  parentaccountid: parent === undefined ? null : idOf(parent),
});
const organization = openStandard(now, {
  // root > left > leaf, root > right; ring1 and ring2 are above each other; own is above itself; lost is under a row that is gone.
  account: [
    account("root"),
    account("left", "root"),
    account("leaf", "left"),
    account("right", "root"),
    account("ring1", "ring2"),
    account("ring2", "ring1"),
    account("own", "own"),
    account("lost", "gone"),
  ],
  contact: [
    { lastname: "ofleaf", parentcustomerid: idOf("leaf") },
    { lastname: "ofroot", parentcustomerid: idOf("root") },
    { lastname: "nobodys" },
  ],
});
afterAll(() => organization.store.close());

const filterOf = (name: string, column: string, row: string): string =>
  `Microsoft.Dynamics.CRM.${name}(PropertyName='${column}',PropertyValue='${idOf(row)}')`;

describe("accounts by their place in the hierarchy", () => {
  test.each<[string, string, readonly string[]]>([
    ["Under", "root", ["leaf", "left", "right"]],
    ["UnderOrEqual", "root", ["leaf", "left", "right", "root"]],
    ["Under", "leaf", []],
    ["Above", "leaf", ["left", "root"]],
    ["AboveOrEqual", "leaf", ["leaf", "left", "root"]],
    ["Above", "root", []],
    ["NotUnder", "left", ["left", "lost", "own", "right", "ring1", "ring2", "root"]],
    ["Under", "ring1", ["ring2"]],
    ["AboveOrEqual", "ring1", ["ring1", "ring2"]],
    ["Under", "own", []],
    ["Above", "lost", []],
    ["UnderOrEqual", "gone", []],
    ["NotUnder", "gone", ["leaf", "left", "lost", "own", "right", "ring1", "ring2", "root"]],
  ])("%s %s", (name, row, expected) => {
    expect(organization.find("account", filterOf(name, "accountid", row))).toEqual(expected);
  });

  test("by a lookup to them, which finds no row where it is empty", () => {
    expect(organization.find("account", filterOf("UnderOrEqual", "parentaccountid", "left"))).toEqual(["leaf"]);
    expect(organization.find("account", filterOf("NotUnder", "parentaccountid", "root"))).toEqual([
      "left",
      "lost",
      "own",
      "right",
      "ring1",
      "ring2",
    ]);
    expect(organization.find("contact", filterOf("Under", "parentcustomerid", "root")).map((name) => name.trim())).toEqual(["ofleaf"]);
    expect(organization.find("contact", filterOf("Under", "parentcustomerid", "gone"))).toEqual([]);
    expect(organization.find("contact", filterOf("NotUnder", "parentcustomerid", "root")).map((name) => name.trim())).toEqual(["ofroot"]);
    expect(
      organization.find("contact", filterOf("Above", "parentcustomerid_account/accountid", "leaf")).map((name) => name.trim()),
    ).toEqual(["ofroot"]);
  });
});

test.each<[string, string, string, string]>([
  ["the id of a table without a hierarchy", "contact", filterOf("Under", "contactid", "x"), "syntax"],
  ["a lookup to one", "account", filterOf("Under", "primarycontactid", "x"), "syntax"],
  ["a column that names no row", "account", filterOf("Under", "name", "x"), "type-mismatch"],
  ["a value that is no id", "account", "Microsoft.Dynamics.CRM.Under(PropertyName='accountid',PropertyValue='root')", "type-mismatch"],
  ["no value", "account", "Microsoft.Dynamics.CRM.Above(PropertyName='accountid')", "syntax"],
])("refuses %s", (_, table, filter, code) => {
  expect(() => organization.find(table, filter)).toThrow(expect.objectContaining({ name: "QueryFault", code }));
});

test("ranks the rows of the table that a schema file gives a hierarchy, by several tables where a lookup leads to several", () => {
  const file = {
    tables: {
      contact: { hierarchy: "parentcustomerid" },
      pk_topic: { hierarchy: "pk_over", columns: { pk_over: { type: "lookup", targets: ["pk_topic"] } } },
    },
  };
  const schema = parseSchemaFile(JSON.stringify(file), "schema.json");
  const rows = {
    pk_topic: [
      { pk_topicid: idOf("wide"), pk_name: "wide" },
      { pk_topicid: idOf("near"), pk_name: "near", pk_over: idOf("wide") },
    ],
    account: [account("root"), account("left", "root")],
    contact: [
      { contactid: idOf("boss"), lastname: "Boss", parentcustomerid: idOf("left") },
      { contactid: idOf("aide"), lastname: "Aide", parentcustomerid: idOf("boss") },
      { lastname: "Intern", parentcustomerid: idOf("aide") },
    ],
  };
  const custom = openStandard(now, rows, schema);
  expect(custom.find("pk_topic", filterOf("Under", "pk_topicid", "wide"))).toEqual(["near"]);
  expect(custom.find("contact", filterOf("Under", "contactid", "boss"))).toEqual(["Aide", "Intern"]);
  expect(custom.find("contact", filterOf("Under", "parentcustomerid", "boss"))).toEqual(["Intern"]);
  expect(custom.find("contact", filterOf("Under", "parentcustomerid", "root"))).toEqual(["Boss"]);
  custom.store.close();
});

describe("what may not be seen", () => {
  const restrict = (table: string, text: string, access: TableAccess): FilterNode => {
    const definition = standardSchema.findTable(table);
    if (definition === undefined) throw new TypeError(table);
    const { filter } = bindFilter(parseFilter(text), definition, { schema: standardSchema, now });
    const reader = { query: () => Promise.resolve([]), count: () => Promise.resolve(0) };
    return restrictFilter(filter, { reader, schema: standardSchema, collation: organization.store.collation, access: () => access });
  };
  const notLeft: FilterNode = {
    kind: "compare",
    operator: "ne",
    left: { kind: "column", name: "name" },
    right: { kind: "literal", value: "left" },
  };
  const names = (table: string, filter: FilterNode): unknown[] =>
    organization.store.query(table, { filter }).map((row) => row[table === "account" ? "name" : "lastname"]);

  test("ends the way of a lookup, but not of the rows' own table", () => {
    const byLookup = restrict("contact", filterOf("Under", "parentcustomerid", "root"), { kind: "rows", filter: notLeft });
    expect(names("contact", byLookup)).toEqual([]);
    const own = restrict("account", filterOf("Under", "accountid", "left"), { kind: "rows", filter: notLeft });
    expect(names("account", own)).toEqual(["leaf"]);
  });

  test("refuses a lookup to a table that must not be read at all", () => {
    expect(() => restrict("contact", filterOf("Under", "parentcustomerid", "root"), { kind: "denied" })).toThrow(TableDenied);
  });
});
