import { afterEach, describe, expect, test } from "vitest";
import { authenticatedRole, type TinySite } from "../../access/tiny-site.ts";
import { ada, crm, tinyPortal, type Reply, type TinyPortal, type TinyPortalOptions } from "./tiny-portal.ts";

const account = "22222222-2222-4222-8222-222222222222";
const contact = ada.contactId ?? "";

let portal: TinyPortal;
afterEach(() => portal.close());

function open(site: TinySite = crm, options: TinyPortalOptions = {}): void {
  portal = tinyPortal(site, options);
  const { store } = portal;
  store.insert("account", { accountid: account, name: "Engines" });
  store.insert("contact", { contactid: contact, firstname: "Ada", parentcustomerid: account });
  store.insert("contact", { firstname: "Eve" });
}

const ask = (xml: string, more = "", set = "contacts"): Promise<Reply> =>
  portal.send("GET", `/_api/${set}?fetchXml=${encodeURIComponent(xml)}${more}`);
const contacts = (inside: string): string => `<fetch><entity name="contact">${inside}</entity></fetch>`;

function code({ status, json }: Reply): string {
  const error = json as { error?: { code: string } } | undefined;
  return [status, error?.error?.code].filter((part) => part !== undefined && part !== "").join(" ");
}

const join = `<link-entity name="account" from="accountid" to="parentcustomerid" alias="a"><attribute name="name"/></link-entity>`;

describe("a FetchXML query", () => {
  test("gives rows with the columns it names, nulls left out", async () => {
    open();
    const { status, json } = await ask(contacts(`<attribute name="firstname"/><attribute name="lastname"/><order attribute="firstname"/>`));
    expect(status).toBe(200);
    expect(json).toMatchObject({
      value: [{ "@odata.etag": expect.any(String), firstname: "Ada", contactid: contact }, { firstname: "Eve" }],
    });
    expect(JSON.stringify(json)).not.toContain("lastname");
  });

  test("joins tables and annotates what it shows of them", async () => {
    open();
    const { json } = await ask(contacts(`<attribute name="firstname"/>${join}`));
    expect(json).toMatchObject({ value: [{ firstname: "Ada", "a.name": "Engines" }] });
  });

  test("shows a lookup as rows do", async () => {
    open();
    const { json } = await ask(
      contacts(`<attribute name="parentcustomerid"/><filter><condition attribute="firstname" operator="eq" value="Ada"/></filter>`),
    );
    expect(json).toMatchObject({ value: [{ _parentcustomerid_value: account }] });
  });

  test.each([
    ["a column that is not listed", contacts(`<attribute name="jobtitle"/>`), "403 90040101"],
    [
      "a condition on one that is not listed",
      contacts(`<attribute name="firstname"/><filter><condition attribute="jobtitle" operator="null"/></filter>`),
      "403 90040101",
    ],
    ["an order by one that is not listed", contacts(`<attribute name="firstname"/><order attribute="jobtitle"/>`), "403 90040101"],
    ["every column", contacts("<all-attributes/>"), "403 90040101"],
    ["no column", contacts(""), "403 90040101"],
    [
      "a joined column that is not listed",
      contacts(`<attribute name="firstname"/>${join.replace(`name="name"`, `name="revenue"`)}`),
      "403 90040101",
    ],
    ["an unknown column", contacts(`<attribute name="nothing"/>`), "400 9004010A"],
    ["another table than the address", `<fetch><entity name="account"><attribute name="name"/></entity></fetch>`, "400 9004010A"],
    ["no XML", "<fetch", "400 9004010A"],
    ["nothing", "", "400 9004010A"],
  ])("with %s is refused", async (_, xml, expected) => {
    open();
    expect(code(await ask(xml))).toBe(expected);
  });

  test("joined to a table that nobody may read is refused, naming it", async () => {
    open({ ...crm, permissions: crm.permissions?.map((one) => (one.table === "account" ? { ...one, read: false } : one)) ?? [] });
    const answer = await ask(contacts(`<attribute name="firstname"/>${join}`));
    expect([code(answer), answer.text]).toEqual(["403 90040120", expect.stringContaining("account")]);
    expect(code(await ask(`<fetch><entity name="account"><attribute name="name"/></entity></fetch>`, "", "accounts"))).toBe("403 90040120");
  });

  test("sees the rows the visitor may see", async () => {
    open({ ...crm, permissions: [{ scope: "self", roleIds: [authenticatedRole], read: true }] });
    portal.signIn(ada);
    expect((await ask(contacts(`<attribute name="firstname"/>`))).json).toMatchObject({ value: [{ firstname: "Ada" }] });
  });

  test("counts once, not twice", async () => {
    open();
    const counting = `<fetch returntotalrecordcount="true"><entity name="contact"><attribute name="firstname"/></entity></fetch>`;
    expect((await ask(counting)).json).toMatchObject({ "@Microsoft.Dynamics.CRM.totalrecordcount": 2 });
    expect(code(await ask(counting, "&$count=true"))).toBe("400 9004010A");
  });

  test("twice in one address is refused", async () => {
    open();
    expect(code(await ask(contacts(`<attribute name="firstname"/>`), `&fetchXml=${encodeURIComponent(contacts(""))}`))).toBe(
      "400 9004010A",
    );
  });

  test("is answered from the site's server cache", async () => {
    open();
    const xml = contacts(`<attribute name="firstname"/>`);
    const before = await ask(xml);
    portal.store.insert("contact", { firstname: "Cleo" });
    expect((await ask(xml)).text).toBe(before.text);
    await portal.send("POST", "/_api/contacts", { firstname: "Dan" });
    expect((await ask(xml)).json).toMatchObject({ value: { length: 4 } });
  });
});
