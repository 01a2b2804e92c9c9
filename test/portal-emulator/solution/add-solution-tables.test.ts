import { describe, expect, it } from "vitest";
import { parseSchemaFile } from "../../../portal-emulator/schema/parse-schema-file.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";
import { findColumn, type ColumnDefinition } from "../../../portal-emulator/schema/table-definition.ts";
import { addSolutionTables } from "../../../portal-emulator/solution/add-solution-tables.ts";
import { parseSolution } from "../../../portal-emulator/solution/parse-solution.ts";
import type { Schema } from "../../../portal-emulator/schema/schema.ts";
import { solutionFiles } from "./small-solution.ts";

const solution = parseSolution(solutionFiles());
const columnOf = (schema: Schema, table: string, name: string): ColumnDefinition | undefined => {
  const found = schema.findTable(table);
  return found && findColumn(found, name);
};

describe("addSolutionTables", () => {
  const schema = addSolutionTables(standardSchema, solution);

  it("adds the solution's own tables with their columns", () => {
    expect(schema.findTable("pk_order")).toMatchObject({
      entitySet: "pk_orders",
      primaryId: "pk_orderid",
      primaryName: "pk_name",
      displayName: "pk_Order label",
    });
    expect(columnOf(schema, "pk_order", "pk_name")).toMatchObject({ type: "string", maxLength: 40, displayName: "pk_Name label" });
    expect(columnOf(schema, "pk_order", "pk_kind")).toMatchObject({
      type: "choice",
      options: [
        { value: 100, label: "Small" },
        { value: 200, label: "Large" },
      ],
    });
    expect(columnOf(schema, "pk_order", "pk_tags")?.type).toBe("multichoice");
    expect(columnOf(schema, "pk_order", "pk_due")?.type).toBe("date");
    expect(columnOf(schema, "pk_order", "createdon")?.type).toBe("datetime");
  });

  it("leaves out columns the organization cannot hold, and lookups to tables that are not there", () => {
    expect(columnOf(schema, "pk_order", "pk_photo")).toBeUndefined();
    expect(columnOf(schema, "pk_order", "pk_lost")).toBeUndefined();
  });

  it("joins lookups by the solution's relationships", () => {
    expect(columnOf(schema, "pk_order", "pk_contact")?.targets).toEqual(["contact"]);
    expect(schema.findRelationship("pk_item_Order_pk_order")).toMatchObject({
      parentTable: "pk_order",
      childTable: "pk_item",
      lookup: "pk_order",
      onDelete: "cascade",
    });
  });

  it("lets notes point at tables that have them", () => {
    expect(columnOf(schema, "annotation", "objectid")?.targets).toEqual(expect.arrayContaining(["contact", "pk_order"]));
    expect(schema.navigations("pk_order").filter(({ target }) => target === "annotation")).toHaveLength(1);
  });

  it("leaves what a schema file describes as it is, and adds what that lacks", () => {
    const given = parseSchemaFile('{"tables": {"pk_order": {"columns": {"pk_kind": {"type": "string", "maxLength": 7}}}}}', "schema.json");
    const both = addSolutionTables(given, solution);
    expect(columnOf(both, "pk_order", "pk_kind")).toMatchObject({ type: "string", maxLength: 7 });
    expect(columnOf(both, "pk_order", "pk_tags")?.type).toBe("multichoice");
    expect(both.tables.filter(({ name }) => name === "audit")).toHaveLength(1);
  });
});
