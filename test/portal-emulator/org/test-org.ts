import type { EmulatorContext } from "../../../portal-emulator/emulator-context.ts";
import { createOrg, type OrgOptions } from "../../../portal-emulator/org/create-org.ts";
import { createAuditedSchema, standardParts } from "../../../portal-emulator/schema/standard-schema.ts";
import type { TableDefinition } from "../../../portal-emulator/schema/table-definition.ts";
import type { Row } from "../../../portal-emulator/store/store.ts";
import { createTestContext } from "../../support/emulator-context.ts";

export const orgUrl = "http://127.0.0.1:8081";
export const root = `${orgUrl}/api/data/v9.2`;

const evidence = "assumed";

/** A table with alternate keys in several states, one of them over a lookup. */
const parcel: TableDefinition = {
  name: "pk_parcel",
  entitySet: "pk_parcels",
  primaryId: "pk_parcelid",
  primaryName: "pk_name",
  schemaName: "pk_Parcel",
  readOnly: false,
  elastic: false,
  columns: [
    { name: "pk_parcelid", type: "uniqueidentifier", evidence },
    { name: "pk_name", type: "string", maxLength: 100, evidence },
    { name: "pk_code", type: "string", maxLength: 100, evidence },
    { name: "pk_slot", type: "integer", evidence },
    { name: "pk_weight", type: "decimal", evidence },
    { name: "pk_fragile", type: "boolean", initial: false, evidence },
    { name: "pk_due", type: "date", evidence },
    {
      name: "pk_size",
      type: "choice",
      options: [
        { value: 1, label: "Small" },
        { value: 2, label: "Large" },
      ],
      evidence,
    },
    { name: "pk_receiver", type: "lookup", targets: ["contact"], evidence },
    { name: "createdon", type: "datetime", readOnly: true, evidence },
    { name: "modifiedon", type: "datetime", readOnly: true, evidence },
    { name: "versionnumber", type: "bigint", readOnly: true, evidence },
  ],
  alternateKeys: [
    { name: "pk_CodeKey", columns: ["pk_code"], state: "active" },
    { name: "pk_SlotKey", columns: ["pk_receiver", "pk_slot"], state: "active" },
    { name: "pk_NameKey", columns: ["pk_name"], state: "pending" },
  ],
};

/** An elastic table that requests may write. */
const reading: TableDefinition = {
  name: "pk_reading",
  entitySet: "pk_readings",
  primaryId: "pk_readingid",
  primaryName: "pk_name",
  readOnly: false,
  elastic: true,
  columns: [
    { name: "pk_readingid", type: "uniqueidentifier", evidence },
    { name: "pk_name", type: "string", maxLength: 100, evidence },
    { name: "partitionid", type: "string", maxLength: 100, evidence },
    { name: "createdon", type: "datetime", readOnly: true, evidence },
    { name: "modifiedon", type: "datetime", readOnly: true, evidence },
    { name: "versionnumber", type: "bigint", readOnly: true, evidence },
  ],
};

export const testSchema = createAuditedSchema({
  tables: [...standardParts.tables, parcel, reading],
  relationships: [
    ...standardParts.relationships,
    {
      kind: "one-to-many",
      schemaName: "pk_contact_pk_parcel_Receiver",
      parentTable: "contact",
      childTable: "pk_parcel",
      lookup: "pk_receiver",
      parentNavigation: "pk_contact_pk_parcel_Receiver",
      childNavigation: "pk_Receiver",
      onDelete: "remove-link",
    },
  ],
});

export interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** undefined: the answer is no JSON. What tests look into is compared as a whole. */
  readonly json: Record<string, unknown>;
  readonly code: unknown;
}

export interface TestOrg {
  readonly context: EmulatorContext;
  readonly effects: readonly string[];
  fetch(request: Request): Promise<Response>;
  send(path: string, sent?: Sent): Promise<Answer>;
  /** Sends what must succeed; returns the id of the new row. */
  create(set: string, row: object): Promise<string>;
  row(table: string, id: string): Row | undefined;
}

export function createTestOrg(parts: Partial<EmulatorContext> = {}, options: OrgOptions = {}): TestOrg {
  const effects: string[] = [];
  const context = createTestContext({ schema: testSchema, effect: (_, words) => void effects.push(words), ...parts });
  const service = `${context.addresses.org}/api/data/v9.2`;
  const app = createOrg(context, options);
  const fetch = async (request: Request): Promise<Response> => app.fetch(request);
  const send = async (path: string, { method = "GET", body, headers = {} }: Sent = {}): Promise<Answer> => {
    const init = {
      method,
      headers: { authorization: "Bearer secret", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    };
    const response = await fetch(new Request(path.startsWith("http") ? path : `${service}/${path}`, init));
    const text = await response.text();
    const isJson = text !== "" && (response.headers.get("content-type")?.includes("json") ?? false);
    const json = (isJson ? JSON.parse(text) : undefined) as Record<string, unknown>;
    const error = isJson ? (json["error"] as { code?: unknown } | undefined) : undefined;
    return { status: response.status, headers: response.headers, text, json, code: error?.code };
  };
  return {
    context,
    effects,
    fetch,
    send,
    async create(set, row) {
      const { status, headers, text } = await send(set, { method: "POST", body: row });
      const [, id] = /\(([^()]+)\)$/u.exec(headers.get("odata-entityid") ?? "") ?? [];
      if (status !== 204 || id === undefined) throw new Error(`POST ${set}: ${status} ${text}`);
      return id;
    },
    row: (table, id) => context.store.find(table, id),
  };
}
