import { openStore } from "../../../portal-emulator/store/open-store.ts";
import { createOrganization } from "../../../portal-emulator/organization/create-organization.ts";
import type { CreatedOrganization, OrganizationParts } from "../../../portal-emulator/organization/create-organization.ts";
import { DataverseFault } from "../../../portal-emulator/organization/dataverse-fault.ts";
import { createSchema, type CascadeDelete, type Relationship } from "../../../portal-emulator/schema/schema.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";
import type { TableDefinition } from "../../../portal-emulator/schema/table-definition.ts";
import type { Store } from "../../../portal-emulator/store/store.ts";

const evidence = "assumed" as const;

function itemTable(name: string, columns: TableDefinition["columns"] = []): TableDefinition {
  return {
    name,
    entitySet: `${name}s`,
    primaryId: `${name}id`,
    primaryName: "pk_name",
    readOnly: false,
    elastic: false,
    columns: [
      { name: `${name}id`, type: "uniqueidentifier", evidence },
      { name: "pk_name", type: "string", maxLength: 100, evidence },
      { name: "pk_number", type: "integer", evidence },
      { name: "createdon", type: "datetime", readOnly: true, evidence },
      { name: "modifiedon", type: "datetime", readOnly: true, evidence },
      { name: "versionnumber", type: "bigint", readOnly: true, evidence },
      ...columns,
    ],
  };
}

const parentOf = (name: string, target: string): TableDefinition["columns"][number] => ({
  name,
  type: "lookup",
  targets: [target],
  indexed: true,
  evidence,
});

function family(childTable: string, lookup: string, onDelete: CascadeDelete): Relationship {
  return {
    kind: "one-to-many",
    schemaName: `${childTable}_${lookup}`,
    parentTable: "pk_thing",
    childTable,
    lookup,
    parentNavigation: `${childTable}_${lookup}`,
    childNavigation: lookup,
    onDelete,
  };
}

/** Things with parts of every cascade, tags linked many to many, and an alternate key. */
export const testSchema = createSchema(
  [
    ...standardSchema.tables,
    {
      ...itemTable("pk_thing", [
        { name: "pk_code", type: "string", maxLength: 50, indexed: true, evidence },
        { name: "ownerid", type: "lookup", targets: ["systemuser"], evidence },
        { name: "createdby", type: "lookup", targets: ["systemuser"], readOnly: true, evidence },
        { name: "modifiedby", type: "lookup", targets: ["systemuser"], readOnly: true, evidence },
        {
          name: "statecode",
          type: "choice",
          options: [
            { value: 0, label: "Active" },
            { value: 1, label: "Inactive" },
          ],
          initial: 0,
          evidence,
        },
        {
          name: "statuscode",
          type: "choice",
          options: [
            { value: 1, label: "New", state: 0 },
            { value: 2, label: "Busy", state: 0 },
            { value: 3, label: "Done", state: 1 },
          ],
          initial: 1,
          evidence,
        },
      ]),
      alternateKeys: [{ name: "pk_code_key", columns: ["pk_code"], state: "active" }],
    },
    itemTable("pk_part", [parentOf("pk_of", "pk_thing")]),
    itemTable("pk_note", [parentOf("pk_about", "pk_thing")]),
    itemTable("pk_bill", [parentOf("pk_for", "pk_thing")]),
    itemTable("pk_tag"),
    { ...itemTable("pk_signal"), elastic: true },
    {
      ...itemTable("pk_thing_tag", [
        { name: "pk_thingid", type: "uniqueidentifier", indexed: true, evidence },
        { name: "pk_tagid", type: "uniqueidentifier", indexed: true, evidence },
      ]),
      intersect: true,
    },
  ],
  [
    ...standardSchema.relationships,
    family("pk_part", "pk_of", "cascade"),
    family("pk_note", "pk_about", "remove-link"),
    family("pk_bill", "pk_for", "restrict"),
    {
      kind: "many-to-many",
      schemaName: "pk_Thing_Tag",
      intersect: "pk_thing_tag",
      ends: [
        { table: "pk_thing", column: "pk_thingid", navigation: "pk_tags" },
        { table: "pk_tag", column: "pk_tagid", navigation: "pk_things" },
      ],
    },
  ],
);

export const someone = { userId: "00000000-0000-4000-8000-000000000001" } as const;

export interface TestOrganization extends CreatedOrganization {
  /** The store itself, with whatever stands in it. */
  readonly raw: Store;
}

/** An organization over an empty store in memory. */
export function openTestOrganization(parts: Partial<OrganizationParts> = {}): TestOrganization {
  const clock = parts.clock ?? { now: () => new Date("2026-03-04T05:06:07Z") };
  const raw = parts.store ?? openStore({ file: ":memory:", clock, schema: testSchema });
  return { ...createOrganization({ store: raw, schema: testSchema, clock, ...parts }), raw };
}

/** The fault a promise ends with, `none` when it ends well; anything but a fault is thrown on. */
export async function faultOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "none";
  } catch (error) {
    if (error instanceof DataverseFault) return `${error.code} ${error.status}`;
    throw error;
  }
}

export const testId = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
