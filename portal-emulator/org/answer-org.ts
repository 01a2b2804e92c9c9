import { assertNever } from "../../access/assert-never.ts";
import type { PartPath, PathStep, ResourcePath } from "../odata/parse-path.ts";
import { parsePath } from "../odata/parse-path.ts";
import { findColumn, findColumnByReadName, type TableDefinition } from "../schema/table-definition.ts";
import { answerDefinitions, definitionSets } from "./metadata/answer-definitions.ts";
import { renderCsdl } from "./metadata/render-csdl.ts";
import { renderServiceDocument } from "./metadata/service-document.ts";
import type { OrgCall } from "./org-call.ts";
import { OrgFault, orgHeaders } from "./org-fault.ts";
import { requireObject } from "./read-body.ts";
import { answerFetch } from "./read-fetch.ts";
import { findTarget, readColumn, readLookup, readReferences, readRelated, readRelatedRow, requireTable, type RowAt } from "./read-part.ts";
import { countRows, listRows, readOneRow, withPartition } from "./read-rows.ts";
import { json } from "./render-rows.ts";
import { rowAt, runMessage } from "./run-message.ts";
import { addReference, createRelated, removeReference, setReference } from "./write-references.ts";
import { createRow, deleteRow, upsertRow, writeCell } from "./write-rows.ts";

/** Answers one request, or one part of a batch. Throws OrgFault, QueryFault, PayloadFault, DataverseFault. */
export async function answerOrg(call: OrgCall): Promise<Response> {
  const path = parsePath(call.path);
  switch (path.kind) {
    case "service":
      requireMethod(call, "GET");
      return json(renderServiceDocument(call.context.schema, call.root));
    case "metadata":
      requireMethod(call, "GET");
      return new Response(renderCsdl(call.context), { headers: { ...orgHeaders, "content-type": "application/xml" } });
    case "batch":
      throw new OrgFault(400, "0x80048d19", "A batch cannot hold another batch.");
    case "malformed":
      throw path.segment.includes("(")
        ? new OrgFault(400, "0x80060888", "Bad Request - Error in query syntax.")
        : OrgFault.unknownSegment(path.segment);
    case "forbidden-character":
      throw refuseCharacter(path.character);
    case "collection":
    case "count":
    case "row":
    case "alternate-key":
    case "part":
      return answerSet(call, path);
    default:
      return assertNever(path);
  }
}

type SetPath = Extract<ResourcePath, { readonly entitySet: string }>;

async function answerSet(call: OrgCall, path: SetPath): Promise<Response> {
  if (definitionSets.has(path.entitySet)) return answerDefinitions(call, path);
  const table = call.context.schema.findTableBySet(path.entitySet);
  if (table === undefined) return answerMessage(call, path);
  if (table.intersect === true && call.method !== "GET")
    throw new OrgFault(400, "0x80040800", `The '${messageOf(call.method)}' method does not support entities of type '${table.name}'.`);
  switch (path.kind) {
    case "collection":
      if (call.method === "GET") return answerList(call, table);
      if (call.method === "POST") return createRow(call, table);
      throw OrgFault.wrongMethod(call.method);
    case "count":
      requireMethod(call, "GET");
      return countRows(call, table);
    case "row":
    case "alternate-key": {
      const { key } = rowAt(call, table, path);
      const whole = withPartition(call.url, table, key);
      if (call.method === "GET") return readOneRow(call, table, whole);
      if (call.method === "PATCH") return upsertRow(call, table, whole);
      if (call.method === "DELETE") return deleteRow(call, table, whole);
      throw OrgFault.wrongMethod(call.method);
    }
    case "part":
      return answerPart(call, path, table);
    default:
      return assertNever(path);
  }
}

async function answerList(call: OrgCall, table: TableDefinition): Promise<Response> {
  const { searchParams } = call.url;
  for (const name of ["savedQuery", "userQuery"]) if (searchParams.has(name)) throw OrgFault.notBuilt(`the query option ${name}.`);
  return searchParams.has("fetchXml") ? answerFetch(call, table) : listRows(call, table);
}

/** A name that is no entity set may be a function's or an action's. */
async function answerMessage(call: OrgCall, path: SetPath): Promise<Response> {
  if (path.kind === "collection") return runMessage(call, { name: path.entitySet, values: [] });
  if (path.kind === "alternate-key") return runMessage(call, { name: path.entitySet, values: path.key });
  throw OrgFault.unknownSegment(path.entitySet);
}

async function answerPart(call: OrgCall, { of, steps, end }: PartPath, table: TableDefinition): Promise<Response> {
  const [first] = steps;
  const boundName = first === undefined ? undefined : /^Microsoft\.Dynamics\.CRM\.(\w+)$/u.exec(first.name)?.[1];
  if (of.kind === "collection") {
    if (boundName !== undefined) throw OrgFault.notBuilt(`functions and actions bound to a collection ('${boundName}').`);
    throw OrgFault.unknownSegment(first?.name ?? "");
  }
  const start = rowAt(call, table, of);
  if (first !== undefined && boundName !== undefined && steps.length === 1 && end === undefined)
    return runMessage(call, { name: boundName, values: first.key?.kind === "named" ? first.key.values : [], at: start });
  let at: RowAt = start;
  for (const step of steps.slice(0, -1)) at = await follow(call, at, step);
  const last = steps.at(-1);
  if (last === undefined) throw new TypeError("A path to a part of a row has no step.");
  return answerStep(call, at, last, end);
}

/** The row a navigation property in the middle of a path leads to. */
async function follow(call: OrgCall, at: RowAt, step: PathStep): Promise<RowAt> {
  const { schema } = call.context;
  const navigation = schema.findNavigation(at.table.name, step.name);
  if (navigation === undefined) throw OrgFault.unknownSegment(step.name);
  if (navigation.kind !== "lookup") {
    if (step.key?.kind !== "id") throw OrgFault.unknownSegment(step.name);
    return { table: requireTable(schema, navigation.target), key: { kind: "id", id: step.key.id } };
  }
  const target = step.key === undefined ? await findTarget(call, at, navigation) : undefined;
  if (target === undefined) throw OrgFault.unknownSegment(step.name);
  return target;
}

async function answerStep(call: OrgCall, at: RowAt, step: PathStep, end: PartPath["end"]): Promise<Response> {
  const { method } = call;
  const navigation = call.context.schema.findNavigation(at.table.name, step.name);
  if (navigation === undefined) {
    const column = findColumnByReadName(at.table, step.name) ?? findColumn(at.table, step.name);
    if (column === undefined || step.key !== undefined || end === "$ref" || end === "$count") throw OrgFault.unknownSegment(step.name);
    if (method === "GET" && findColumnByReadName(at.table, step.name) !== undefined) return readColumn(call, at, column, end === "$value");
    if (end !== undefined) throw OrgFault.wrongMethod(method);
    if (method === "PUT") return writeCell(call, at.table, at.key, { [step.name]: requireValue(await requireObject(call)) });
    if (method === "DELETE") return writeCell(call, at.table, at.key, { [step.name]: null });
    throw OrgFault.wrongMethod(method);
  }
  if (end === "$value" || step.key?.kind === "named") throw OrgFault.unknownSegment(step.name);
  const relatedId = step.key?.id;
  if (end === "$ref") {
    if (method === "DELETE") return removeReference(call, at, navigation, relatedId);
    if (relatedId !== undefined) throw OrgFault.wrongMethod(method);
    if (method === "GET") return readReferences(call, at, navigation);
    if (method === "PUT" && navigation.kind === "lookup") return setReference(call, at, navigation);
    if (method === "POST" && navigation.kind !== "lookup") return addReference(call, at, navigation);
    throw OrgFault.wrongMethod(method);
  }
  if (navigation.kind === "lookup") {
    if (end !== undefined || relatedId !== undefined) throw OrgFault.unknownSegment(step.name);
    requireMethod(call, "GET");
    return readLookup(call, at, navigation);
  }
  if (relatedId !== undefined) {
    if (end !== undefined) throw OrgFault.unknownSegment(step.name);
    requireMethod(call, "GET");
    return readRelatedRow(call, at, navigation, relatedId);
  }
  if (method === "GET") return readRelated(call, at, navigation, end === "$count");
  if (method === "POST" && end === undefined) return createRelated(call, at, navigation);
  throw OrgFault.wrongMethod(method);
}

function requireValue(body: Readonly<Record<string, unknown>>): unknown {
  if (!("value" in body)) throw new OrgFault(400, "0x80048d19", 'The body must be {"value": <value>}.');
  return body["value"];
}

/**
 * Documented: such values do not work in the key of a URL. That the web server refuses those it finds dangerous in a path with 400, and `+` and `/` as
 * unknown addresses with 404, is assumed. https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity
 */
function refuseCharacter(character: string): OrgFault {
  return "/+".includes(character)
    ? OrgFault.unknownSegment(character)
    : new OrgFault(400, "", `A potentially dangerous Request.Path value was detected from the client (${character}).`);
}

function messageOf(method: string): string {
  return method === "DELETE" ? "Delete" : method === "POST" ? "Create" : "Update";
}

function requireMethod({ method }: OrgCall, only: string): void {
  if (method !== only) throw OrgFault.wrongMethod(method);
}
