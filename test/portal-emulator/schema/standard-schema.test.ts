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
        ).toContain(column.initial);
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
    ["msdynci_personalizationview", "msdynci_AlternateKeyReference", "msdynci_alternatekey"],
  ])("%s reaches across %s the table %s", (table, navigation, target) => {
    expect(standardSchema.findNavigation(table, navigation)?.target).toBe(target);
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
