import type { Hono } from "hono";
import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import { createAntiForgery } from "../../../portal-emulator/anti-forgery/create-anti-forgery.ts";
import type { Persona } from "../../../portal-emulator/emulator-context.ts";
import type { EmulatorSwitches } from "../../../portal-emulator/switches.ts";
import { defaultSwitches } from "../../../portal-emulator/switches.ts";
import type { Organization } from "../../../portal-emulator/organization/organization.ts";
import { createSchema, type Schema } from "../../../portal-emulator/schema/schema.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Store } from "../../../portal-emulator/store/store.ts";
import type { DataverseAnswer, DataverseCall } from "../../../portal-emulator/web-api/answer-dataverse-call.ts";
import { createWebApi } from "../../../portal-emulator/web-api/create-web-api.ts";
import { anonymousRole, authenticatedRole, tinySite } from "../../access/tiny-site.ts";
import type { TinySite } from "../../access/tiny-site.ts";
import { createTestContext } from "../../support/emulator-context.ts";

export const origin = "http://localhost:8080";
export const kitFields = "contactid,firstname,lastname,emailaddress1,mobilephone";

/** What the kit's Path A opens to strangers. */
export const pathA: TinySite = {
  settings: [
    ["Webapi/contact/enabled", "true"],
    ["Webapi/contact/fields", kitFields],
  ],
  permissions: [{ read: true, create: true }],
  profiles: [
    {
      columns: [
        { column: "contactid", rights: ["read"] },
        { column: "emailaddress1", rights: ["create", "read"] },
        { column: "firstname", rights: ["create"] },
        { column: "lastname", rights: ["create"] },
        { column: "mobilephone", rights: ["create"] },
      ],
    },
  ],
};

/** Everything on contacts, for everybody. */
export const wideOpen: TinySite = {
  settings: [
    ["Webapi/contact/enabled", "true"],
    ["Webapi/contact/fields", `${kitFields},fullname,description,birthdate,gendercode,donotemail,createdon,statecode,numberofchildren`],
  ],
  permissions: [{ read: true, create: true, write: true, delete: true }],
};

const related = {
  account: "accountid,name,telephone1,primarycontactid,_primarycontactid_value",
  annotation: "annotationid,subject,notetext,objectid,_objectid_value",
  lead: "leadid,subject,lastname",
  opportunity: "opportunityid,name,customerid,_customerid_value,parentaccountid,_parentaccountid_value",
};

/** Everything on several related tables, for everybody. */
export const crm: TinySite = {
  settings: [
    ["Webapi/contact/enabled", "true"],
    ["Webapi/contact/fields", `${kitFields},fullname,parentcustomerid,_parentcustomerid_value`],
    ...Object.entries(related).flatMap(([table, fields]): [string, string][] => [
      [`Webapi/${table}/enabled`, "true"],
      [`Webapi/${table}/fields`, fields],
    ]),
  ],
  permissions: ["contact", ...Object.keys(related)].map((table) => ({
    table,
    read: true,
    create: true,
    write: true,
    delete: true,
    append: true,
    appendTo: true,
  })),
};

/** The standard tables, with the contact's address as an active alternate key and the name as one whose index is not built. */
export const keyedSchema: Schema = createSchema(
  standardSchema.tables.map((table) =>
    table.name === "contact"
      ? {
          ...table,
          alternateKeys: [
            { name: "pk_email", columns: ["emailaddress1"], state: "active" },
            { name: "pk_name", columns: ["lastname"], state: "pending" },
          ],
        }
      : table,
  ),
  standardSchema.relationships,
);

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export interface TinyPortal {
  readonly store: Store;
  readonly organization: Organization;
  readonly effects: readonly string[];
  /** With a valid token. */
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** As it is. */
  raw(request: Request): Promise<Reply>;
  signIn(persona: Persona): void;
  ask(call: Omit<DataverseCall, "persona">): Promise<DataverseAnswer>;
  advanceMinutes(minutes: number): void;
  clearReadCache(): void;
  close(): void;
}

export const ada: Persona = { contactId: "11111111-1111-4111-8111-111111111111", roleIds: [authenticatedRole] };

export interface TinyPortalOptions {
  readonly switches?: Partial<EmulatorSwitches>;
  readonly bodyLimitBytes?: number;
  readonly schema?: Schema;
}

export function tinyPortal(
  site: TinySite,
  { switches = {}, bodyLimitBytes = 10_000, schema = standardSchema }: TinyPortalOptions = {},
): TinyPortal {
  let now = new Date("2026-03-04T05:06:07Z");
  const clock = { now: () => now };
  const store = openStore({ file: ":memory:", clock, schema });
  const effects: string[] = [];
  const read = tinySite(site);
  let persona: Persona = { contactId: undefined, roleIds: [anonymousRole] };
  const context = createTestContext({
    store,
    schema,
    clock,
    site: () => read,
    persona: () => persona,
    effect: (_, words) => void effects.push(words),
    switches: { ...defaultSwitches, ...switches },
  });
  const antiForgery = createAntiForgery(context);
  const webApi = createWebApi(context, { verifyToken: antiForgery.verify, bodyLimitBytes });

  return {
    store,
    organization: context.organization,
    effects,
    raw: (request) => reply(webApi.app, request),
    send: async (method, path, body, headers = {}) => {
      const page = await reply(antiForgery.app, new Request(`${origin}${tokenPath}`));
      const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
      const token = /value="([^"]+)"/u.exec(page.text)?.[1] ?? "";
      const init = {
        method,
        headers: { cookie, [antiForgeryName]: token, ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      };
      return reply(webApi.app, new Request(`${origin}${path}`, init));
    },
    signIn: (next) => {
      persona = next;
    },
    ask: (call) => webApi.answerDataverseCall({ ...call, persona }),
    advanceMinutes: (minutes) => {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    clearReadCache: () => context.readCache.clear(),
    close: () => store.close(),
  };
}

async function reply(app: Hono, request: Request): Promise<Reply> {
  const response = await app.fetch(request);
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson && text !== "" ? JSON.parse(text) : undefined };
}
