import { describe, expect, it } from "vitest";
import { buildMetafilter, parseFilterDefinition, readChosen } from "../../../../portal-emulator/portal/lists/filter-definition.ts";
import { readSiteLists } from "../../../../portal-emulator/portal/lists/site-lists.ts";
import { standardSchema } from "../../../../portal-emulator/schema/standard-schema.ts";
import { tinySite } from "../../../access/tiny-site.ts";

const id = "55555555-5555-4555-8555-555555555555";
const [first, second] = ["44444444-4444-4444-8444-444444444444", "33333333-3333-4333-8333-333333333333"];
const read = (text: string, path = "lists/L.list.yml") => readSiteLists({ ...tinySite(), texts: new Map([[path, text]]) });

describe("lists of a site folder", () => {
  it("name their views once, the one shown first in front", () => {
    const views = JSON.stringify({ Type: "ViewMetadata", Views: [{ ViewId: second.toUpperCase() }, { ViewId: first }] });
    expect(
      read(`adx_entitylistid: ${id}\nadx_entityname: Contact\nadx_name: L\nadx_view: ${first}\nadx_views: '${views}'\n`),
    ).toMatchObject([{ id, name: "L", table: "contact", viewIds: [first, second], searchEnabled: false, pageSize: undefined }]);
  });

  it("are read from code sites, whose keys have no prefix", () => {
    expect(read(`entityname: contact\nid: ${id}\nname: L\npagesize: 7\nsearchenabled: True\n`)).toMatchObject([
      { id, pageSize: 7, searchEnabled: true },
    ]);
  });

  it("know the columns they name themselves", () => {
    const settings = JSON.stringify({ ColumnOverrides: [{ AttributeLogicalName: "firstname" }, { AttributeLogicalName: "lastname" }] });
    expect(read(`adx_entitylistid: ${id}\nadx_settings: '${settings}'\n`)).toMatchObject([
      { namedColumns: ["firstname", "lastname"], table: "" },
    ]);
  });

  it.each([
    ["inactive ones", `adx_entitylistid: ${id}\nstatecode: 1\n`, "lists/L.list.yml"],
    ["other records", `adx_entitylistid: ${id}\n`, "basic-forms/f/F.basicform.yml"],
    ["empty files", "", "lists/L.list.yml"],
  ])("leave out %s", (_what, text, path) => {
    expect(read(text, path)).toEqual([]);
  });
});

describe("filter definitions", () => {
  const contact = standardSchema.findTable("contact");
  if (contact === undefined) throw new Error("the standard schema has contacts");
  const context = { table: contact, schema: standardSchema, now: new Date("2026-03-04T05:06:07Z") };
  const group = (...conditions: object[]): string => JSON.stringify({ entity: { filters: [{ id: "g", type: "or", conditions }] } });

  it("keep every value of a group", () => {
    expect(readChosen("a=1&a=2&b=x%26y")).toEqual(
      new Map([
        ["a", ["1", "2"]],
        ["b", ["x&y"]],
      ]),
    );
  });

  it("make an option of several conditions a range", () => {
    const text = JSON.stringify({
      entity: {
        filters: [
          {
            id: "g",
            filters: [
              {
                id: "r",
                conditions: [
                  { attribute: "numberofchildren", operator: "ge", value: 1 },
                  { attribute: "numberofchildren", operator: "lt", value: 3 },
                ],
              },
            ],
          },
        ],
      },
    });
    expect(buildMetafilter(parseFilterDefinition(text), "g=r", context)).toMatchObject({
      kind: "and",
      operands: [{ kind: "and", operands: [{ kind: "and", operands: [{ operator: "ge" }, { operator: "lt" }] }] }],
    });
  });

  it("take what a visitor writes as the value of a condition and nothing else", () => {
    const text = group({ id: "c", attribute: "lastname", operator: "like", uiinputtype: "text" });
    expect(buildMetafilter(parseFilterDefinition(text), new URLSearchParams({ g: `" or 1=1 <x>` }).toString(), context)).toMatchObject({
      operands: [{ operands: [{ kind: "text", test: "like", pattern: `" or 1=1 <x>%` }] }],
    });
  });

  it.each([
    ["no JSON", "{", /not JSON/],
    ["a column that the table lacks", group({ id: "c", attribute: "nosuch", operator: "eq", value: "1" }), /nosuch/],
    ["an operator that is none", group({ id: "c", attribute: "lastname", operator: "nosuch", value: "1" }), /nosuch/],
  ])("fail for %s", (_what, text, message) => {
    expect(() => buildMetafilter(parseFilterDefinition(text), "g=c", context)).toThrow(message);
  });

  it.each(["null", "[]", "1", '{"entity":1}', '{"entity":{"filters":[null,1]}}'])("filter nothing where they say nothing: %s", (text) => {
    expect(buildMetafilter(parseFilterDefinition(text), "g=c", context)).toBeUndefined();
  });

  it("count what lies behind related tables", () => {
    expect(parseFilterDefinition('{"entity":{"links":[{"links":[{}]},{}]}}').deeperLinks).toBe(1);
  });
});
