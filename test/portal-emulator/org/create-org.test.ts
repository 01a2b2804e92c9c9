import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createOrg } from "../../../portal-emulator/org/create-org.ts";
import { defaultSwitches } from "../../../portal-emulator/switches.ts";
import { createOrganization } from "../../../portal-emulator/organization/create-organization.ts";
import { standardSchema } from "../../../portal-emulator/schema/standard-schema.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Store } from "../../../portal-emulator/store/store.ts";
import { createTestContext } from "../../support/emulator-context.ts";

const org = "http://127.0.0.1:8081";
const portalOrigin = "http://localhost:8080";
const root = `${org}/api/data/v9.2`;
const id = "11111111-1111-4111-8111-111111111111";
const clock = { now: () => new Date("2026-03-04T05:06:07Z") };

let store: Store;
let effects: string[];
let app: ReturnType<typeof createOrg>;

beforeEach(() => {
  store = openStore({ file: ":memory:", clock });
  effects = [];
  app = createOrg(createTestContext({ store, clock, effect: (_, words) => void effects.push(words) }));
});
afterEach(() => store.close());

interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(path: string, { method = "GET", body, headers = {} }: Sent = {}) {
  const init = {
    method,
    headers: { authorization: "Bearer secret", ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
  const response = await app.fetch(new Request(path.startsWith("http") ? path : `${root}/${path}`, init));
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  // What the tests then look into is compared as a whole.
  const json = (isJson ? JSON.parse(text) : undefined) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, json };
}

describe("who may ask", () => {
  test.each([
    ["no token", ""],
    ["a wrong token", "Bearer wrong"],
    ["another scheme", "Basic secret"],
  ])("not a caller with %s", async (_, authorization) => {
    const answer = await send("contacts", { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  });

  test("not under another host name, even with the token", async () => {
    expect((await send("http://attacker.example.com/api/data/v9.2/contacts")).status).toBe(403);
    expect((await send("http://localhost:8080/api/data/v9.2/contacts")).status).toBe(403);
  });

  test.each(["https://attacker.example.com", "null", "http://localhost:9999"])("not a page of %s", async (origin) => {
    for (const method of ["GET", "OPTIONS", "POST"]) {
      const answer = await send("contacts", { method, headers: { origin } });
      expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    }
    expect(store.count("contact")).toBe(0);
  });

  test("a page of the portal, after asking beforehand without a token", async () => {
    const headers = { origin: portalOrigin, "access-control-request-method": "GET", authorization: "" };
    const preflight = await send("contacts", { method: "OPTIONS", headers });
    expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, portalOrigin]);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("authorization");
    const answer = await send("contacts", { headers: { origin: portalOrigin } });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, portalOrigin]);
    expect(answer.headers.get("access-control-expose-headers")).toContain("OData-EntityId");
  });
});

describe("reading", () => {
  test("tells who asks", async () => {
    const { json, headers } = await send("WhoAmI");
    expect(Object.keys(json)).toEqual(["@odata.context", "BusinessUnitId", "UserId", "OrganizationId"]);
    expect(headers.get("odata-version")).toBe("4.0");
  });

  test("gives one row with its context and every column, or those asked for", async () => {
    store.insert("contact", { contactid: id, firstname: "Ada" });
    const all = await send(`contacts(${id})`);
    expect(all.json).toMatchObject({
      "@odata.context": `${root}/$metadata#contacts/$entity`,
      fullname: "Ada",
      _msdynci_lookupfield_customerprofile_value: null,
    });
    const some = await send(`contacts(${id})?$select=firstname`);
    expect(some.json).toEqual({
      "@odata.context": `${root}/$metadata#contacts(firstname)/$entity`,
      "@odata.etag": expect.any(String),
      firstname: "Ada",
      contactid: id,
    });
  });

  test("pages by preference", async () => {
    for (let n = 0; n < 5; n += 1) {
      store.insert("contact", { firstname: `n${n}` });
    }
    const names: unknown[] = [];
    let next: unknown = "contacts?$select=firstname&$orderby=firstname&$count=true";
    for (let pages = 0; typeof next === "string"; pages += 1) {
      expect(pages).toBeLessThan(3);
      const { json, headers } = await send(next, { headers: { prefer: "odata.maxpagesize=2" } });
      expect(json["@odata.count"]).toBe(5);
      expect(headers.get("preference-applied")).toBe("odata.maxpagesize=2");
      names.push(...(json["value"] as { firstname: string }[]).map((row) => row.firstname));
      next = json["@odata.nextLink"];
    }
    expect(names).toEqual(["n0", "n1", "n2", "n3", "n4"]);
  });

  test.each([
    ["nothings", 404],
    ["contact", 404],
    ["contacts(x)", 400],
    [`contacts(${id})`, 404],
    ["contacts?$select=nothing", 400],
    ["contacts?$filter=firstname", 400],
    ["contacts?$skip=1", 400],
    ["contacts?$expand=x", 400],
    ["contacts?$apply=x", 501],
    ["contacts?fetchXml=x", 400],
    ["contacts(emailaddress1='a@example.com')", 400],
    [`contacts(${id})/firstname`, 404],
    ["msdynci_p13nprofile(cookieid='x')", 404],
    ["$batch", 405],
    [`${org}/api/data/v9.1/contacts`, 404],
    [`${org}/`, 404],
  ])("answers %s with %i", async (path, status) => {
    expect((await send(path)).status).toBe(status);
  });
});

describe("the tables of Customer Insights", () => {
  const sets = [
    "msdynci_personalizationusers",
    "msdynci_personalizationcookies",
    "msdynci_personalizationviews",
    "msdynci_personalizationactions",
    "msdynci_customerprofiles",
    "msdynci_alternatekeys",
  ];

  test.each(sets)("%s can be read, not written", async (set) => {
    expect((await send(set)).status).toBe(200);
    expect((await send(set, { method: "POST", body: {} })).status).toBe(403);
    expect((await send(`${set}(${id})`, { method: "PATCH", body: {} })).status).toBe(403);
    expect((await send(`${set}(${id})`, { method: "DELETE" })).status).toBe(403);
    expect((await send(set, { method: "DELETE" })).status).toBe(405);
  });

  test("find views by cookie", async () => {
    store.insert("msdynci_personalizationview", { msdynci_userlocalid: "c1", msdynci_personalizationcookiereference: id });
    store.insert("msdynci_personalizationview", { msdynci_userlocalid: "c2" });
    const { json } = await send(
      `msdynci_personalizationviews?$select=msdynci_userlocalid&$filter=_msdynci_personalizationcookiereference_value eq ${id}`,
    );
    expect(json["value"]).toMatchObject([{ msdynci_userlocalid: "c1" }]);
  });

  test("are elastic: a partition of its own is needed, no order by a lookup, no two columns compared", async () => {
    store.insert("msdynci_personalizationview", { msdynci_personalizationviewid: id, partitionid: "p" });
    const set = "msdynci_personalizationviews";
    const statuses = await Promise.all(
      [
        `${set}(${id})`,
        `${set}(msdynci_personalizationviewid=${id},partitionid='p')`,
        `${set}(${id})?partitionId='p'`,
        `${set}(${id})?partitionId='q'`,
        `${set}?$orderby=_msdynci_alternatekeyreference_value`,
        `${set}?$filter=msdynci_viewname eq msdynci_viewtitle`,
      ].map(async (path) => (await send(path)).status),
    );
    expect(statuses).toEqual([404, 200, 200, 404, 400, 400]);
  });
});

describe("writing contacts", () => {
  test("creates with the id in a header, or with the row and without the header", async () => {
    const created = await send("contacts", { method: "POST", body: { firstname: "Ada" } });
    expect([created.status, created.text]).toEqual([204, ""]);
    expect(created.headers.get("odata-entityid")).toMatch(/\/api\/data\/v9\.2\/contacts\([0-9a-f-]{36}\)$/u);
    const headers = { prefer: "return=representation" };
    const shown = await send("contacts?$select=firstname", { method: "POST", body: { firstname: "Bob" }, headers });
    expect([shown.status, shown.headers.get("odata-entityid")]).toEqual([201, null]);
    expect(shown.json).toMatchObject({ firstname: "Bob" });
    expect(effects).toEqual(["contact created", "contact created"]);
  });

  test("changes, creates under an id, and deletes", async () => {
    const path = `contacts(${id})`;
    const body = { firstname: "Ada" };
    expect((await send(path, { method: "PATCH", body, headers: { "if-match": "*" } })).status).toBe(404);
    expect((await send(path, { method: "PATCH", body })).status).toBe(204);
    expect((await send(path, { method: "PATCH", body: { lastname: "B" } })).status).toBe(204);
    expect((await send(path, { method: "PATCH", body, headers: { "if-match": 'W/"1"' } })).status).toBe(412);
    expect(store.find("contact", id)).toMatchObject({ fullname: "Ada B" });
    expect((await send(path, { method: "DELETE" })).status).toBe(204);
    expect((await send(path, { method: "DELETE" })).status).toBe(404);
    expect(effects).toEqual(["contact created", "contact updated", "contact deleted"]);
  });

  test.each([
    ["no JSON", "{", "0x80048d19"],
    ["an unknown column", { nothing: 1 }, "0x80048d19"],
    ["a wrong type", { firstname: 1 }, "0x80048d19"],
    ["too long a text", { firstname: "x".repeat(51) }, "0x80044331"],
    ["a computed column", { fullname: "x" }, "0x80040203"],
  ])("refuses %s", async (_, body, code) => {
    const { status, json } = await send("contacts", { method: "POST", body });
    expect([status, json["error"]]).toEqual([400, { code, message: expect.any(String) }]);
    expect(store.count("contact")).toBe(0);
  });
});

test("is refused with 429 and told when to come back, once the service protection limits are met", async () => {
  const switches = { ...defaultSwitches, serviceProtection: "on" } as const;
  const organization = createOrganization({
    store: openStore({ file: ":memory:", clock, schema: standardSchema }),
    schema: standardSchema,
    clock,
    switches: () => switches,
    limits: { requests: 2 },
  });
  app = createOrg(createTestContext({ organization, clock, switches, store: organization.committed }));
  const answers = [await send("WhoAmI"), await send("nothings"), await send("WhoAmI")];
  const left = answers.map(({ headers }) => headers.get("x-ms-ratelimit-burst-remaining-xrm-requests"));
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 429]);
  expect(left).toEqual(["1", "0", "0"]);
  expect(answers[0]?.headers.get("x-ms-ratelimit-time-remaining-xrm-requests")).toMatch(/^1,(?:200|199)\.\d\d$/u);
  expect(answers[2]?.headers.get("retry-after")).toBe("300");
  expect(answers[2]?.json["error"]).toMatchObject({ code: "0x80072322" });
  const other = await send("WhoAmI", { headers: { mscrmcallerid: id } });
  expect(other.status).toBe(200);
});
