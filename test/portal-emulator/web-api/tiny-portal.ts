import type { Hono } from "hono";
import { antiForgeryName, tokenPath } from "../../../contract/names.ts";
import { createAntiForgery } from "../../../portal-emulator/anti-forgery/create-anti-forgery.ts";
import type { EmulatorSwitches, Persona } from "../../../portal-emulator/emulator-context.ts";
import { defaultSwitches } from "../../../portal-emulator/emulator-context.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Store } from "../../../portal-emulator/store/store.ts";
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

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export interface TinyPortal {
  readonly store: Store;
  readonly effects: readonly string[];
  /** With a valid token. */
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** As it is. */
  raw(request: Request): Promise<Reply>;
  signIn(persona: Persona): void;
  close(): void;
}

export const ada: Persona = { contactId: "11111111-1111-4111-8111-111111111111", roleIds: [authenticatedRole] };

export interface TinyPortalOptions {
  readonly switches?: Partial<EmulatorSwitches>;
  readonly bodyLimitBytes?: number;
}

export function tinyPortal(site: TinySite, { switches = {}, bodyLimitBytes = 10_000 }: TinyPortalOptions = {}): TinyPortal {
  const clock = { now: () => new Date("2026-03-04T05:06:07Z") };
  const store = openStore({ file: ":memory:", clock });
  const effects: string[] = [];
  const read = tinySite(site);
  let persona: Persona = { contactId: undefined, roleIds: [anonymousRole] };
  const context = createTestContext({
    store,
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
    effects,
    raw: (request) => reply(webApi, request),
    send: async (method, path, body, headers = {}) => {
      const page = await reply(antiForgery.app, new Request(`${origin}${tokenPath}`));
      const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
      const token = /value="([^"]+)"/u.exec(page.text)?.[1] ?? "";
      const init = {
        method,
        headers: { cookie, [antiForgeryName]: token, ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      };
      return reply(webApi, new Request(`${origin}${path}`, init));
    },
    signIn: (next) => {
      persona = next;
    },
    close: () => store.close(),
  };
}

async function reply(app: Hono, request: Request): Promise<Reply> {
  const response = await app.fetch(request);
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson && text !== "" ? JSON.parse(text) : undefined };
}
