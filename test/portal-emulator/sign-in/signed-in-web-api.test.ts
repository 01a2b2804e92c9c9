import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import type { TablePermission } from "../../../site/site.ts";
import { authenticatedRole, roles, setting, tinySite } from "../../access/tiny-site.ts";
import { distFolder } from "../../support/kit-site.ts";

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
const all: Partial<TablePermission> = {
  read: true,
  create: true,
  write: true,
  delete: true,
  append: true,
  appendTo: true,
  roleIds: [authenticatedRole],
};

/** As Microsoft's file upload samples have it: one's own contact, and the notes below it. */
const site = tinySite({
  settings: [
    ["Webapi/contact/enabled", "true"],
    ["Webapi/contact/fields", "contactid,firstname"],
    ["Webapi/annotation/enabled", "true"],
    ["Webapi/annotation/fields", "annotationid,subject,objectid,_objectid_value"],
    setting("Webapi/account/enabled", "true"),
    ["Webapi/account/fields", "accountid,name"],
  ],
  roles,
  permissions: [
    { ...all, id: "self", table: "contact", scope: "self" },
    { ...all, table: "annotation", scope: "parent", parentId: "self", values: { adx_parentrelationship: "Contact_Annotation" } },
    { ...all, table: "account", scope: "account", values: { adx_accountrelationship: "account_parent_account" } },
  ],
});

let emulator: Emulator;
let cookie = "";
let ada = "";
let other = "";
beforeAll(async () => {
  emulator = await createEmulator({ site, database: ":memory:", distFolder, addresses });
  other = String(emulator.store.insert("contact", { firstname: "Grace" })["contactid"]);
  const signIn = await ask("POST", "/_emulator/sign-in", { persona: "ada" });
  ada = (signIn.json as { contactId: string }).contactId;
  cookie = signIn.cookie;
  emulator.store.insert("annotation", { subject: "Ada's", objectid: ada });
  emulator.store.insert("annotation", { subject: "Grace's", objectid: other });
});
afterAll(() => emulator.close());

interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly cookie: string;
}

async function ask(method: string, path: string, body?: unknown, as = cookie): Promise<Answer> {
  const send = (to: string, init: RequestInit): Promise<Response> =>
    emulator.fetch("portal", new Request(new URL(to, addresses.portal), init));
  const page = await send("/_layout/tokenhtml", { headers: { cookie: as } });
  const token = /value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const own = page.headers.get("set-cookie")?.split(";")[0] ?? "";
  const response = await send(path, {
    method,
    headers: { cookie: [as, own].filter(Boolean).join("; "), __RequestVerificationToken: token, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    json: text.startsWith("{") ? JSON.parse(text) : text,
    cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "",
  };
}

describe("the Web API for a signed-in visitor", () => {
  it("shows an anonymous visitor nothing of it", async () => {
    expect(await ask("GET", "/_api/contacts?$select=firstname", undefined, "")).toMatchObject({
      status: 403,
      json: { error: { code: "90040120" } },
    });
  });

  it("shows the visitor's own contact alone", async () => {
    expect((await ask("GET", "/_api/contacts?$select=firstname")).json).toMatchObject({ value: [{ firstname: "Ada" }] });
    expect((await ask("GET", `/_api/contacts(${ada})?$select=firstname`)).status).toBe(200);
    expect((await ask("GET", `/_api/contacts(${other})?$select=firstname`)).status).toBe(403);
  });

  it("changes the visitor's own contact alone, and makes no other", async () => {
    expect((await ask("PATCH", `/_api/contacts(${ada})`, { firstname: "Ada B." })).status).toBe(204);
    expect(await ask("PATCH", `/_api/contacts(${other})`, { firstname: "Mallory" })).toMatchObject({
      status: 403,
      json: { error: { code: "90040102" } },
    });
    expect(await ask("DELETE", `/_api/contacts(${other})`)).toMatchObject({ status: 403, json: { error: { code: "90040104" } } });
    expect(await ask("POST", "/_api/contacts", { firstname: "New" })).toMatchObject({ status: 403, json: { error: { code: "90040103" } } });
    expect(emulator.store.find("contact", other)).toMatchObject({ firstname: "Grace" });
  });

  it("shows and adds notes of the visitor's own contact, and no others", async () => {
    expect((await ask("GET", "/_api/annotations?$select=subject")).json).toMatchObject({ value: [{ subject: "Ada's" }] });
    const note = (contact: string): Promise<Answer> =>
      ask("POST", "/_api/annotations", { subject: "New", "objectid_contact@odata.bind": `/contacts(${contact})` });
    expect((await note(ada)).status).toBe(204);
    expect((await note(other)).status).toBe(403);
    expect(emulator.store.count("annotation", { equals: { objectid: other } })).toBe(1);
  });

  it("fails where the account access type is on the account table", async () => {
    expect((await ask("GET", "/_api/accounts?$select=name")).json).toMatchObject({ error: { code: "9004010A" } });
  });
});
