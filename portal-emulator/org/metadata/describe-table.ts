import { createHash } from "node:crypto";
import type { OneToMany, Relationship, Schema } from "../../schema/schema.ts";
import type { AlternateKey, ColumnDefinition, TableDefinition } from "../../schema/table-definition.ts";
import { attributeTypes } from "./attribute-types.ts";

/** A definition as the Web API's JSON shows it; of its properties those the emulator knows. */
export type Definition = Readonly<Record<string, unknown>>;

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/entitymetadata */
export function describeTable(table: TableDefinition): Definition {
  const schemaName = table.schemaName ?? table.name;
  return {
    MetadataId: metadataId("table", table.name),
    HasChanged: null,
    LogicalName: table.name,
    SchemaName: schemaName,
    EntitySetName: table.entitySet,
    LogicalCollectionName: table.entitySet,
    CollectionSchemaName: table.entitySet,
    PrimaryIdAttribute: table.primaryId,
    PrimaryNameAttribute: table.primaryName,
    DisplayName: label(table.displayName ?? schemaName),
    IsIntersect: table.intersect === true,
    TableType: table.elastic ? "Elastic" : "Standard",
  };
}

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/attributemetadata */
export function describeColumn(table: TableDefinition, column: ColumnDefinition): Definition {
  const { type, metadata } = attributeTypeOf(column);
  const isPrimaryId = column.name === table.primaryId;
  return {
    "@odata.type": `#Microsoft.Dynamics.CRM.${metadata}AttributeMetadata`,
    MetadataId: metadataId("column", table.name, column.name),
    HasChanged: null,
    LogicalName: column.name,
    SchemaName: column.schemaName ?? column.name,
    EntityLogicalName: table.name,
    DisplayName: label(column.displayName ?? column.schemaName ?? column.name),
    AttributeType: type,
    AttributeTypeName: { Value: `${metadata}Type` },
    IsPrimaryId: isPrimaryId,
    IsPrimaryName: column.name === table.primaryName,
    IsValidForRead: true,
    IsValidForCreate: column.readOnly !== true,
    IsValidForUpdate: column.readOnly !== true && !isPrimaryId,
    ...(column.maxLength === undefined ? {} : { MaxLength: column.maxLength }),
    ...(column.type === "lookup" ? { Targets: column.targets ?? [] } : {}),
    ...(column.type === "date" ? { Format: "DateOnly" } : column.type === "datetime" ? { Format: "DateAndTime" } : {}),
  };
}

/** The options of a choice, a multichoice or a boolean; undefined: another type, or not known. */
export function describeOptions(table: TableDefinition, column: ColumnDefinition): Definition | undefined {
  const options = (column.options ?? []).map((option) => ({ Value: option.value, Label: label(option.label) }));
  const id = metadataId("options", table.name, column.name);
  if (column.type === "boolean") {
    const two =
      options.length === 2
        ? options
        : [
            { Value: 0, Label: label("No") },
            { Value: 1, Label: label("Yes") },
          ];
    return {
      MetadataId: id,
      OptionSetType: "Boolean",
      TrueOption: two.find((option) => option.Value === 1),
      FalseOption: two.find((option) => option.Value === 0),
    };
  }
  if (column.type !== "choice" && column.type !== "multichoice") return undefined;
  return { MetadataId: id, Name: `${table.name}_${column.name}`, IsGlobal: false, OptionSetType: "Picklist", Options: options };
}

const keyStates: Readonly<Record<AlternateKey["state"], string>> = {
  pending: "Pending",
  "in-progress": "InProgress",
  active: "Active",
  failed: "Failed",
};

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/entitykeymetadata */
export function describeKey(table: TableDefinition, key: AlternateKey): Definition {
  return {
    MetadataId: metadataId("key", table.name, key.name),
    HasChanged: null,
    LogicalName: key.name.toLowerCase(),
    SchemaName: key.name,
    EntityLogicalName: table.name,
    DisplayName: label(key.name),
    KeyAttributes: [...key.columns],
    EntityKeyIndexStatus: keyStates[key.state],
  };
}

const cascades: Readonly<Record<OneToMany["onDelete"], string>> = { cascade: "Cascade", "remove-link": "RemoveLink", restrict: "Restrict" };

/** https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/relationshipmetadatabase */
export function describeRelationship(schema: Schema, relationship: Relationship): Definition {
  const common = { MetadataId: metadataId("relationship", relationship.schemaName), HasChanged: null, SchemaName: relationship.schemaName };
  if (relationship.kind === "one-to-many")
    return {
      "@odata.type": "#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata",
      ...common,
      RelationshipType: "OneToManyRelationship",
      ReferencedEntity: relationship.parentTable,
      ReferencedAttribute: schema.findTable(relationship.parentTable)?.primaryId ?? null,
      ReferencingEntity: relationship.childTable,
      ReferencingAttribute: relationship.lookup,
      ReferencedEntityNavigationPropertyName: relationship.parentNavigation,
      ReferencingEntityNavigationPropertyName: relationship.childNavigation,
      CascadeConfiguration: { Delete: cascades[relationship.onDelete] },
    };
  const [one, other] = relationship.ends;
  return {
    "@odata.type": "#Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata",
    ...common,
    RelationshipType: "ManyToManyRelationship",
    IntersectEntityName: relationship.intersect,
    Entity1LogicalName: one.table,
    Entity1IntersectAttribute: one.column,
    Entity1NavigationPropertyName: one.navigation,
    Entity2LogicalName: other.table,
    Entity2IntersectAttribute: other.column,
    Entity2NavigationPropertyName: other.navigation,
  };
}

function attributeTypeOf(column: ColumnDefinition): { readonly type: string; readonly metadata: string } {
  if (column.name === "statecode") return { type: "State", metadata: "State" };
  if (column.name === "statuscode") return { type: "Status", metadata: "Status" };
  const targets = [...(column.targets ?? [])].sort().join(",");
  if (column.type === "lookup" && targets === "account,contact") return { type: "Customer", metadata: "Lookup" };
  if (column.type === "lookup" && column.name === "ownerid") return { type: "Owner", metadata: "Lookup" };
  return attributeTypes[column.type];
}

function label(text: string): Definition {
  const localized = { Label: text, LanguageCode: 1033, IsManaged: true, MetadataId: null, HasChanged: null };
  return { LocalizedLabels: [localized], UserLocalizedLabel: localized };
}

/** The same for the same name in every emulated organization; means nothing elsewhere. */
function metadataId(...names: readonly string[]): string {
  const hex = createHash("sha256").update(names.join("/")).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
