import { describe, expect, it } from "vitest";
import { seedRows, SeedFault } from "../../../portal-emulator/endpoints/seed-rows.ts";
import { createSchema } from "../../../portal-emulator/schema/schema.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";
import type { TableDefinition } from "../../../portal-emulator/schema/table-definition.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Store } from "../../../portal-emulator/store/store.ts";

const id = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;
const plain = { readOnly: false, elastic: false } as const;
const course: TableDefinition = {
  ...plain,
  name: "pk_course",
  entitySet: "pk_courses",
  primaryId: "pk_courseid",
  primaryName: "pk_name",
  columns: [
    { name: "pk_courseid", type: "uniqueidentifier", evidence: "assumed" },
    { name: "pk_name", type: "string", maxLength: 10, evidence: "assumed" },
    { name: "pk_code", type: "string", maxLength: 10, indexed: true, evidence: "assumed" },
    { name: "createdon", type: "datetime", readOnly: true, evidence: "assumed" },
    { name: "pk_teacher", type: "lookup", targets: ["contact"], evidence: "assumed" },
  ],
  alternateKeys: [{ name: "pk_bycode", columns: ["pk_code"], state: "active" }],
};
const visit: TableDefinition = {
  ...plain,
  name: "pk_course_contact",
  entitySet: "pk_course_contactset",
  primaryId: "pk_course_contactid",
  primaryName: "pk_course_contactid",
  intersect: true,
  columns: ["pk_course_contactid", "pk_courseid", "contactid"].map((name) => ({ name, type: "uniqueidentifier", evidence: "assumed" })),
};
const schema = createSchema(
  [...standardSchema.tables, course, visit],
  [
    ...standardSchema.relationships,
    {
      kind: "one-to-many",
      schemaName: "pk_contact_course",
      parentTable: "contact",
      childTable: "pk_course",
      lookup: "pk_teacher",
      parentNavigation: "pk_contact_course",
      childNavigation: "pk_Teacher",
      onDelete: "remove-link",
    },
    {
      kind: "many-to-many",
      schemaName: "pk_Course_Guests",
      intersect: "pk_course_contact",
      ends: [
        { table: "pk_course", column: "pk_courseid", navigation: "pk_Course_Guests" },
        { table: "contact", column: "contactid", navigation: "pk_Course_Guests" },
      ],
    },
  ],
);

function open(): { store: Store; seed: (body: unknown) => number } {
  const store = openStore({ file: ":memory:", clock: { now: () => new Date("2026-03-04T05:06:07Z") }, schema });
  return { store, seed: (body) => seedRows(body, { store, schema }) };
}

describe("seedRows", () => {
  it("adds rows that point at each other, in any order, with links and with what only the platform writes", () => {
    const { store, seed } = open();
    const inserted = seed({
      pk_Course_Guests: [{ pk_courseid: id(1), contactid: id(2) }],
      pk_course: [{ pk_courseid: id(1), pk_name: "Tours", pk_teacher: id(2).toUpperCase(), createdon: "2020-01-01T00:00:00Z" }],
      contact: [{ contactid: id(2), lastname: "Example" }, { lastname: "Other" }],
    });
    expect(inserted).toBe(4);
    const row = store.find("pk_course", id(1));
    expect(row).toMatchObject({ pk_name: "Tours", pk_teacher: id(2) });
    expect(Date.parse(String(row?.["createdon"]))).toBe(Date.parse("2020-01-01T00:00:00Z"));
    expect(store.query("pk_course_contact", { equals: { contactid: id(2) } })).toMatchObject([{ pk_courseid: id(1) }]);
  });

  it.each<[unknown, string]>([
    [[1], "expected {"],
    [undefined, "expected {"],
    [{ nothing: [] }, "nothing is no table here; there are contact, "],
    [{ contacts: [] }, "contacts: tables are named by logical name, contact"],
    [{ Contact: [] }, "Contact: tables are named by logical name, contact"],
    [{ contact: {} }, "contact: expected an array of rows"],
    [{ contact: [1] }, "contact[0]: expected an object"],
    [{ contact: [{ lastname: "A" }, { nocolumn: 1 }] }, "contact[1].nocolumn: the table contact has no such column"],
    [
      { pk_course: [{ _pk_teacher_value: id(2) }] },
      "pk_course[0]._pk_teacher_value: the table pk_course has no such column; by its logical name it is pk_teacher",
    ],
    [{ pk_course: [{ "pk_Teacher@odata.bind": "/contacts(x)" }] }, "by its logical name it is pk_teacher"],
    [{ pk_course: [{ pk_teacher: "Ada" }] }, "pk_course[0].pk_teacher: expected the id of a row, or null"],
    [{ pk_course: [{ pk_teacher: id(9) }] }, "pk_course[0].pk_teacher: there is no row of this id in contact"],
    [
      { pk_course: [{ pk_courseid: id(1) }], pk_Course_Guests: [{ pk_courseid: id(1), contactid: id(9) }] },
      "pk_Course_Guests[0].contactid: there is no row of this id in contact",
    ],
    [{ pk_course: [{ pk_name: "Much too long" }] }, "pk_course[0].pk_name: A validation error occurred"],
    [{ pk_course: [{ pk_name: 5 }] }, "pk_course[0].pk_name: "],
    [{ pk_course: [{ pk_name: ["x"] }] }, "pk_course[0].pk_name: "],
    [{ pk_course: [{ createdon: "soon" }] }, "pk_course[0].createdon: "],
    [{ pk_course: [{ pk_code: "a" }, { pk_code: "a" }] }, "pk_course[1]: Another row of pk_course has these values"],
    [{ contact: [{ contactid: id(3) }, { contactid: id(3).toUpperCase() }] }, "contact[1]: there is a row of this id already"],
  ])("adds nothing of %j and says why", (body, message) => {
    const { store, seed } = open();
    const before = schema.tables.map((table) => store.count(table.name));
    expect(() => seed(body)).toThrow(SeedFault);
    expect(() => seed(body)).toThrow(message);
    expect(schema.tables.map((table) => store.count(table.name))).toEqual(before);
  });
});
