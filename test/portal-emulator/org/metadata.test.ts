import { XMLParser, XMLValidator } from "fast-xml-parser";
import { beforeEach, describe, expect, test } from "vitest";
import { createTestOrg, root, testSchema, type TestOrg } from "./test-org.ts";

let org: TestOrg;
beforeEach(() => {
  org = createTestOrg();
});

interface EntityType {
  readonly name: string;
  readonly Property: readonly { readonly name: string; readonly type: string }[];
  readonly NavigationProperty: readonly { readonly name: string; readonly type: string; readonly partner: string }[];
}

describe("$metadata", () => {
  async function readTypes(): Promise<readonly EntityType[]> {
    const { headers, text } = await org.send("$metadata");
    expect(headers.get("content-type")).toBe("application/xml");
    expect(XMLValidator.validate(text)).toBe(true);
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: "",
      transformAttributeName: (name) => name.toLowerCase(),
      isArray: (name) => ["EntityType", "Property", "NavigationProperty", "EntitySet"].includes(name),
    });
    // Its shape is what the test is about.
    const parsed = parser.parse(text) as {
      "edmx:Edmx": { "edmx:DataServices": { Schema: { EntityType: EntityType[]; EntityContainer: { EntitySet: { name: string }[] } } } };
    };
    const { EntityType: types, EntityContainer: container } = parsed["edmx:Edmx"]["edmx:DataServices"].Schema;
    expect(container.EntitySet.map(({ name }) => name)).toEqual(testSchema.tables.map(({ entitySet }) => entitySet));
    return types;
  }

  test("is well-formed XML with every table, column and navigation property", async () => {
    const types = await readTypes();
    for (const table of testSchema.tables) {
      const type = types.find(({ name }) => name === table.name);
      expect(type?.Property, table.name).toHaveLength(table.columns.length);
      expect((type?.NavigationProperty ?? []).map(({ name }) => name)).toEqual(testSchema.navigations(table.name).map(({ name }) => name));
    }
    const contact = types.find(({ name }) => name === "contact");
    expect(contact?.Property).toContainEqual({ name: "_parentcustomerid_value", type: "Edm.Guid" });
  });

  test("names the partner at the other end of each navigation property, which names it in turn", async () => {
    const types = await readTypes();
    const find = (type: string, name: string) =>
      types.find((one) => `mscrm.${one.name}` === type)?.NavigationProperty.find((one) => one.name === name);
    for (const type of types)
      for (const { name, type: target, partner } of type.NavigationProperty ?? [])
        expect(find(target.replace(/^Collection\((.*)\)$/u, "$1"), partner)?.partner, `${type.name}.${name}`).toBe(name);
  });
});

test("the service's root lists its entity sets", async () => {
  const { json } = await org.send(root);
  expect(json["value"]).toContainEqual({ name: "contacts", kind: "EntitySet", url: "contacts" });
});

describe("definitions", () => {
  test("tell a table's alternate keys and whether their index is active", async () => {
    const { json } = await org.send(
      "EntityDefinitions(LogicalName='pk_parcel')/Keys?$select=LogicalName,KeyAttributes,EntityKeyIndexStatus",
    );
    expect(json["value"]).toMatchObject([
      { LogicalName: "pk_codekey", KeyAttributes: ["pk_code"], EntityKeyIndexStatus: "Active" },
      { LogicalName: "pk_slotkey", KeyAttributes: ["pk_receiver", "pk_slot"], EntityKeyIndexStatus: "Active" },
      { LogicalName: "pk_namekey", KeyAttributes: ["pk_name"], EntityKeyIndexStatus: "Pending" },
    ]);
  });

  test("are listed, filtered and selected", async () => {
    const { json } = await org.send(
      "EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute&$filter=LogicalName eq 'contact' or LogicalName eq 'pk_reading'",
    );
    expect(json["value"]).toMatchObject([
      { LogicalName: "contact", EntitySetName: "contacts", PrimaryIdAttribute: "contactid" },
      { LogicalName: "pk_reading" },
    ]);
    expect((json["value"] as object[]).map((one) => Object.keys(one).length)).toEqual([4, 4]);
    const not = await org.send("EntityDefinitions?$select=LogicalName&$filter=IsIntersect eq true and (TableType ne 'Elastic')");
    expect((not.json["value"] as unknown[]).length).toBe(testSchema.tables.filter(({ intersect }) => intersect).length);
  });

  test("hold columns, also of one type, with their options", async () => {
    const one = await org.send("EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='emailaddress1')");
    expect(one.json).toMatchObject({ LogicalName: "emailaddress1", AttributeType: "String", MaxLength: 100 });
    const choices = await org.send(
      "EntityDefinitions(LogicalName='pk_parcel')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)",
    );
    expect(choices.json["value"]).toMatchObject([
      { LogicalName: "pk_size", OptionSet: { Options: [{ Value: 1 }, { Value: 2, Label: { UserLocalizedLabel: { Label: "Large" } } }] } },
    ]);
    const flag = await org.send(
      "EntityDefinitions(LogicalName='pk_parcel')/Attributes(LogicalName='pk_fragile')/Microsoft.Dynamics.CRM.BooleanAttributeMetadata?$expand=OptionSet",
    );
    expect(flag.json["OptionSet"]).toMatchObject({ TrueOption: { Value: 1 }, FalseOption: { Value: 0 } });
  });

  test("are found by their id, and expand what belongs to them", async () => {
    const first = await org.send("EntityDefinitions(LogicalName='pk_parcel')?$select=MetadataId");
    const again = await org.send(
      `EntityDefinitions(${String(first.json["MetadataId"])})?$select=SchemaName&$expand=Keys($select=SchemaName;$filter=EntityKeyIndexStatus eq 'Active'),ManyToOneRelationships($select=SchemaName)`,
    );
    expect(again.json).toMatchObject({
      SchemaName: "pk_Parcel",
      Keys: [{ SchemaName: "pk_CodeKey" }, { SchemaName: "pk_SlotKey" }],
      ManyToOneRelationships: [{ SchemaName: "pk_contact_pk_parcel_Receiver" }],
    });
  });

  test("know relationships", async () => {
    const { json } = await org.send("RelationshipDefinitions(SchemaName='pk_contact_pk_parcel_Receiver')");
    expect(json).toMatchObject({
      ReferencedEntity: "contact",
      ReferencingAttribute: "pk_receiver",
      CascadeConfiguration: { Delete: "RemoveLink" },
    });
    const many = await org.send("EntityDefinitions(LogicalName='lead')/ManyToManyRelationships");
    expect((many.json["value"] as { SchemaName: string }[]).map((one) => one.SchemaName)).toContain("contactleads_association");
  });

  test.each([
    ["GET", "EntityDefinitions(LogicalName='nothing')", 404],
    ["GET", "EntityDefinitions(Name='contact')", 400],
    ["GET", "EntityDefinitions(LogicalName='contact')/Nothing", 501],
    ["GET", "EntityDefinitions?$select=Description", 501],
    ["GET", "EntityDefinitions?$filter=contains(LogicalName,'x')", 501],
    ["GET", "EntityDefinitions?$filter=LogicalName eq", 501],
    ["GET", "EntityDefinitions?$filter=LogicalName eq 'x' LogicalName", 400],
    ["GET", "EntityDefinitions?$top=1", 501],
    ["GET", "EntityDefinitions/$count", 501],
    ["GET", "GlobalOptionSetDefinitions", 501],
    ["POST", "EntityDefinitions", 501],
    ["POST", "$metadata", 405],
  ])("answer %s %s with %i", async (method, path, status) => {
    expect((await org.send(path, { method, ...(method === "POST" ? { body: {} } : {}) })).status).toBe(status);
  });
});
