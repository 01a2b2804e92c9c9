import type { NamedValue, PathStep, ResourcePath } from "../../odata/parse-path.ts";
import type { Relationship, Schema } from "../../schema/schema.ts";
import type { ColumnDefinition, TableDefinition } from "../../schema/table-definition.ts";
import type { OrgCall } from "../org-call.ts";
import { OrgFault } from "../org-fault.ts";
import { json } from "../render-rows.ts";
import { describeColumn, describeKey, describeOptions, describeRelationship, describeTable } from "./describe-table.ts";
import { type DefinitionNode, queryDefinitions, readOptions, renderDefinition } from "./query-definitions.ts";

// https://learn.microsoft.com/power-apps/developer/data-platform/webapi/query-metadata-web-api

/** Entity sets of definitions. */
export const definitionSets: ReadonlySet<string> = new Set(["EntityDefinitions", "RelationshipDefinitions", "GlobalOptionSetDefinitions"]);

type Found = { readonly kind: "one"; readonly node: DefinitionNode } | { readonly kind: "many"; readonly nodes: readonly DefinitionNode[] };

/** Reads of the schema: `EntityDefinitions(LogicalName='contact')/Keys`, `.../Attributes(LogicalName='…')/Microsoft.Dynamics.CRM.<Type>`, and lists of them. */
export function answerDefinitions(call: OrgCall, path: Extract<ResourcePath, { readonly entitySet: string }>): Response {
  const { schema } = call.context;
  if (call.method !== "GET") throw OrgFault.notBuilt(`changes of ${path.entitySet}.`);
  if (path.entitySet === "GlobalOptionSetDefinitions") throw OrgFault.notBuilt("GlobalOptionSetDefinitions.");
  if (path.kind === "count" || (path.kind === "part" && path.end !== undefined))
    throw OrgFault.notBuilt("counts and references of definitions.");
  const roots =
    path.entitySet === "EntityDefinitions"
      ? schema.tables.map((table) => tableNode(schema, table))
      : schema.relationships.map((relationship) => relationshipNode(schema, relationship));
  const of = path.kind === "part" ? path.of : path;
  let found: Found = { kind: "many", nodes: roots };
  if (of.kind === "row")
    found = { kind: "one", node: requireNode(roots, [{ name: "MetadataId", value: { kind: "guid", value: of.id } }], of.entitySet) };
  if (of.kind === "alternate-key") found = { kind: "one", node: requireNode(roots, of.key, of.entitySet) };
  for (const step of path.kind === "part" ? path.steps : []) found = follow(found, step);
  const options = readOptions(call.url.searchParams);
  const context = `${call.root}/$metadata#${path.entitySet}${path.kind === "part" ? `/${path.steps.map(({ name }) => name).join("/")}` : ""}`;
  return found.kind === "one"
    ? json({ "@odata.context": `${context}/$entity`, ...renderDefinition(found.node, options) })
    : json({ "@odata.context": context, value: queryDefinitions(found.nodes, options) });
}

function follow(from: Found, { name, key }: PathStep): Found {
  if (name.startsWith("Microsoft.Dynamics.CRM.")) {
    const isOfType = ({ definition }: DefinitionNode): boolean => definition["@odata.type"] === `#${name}`;
    if (from.kind === "many") return { kind: "many", nodes: from.nodes.filter((node) => isOfType(node)) };
    if (!isOfType(from.node)) throw OrgFault.unknownSegment(name);
    return from;
  }
  const next = from.kind === "one" ? from.node.expand(name) : undefined;
  if (next === undefined) throw OrgFault.notBuilt(`'${name}' of a definition.`);
  if (!isNodes(next)) return { kind: "one", node: next };
  if (key === undefined) return { kind: "many", nodes: next };
  const values: readonly NamedValue[] = key.kind === "id" ? [{ name: "MetadataId", value: { kind: "guid", value: key.id } }] : key.values;
  return { kind: "one", node: requireNode(next, values, name) };
}

function requireNode(nodes: readonly DefinitionNode[], key: readonly NamedValue[], where: string): DefinitionNode {
  const [part] = key;
  if (key.length !== 1 || part === undefined || !["LogicalName", "SchemaName", "MetadataId"].includes(part.name))
    throw new OrgFault(400, "0x80060888", `A key of ${where} is LogicalName, SchemaName or MetadataId.`);
  const wanted = part.value.kind === "string" || part.value.kind === "guid" ? part.value.value : undefined;
  const node = nodes.find(({ definition }) => definition[part.name] === wanted);
  if (node === undefined) throw new OrgFault(404, "0x80060888", `Could not find a definition with the given ${part.name} in ${where}.`);
  return node;
}

function tableNode(schema: Schema, table: TableDefinition): DefinitionNode {
  const relationships = (isMeant: (relationship: Relationship) => boolean): DefinitionNode[] =>
    schema.relationships.filter((one) => isMeant(one)).map((one) => relationshipNode(schema, one));
  return {
    definition: describeTable(table),
    expand: (name) => {
      switch (name) {
        case "Attributes":
          return table.columns.map((column) => columnNode(table, column));
        case "Keys":
          return (table.alternateKeys ?? []).map((key) => ({ definition: describeKey(table, key), expand: () => undefined }));
        case "OneToManyRelationships":
          return relationships((one) => one.kind === "one-to-many" && one.parentTable === table.name);
        case "ManyToOneRelationships":
          return relationships((one) => one.kind === "one-to-many" && one.childTable === table.name);
        case "ManyToManyRelationships":
          return relationships((one) => one.kind === "many-to-many" && one.ends.some((end) => end.table === table.name));
        default:
          return undefined;
      }
    },
  };
}

function columnNode(table: TableDefinition, column: ColumnDefinition): DefinitionNode {
  return {
    definition: describeColumn(table, column),
    expand: (name) => {
      const options = name === "OptionSet" ? describeOptions(table, column) : undefined;
      return options === undefined ? undefined : { definition: options, expand: () => undefined };
    },
  };
}

function relationshipNode(schema: Schema, relationship: Relationship): DefinitionNode {
  return { definition: describeRelationship(schema, relationship), expand: () => undefined };
}

function isNodes(found: readonly DefinitionNode[] | DefinitionNode): found is readonly DefinitionNode[] {
  return Array.isArray(found);
}
