import { assertNever } from "../../access/assert-never.ts";
import { isGuid, parseLiteral, type PathLiteral } from "../odata/parse-path.ts";
import type { RowReference } from "../odata/payload/payload.ts";
import { readPayload } from "../odata/payload/read-payload.ts";
import { readReference } from "../odata/payload/read-reference.ts";
import type { MessageParameters } from "../organization/organization.ts";
import type { CustomApiParameter } from "../organization/plugin.ts";
import type { TableDefinition } from "../schema/table-definition.ts";
import type { CellValue, Row } from "../store/store.ts";
import type { OrgCall } from "./org-call.ts";
import { OrgFault } from "./org-fault.ts";

export type ParameterValue = MessageParameters[string];

/** A parameter of a function, from its literal in the URL. Rows come as JSON. */
export function readUrlParameter(literal: PathLiteral, parameter: CustomApiParameter, call: OrgCall): ParameterValue {
  switch (literal.kind) {
    case "null":
      return null;
    case "string":
      if (parameter.type !== "String") throw wrongType(parameter);
      return literal.value;
    case "other":
      if (parameter.type === "DateTime") return readJsonParameter(literal.text, parameter, call);
      return readJsonParameter(parseJson(literal.text, parameter), parameter, call);
    case "alias":
      throw new TypeError(`The alias ${literal.name} is not resolved.`);
    case "guid":
    case "number":
    case "boolean":
      if (parameter.type === "String") throw wrongType(parameter);
      return readJsonParameter(literal.value, parameter, call);
    default:
      return assertNever(literal);
  }
}

/** A parameter of an action, from its JSON; a reference to a row becomes the row's id, a row its cells. Throws OrgFault and PayloadFault. */
export function readJsonParameter(value: unknown, parameter: CustomApiParameter, call: OrgCall): ParameterValue {
  if (value === null || value === undefined) return null;
  switch (parameter.type) {
    case "Boolean":
      return typeof value === "boolean" ? value : fail(parameter);
    case "Integer":
    case "Picklist":
      return typeof value === "number" && Number.isInteger(value) ? value : fail(parameter);
    case "Decimal":
    case "Float":
    case "Money":
      return typeof value === "number" ? value : fail(parameter);
    case "String":
      return typeof value === "string" ? value : fail(parameter);
    case "Guid":
      return typeof value === "string" && isGuid(value) ? value.toLowerCase() : fail(parameter);
    case "DateTime":
      return typeof value === "string" && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : fail(parameter);
    case "StringArray":
      return isTextList(value) ? value : fail(parameter);
    case "Entity":
      return readRow(value, parameter, call);
    case "EntityReference":
      return readRowId(value, parameter, call);
    default:
      return assertNever(parameter.type);
  }
}

/** A response property as JSON. A row or a reference says its table where the custom API does. */
export function renderResponse(value: ParameterValue | undefined, parameter: CustomApiParameter, call: OrgCall): unknown {
  if (value === undefined || value === null) return null;
  if (parameter.type !== "EntityReference" && parameter.type !== "Entity") return value;
  const table = parameter.table === undefined ? undefined : call.context.schema.findTable(parameter.table);
  const type = table === undefined ? {} : { "@odata.type": `#Microsoft.Dynamics.CRM.${table.name}` };
  if (parameter.type === "EntityReference") return { ...type, [table?.primaryId ?? "id"]: value };
  return { ...type, ...(isRow(value) ? value : {}) };
}

function readRow(value: unknown, parameter: CustomApiParameter, call: OrgCall): Row {
  const body = requireObject(value, parameter);
  const payload = readPayload(body, requireType(body, parameter, call), call.context.schema, call);
  if (payload.nested.length > 0 || payload.links.length > 0)
    throw OrgFault.notBuilt(`related rows in the parameter '${parameter.uniqueName}'.`);
  return {
    ...Object.fromEntries(payload.cells.map(({ column, value: cell }): [string, CellValue] => [column.name, cell])),
    ...Object.fromEntries(
      payload.binds.map(({ navigation, target }): [string, CellValue] => [
        navigation.column,
        target === null ? null : idOf(target, parameter),
      ]),
    ),
  };
}

function readRowId(value: unknown, parameter: CustomApiParameter, call: OrgCall): string {
  const body = requireObject(value, parameter);
  const address = body["@odata.id"];
  if (address !== undefined) return idOf(readReference(address, { ...call, schema: call.context.schema }), parameter);
  const id = body[requireType(body, parameter, call).primaryId];
  return typeof id === "string" && isGuid(id) ? id.toLowerCase() : fail(parameter);
}

function idOf(reference: RowReference, { uniqueName, table }: CustomApiParameter): string {
  if (table !== undefined && reference.table.name !== table)
    throw new OrgFault(400, "0x80048d19", `The parameter '${uniqueName}' takes rows of ${table}.`);
  if (reference.key.kind !== "id") throw OrgFault.notBuilt(`an alternate key in the parameter '${uniqueName}'.`);
  return reference.key.id;
}

function requireType(
  body: Readonly<Record<string, unknown>>,
  { uniqueName, table: wanted }: CustomApiParameter,
  call: OrgCall,
): TableDefinition {
  const written = body["@odata.type"];
  const name = typeof written === "string" ? /^#?Microsoft\.Dynamics\.CRM\.(\w+)$/u.exec(written)?.[1] : wanted;
  const table = name === undefined ? undefined : call.context.schema.findTable(name);
  if (table === undefined || (wanted !== undefined && table.name !== wanted))
    throw new OrgFault(
      400,
      "0x80048d19",
      `The parameter '${uniqueName}' must say its table by '@odata.type': 'Microsoft.Dynamics.CRM.${wanted ?? "<table>"}'.`,
    );
  return table;
}

function requireObject(value: unknown, parameter: CustomApiParameter): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrongType(parameter);
  return Object.fromEntries(Object.entries(value));
}

function parseJson(text: string, parameter: CustomApiParameter): unknown {
  const list = readTextList(text);
  if (list !== undefined) return list;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw wrongType(parameter);
    throw error;
  }
}

/** The texts of a list literal, e.g. of `include=['segmentmembership','measures']`; undefined: not such a list. */
export function readTextList(text: string): readonly string[] | undefined {
  const inside = /^\[(.*)\]$/su.exec(text.trim())?.[1];
  if (inside === undefined) return undefined;
  const items = inside.match(/'(?:[^']|'')*'|"[^"]*"|[^,]+/gu) ?? [];
  const texts = items.flatMap((item) => {
    const literal = parseLiteral(item.trim().replace(/^"(.*)"$/su, "'$1'"));
    return literal.kind === "string" ? [literal.value] : [];
  });
  return texts.length === items.length ? texts : undefined;
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isRow(value: ParameterValue): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fail(parameter: CustomApiParameter): never {
  throw wrongType(parameter);
}

function wrongType({ uniqueName, type }: CustomApiParameter): OrgFault {
  return new OrgFault(400, "0x80048d19", `The parameter '${uniqueName}' is not of type ${type}.`);
}
