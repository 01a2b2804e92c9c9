import type { EmulatorContext } from "../../emulator-context.ts";
import type { Navigation, Schema } from "../../schema/schema.ts";
import type { TableDefinition } from "../../schema/table-definition.ts";
import { readName } from "../../schema/table-definition.ts";
import { edmTypes } from "../../schema/edm-types.ts";

/**
 * The schema as OData's XML (CSDL): entity types with keys, properties and navigation properties, and the container of entity sets; no
 * enumerations, and of functions those the organization has itself.
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/web-api-service-documents
 */
export function renderCsdl({ schema }: Pick<EmulatorContext, "schema">): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">',
    "<edmx:DataServices>",
    '<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">',
    '<EntityType Name="crmbaseentity" Abstract="true" />',
    ...schema.tables.map((table) => renderEntityType(schema, table)),
    '<ComplexType Name="WhoAmIResponse">',
    ...["BusinessUnitId", "UserId", "OrganizationId"].map((name) => `<Property Name="${name}" Type="Edm.Guid" Nullable="false" />`),
    "</ComplexType>",
    '<Function Name="WhoAmI"><ReturnType Type="mscrm.WhoAmIResponse" Nullable="false" /></Function>',
    '<EntityContainer Name="System">',
    ...schema.tables.map((table) => renderEntitySet(schema, table)),
    '<FunctionImport Name="WhoAmI" Function="mscrm.WhoAmI" />',
    "</EntityContainer>",
    "</Schema>",
    "</edmx:DataServices>",
    "</edmx:Edmx>",
    "",
  ].join("\n");
}

function renderEntityType(schema: Schema, table: TableDefinition): string {
  const partition = table.elastic ? '<PropertyRef Name="partitionid" />' : "";
  return [
    `<EntityType Name="${escapeXml(table.name)}" BaseType="mscrm.crmbaseentity">`,
    `<Key><PropertyRef Name="${escapeXml(table.primaryId)}" />${partition}</Key>`,
    ...table.columns.map((column) => `<Property Name="${escapeXml(readName(column))}" Type="${edmTypes[column.type]}" />`),
    ...schema.navigations(table.name).map((navigation) => renderNavigation(schema, navigation)),
    "</EntityType>",
  ].join("\n");
}

function renderNavigation(schema: Schema, navigation: Navigation): string {
  const partner = escapeXml(findPartner(schema, navigation)?.name ?? "");
  const named = `Name="${escapeXml(navigation.name)}"`;
  if (navigation.kind !== "lookup")
    return `<NavigationProperty ${named} Type="Collection(mscrm.${escapeXml(navigation.target)})" Partner="${partner}" />`;
  const target = escapeXml(schema.findTable(navigation.target)?.primaryId ?? "");
  return (
    `<NavigationProperty ${named} Type="mscrm.${escapeXml(navigation.target)}" Partner="${partner}">` +
    `<ReferentialConstraint Property="_${escapeXml(navigation.column)}_value" ReferencedProperty="${target}" /></NavigationProperty>`
  );
}

function renderEntitySet(schema: Schema, table: TableDefinition): string {
  const bindings = schema.navigations(table.name).map(({ name, target }) => {
    const set = schema.findTable(target)?.entitySet ?? "";
    return `<NavigationPropertyBinding Path="${escapeXml(name)}" Target="${escapeXml(set)}" />`;
  });
  return `<EntitySet Name="${escapeXml(table.entitySet)}" EntityType="Microsoft.Dynamics.CRM.${escapeXml(table.name)}">${bindings.join("")}</EntitySet>`;
}

/** The navigation property of the other table over the same relationship. */
function findPartner(schema: Schema, navigation: Navigation): Navigation | undefined {
  return schema
    .navigations(navigation.target)
    .find(
      (one) =>
        one.relationship === navigation.relationship &&
        (one.kind === "many-to-many" && navigation.kind === "many-to-many"
          ? one.nearColumn === navigation.farColumn
          : one.kind !== navigation.kind),
    );
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
