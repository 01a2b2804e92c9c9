import { afterEach, describe, expect, test } from "vitest";
import { InvalidPluginExecution } from "../../../portal-emulator/organization/plugin.ts";
import { DataverseFault } from "../../../portal-emulator/organization/dataverse-fault.ts";
import { setting, type TinySite } from "../../access/tiny-site.ts";
import { crm, origin, pathA, tinyPortal, wideOpen, type Reply, type TinyPortal, type TinyPortalOptions } from "./tiny-portal.ts";

const ada = "11111111-1111-4111-8111-111111111111";
const list = "/_api/contacts?$select=firstname";

let portal: TinyPortal;
afterEach(() => portal.close());

function open(site: TinySite, switches: TinyPortalOptions["switches"] = {}): void {
  portal = tinyPortal(site, { switches });
  portal.store.insert("contact", { contactid: ada, firstname: "Ada", lastname: "Byron" });
}

function plus(site: TinySite, ...settings: readonly (readonly [string, string])[]): TinySite {
  return { ...site, settings: [...(site.settings ?? []), ...settings] };
}

function code({ status, json }: Reply): string {
  const error = json as { error?: { code: string; cdscode?: string } } | undefined;
  return [status, error?.error?.code, error?.error?.cdscode].filter((part) => part !== undefined && part !== "").join(" ");
}

describe("error bodies", () => {
  test.each([
    ["upper", "9004010A", "9004010A"],
    ["lower", "9004010a", "9004010a"],
    ["empty", "", "9004010A"],
  ] as const)("have their code in %s case: %j, and %j inside", async (errorCodeCase, shown, inner) => {
    open(plus(wideOpen, ["Webapi/error/innererror", "true"]), { errorCodeCase });
    const { json } = await portal.send("GET", "/_api/nothings");
    expect(json).toMatchObject({ error: { code: shown, innererror: { code: inner, type: "InvalidArgument" } } });
  });

  test("of a plug-in carry Dataverse's code, and its text only inside", async () => {
    const refuse = async (): Promise<void> => Promise.reject(new InvalidPluginExecution("KIT-E01|no"));
    for (const shown of [false, true]) {
      open(shown ? plus(wideOpen, ["Webapi/error/innererror", "true"]) : wideOpen);
      portal.organization.registerStep({ name: "no", message: "Create", table: "contact", stage: 20, mode: "sync", execute: refuse });
      const { status, json, text } = await portal.send("POST", "/_api/contacts", { firstname: "Eve" });
      expect([status, json]).toMatchObject([400, { error: { code: "9004010D", message: "CDS error occurred.", cdscode: "0x80040265" } }]);
      expect(text.includes("KIT-E01")).toBe(shown);
      if (!shown) portal.close();
    }
  });

  test.each([
    [429, {}, "429 9004010D 0x80072322", "7"],
    [429, { throttledStatus: 503 }, "503 9004010D 0x80072322", "7"],
    [412, {}, "412 9004010D 0x80072322", null],
    [412, { conflictStatus: 400 }, "400 9004010D 0x80072322", null],
    [503, {}, "503 9004010D 0x80072322", null],
  ] as const)("pass on a %i of Dataverse with %j as %s", async (status, switches, expected, wait) => {
    open(wideOpen, switches);
    const fault = new DataverseFault({ status, code: "0x80072322", message: "busy", ...(status === 429 ? { retryAfterSeconds: 7 } : {}) });
    portal.organization.admit = async () => Promise.reject(fault);
    const answer = await portal.send("GET", list);
    expect([code(answer), answer.headers.get("retry-after")]).toEqual([expected, wait]);
  });
});

describe("headers", () => {
  test("named by site settings are on answers and refusals, nosniff always", async () => {
    const inactive = setting("HTTP/X-Frame-Options", "DENY", { active: false });
    const settings = [...(wideOpen.settings ?? []), ["http/x-frame-options", "SAMEORIGIN"], ["HTTP/Content-Security-Policy", ""]] as const;
    open({ ...wideOpen, settings: [inactive, ...settings] });
    for (const path of [list, "/_api/nothings"]) {
      const { headers } = await portal.send("GET", path);
      expect([headers.get("x-frame-options"), headers.get("x-content-type-options"), headers.get("cache-control")]).toEqual([
        "SAMEORIGIN",
        "nosniff",
        "no-cache",
      ]);
      expect(headers.has("content-security-policy")).toBe(false);
    }
  });

  test("with values no header takes are sent without the rest", async () => {
    open(plus(wideOpen, ["HTTP/Content-Security-Policy", "script-src 'self'\r\n'nonce' …"], ["HTTP/Set-Cookie", "a=b"]));
    const { headers, status } = await portal.send("GET", list);
    expect([status, headers.get("content-security-policy"), headers.has("set-cookie")]).toEqual([200, "script-src 'self'", false]);
  });
});

describe("reading the row back after a write", () => {
  const prefer = { prefer: "return=representation" };

  test("is 201 with the columns that may be read", async () => {
    open(pathA, { returnRepresentation: "row" });
    const created = await portal.send("POST", "/_api/contacts", { firstname: "Eve", emailaddress1: "eve@example.com" }, prefer);
    expect(created.status).toBe(201);
    expect(created.json).toEqual({ "@odata.etag": expect.any(String), contactid: expect.any(String), emailaddress1: "eve@example.com" });
  });

  test("is 200 after a change, 201 where a change created", async () => {
    open(crm, { returnRepresentation: "row" });
    const path = `/_api/contacts(${ada})?$select=firstname`;
    const changed = await portal.send("PATCH", path, { firstname: "Augusta" }, prefer);
    expect([changed.status, changed.json]).toMatchObject([200, { firstname: "Augusta" }]);
    const created = await portal.send("PATCH", path.replace("1111", "2222"), { firstname: "Eve" }, prefer);
    expect([created.status, created.json]).toMatchObject([201, { firstname: "Eve" }]);
  });

  test("needs the read permission, before anything is written", async () => {
    open({ ...pathA, permissions: [{ create: true }] }, { returnRepresentation: "row" });
    expect(code(await portal.send("POST", "/_api/contacts", { firstname: "Eve" }, prefer))).toBe("403 90040120");
    expect(portal.store.count("contact")).toBe(1);
  });

  test("is refused for a column that may not be read, before anything is written", async () => {
    open(pathA, { returnRepresentation: "row" });
    const path = "/_api/contacts?$select=firstname";
    expect(code(await portal.send("POST", path, { firstname: "Eve" }, prefer))).toBe("403 90040101");
    expect(portal.store.count("contact")).toBe(1);
  });
});

describe("the list of columns", () => {
  const permissions = [{ read: true, create: true }];
  const enabled = ["Webapi/contact/enabled", "true"] as const;

  test("may be the wildcard where an extension allows it", async () => {
    open({ permissions, settings: [enabled, ["Webapi/contact/fields", "*"]] }, { wildcardFields: "every-column" });
    expect((await portal.send("GET", "/_api/contacts?$select=jobtitle")).status).toBe(200);
    expect((await portal.send("POST", "/_api/contacts", { jobtitle: "x" })).status).toBe(204);
  });

  test("may be the wildcard, and a column permission profile still limits it", async () => {
    const profiles = [{ columns: [{ column: "jobtitle", rights: ["read"] as const }] }];
    open({ permissions, profiles, settings: [enabled, ["Webapi/contact/fields", "*"]] }, { wildcardFields: "every-column" });
    expect((await portal.send("GET", "/_api/contacts?$select=jobtitle")).status).toBe(200);
    expect(code(await portal.send("GET", "/_api/contacts?$select=emailaddress1"))).toBe("403 90040101");
    expect(code(await portal.send("POST", "/_api/contacts", { jobtitle: "x" }))).toBe("403 90040101");
  });

  test("may be missing: then the key alone is shown, and nothing is written", async () => {
    open({ permissions, settings: [enabled] }, { tableWithoutFields: "key-only" });
    expect((await portal.send("GET", "/_api/contacts?$select=contactid")).json).toMatchObject({ value: [{ contactid: ada }] });
    expect(code(await portal.send("GET", list))).toBe("403 90040101");
    expect(code(await portal.send("POST", "/_api/contacts", { firstname: "x" }))).toBe("400 9004010A");
  });

  test("must hold the primary key to have it asked for, or need not", async () => {
    const settings = [enabled, ["Webapi/contact/fields", "firstname"]] as const;
    const query = `/_api/contacts?$select=contactid&$filter=contactid eq ${ada}`;
    open({ permissions, settings });
    expect(code(await portal.send("GET", query))).toBe("403 90040101");
    portal.close();
    open({ permissions, settings }, { primaryKeyColumn: "always-readable" });
    expect((await portal.send("GET", query)).json).toMatchObject({ value: [{ contactid: ada }] });
  });
});

describe("filters", () => {
  const site = plus(wideOpen, ["Webapi/Contact/DisableODataFilter", "True"]);
  const filtered = `${list}&$filter=firstname eq 'Ada'`;

  test("are refused on a table that disables them, unless the switch ignores that", async () => {
    open(site);
    expect([code(await portal.send("GET", filtered)), code(await portal.send("GET", list))]).toEqual(["400 9004010A", "200"]);
    portal.close();
    open(site, { disableODataFilter: "ignored" });
    expect((await portal.send("GET", filtered)).status).toBe(200);
  });
});

test("reads need the token where the switch says so", async () => {
  open(wideOpen, { tokenOnReads: "required" });
  expect(code(await portal.raw(new Request(`${origin}${list}`)))).toBe("401 90040107");
  expect((await portal.send("GET", list)).status).toBe(200);
});

test("the count of rows is not shown where the switch says so", async () => {
  open(wideOpen, { totalRecordCount: "absent" });
  expect(Object.keys((await portal.send("GET", list)).json as object)).toEqual(["value"]);
});

test("the row count is shown with the count that was asked for", async () => {
  open(wideOpen);
  const { json } = await portal.send("GET", `${list}&$count=true`);
  expect(json).toMatchObject({ "@odata.count": 1, "@Microsoft.Dynamics.CRM.totalrecordcount": 1 });
});
