import type { CollectionNavigation, LookupNavigation, RowReference } from "../odata/payload/payload.ts";
import { readPayload, requireTarget } from "../odata/payload/read-payload.ts";
import { readReference, readReferenceBody } from "../odata/payload/read-reference.ts";
import { relate, resolveReference, unrelate, writePayload } from "../odata/payload/write-payload.ts";
import type { Navigation } from "../schema/schema.ts";
import type { OrgCall } from "./org-call.ts";
import { OrgFault } from "./org-fault.ts";
import { requireObject } from "./read-body.ts";
import { type RowAt, requireTable } from "./read-part.ts";
import { requireRow } from "./read-rows.ts";
import { noContent } from "./render-rows.ts";
import { answerWrite, requireWritable } from "./write-rows.ts";

// https://learn.microsoft.com/power-apps/developer/data-platform/webapi/associate-disassociate-entities-using-web-api

/** POST `.../<collection>/$ref`, body `{"@odata.id": …}`. */
export async function addReference(call: OrgCall, at: RowAt, navigation: CollectionNavigation): Promise<Response> {
  const target = requireTarget(await readTarget(call), navigation);
  requireWritable(call, navigation.kind === "children" ? target.table : at.table);
  const nearId = await nearIdOf(call, at);
  await call.transact(async (service) => relate(service, navigation, nearId, await resolveReference(service, target)));
  call.effect(`${at.table.name} associated with ${target.table.name}`);
  return noContent();
}

/** PUT `.../<lookup>/$ref`, body `{"@odata.id": …}`. */
export async function setReference(call: OrgCall, at: RowAt, navigation: LookupNavigation): Promise<Response> {
  const target = requireTarget(await readTarget(call), navigation);
  requireWritable(call, at.table);
  const nearId = await nearIdOf(call, at);
  await call.transact(async (service) => {
    await service.update(at.table.name, nearId, { [navigation.column]: await resolveReference(service, target) });
  });
  call.effect(`${at.table.name} updated`);
  return noContent();
}

/** DELETE `.../<lookup>/$ref`, `.../<collection>(<id>)/$ref` or `.../<collection>/$ref?$id=<address>`. */
export async function removeReference(call: OrgCall, at: RowAt, navigation: Navigation, relatedId: string | undefined): Promise<Response> {
  const { schema } = call.context;
  const address = call.url.searchParams.get("$id");
  const named = address === null ? undefined : requireTarget(readReference(address, { ...call, schema }), navigation);
  const nearId = await nearIdOf(call, at);
  if (navigation.kind === "lookup") {
    requireWritable(call, at.table);
    await call.service.update(at.table.name, nearId, { [navigation.column]: null });
    call.effect(`${at.table.name} updated`);
    return noContent();
  }
  const target = requireTable(schema, navigation.target);
  requireWritable(call, navigation.kind === "children" ? target : at.table);
  if (named === undefined && relatedId === undefined)
    throw new OrgFault(400, "0x80060888", "Which row is to be disassociated is not said: its address belongs into '$id'.");
  await call.transact(async (service) => {
    await unrelate(service, navigation, nearId, named === undefined ? String(relatedId) : await resolveReference(service, named));
  });
  call.effect(`${at.table.name} disassociated from ${target.name}`);
  return noContent();
}

/** POST `accounts(<id>)/contact_customer_accounts`: a new row, related to this one. */
export async function createRelated(call: OrgCall, at: RowAt, navigation: CollectionNavigation): Promise<Response> {
  const table = requireTable(call.context.schema, navigation.target);
  requireWritable(call, table);
  const payload = readPayload(await requireObject(call), table, call.context.schema, call);
  const nearId = await nearIdOf(call, at);
  const id = await call.transact(async (service) => {
    const cells = navigation.kind === "children" ? { [navigation.column]: nearId } : {};
    const made = await writePayload(service, payload, { kind: "create", cells });
    if (navigation.kind === "many-to-many") await relate(service, navigation, nearId, made);
    return made;
  });
  return answerWrite(call, table, id, "created");
}

async function readTarget(call: OrgCall): Promise<RowReference> {
  return readReferenceBody(await requireObject(call), { ...call, schema: call.context.schema });
}

async function nearIdOf(call: OrgCall, at: RowAt): Promise<string> {
  return String((await requireRow(call, at.table, at.key))[at.table.primaryId]);
}
