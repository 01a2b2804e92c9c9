import { describe, expect, test } from "vitest";
import { UserError } from "../../../contract/user-error.ts";
import { parseSchemaFile } from "../../../portal-emulator/schema/parse-schema-file.ts";
import type { Schema } from "../../../portal-emulator/schema/schema.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";
import { findColumn } from "../../../portal-emulator/schema/table-definition.ts";

const parse = (file: unknown): Schema => parseSchemaFile(JSON.stringify(file), "schema.json");
const column = (schema: Schema, table: string, name: string): unknown => {
  const found = schema.findTable(table);
  return found === undefined ? undefined : findColumn(found, name);
};

describe("a schema file", () => {
  test.each([{}, { tables: {} }, { $schema: "./schema-file.schema.json", manyToMany: {} }])(
    "adds nothing when it says nothing: %j",
    (file) => {
      expect(parse(file).tables.map(({ name }) => name)).toEqual(standardSchema.tables.map(({ name }) => name));
    },
  );

  test("makes a custom table with an id, a name, a set and the columns every table has", () => {
    const table = parse({ tables: { pk_topic: { columns: { pk_rank: { type: "integer" } } } } }).findTable("pk_topic");
    expect(table).toMatchObject({
      entitySet: "pk_topics",
      primaryId: "pk_topicid",
      primaryName: "pk_name",
      elastic: false,
      readOnly: false,
    });
    expect(table?.columns.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        "pk_topicid",
        "pk_name",
        "pk_rank",
        "createdon",
        "modifiedon",
        "ownerid",
        "statecode",
        "statuscode",
        "versionnumber",
      ]),
    );
  });

  test.each([
    ["pk_category", "pk_categories"],
    ["pk_day", "pk_days"],
    ["pk_box", "pk_boxes"],
    ["pk_topic", "pk_topics"],
  ])("calls the set of %s %s", (name, set) => {
    expect(parse({ tables: { [name]: {} } }).findTableBySet(set)?.name).toBe(name);
  });

  test("takes other names for id, name and set", () => {
    const entry = { primaryId: "activityid", primaryName: "subject", entitySet: "meetings" };
    expect(parse({ tables: { pk_meeting: entry } }).findTableBySet("meetings")).toMatchObject({
      primaryId: "activityid",
      primaryName: "subject",
    });
  });

  test("makes an elastic table without keys and state", () => {
    const table = parse({ tables: { pk_event: { elastic: true } } }).findTable("pk_event");
    expect(table?.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(["partitionid", "ttlinseconds"]));
    expect(table?.columns.map(({ name }) => name)).not.toContain("statecode");
  });

  test("adds columns, options and keys to a standard table and leaves the others as they were", () => {
    const schema = parse({
      tables: {
        contact: {
          columns: {
            pk_level: { type: "choice", options: { "1": "Low", "2": "High" }, initial: 1 },
            gendercode: { type: "choice", options: { "3": "Other" } },
          },
          keys: { pk_byemail: { columns: ["emailaddress1"] } },
        },
      },
    });
    expect(column(schema, "contact", "pk_level")).toMatchObject({ initial: 1, options: [{ label: "Low" }, { label: "High" }] });
    expect(column(schema, "contact", "gendercode")).toMatchObject({ options: [{ value: 1 }, { value: 2 }, { value: 3, label: "Other" }] });
    expect(schema.findTable("contact")?.alternateKeys).toEqual([{ name: "pk_byemail", columns: ["emailaddress1"], state: "active" }]);
    expect(schema.findTable("account")).toBe(standardSchema.findTable("account"));
    expect(column(standardSchema, "contact", "pk_level")).toBeUndefined();
  });

  test("gives status reasons their states", () => {
    const schema = parse({
      tables: { pk_topic: { columns: { statuscode: { type: "choice", options: { "1": "New", "9": "Done" }, states: { "9": 1 } } } } },
    });
    expect(column(schema, "pk_topic", "statuscode")).toMatchObject({
      options: [
        { value: 1, state: 0 },
        { value: 9, state: 1 },
      ],
    });
  });

  test("makes lookups navigable from both sides, by given names or Dataverse's", () => {
    const schema = parse({
      tables: {
        pk_request: {
          columns: {
            pk_contact: { type: "lookup", schemaName: "pk_Contact", targets: ["contact"], onDelete: "cascade" },
            pk_about: {
              type: "lookup",
              schemaName: "pk_About",
              targets: ["account", "pk_request"],
              relationships: { account: { schemaName: "pk_Requests", childNavigation: "pk_Firm", parentNavigation: "pk_AllRequests" } },
            },
          },
        },
      },
    });
    expect(schema.findNavigation("pk_request", "pk_Contact")).toMatchObject({
      kind: "lookup",
      target: "contact",
      relationship: { onDelete: "cascade" },
    });
    expect(schema.findNavigation("contact", "pk_request_Contact_contact")).toMatchObject({ kind: "children", target: "pk_request" });
    expect(schema.findNavigation("pk_request", "pk_Firm")?.target).toBe("account");
    expect(schema.findNavigation("account", "pk_AllRequests")?.target).toBe("pk_request");
    expect(schema.findNavigation("pk_request", "pk_About_pk_request")?.target).toBe("pk_request");
    expect(schema.findNavigation("pk_request", "ownerid")?.target).toBe("systemuser");
  });

  test("makes many-to-many relationships with their intersect tables, also of a table with itself", () => {
    const schema = parse({
      tables: { pk_topic: {} },
      manyToMany: {
        pk_Contact_Topic: { tables: ["contact", "pk_topic"] },
        pk_topic_topic: { tables: ["pk_topic", "pk_topic"], intersect: "pk_likes", navigations: ["pk_liked", "pk_likers"] },
      },
    });
    expect(schema.findTable("pk_contact_topic")).toMatchObject({ intersect: true });
    expect(schema.findNavigation("contact", "pk_Contact_Topic")).toMatchObject({
      target: "pk_topic",
      nearColumn: "contactid",
      farColumn: "pk_topicid",
    });
    expect(schema.findNavigation("pk_topic", "pk_liked")).toMatchObject({ nearColumn: "pk_topicidone", farColumn: "pk_topicidtwo" });
  });

  test("has custom tables audited, elastic ones not", () => {
    const schema = parse({ tables: { pk_topic: {}, pk_event: { elastic: true } } });
    expect(column(schema, "audit", "objectid")).toMatchObject({ targets: expect.arrayContaining(["contact", "pk_topic"]) });
    expect(column(schema, "audit", "objectid")).not.toMatchObject({ targets: expect.arrayContaining(["pk_event"]) });
  });
});

function failure(text: string): UserError {
  try {
    parseSchemaFile(text, "schema.json");
  } catch (error) {
    if (error instanceof UserError) {
      return error;
    }
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

describe("a wrong schema file", () => {
  const topic = (columns: unknown, rest: object = {}): unknown => ({ tables: { pk_topic: { columns, ...rest } } });
  const keyOf = (...columns: readonly string[]): object => ({ keys: { pk_key: { columns } } });

  test.each<[string, unknown, RegExp]>([
    ["a list", [], /The schema file: must be object/],
    ["an unknown key", { table: {} }, /^table: this key is not known/],
    ["a table's name with capitals", { tables: { PK_Topic: {} } }, /^tables\.PK_Topic: expected a logical name/],
    ["a type that is not there", topic({ pk_x: { type: "text" } }), /^tables\.pk_topic\.columns\.pk_x\.type: expected one of string, memo/],
    ["a column without a type", topic({ pk_x: {} }), /pk_x: the key type is missing/],
    [
      "a key for another type",
      topic({ pk_x: { type: "integer", maxLength: 5 } }),
      /pk_x\.maxLength: maxLength is for columns of type string, memo/,
    ],
    ["a lookup to nowhere", topic({ pk_x: { type: "lookup" } }), /pk_x: a lookup says where it points at/],
    ["a lookup to an unknown table", topic({ pk_x: { type: "lookup", targets: ["pk_no"] } }), /targets\.0: there is no table pk_no/],
    [
      "a relationship to another table",
      topic({ pk_x: { type: "lookup", targets: ["contact"], relationships: { account: {} } } }),
      /relationships\.account: the lookup does not point at account/,
    ],
    ["an option that is no number", topic({ pk_x: { type: "choice", options: { New: "New" } } }), /options\.New: expected a whole number/],
    [
      "an initial value that is no option",
      topic({ pk_x: { type: "choice", options: { "1": "New" }, initial: 2 } }),
      /pk_x\.initial: expected the value/,
    ],
    ["a number as initial value of a boolean", topic({ pk_x: { type: "boolean", initial: 1 } }), /pk_x\.initial: expected true or false/],
    [
      "a boolean with three options",
      topic({ pk_x: { type: "boolean", options: { "0": "No", "1": "Yes", "2": "Maybe" } } }),
      /options 0 and 1/,
    ],
    ["a column every table has", topic({ createdon: { type: "datetime" } }), /createdon: every table has this column by itself/],
    ["the id as a column", topic({ pk_topicid: { type: "string" } }), /pk_topicid: every table has/],
    [
      "a primary name that is no text",
      topic({ pk_name: { type: "integer" } }),
      /pk_name: the primary name of a table is a column of type string/,
    ],
    ["a key of an unknown column", topic({}, keyOf("pk_no")), /keys\.pk_key\.columns\.0: pk_topic has no column pk_no/],
    ["a key of a boolean", topic({ pk_x: { type: "boolean" } }, keyOf("pk_x")), /pk_x is boolean/],
    ["a key that is too long", topic({ pk_x: { type: "string", maxLength: 451 } }, keyOf("pk_x")), /450 characters at most/],
    [
      "a key of an elastic table",
      topic({ pk_x: { type: "string" } }, { elastic: true, ...keyOf("pk_x") }),
      /an elastic table has no alternate keys/,
    ],
    [
      "a hierarchy by a lookup to another table",
      topic({ pk_x: { type: "lookup", targets: ["contact"] } }, { hierarchy: "pk_x" }),
      /hierarchy: expected a lookup of pk_topic to itself, and pk_x is none/,
    ],
    ["a hierarchy by a column that is not there", topic({}, { hierarchy: "pk_no" }), /pk_no is none/],
    [
      "a standard column again",
      { tables: { contact: { columns: { firstname: { type: "string" } } } } },
      /contact has this column already, of type string/,
    ],
    ["another set for a standard table", { tables: { contact: { entitySet: "people" } } }, /contact is a standard table/],
    ["the audit table", { tables: { audit: {} } }, /the platform makes this table/],
    ["a set that is another's", { tables: { pk_topic: { entitySet: "contacts" } } }, /the entity set contacts is that of contact/],
    ["a link to an unknown table", { manyToMany: { pk_x: { tables: ["contact", "pk_no"] } } }, /tables\.1: there is no table pk_no/],
    ["a link with three ends", { manyToMany: { pk_x: { tables: ["contact", "contact", "contact"] } } }, /must NOT have more than 2 items/],
    ["a link with itself without names", { manyToMany: { pk_x: { tables: ["contact", "contact"] } } }, /two different "navigations"/],
    [
      "a link over a table that is there",
      { manyToMany: { contact: { tables: ["contact", "account"] } } },
      /there is a table contact already/,
    ],
    [
      "a relationship's name that is there",
      { manyToMany: { Contact_Annotation: { tables: ["contact", "account"] } } },
      /another relationship Contact_Annotation/,
    ],
    [
      "a navigation property that is there",
      topic({ pk_x: { type: "lookup", targets: ["contact"], relationships: { contact: { parentNavigation: "Contact_Annotation" } } } }),
      /contact has two navigation properties Contact_Annotation/,
    ],
  ])("is refused for %s", (_, file, message) => {
    const error = failure(JSON.stringify(file));
    expect(error).toMatchObject({ code: "schema-file-invalid", exitCode: 2 });
    expect(error.message).toMatch(message);
    expect(error.hint).toBeDefined();
  });

  test("is refused with the place of the key", () => {
    const error = failure(
      '{\n  "tables": {\n    "pk_topic": {\n      "columns": {\n        "pk_x": {"type": "lookup", "targets": ["pk_no"]}\n      }\n    }\n  }\n}',
    );
    expect(error.place).toEqual({ path: "schema.json", line: 5, column: 48 });
  });

  test.each([
    ["nothing", ""],
    ["half a file", '{"tables": {'],
    ["a comment", "{} // tables"],
    ["a key that is there twice", '{"tables": {}, "tables": {}}'],
  ])("is refused as a text: %s", (_, text) => {
    expect(failure(text)).toMatchObject({ code: "schema-file-syntax", exitCode: 2, place: { path: "schema.json" } });
  });
});
