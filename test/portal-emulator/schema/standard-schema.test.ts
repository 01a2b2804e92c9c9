import { describe, expect, test } from "vitest";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";
import { findColumn } from "../../../portal-emulator/schema/table-definition.ts";

describe("the standard schema", () => {
  test.each(standardSchema.tables.map((table) => [table.name, table] as const))("%s is in order", (_, table) => {
    const names = table.columns.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(names.filter((name) => name !== name.toLowerCase())).toEqual([]);
    expect(findColumn(table, table.primaryId)?.type).toBe("uniqueidentifier");
    expect(findColumn(table, table.primaryName)).toBeDefined();
    expect(standardSchema.findTableBySet(table.entitySet)).toBe(table);
    for (const column of table.columns) {
      expect(column.schemaName?.toLowerCase() ?? column.name, "a schema name is the logical name in another case").toBe(column.name);
      expect(column.maxLength !== undefined, column.name).toBe(column.type === "string" || column.type === "memo");
      if (column.initial !== undefined && column.options !== undefined) {
        expect(
          column.options.map(({ value }) => value),
          column.name,
        ).toContain(Number(column.initial));
      }
    }
    const navigations = standardSchema.navigations(table.name).map(({ name }) => name);
    expect(navigations).toEqual([...new Set(navigations)]);
  });

  test("names tables and lookups that are there, each schema name once", () => {
    const wrong = standardSchema.relationships.filter((one) => {
      const tables =
        one.kind === "one-to-many" ? [one.parentTable, one.childTable] : [one.intersect, ...one.ends.map(({ table }) => table)];
      return tables.some((name) => standardSchema.findTable(name) === undefined);
    });
    expect(wrong).toEqual([]);
    const names = standardSchema.relationships.map(({ schemaName }) => schemaName.toLowerCase());
    expect(names).toEqual([...new Set(names)]);
  });

  test("gives every lookup a relationship for each table it points at, and no other", () => {
    const fromColumns = standardSchema.tables
      // What an audit row is about has no navigation property here.
      .filter(({ name }) => name !== "audit")
      .flatMap((table) =>
        table.columns.flatMap(({ name, type, targets = [] }) =>
          type === "lookup" ? targets.map((target) => `${table.name}.${name} -> ${target}`) : [],
        ),
      );
    const fromRelationships = standardSchema.relationships.flatMap((one) =>
      one.kind === "one-to-many" && one.childTable !== "audit" ? [`${one.childTable}.${one.lookup} -> ${one.parentTable}`] : [],
    );
    expect(fromRelationships.sort()).toEqual(fromColumns.sort());
  });

  test.each([
    ["contact", "parentcustomerid_account", "account"],
    ["contact", "parentcustomerid_contact", "contact"],
    ["contact", "account_primary_contact", "account"],
    ["contact", "Contact_Annotation", "annotation"],
    ["contact", "contactleads_association", "lead"],
    ["lead", "contactleads_association", "contact"],
    ["account", "contact_customer_accounts", "contact"],
    ["account", "primarycontactid", "contact"],
    ["account", "accountleads_association", "lead"],
    ["annotation", "objectid_contact", "contact"],
    ["opportunity", "customerid_account", "account"],
    ["incident", "customerid_contact", "contact"],
    ["account", "user_accounts", undefined],
    ["systemuser", "user_accounts", "account"],
    ["systemuser", "system_user_incidents", "incident"],
    ["task", "regardingobjectid_contact_task", "contact"],
    ["task", "ownerid_task", "systemuser"],
    ["task", "ownerid", undefined],
    ["contact", "Contact_Phonecalls", "phonecall"],
    ["annotation", "objectid_appointment", "appointment"],
    ["msdynci_customerprofile", "msdynci_customer_alternatekey", "msdynci_alternatekey"],
    ["msdynci_personalizationcookie", "msdynci_PersonalizationView_CookieRef", "msdynci_personalizationview"],
    ["msdynci_personalizationview", "msdynci_AlternateKeyReference", "msdynci_alternatekey"],
  ])("%s reaches across %s the table %s", (table, navigation, target) => {
    expect(standardSchema.findNavigation(table, navigation)?.target).toBe(target);
  });

  // The table references, where a deletion does not simply remove the link.
  test.each([
    ["contact_customer_accounts", "cascade"],
    ["contact_customer_contacts", "remove-link"],
    ["account_parent_account", "remove-link"],
    ["account_primary_contact", "remove-link"],
    ["incident_customer_contacts", "cascade"],
    ["incident_parent_incident", "cascade"],
    ["incident_existingcase", "remove-link"],
    ["opportunity_customer_accounts", "cascade"],
    ["lead_customer_contacts", "cascade"],
    ["Contact_Annotation", "cascade"],
    ["Contact_Tasks", "cascade"],
  ])("lets the deletion of a parent across %s %s", (relationship, onDelete) => {
    expect(standardSchema.findRelationship(relationship)).toMatchObject({ onDelete });
  });

  const columnOf = (table: string, name: string): unknown => {
    const definition = standardSchema.findTable(table);
    return definition && findColumn(definition, name);
  };

  // Where the references differ between tables that look alike, or from what one would think.
  test.each([
    ["contact", "address1_name", { maxLength: 200 }],
    ["contact", "address2_name", { maxLength: 100 }],
    ["account", "address2_name", { maxLength: 200 }],
    ["lead", "address1_name", { maxLength: 100 }],
    ["lead", "address1_primarycontactname", undefined],
    ["lead", "pager", { maxLength: 20 }],
    ["contact", "address1_addresstypecode", { options: { length: 4 } }],
    ["contact", "address2_addresstypecode", { options: { length: 1 }, initial: 1 }],
    ["contact", "birthdate", { type: "date" }],
    ["contact", "lastusedincampaign", { type: "datetime" }],
    ["contact", "preferredappointmenttimecode", { initial: 1 }],
    ["opportunity", "finaldecisiondate", { type: "date" }],
    ["task", "statuscode", { initial: 2 }],
    ["appointment", "description", { maxLength: 1_048_576 }],
    ["appointment", "instancetypecode", { initial: 0, readOnly: true }],
    ["feedback", "comments", { maxLength: 2000 }],
    ["feedback", "source", { options: { length: 2 }, initial: 0 }],
    ["feedback", "statuscode", { initial: 1 }],
    ["feedback", "regardingobjectid", undefined],
    ["msdynci_unifiedactivity", "msdynci_rangeindex", { type: "string", maxLength: 4000 }],
    ["msdynci_alternatekey", "msdynci_customerid", { maxLength: 100 }],
  ])("%s.%s is %j", (table, name, expected) => {
    const found = columnOf(table, name);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });

  test.each([
    ["contact", "donotemail", ["Allow", "Do Not Allow"], false],
    ["contact", "donotsendmm", ["Send", "Do Not Send"], false],
    ["contact", "followemail", ["Do Not Allow", "Allow"], true],
    ["phonecall", "directioncode", ["Incoming", "Outgoing"], true],
  ])("%s.%s says %j instead of No and Yes", (table, name, labels, initial) => {
    expect(columnOf(table, name)).toMatchObject({ options: labels.map((label, value) => ({ value, label })), initial });
  });

  test("knows names by case where Dataverse does", () => {
    expect(standardSchema.findNavigation("contact", "contact_annotation")).toBeUndefined();
    expect(standardSchema.findTableBySet("Contacts")).toBeUndefined();
    expect(standardSchema.findRelationship("CONTACT_ANNOTATION")?.schemaName).toBe("Contact_Annotation");
  });
});

describe("computed columns", () => {
  const compute = (table: string, row: Record<string, string | null>): unknown => standardSchema.findTable(table)?.compute?.(row);

  test.each([
    [{ firstname: "Ada", lastname: "Lovelace" }, "Ada Lovelace"],
    [{ firstname: null, lastname: "Lovelace" }, "Lovelace"],
    [{ firstname: "Ada", lastname: "" }, "Ada"],
    [{}, null],
  ])("the full name of %j is %j", (row, fullname) => {
    expect(compute("contact", row)).toEqual({ fullname });
  });

  test.each([
    ["", null],
    ["aGk=", 2],
    ["aGkh", 3],
    ["aA==", 1],
  ])("the file of the note %j has the size %j", (documentbody, filesize) => {
    expect(compute("annotation", { documentbody })).toMatchObject({ filesize });
  });
});
