import { findByKey, missingRow } from "../odata/payload/bind-key.ts";
import type { CollectionNavigation, LookupNavigation, RowReference } from "../odata/payload/payload.ts";
import { requireTarget } from "../odata/payload/read-payload.ts";
import { readReference, readReferenceBody } from "../odata/payload/read-reference.ts";
import { relate, unrelate } from "../odata/payload/write-payload.ts";
import type { LinkEnd } from "../permissions/permissions.ts";
import { findEnd } from "./check-links.ts";
import { requireServed } from "./find-served-table.ts";
import { commonHeaders } from "./portal-fault.ts";
import { malformed, wrongMethod } from "./portal-faults.ts";
import { readObject, serviceRoot } from "./read-changes.ts";
import { requireColumnList } from "./require-columns.ts";
import { requireLink } from "./require-link.ts";
import type { TargetOf, WebApiCall } from "./web-api-call.ts";

// https://learn.microsoft.com/power-pages/configure/write-update-delete-operations#associate-and-disassociate-tables-by-using-the-web-api

type End = Extract<LinkEnd, { readonly id: string }>;

/** POST to a collection-valued navigation property: relates a row that is there. */
export async function associate(call: WebApiCall, target: TargetOf<"reference">): Promise<Response> {
  const { navigation } = target;
  if (navigation.kind === "lookup") throw wrongMethod("POST");
  const self = await findSelf(call, target);
  const other = await findEnd(call, requireTarget(await readBodyReference(call), navigation));
  await requireCollectionLink(call, navigation, self, other);
  requireColumnList(call, target.table);
  await call.context.organization.transaction(call.caller, (service) => relate(service, navigation, self.id, other.id));
  return done(call, target, "associated with");
}

/** PUT to a single-valued navigation property: sets the lookup. */
export async function setReference(call: WebApiCall, target: TargetOf<"reference">): Promise<Response> {
  const { navigation } = target;
  if (navigation.kind !== "lookup") throw wrongMethod("PUT");
  const self = await findSelf(call, target);
  const other = await findEnd(call, requireTarget(await readBodyReference(call), navigation));
  await requireLink(call, self, other);
  requireColumnList(call, target.table);
  await call.service.update(self.table, self.id, { [navigation.column]: other.id });
  return done(call, target, "associated with");
}

/** DELETE: of a collection the row of `$id` (or of the path), of a lookup its value. */
export async function disassociate(call: WebApiCall, target: TargetOf<"reference">): Promise<Response> {
  const { navigation } = target;
  const self = await findSelf(call, target);
  await (navigation.kind === "lookup" ? clearLookup(call, target, navigation, self) : removeFromCollection(call, target, navigation, self));
  return done(call, target, "disassociated from");
}

async function clearLookup(call: WebApiCall, { table }: TargetOf<"reference">, navigation: LookupNavigation, self: End): Promise<void> {
  const before = (await call.service.retrieve(self.table, self.id))[navigation.column];
  // Nothing was related: what the visitor lacks is told all the same, as far as one row tells it.
  const other: LinkEnd = typeof before === "string" ? { table: navigation.target, id: before } : { table: navigation.target, row: {} };
  await requireLink(call, self, other);
  requireColumnList(call, table);
  await call.service.update(self.table, self.id, { [navigation.column]: null });
}

async function removeFromCollection(
  call: WebApiCall,
  { table, relatedId }: TargetOf<"reference">,
  navigation: CollectionNavigation,
  self: End,
): Promise<void> {
  const address = call.url.searchParams.get("$id");
  if (address === null && relatedId === undefined) throw malformed("Which row to disassociate must be said in '$id'.");
  const other: End =
    relatedId === undefined
      ? await findEnd(call, requireTarget(readAddress(call, address), navigation))
      : { table: navigation.target, id: relatedId };
  await requireCollectionLink(call, navigation, self, other);
  requireColumnList(call, table);
  await call.context.organization.transaction(call.caller, (service) => unrelate(service, navigation, self.id, other.id));
}

/** Append is asked of the row with the lookup; of a many-to-many link, of the row the request addresses. */
function requireCollectionLink(call: WebApiCall, navigation: CollectionNavigation, self: End, other: End): Promise<void> {
  return navigation.kind === "children" ? requireLink(call, other, self) : requireLink(call, self, other);
}

async function findSelf(call: WebApiCall, { table, key, navigation }: TargetOf<"reference">): Promise<End> {
  const other = call.context.schema.findTable(navigation.target);
  if (other !== undefined) requireServed(call, other);
  // By id it need not be there: the write that follows tells, after the permissions.
  if (key.kind === "id") return { table: table.name, id: key.id };
  const row = await findByKey(call.service, table, key);
  if (row === undefined) throw missingRow(table, key);
  return { table: table.name, id: String(row[table.primaryId]) };
}

async function readBodyReference(call: WebApiCall): Promise<RowReference> {
  return readReferenceBody(await readObject(call), { schema: call.context.schema, root: serviceRoot(call) });
}

function readAddress(call: WebApiCall, address: string | null): RowReference {
  return readReference(address, { schema: call.context.schema, root: serviceRoot(call) });
}

function done(call: WebApiCall, { table, navigation }: TargetOf<"reference">, words: string): Response {
  call.readCache.forget([table.name, navigation.target]);
  call.effect(`${table.name} ${words} ${navigation.target}`);
  return new Response(null, { status: 204, headers: commonHeaders });
}
