import { afterEach, describe, expect, test } from "vitest";
import { anonymousRole, authenticatedRole, type TinySite } from "../../access/tiny-site.ts";
import type { TablePermission } from "../../../site/site.ts";
import { ada, crm, origin, tinyPortal, type Reply, type TinyPortal, type TinyPortalOptions } from "./tiny-portal.ts";

const contact = ada.contactId ?? "";
const account = "22222222-2222-4222-8222-222222222222";
const lead = "33333333-3333-4333-8333-333333333333";
const eve = "44444444-4444-4444-8444-444444444444";

let portal: TinyPortal;
afterEach(() => portal.close());

function open(site: TinySite = crm, options: TinyPortalOptions = {}): void {
  portal = tinyPortal(site, options);
  const { store } = portal;
  store.insert("account", { accountid: account, name: "Engines", telephone1: "5" });
  store.insert("contact", { contactid: contact, firstname: "Ada", lastname: "Byron", parentcustomerid: account });
  store.insert("contact", { contactid: eve, firstname: "Eve" });
  store.insert("lead", { leadid: lead, subject: "Looms" });
  store.insert("contactleads", { contactid: contact, leadid: lead });
  store.insert("annotation", { subject: "Hello", objectid: contact });
}

function without(table: string, rights: Partial<TablePermission>): TinySite {
  return { ...crm, permissions: crm.permissions?.map((one) => (one.table === table ? { ...one, ...rights } : one)) ?? [] };
}
const notServing = (table: string): TinySite => ({
  ...crm,
  settings: crm.settings?.filter((one) => !("0" in one) || one[0] !== `Webapi/${table}/enabled`) ?? [],
});

function code({ status, json }: Reply): string {
  const error = json as { error?: { code: string; cdscode?: string; message: string } } | undefined;
  return [status, error?.error?.code, error?.error?.cdscode].filter((part) => part !== undefined && part !== "").join(" ");
}

const formatted = "OData.Community.Display.V1.FormattedValue";

describe("an expanded row", () => {
  test("comes along for a lookup, and null where there is none", async () => {
    open();
    const path = "/_api/contacts?$select=firstname&$orderby=firstname&$expand=parentcustomerid_account($select=name)";
    const { json } = await portal.send("GET", path);
    expect(json).toMatchObject({
      value: [
        { firstname: "Ada", parentcustomerid_account: { name: "Engines", accountid: account } },
        { firstname: "Eve", parentcustomerid_account: null },
      ],
    });
  });

  test("comes as a list for a collection, empty where there is none", async () => {
    open();
    const path = "/_api/contacts?$select=firstname&$orderby=firstname&$expand=Contact_Annotation($select=subject)";
    const { json } = await portal.send("GET", path);
    expect(json).toMatchObject({ value: [{ Contact_Annotation: [{ subject: "Hello" }] }, { Contact_Annotation: [] }] });
  });

  test.each([
    ["a table that nobody may read", without("account", { read: false }), "parentcustomerid_account($select=name)", "403 90040120"],
    ["a table that the site does not serve", notServing("account"), "parentcustomerid_account($select=name)", "404 9004010C"],
    ["a column that is not listed", crm, "parentcustomerid_account($select=revenue)", "403 90040101"],
    ["every column", crm, "parentcustomerid_account", "403 90040101"],
    ["a filter over a column that is not listed", crm, "Contact_Annotation($select=subject;$filter=filename eq 'x')", "403 90040101"],
    ["an order", crm, "Contact_Annotation($select=subject;$orderby=subject)", "400 9004010A"],
    ["a limit", crm, "Contact_Annotation($select=subject;$top=1)", "400 9004010A"],
    ["the name in another case", crm, "contact_annotation($select=subject)", "400 9004010A"],
    [
      "a many-to-many end that nobody may read",
      without("lead", { read: false }),
      "contactleads_association($select=subject)",
      "403 90040120",
    ],
  ])("is refused for %s", async (_, site, expand, expected) => {
    open(site);
    expect(code(await portal.send("GET", `/_api/contacts?$select=firstname&$expand=${expand}`))).toBe(expected);
    expect(code(await portal.send("GET", `/_api/contacts(${contact})?$select=firstname&$expand=${expand}`))).toBe(expected);
  });

  test("names the table that may not be read", async () => {
    open(without("account", { read: false }));
    const { json } = await portal.send("GET", "/_api/contacts?$select=firstname&$filter=parentcustomerid_account/name eq 'x'");
    expect(json).toMatchObject({ error: { code: "90040120", message: expect.stringContaining("account") } });
  });

  test("of which the visitor may read some rows shows those only", async () => {
    const own = { table: "contact", scope: "self", roleIds: [authenticatedRole], read: true } as const;
    const accounts = { table: "account", read: true, roleIds: [authenticatedRole] };
    open({ ...crm, permissions: [own, accounts] });
    portal.store.update("contact", eve, { parentcustomerid: account });
    portal.signIn(ada);
    const { json } = await portal.send("GET", "/_api/accounts?$select=name&$expand=contact_customer_accounts($select=firstname)");
    expect(json).toMatchObject({ value: [{ contact_customer_accounts: [{ firstname: "Ada" }] }] });
    const filter = "contact_customer_accounts/any(c:c/firstname eq 'Eve')";
    expect((await portal.send("GET", `/_api/accounts?$select=name&$filter=${filter}`)).json).toMatchObject({ value: [] });
  });
});

describe("a lookup in a row", () => {
  test("is shown with its name, target and navigation property, though the target may not be read", async () => {
    open(without("account", { read: false }));
    const { json } = await portal.send("GET", `/_api/contacts(${contact})?$select=_parentcustomerid_value`);
    expect(json).toMatchObject({
      _parentcustomerid_value: account,
      [`_parentcustomerid_value@${formatted}`]: "Engines",
      "_parentcustomerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty": "parentcustomerid_account",
      "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "account",
    });
  });

  test("is shown with what the request asks for", async () => {
    open();
    const headers = { prefer: `odata.include-annotations="${formatted}"` };
    const { json } = await portal.send("GET", "/_api/contacts?$select=_parentcustomerid_value&$top=1", undefined, headers);
    expect(JSON.stringify(json)).toContain(formatted);
    expect(JSON.stringify(json)).not.toContain("Microsoft.Dynamics.CRM");
  });
});

describe("a navigation property", () => {
  test("of a lookup gives the row it points at, or nothing", async () => {
    open();
    const found = await portal.send("GET", `/_api/contacts(${contact})/parentcustomerid_account?$select=name`);
    expect([found.status, found.json]).toMatchObject([200, { name: "Engines", accountid: account }]);
    expect(found.headers.get("etag")).toMatch(/^W\/"\d+"$/u);
    const none = await portal.send("GET", `/_api/contacts(${eve})/parentcustomerid_account?$select=name`);
    expect([none.status, none.text]).toEqual([204, ""]);
  });

  test("of a collection gives a list, its count and its filter", async () => {
    open();
    portal.store.update("contact", eve, { parentcustomerid: account });
    const path = `/_api/accounts(${account})/contact_customer_accounts`;
    expect((await portal.send("GET", `${path}?$select=firstname&$filter=firstname ne 'Eve'`)).json).toMatchObject({
      value: [{ firstname: "Ada" }],
    });
    expect((await portal.send("GET", `${path}/$count`)).text).toBe("2");
    const leads = await portal.send("GET", `/_api/contacts(${contact})/contactleads_association?$select=subject`);
    expect(leads.json).toMatchObject({ value: [{ subject: "Looms" }] });
  });

  test.each([
    ["no permission on its own table", without("contact", { read: false }), "$select=name", "403 90040120"],
    ["no permission on the other", without("account", { read: false }), "$select=name", "403 90040120"],
    ["the other not served", notServing("account"), "$select=name", "404 9004010C"],
    ["no $select", crm, "", "403 90040101"],
    ["a column that is not listed", crm, "$select=revenue", "403 90040101"],
  ])("with %s is refused", async (_, site, query, expected) => {
    open(site);
    expect(code(await portal.send("GET", `/_api/contacts(${contact})/parentcustomerid_account?${query}`))).toBe(expected);
  });

  test("of a row that is not there is Dataverse's fault", async () => {
    open();
    const path = "/_api/contacts(99999999-9999-4999-8999-999999999999)/parentcustomerid_account?$select=name";
    expect(code(await portal.send("GET", path))).toBe("404 9004010D 0x80040217");
  });
});

describe("permissions over relationships", () => {
  const id = "cccccccc-0000-4000-8000-000000000001";
  const contacts: Partial<TablePermission> = { id, table: "contact", scope: "self", roleIds: [authenticatedRole], read: true };
  const notes: Partial<TablePermission> = {
    table: "annotation",
    scope: "parent",
    parentId: id,
    roleIds: [],
    read: true,
    values: { adx_parentrelationship: "Contact_Annotation" },
  };
  const leads: Partial<TablePermission> = {
    table: "lead",
    scope: "contact",
    roleIds: [authenticatedRole],
    id: "cccccccc-0000-4000-8000-000000000002",
    read: true,
    values: { adx_contactrelationship: "contactleads_association" },
  };
  const leadNotes: Partial<TablePermission> = {
    ...notes,
    ...(leads.id === undefined ? {} : { parentId: leads.id }),
    values: { adx_parentrelationship: "Lead_Annotation" },
  };

  test("over several relationships fail in plain OData, as documented, unless the switch says otherwise", async () => {
    const site = { ...crm, permissions: [leads, leadNotes] };
    const path = "/_api/annotations?$select=subject";
    open(site);
    portal.signIn(ada);
    expect(code(await portal.send("GET", path))).toBe("400 9004010D");
    expect((await portal.send("GET", "/_api/leads?$select=subject")).json).toMatchObject({ value: [{ subject: "Looms" }] });
    portal.close();
    open(site, { switches: { chainedODataReads: "answered" } });
    portal.store.insert("annotation", { subject: "Of Looms", objectid: lead });
    portal.signIn(ada);
    expect((await portal.send("GET", path)).json).toMatchObject({ value: [{ subject: "Of Looms" }] });
  });

  test("give the children of one's own row, and no others", async () => {
    open({ ...crm, permissions: [contacts, notes] });
    portal.store.insert("annotation", { subject: "Hidden", objectid: eve });
    portal.signIn(ada);
    const { json } = await portal.send("GET", "/_api/annotations?$select=subject");
    expect(json).toMatchObject({ value: [{ subject: "Hello" }] });
  });

  test("of another role give an anonymous visitor nothing", async () => {
    open({ ...crm, permissions: [contacts, notes] });
    portal.signIn({ contactId: undefined, roleIds: [anonymousRole] });
    expect(code(await portal.send("GET", "/_api/annotations?$select=subject"))).toBe("403 90040120");
  });
});

describe("paging", () => {
  test("gives links on the portal's own address, until every row was given once", async () => {
    open();
    const given: string[] = [];
    let next: string | undefined = `${origin}/_api/contacts?$select=firstname&$orderby=firstname`;
    for (let pages = 0; next !== undefined; pages += 1) {
      expect(pages).toBeLessThan(3);
      expect(next.startsWith(`${origin}/_api/contacts?`)).toBe(true);
      const { json } = await portal.raw(new Request(next, { headers: { prefer: "odata.maxpagesize=1" } }));
      const page = json as { value: { firstname: string }[]; "@odata.nextLink"?: string };
      given.push(...page.value.map((row) => row.firstname));
      next = page["@odata.nextLink"];
    }
    expect(given).toEqual(["Ada", "Eve"]);
  });

  test.each(["x", "5", "<cookie/>"])("refuses the token %j", async (token) => {
    open();
    expect(code(await portal.send("GET", `/_api/contacts?$select=firstname&$skiptoken=${encodeURIComponent(token)}`))).toBe("400 9004010A");
  });
});
