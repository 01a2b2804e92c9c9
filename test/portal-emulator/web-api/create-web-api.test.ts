import { afterEach, describe, expect, test } from "vitest";
import { antiForgeryName } from "../../../contract/names.ts";
import { anonymousRole, authenticatedRole } from "../../access/tiny-site.ts";
import type { TinySite } from "../../access/tiny-site.ts";
import { ada, kitFields, origin, pathA, tinyPortal, wideOpen } from "./tiny-portal.ts";
import type { Reply, TinyPortal, TinyPortalOptions } from "./tiny-portal.ts";

let portal: TinyPortal;
afterEach(() => portal.close());

function open(site: TinySite, options: TinyPortalOptions = {}): TinyPortal {
  portal = tinyPortal(site, options);
  return portal;
}

const idOfAda = "11111111-1111-4111-8111-111111111111";
const nobody = "22222222-2222-4222-8222-222222222222";

/** Of a list whose rows were not counted. */
const uncounted = { "@Microsoft.Dynamics.CRM.totalrecordcount": -1, "@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded": false };

function seed(): void {
  portal.store.insert("contact", { contactid: idOfAda, firstname: "Ada", emailaddress1: "ada@example.com" });
  portal.store.insert("contact", { firstname: "Bob", emailaddress1: "bob@example.com" });
}

function code({ status, json }: Reply): string {
  const error = json as { error?: { code: string; cdscode?: string } } | undefined;
  const { code: found, cdscode } = error?.error ?? { code: "no error" };
  return [status, found, cdscode].filter((part) => part !== undefined && part !== "").join(" ");
}

describe("the upsert by email of an anonymous visitor", () => {
  test("finds a contact without regard to case, by id alone", async () => {
    open(pathA);
    seed();
    const found = await portal.send("GET", "/_api/contacts?$select=contactid&$filter=emailaddress1 eq 'ADA@example.com'&$top=1");
    expect(found.status).toBe(200);
    expect(found.json).toEqual({ ...uncounted, value: [{ "@odata.etag": expect.stringMatching(/^W\/"\d+"$/u), contactid: idOfAda }] });
    expect(found.headers.get("cache-control")).toBe("no-cache");
    expect(found.headers.get("odata-version")).toBeNull();
  });

  test("creates a contact and gives its id in the headers", async () => {
    open(pathA);
    const created = await portal.send("POST", "/_api/contacts", { firstname: "Ada", lastname: "Byron", emailaddress1: "ada@example.com" });
    const id = created.headers.get("entityid") ?? "";
    expect([created.status, created.text]).toEqual([204, ""]);
    expect(created.headers.get("odata-entityid")).toBe(`${origin}/_api/contacts(${id})`);
    expect(created.headers.get("location")).toBe(`${origin}/_api/contacts(${id})`);
    expect(portal.store.find("contact", id)).toMatchObject({
      fullname: "Ada Byron",
      statecode: 0,
      statuscode: 1,
      donotemail: false,
      createdon: "2026-03-04T05:06:07Z",
    });
    expect(portal.effects).toEqual(["contact created"]);
  });

  test("gets the id in only the headers that are switched on", async () => {
    open(pathA, { switches: { createIdHeaders: ["OData-EntityId"] } });
    const { headers } = await portal.send("POST", "/_api/contacts", { firstname: "Ada" });
    expect([headers.has("entityid"), headers.has("odata-entityid"), headers.has("location")]).toEqual([false, true, false]);
  });

  test.each([
    ["read a name", "GET", "/_api/contacts?$select=firstname", undefined, "403 90040101"],
    ["search by name", "GET", "/_api/contacts?$select=contactid&$filter=lastname eq 'x'", undefined, "403 90040101"],
    ["order by name", "GET", "/_api/contacts?$select=contactid&$orderby=lastname", undefined, "403 90040101"],
    ["choose an id", "POST", "/_api/contacts", { contactid: nobody, firstname: "x" }, "403 90040101"],
    ["write another column", "POST", "/_api/contacts", { jobtitle: "x" }, "403 90040101"],
    ["change a contact", "PATCH", `/_api/contacts(${idOfAda})`, { firstname: "Eve" }, "403 90040102"],
    ["delete a contact", "DELETE", `/_api/contacts(${idOfAda})`, undefined, "403 90040104"],
  ])("cannot %s", async (_, method, path, body, expected) => {
    open(pathA);
    seed();
    expect(code(await portal.send(method, path, body))).toBe(expected);
    expect(portal.effects).toEqual([]);
    expect(portal.store.count("contact")).toBe(2);
    expect(portal.store.find("contact", idOfAda)).toMatchObject({ firstname: "Ada" });
  });
});

describe("the anti-forgery token", () => {
  test.each(["POST /_api/contacts", `PATCH /_api/contacts(${idOfAda})`, `DELETE /_api/contacts(${idOfAda})`])(
    "is needed for %s, before anything else is judged",
    async (line) => {
      open({});
      const [method = "", path = ""] = line.split(" ");
      expect(code(await portal.raw(new Request(`${origin}${path}`, { method })))).toBe("401 90040107");
      const headers = { [antiForgeryName]: "x" };
      expect(code(await portal.raw(new Request(`${origin}${path}`, { method, headers })))).toBe("401 90040109");
    },
  );

  test("is not what the file API is refused for: that has rules of its own", async () => {
    open({});
    expect(code(await portal.raw(new Request(`${origin}/_api/file/InitializeUpload/contacts/blob`, { method: "POST" })))).toBe("501");
  });

  test("is not needed for reads", async () => {
    open(pathA);
    expect((await portal.raw(new Request(`${origin}/_api/contacts?$select=contactid`))).status).toBe(200);
  });

  test("faults with the status of the switch", async () => {
    open(pathA, { switches: { tokenFaultStatus: 403 } });
    expect(code(await portal.send("POST", "/_api/contacts", {}, { [antiForgeryName]: "x" }))).toBe("403 90040107");
  });
});

describe("paths and verbs", () => {
  test.each([
    ["GET", "/_api/contact?$select=contactid", "400 9004010A"],
    ["GET", "/_api/Contacts?$select=contactid", "400 9004010A"],
    ["GET", "/_api/", "400 9004010A"],
    ["GET", "/_api/nothings", "400 9004010A"],
    ["GET", "/_api/WhoAmI", "400 9004010A"],
    ["GET", `/_api/contacts(guid'${idOfAda}')`, "400 9004010A"],
    ["GET", "/_api/contacts(5)", "400 9004010A"],
    ["GET", "/_api/contacts()", "400 9004010A"],
    ["GET", "/_api/%E0%A4%A", "400 9004010A"],
    ["GET", "/_api/contacts/firstname", "400 9004010A"],
    ["GET", "/_api/accounts?$select=name", "404 9004010C"],
    ["GET", "/_api/msdynci_personalizationviews", "404 9004010C"],
    ["GET", "/_api/mspp_websites", "404 9004010C"],
    ["GET", "/_api/adx_webpages", "404 9004010E"],
    ["PATCH", "/_api/contacts", "405"],
    ["DELETE", "/_api/contacts", "405"],
    ["PUT", `/_api/contacts(${idOfAda})`, "405"],
    ["POST", `/_api/contacts(${idOfAda})`, "405"],
    ["GET", "/_api/contacts(emailaddress1='a@example.com')", "400 9004010A"],
    ["POST", "/_api/$batch", "501"],
    ["GET", "/_api/$metadata", "400 9004010A"],
    ["GET", "/_api/serverlogics/hello", "501"],
    ["POST", "/_api/file/InitializeUpload/contacts/blob", "501"],
    ["PUT", `/_api/contacts(${idOfAda})/nothing`, "400 9004010A"],
    ["POST", `/_api/contacts(${idOfAda})/contact_nothings/$ref`, "400 9004010A"],
    ["POST", `/_api/contacts(${idOfAda})/Contact_Annotation`, "501"],
    ["OPTIONS", "/_api/contacts", "405"],
  ])("%s %s is %s", async (method, path, expected) => {
    open(wideOpen);
    expect(code(await portal.send(method, path))).toBe(expected);
  });

  test("a table that the site serves and the emulator lacks is not called missing", async () => {
    open({
      settings: [
        ["Webapi/email/enabled", "true"],
        ["Webapi/cr1_story/enabled", "true"],
        ["Webapi/cr1_book/enabled", "false"],
      ],
    });
    expect(code(await portal.send("GET", "/_api/emails"))).toBe("501");
    expect(code(await portal.send("GET", "/_api/cr1_stories"))).toBe("501");
    expect(code(await portal.send("GET", "/_api/cr1_books"))).toBe("404 9004010C");
  });
});

describe("site settings", () => {
  const enabled = ["Webapi/contact/enabled", "true"] as const;
  const all = { permissions: [{ read: true, create: true, write: true }] };

  test.each([
    ["not enabled", [["Webapi/contact/fields", kitFields]], "404 9004010C"],
    [
      "enabled: false",
      [
        ["Webapi/contact/enabled", "false"],
        ["Webapi/contact/fields", kitFields],
      ],
      "404 9004010C",
    ],
    ["no fields", [enabled], "400 9004010A"],
    ["empty fields", [enabled, ["Webapi/contact/fields", ""]], "400 9004010A"],
    ["the retired wildcard", [enabled, ["Webapi/contact/fields", "*"]], "403 90040101"],
    ["a view's columns", [enabled, ["Webapi/contact/UseFieldsFromView", "true"]], "501"],
  ] as const)("%s refuse every request", async (_, settings, expected) => {
    open({ ...all, settings });
    expect(code(await portal.send("GET", "/_api/contacts?$select=contactid"))).toBe(expected);
    expect(code(await portal.send("POST", "/_api/contacts", { firstname: "x" }))).toBe(expected);
    expect(code(await portal.send("PATCH", `/_api/contacts(${nobody})`, { firstname: "x" }))).toBe(expected);
  });

  test("a missing fields setting is told in the documented words", async () => {
    open({ ...all, settings: [enabled] });
    const answer = await portal.send("GET", "/_api/contacts?$select=contactid");
    expect(answer.json).toMatchObject({ error: { message: "No fields defined for this entity." } });
  });

  test.each([
    [undefined, false],
    ["false", false],
    ["True", true],
  ])("innererror is shown only when switched on: %s", async (value, shown) => {
    open({ ...pathA, settings: [...(pathA.settings ?? []), ["Webapi/error/innererror", value]] });
    const { json } = await portal.send("GET", "/_api/contacts?$select=firstname");
    const inner = {
      code: "90040101",
      message: "Attribute firstname in table contact is not enabled for Web Api.",
      type: "AttributePermissionIsMissing",
    };
    expect(json).toEqual({ error: { code: inner.code, message: inner.message, ...(shown ? { innererror: inner } : {}) } });
  });

  test("enhanced authorization is not judged", async () => {
    open({ ...wideOpen, websiteValues: { adx_enhancedauthorization: "2" } });
    expect(code(await portal.send("GET", "/_api/contacts?$select=contactid"))).toBe("501");
  });
});

describe("table permissions", () => {
  const settings = wideOpen.settings ?? [];

  test.each([
    ["GET", "/_api/contacts", "403 90040120"],
    ["GET", "/_api/contacts/$count", "403 90040120"],
    ["GET", `/_api/contacts(${idOfAda})`, "403 90040120"],
    ["POST", "/_api/contacts", "403 90040103"],
    ["PATCH", `/_api/contacts(${idOfAda})`, "403 90040102"],
    ["DELETE", `/_api/contacts(${idOfAda})`, "403 90040104"],
  ])("none: %s %s is %s, before anything else of the request is looked at", async (method, path, expected) => {
    open({ settings });
    seed();
    expect(code(await portal.send(method, path))).toBe(expected);
  });

  test("self gives a signed-in visitor the own row only", async () => {
    open({ settings, permissions: [{ scope: "self", roleIds: [authenticatedRole], read: true, write: true }] });
    seed();
    portal.signIn(ada);
    const list = await portal.send("GET", "/_api/contacts?$select=firstname&$count=true");
    expect(list.json).toMatchObject({ "@odata.count": 1, value: [{ contactid: idOfAda }] });
    expect((await portal.send("PATCH", `/_api/contacts(${idOfAda})`, { firstname: "Augusta" })).status).toBe(204);
    expect(code(await portal.send("PATCH", `/_api/contacts(${nobody})`, { firstname: "x" }))).toBe("403 90040102");
    expect(code(await portal.send("GET", `/_api/contacts(${nobody})?$select=firstname`))).toBe("403 90040120");
  });

  test("a scope that is not judged is never taken for a yes or a no", async () => {
    open({ settings, permissions: [{ scope: undefined, roleIds: [authenticatedRole], read: true }] });
    portal.signIn(ada);
    expect(code(await portal.send("GET", "/_api/contacts?$select=firstname"))).toBe("501");
  });

  test("a scope without its relationship fails at reads", async () => {
    open({ settings, permissions: [{ scope: "contact", roleIds: [authenticatedRole], read: true }] });
    portal.signIn(ada);
    expect(code(await portal.send("GET", "/_api/contacts?$select=firstname"))).toBe("500 9004010A");
  });

  test("the governance setting blocks anonymous reads, not writes and not members", async () => {
    const permissions = [{ read: true, create: true, roleIds: [anonymousRole, authenticatedRole] }];
    open({ settings, permissions }, { switches: { anonymousReads: "blocked" } });
    expect(code(await portal.send("GET", "/_api/contacts?$select=firstname"))).toBe("403 90040120");
    expect((await portal.send("POST", "/_api/contacts", { firstname: "x" })).status).toBe(204);
    portal.signIn(ada);
    expect((await portal.send("GET", "/_api/contacts?$select=firstname")).status).toBe(200);
  });
});

describe("reading", () => {
  test.each([
    ["no $select", "", "403 90040101"],
    ["an empty $select", "?$select=", "403 90040101"],
    ["every column", "?$select=*", "403 90040101"],
    ["an unknown column", "?$select=nothing", "400 9004010A"],
    ["a column in capitals", "?$select=FirstName", "400 9004010A"],
    ["a column that is not listed", "?$select=jobtitle", "403 90040101"],
    ["a filter over one that is not listed", "?$select=firstname&$filter=jobtitle eq 'x'", "403 90040101"],
    ["a filter over an unknown one", "?$select=firstname&$filter=nothing eq 'x'", "400 9004010A"],
    ["an order by one that is not listed", "?$select=firstname&$orderby=jobtitle", "403 90040101"],
    ["a filter that is none", "?$select=firstname&$filter=firstname eq", "400 9004010A"],
    ["a wrong type", "?$select=firstname&$filter=firstname eq 5", "400 9004010A"],
    ["$skip", "?$select=firstname&$skip=5", "400 9004010D 0x80060888"],
    ["the same option twice", "?$select=firstname&$select=lastname", "400 9004010A"],
    ["an option in capitals", "?$Select=firstname", "400 9004010A"],
    ["$top below 0", "?$select=firstname&$top=-1", "400 9004010A"],
    [
      "$expand of a table that the site does not serve",
      "?$select=firstname&$expand=parentcustomerid_account($select=name)",
      "404 9004010C",
    ],
    ["$expand of nothing", "?$select=firstname&$expand=nothing", "400 9004010A"],
    ["$apply", "?$apply=aggregate($count as n)", "501"],
    ["a lambda over nothing", "?$select=firstname&$filter=contact_nothings/any(t:t/subject eq 'x')", "400 9004010A"],
    [
      "a query function over a column that is not listed",
      "?$select=firstname&$filter=Microsoft.Dynamics.CRM.Today(PropertyName='modifiedon')",
      "403 90040101",
    ],
  ])("refuses %s", async (_, query, expected) => {
    open(wideOpen);
    expect(code(await portal.send("GET", `/_api/contacts${query}`))).toBe(expected);
  });

  test("filters, orders, counts and pages", async () => {
    open(wideOpen);
    for (const firstname of ["Cleo", "ada", "Bob", "Dan", "Eve"]) {
      portal.store.insert("contact", { firstname });
    }
    const names: string[] = [];
    let next: string | undefined =
      `${origin}/_api/contacts?$select=firstname&$filter=firstname ne 'Dan' and not contains(firstname,'v')&$orderby=firstname desc&$count=true`;
    for (let pages = 0; next !== undefined; pages += 1) {
      expect(pages).toBeLessThan(3);
      const { json } = await portal.raw(new Request(next, { headers: { prefer: "odata.maxpagesize=2" } }));
      const page = json as { value: { firstname: string }[]; "@odata.count": number; "@odata.nextLink"?: string };
      expect(page["@odata.count"]).toBe(3);
      names.push(...page.value.map((row) => row.firstname));
      next = page["@odata.nextLink"];
    }
    expect(names).toEqual(["Cleo", "Bob", "ada"]);
  });

  test("$top ends a list without a next link", async () => {
    open(wideOpen);
    seed();
    const { json } = await portal.send("GET", "/_api/contacts?$select=firstname&$top=1");
    expect(json).toEqual({ ...uncounted, value: [expect.anything()] });
  });

  test("counts alone as a bare number", async () => {
    open(wideOpen);
    seed();
    const all = await portal.send("GET", "/_api/contacts/$count");
    const some = await portal.send("GET", "/_api/contacts/$count?$filter=firstname eq 'ada'");
    expect([all.text, some.text]).toEqual(["2", "1"]);
  });

  test("gives one row without a wrapper, and 304 to who has it already", async () => {
    open(wideOpen);
    seed();
    const path = `/_api/contacts(${idOfAda.toUpperCase()})?$select=firstname,lastname`;
    const row = await portal.send("GET", path);
    expect(row.json).toEqual({ "@odata.etag": expect.any(String), firstname: "Ada", lastname: null, contactid: idOfAda });
    expect((await portal.send("GET", path, undefined, { "if-none-match": row.headers.get("etag") ?? "" })).status).toBe(304);
    expect(code(await portal.send("GET", `/_api/contacts(${nobody})?$select=firstname`))).toBe("404 9004010D 0x80040217");
  });

  test("one row without $select is refused, or gives the allowed columns, as the switch says", async () => {
    open(pathA);
    seed();
    expect(code(await portal.send("GET", `/_api/contacts(${idOfAda})`))).toBe("403 90040101");
    portal.close();
    open(pathA, { switches: { singleRowWithoutSelect: "allowed-columns" } });
    seed();
    const { json } = await portal.send("GET", `/_api/contacts(${idOfAda})`);
    expect(json).toEqual({ "@odata.etag": expect.any(String), contactid: idOfAda, emailaddress1: "ada@example.com" });
  });

  test("a listed column of a publisher that the emulator lacks is not called unknown", async () => {
    open({
      ...wideOpen,
      settings: [
        ["Webapi/contact/enabled", "true"],
        ["Webapi/contact/fields", "contactid,cr1_shoesize,shoesize"],
      ],
    });
    expect(code(await portal.send("GET", "/_api/contacts?$select=cr1_shoesize"))).toBe("501");
    expect(code(await portal.send("POST", "/_api/contacts", { cr1_shoesize: 5 }))).toBe("501");
    expect(code(await portal.send("GET", "/_api/contacts?$select=shoesize"))).toBe("400 9004010A");
    expect(code(await portal.send("POST", "/_api/contacts", { shoesize: 5 }))).toBe("400 90040100");
  });
});

describe("bodies", () => {
  test.each([
    ["nothing", undefined, "400 900400FF"],
    ["an empty object", {}, "400 900400FF"],
    ["only annotations", { "@odata.type": "#Microsoft.Dynamics.CRM.contact" }, "400 900400FF"],
    ["no JSON", "{", "400 9004010A"],
    ["an array", "[]", "400 9004010A"],
    ["null", "null", "400 9004010A"],
    ["an unknown column", { nothing: "x" }, "400 90040100"],
    ["__proto__", '{"__proto__":1}', "400 90040100"],
    ["a column that is not listed", { jobtitle: "x" }, "403 90040101"],
    ["a computed column", { fullname: "x" }, "400 9004010D 0x80040203"],
    ["a system column", { createdon: "2020-01-01T00:00:00Z" }, "400 9004010D 0x80040203"],
    ["text that is too long", { firstname: "x".repeat(51) }, "400 9004010D 0x80044331"],
    ["an address that is too long", { emailaddress1: `${"x".repeat(89)}@example.com` }, "400 9004010D 0x80044331"],
    ["text with a NUL", { firstname: "a\0b" }, "400 9004010D 0x80040203"],
    ["half a character", '{"firstname":"\\ud800"}', "400 9004010D 0x80040203"],
    ["a number for text", { firstname: 5 }, "400 9004010D 0x80048d19"],
    ["text for a flag", { donotemail: "true" }, "400 9004010D 0x80048d19"],
    ["text for a number", { numberofchildren: "2" }, "400 9004010D 0x80048d19"],
    ["a number that does not fit", { numberofchildren: 3e9 }, "400 9004010D 0x80048d19"],
    ["a fraction", { numberofchildren: 1.5 }, "400 9004010D 0x80048d19"],
    ["a date that is none", { birthdate: "2026-02-30" }, "400 9004010D 0x80048d19"],
    ["a choice that is none", { gendercode: 3 }, "400 9004010D 0x8004431a"],
    ["an id that is none", { contactid: "x" }, "400 9004010D 0x80048d19"],
    ["a lookup that is not listed", { "parentcustomerid_account@odata.bind": "/accounts(1)" }, "403 90040101"],
    ["related rows of nothing", { contact_nothings: [{}] }, "400 90040100"],
    ["too much", { description: "x".repeat(20_000) }, "413"],
  ])("of %s are refused on create", async (_, body, expected) => {
    open(wideOpen);
    expect(code(await portal.send("POST", "/_api/contacts", body))).toBe(expected);
    expect(portal.store.count("contact")).toBe(0);
  });

  test("too large are refused by what arrives, whatever the length header says", async () => {
    open(wideOpen);
    const body = JSON.stringify({ description: "x".repeat(20_000) });
    expect(code(await portal.send("POST", "/_api/contacts", body, { "content-length": "5" }))).toBe("413");
  });

  test("at the widths fit, and empty text is null", async () => {
    open(wideOpen);
    const cells = { firstname: "é".repeat(50), emailaddress1: `${"x".repeat(88)}@example.com`, birthdate: "1815-12-10", gendercode: 2 };
    const { headers } = await portal.send("POST", "/_api/contacts", { ...cells, lastname: "", mobilephone: null });
    expect(portal.store.find("contact", headers.get("entityid") ?? "")).toMatchObject({ ...cells, lastname: null, mobilephone: null });
  });

  test("asking for the row back is refused, as seen on portals", async () => {
    open(wideOpen);
    const headers = { prefer: "return=representation" };
    expect(code(await portal.send("POST", "/_api/contacts", { firstname: "x" }, headers))).toBe("403 90040101");
    expect(portal.store.count("contact")).toBe(0);
  });
});

describe("updates and deletions", () => {
  const path = `/_api/contacts(${idOfAda})`;

  test("change only what they name, and the computed name with it", async () => {
    open(wideOpen);
    seed();
    const answer = await portal.send("PATCH", path, { lastname: "Byron" });
    expect([answer.status, answer.text, answer.headers.has("entityid")]).toEqual([204, "", false]);
    expect(portal.store.find("contact", idOfAda)).toMatchObject({ firstname: "Ada", lastname: "Byron", fullname: "Ada Byron" });
    expect(portal.effects).toEqual(["contact updated"]);
  });

  test("of a missing row create it, unless If-Match forbids", async () => {
    open(wideOpen);
    const headers = { "if-match": "*" };
    expect(code(await portal.send("PATCH", path, { firstname: "Ada" }, headers))).toBe("404 9004010D 0x80040217");
    expect(code(await portal.send("PATCH", path, {}))).toBe("400 900400FF");
    const created = await portal.send("PATCH", path, { firstname: "Ada" });
    expect([created.status, created.headers.get("entityid")]).toEqual([204, idOfAda]);
    expect(portal.effects).toEqual(["contact created"]);
  });

  test("of a missing row need the create permission and its columns", async () => {
    open({ ...wideOpen, permissions: [{ write: true }] });
    expect(code(await portal.send("PATCH", path, { firstname: "Ada" }))).toBe("403 90040103");
  });

  test("obey conditions on the version", async () => {
    open(wideOpen);
    seed();
    const { headers } = await portal.send("GET", `${path}?$select=firstname`);
    const etag = headers.get("etag") ?? "";
    expect((await portal.send("PATCH", path, { lastname: "B" }, { "if-match": etag })).status).toBe(204);
    expect(code(await portal.send("PATCH", path, { lastname: "C" }, { "if-match": etag }))).toBe("412 9004010D 0x80060882");
    expect(code(await portal.send("PATCH", path, { lastname: "C" }, { "if-none-match": "*" }))).toBe("412 9004010D 0x80040237");
    expect(portal.store.find("contact", idOfAda)).toMatchObject({ lastname: "B" });
  });

  test("cannot take an id that is taken, nor change one", async () => {
    open(wideOpen);
    seed();
    expect(code(await portal.send("POST", "/_api/contacts", { contactid: idOfAda }))).toBe("412 9004010D 0x80040237");
    expect(code(await portal.send("PATCH", path, { contactid: nobody }))).toBe("400 9004010D 0x80040203");
  });

  test("obey column permissions of their own", async () => {
    open({
      ...wideOpen,
      profiles: [
        {
          columns: [
            { column: "firstname", rights: ["update"] },
            { column: "lastname", rights: ["create"] },
          ],
        },
      ],
    });
    seed();
    expect((await portal.send("PATCH", path, { firstname: "A" })).status).toBe(204);
    expect(code(await portal.send("PATCH", path, { lastname: "A" }))).toBe("403 90040101");
  });

  test("delete once", async () => {
    open(wideOpen);
    seed();
    expect((await portal.send("DELETE", path)).status).toBe(204);
    expect(code(await portal.send("DELETE", path))).toBe("404 9004010D 0x80040217");
    expect(portal.effects).toEqual(["contact deleted"]);
  });
});
