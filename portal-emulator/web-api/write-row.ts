import type { Payload } from "../odata/payload/payload.ts";
import { isCompound, writePayload, type PayloadWrite } from "../odata/payload/write-payload.ts";
import type { WebApiCall } from "./web-api-call.ts";

/** Writes a body; in one transaction when it holds related rows. Returns the row's id. The site's server cache forgets what was written. */
export async function writeRow(call: WebApiCall, payload: Payload, write: PayloadWrite): Promise<string> {
  const { caller, context, service } = call;
  const id = await (isCompound(payload)
    ? context.organization.transaction(caller, (inside) => writePayload(inside, payload, write))
    : writePayload(service, payload, write));
  call.readCache.forget(writtenTables(payload));
  call.effect(`${payload.table.name} ${write.kind === "create" ? "created" : "updated"}`);
  for (const { rows } of payload.nested) for (const row of rows) tellCreated(call, row);
  return id;
}

function tellCreated(call: WebApiCall, payload: Payload): void {
  call.effect(`${payload.table.name} created`);
  for (const { rows } of payload.nested) for (const row of rows) tellCreated(call, row);
}

function writtenTables({ table, links, nested }: Payload): readonly string[] {
  return [
    table.name,
    ...links.map(({ navigation }) => navigation.target),
    ...nested.flatMap(({ rows }) => rows.flatMap((row) => writtenTables(row))),
  ];
}
