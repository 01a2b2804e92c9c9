import { afterEach, describe, expect, test } from "vitest";
import type { TablePermission } from "../../../site/site.ts";
import type { TinySite } from "../../access/tiny-site.ts";
import { crm, origin, tinyPortal, type Reply, type TinyPortal, type TinyPortalOptions } from "./tiny-portal.ts";

const contact = "11111111-1111-4111-8111-111111111111";
const account = "22222222-2222-4222-8222-222222222222";
const lead = "33333333-3333-4333-8333-333333333333";
const nobody = "99999999-9999-4999-8999-999999999999";

let portal: TinyPortal;
afterEach(() => portal.close());

function open(site: TinySite = crm, options: TinyPortalOptions = {}): void {
  portal = tinyPortal(site, options);
  portal.store.insert("contact", { contactid: contact, firstname: "Ada" });
  portal.store.insert("account", { accountid: account, name: "Engines" });
  portal.store.insert("lead", { leadid: lead, subject: "Looms" });
}

/** The site with everything, less some rights on one table. */
function without(table: string, rights: Partial<TablePermission>): TinySite {
  return { ...crm, permissions: crm.permissions?.map((one) => (one.table === table ? { ...one, ...rights } : one)) ?? [] };
}

function notServing(table: string): TinySite {
  return { ...crm, settings: crm.settings?.filter((one) => !("0" in one) || one[0] !== `Webapi/${table}/enabled`) ?? [] };
}

function code({ status, json }: Reply): string {
  const error = json as { error?: { code: string; cdscode?: string } } | undefined;
  return [status, error?.error?.code, error?.error?.cdscode].filter((part) => part !== undefined && part !== "").join(" ");
}

const parentOf = (): unknown => portal.store.find("contact", contact)?.["parentcustomerid"];

describe("a lookup bound in a body", () => {
  test.each([
    ["by an address from the service", `/accounts(${account})`],
    ["by an absolute address", `${origin}/_api/accounts(${account})`],
    ["by an address from the host", `/_api/accounts(${account})`],
  ])("is set %s", async (_, address) => {
    open();
    const body = { "parentcustomerid_account@odata.bind": address };
    expect(code(await portal.send("PATCH", `/_api/contacts(${contact})`, body))).toBe("204");
    expect(parentOf()).toBe(account);
  });

  test("is cleared by null", async () => {
    open();
    portal.store.update("contact", contact, { parentcustomerid: account });
    const body = { "parentcustomerid_account@odata.bind": null };
    expect(code(await portal.send("PATCH", `/_api/contacts(${contact})`, body))).toBe("204");
    expect(parentOf()).toBeNull();
  });

  test.each([
    ["another origin", { "parentcustomerid_account@odata.bind": `https://other.example.com/_api/accounts(${account})` }, "400 9004010A"],
    ["no address", { "parentcustomerid_account@odata.bind": 5 }, "400 9004010A"],
    ["a name that is none", { "parent@odata.bind": `/accounts(${account})` }, "400 9004010D 0x80048d19"],
    ["the name in another case", { "ParentCustomerId_account@odata.bind": `/accounts(${account})` }, "400 9004010D 0x80048d19"],
    ["the lookup without its target", { "parentcustomerid@odata.bind": `/accounts(${account})` }, "400 9004010D 0x80048d19"],
    ["a row of another table", { "parentcustomerid_account@odata.bind": `/leads(${lead})` }, "400 9004010D 0x80048d19"],
    ["the logical name of the table", { "parentcustomerid_account@odata.bind": `/account(${account})` }, "404 9004010C"],
    ["the lookup's own column", { parentcustomerid: account }, "400 9004010D 0x80060888"],
    ["a lookup that is not listed", { "masterid@odata.bind": `/contacts(${contact})` }, "403 90040101"],
  ])("is refused for %s", async (_, body, expected) => {
    open();
    expect(code(await portal.send("PATCH", `/_api/contacts(${contact})`, body))).toBe(expected);
    expect(parentOf()).toBeNull();
  });

  test.each([
    ["a target table that the site does not serve", notServing("account"), "404 9004010C"],
    ["no append on the table with the lookup", without("contact", { append: false }), "403 90040105"],
    ["no append-to on the target", without("account", { appendTo: false }), "403 90040106"],
  ])("is refused for %s", async (_, site, expected) => {
    open(site);
    const body = { "parentcustomerid_account@odata.bind": `/accounts(${account})` };
    expect(code(await portal.send("PATCH", `/_api/contacts(${contact})`, body))).toBe(expected);
    expect(code(await portal.send("POST", "/_api/contacts", { firstname: "Eve", ...body }))).toBe(expected);
    expect(parentOf()).toBeNull();
    expect(portal.store.count("contact")).toBe(1);
  });

  test("needs both rights on both tables when the switch says so", async () => {
    const site = without("account", { append: false });
    const body = { "parentcustomerid_account@odata.bind": `/accounts(${account})` };
    open(site);
    expect(code(await portal.send("PATCH", `/_api/contacts(${contact})`, body))).toBe("204");
    portal.close();
    open(site, { switches: { appendRights: "both-sides" } });
    expect(code(await portal.send("PATCH", `/_api/contacts(${contact})`, body))).toBe("403 90040105");
  });
});

describe("a row created with related rows", () => {
  const note = { subject: "Hello", notetext: "Text" };

  test("creates all of them, linked", async () => {
    open();
    const { status, headers } = await portal.send("POST", "/_api/contacts", {
      firstname: "Eve",
      Contact_Annotation: [note, { ...note, subject: "Again" }],
      parentcustomerid_account: { name: "Looms" },
    });
    expect(status).toBe(204);
    const id = headers.get("entityid") ?? "";
    const notes = portal.store.query("annotation").map((row) => `${String(row["subject"])} ${String(row["objectid"])}`);
    expect(notes.sort()).toEqual([`Again ${id}`, `Hello ${id}`]);
    const parent = portal.store.find("contact", id)?.["parentcustomerid"];
    expect(portal.store.find("account", String(parent))).toMatchObject({ name: "Looms" });
    expect(portal.effects).toEqual(["contact created", "annotation created", "annotation created", "account created"]);
  });

  test.each([
    ["a column of the related table is not listed", crm, { Contact_Annotation: [{ ...note, filename: "x" }] }, "403 90040101"],
    ["a column of it is unknown", crm, { Contact_Annotation: [{ nothing: 1 }] }, "400 9004010D 0x80048d19"],
    ["its navigation property is one", crm, { Contact_Annotation: note }, "400 9004010D 0x80048d19"],
    ["the site does not serve it", notServing("annotation"), { Contact_Annotation: [note] }, "404 9004010C"],
    ["nobody may create it", without("annotation", { create: false }), { Contact_Annotation: [note] }, "403 90040103"],
    ["it may not point at others", without("annotation", { append: false }), { Contact_Annotation: [note] }, "403 90040105"],
    ["nothing may point at the row", without("contact", { appendTo: false }), { Contact_Annotation: [note] }, "403 90040106"],
  ])("creates none of them when %s", async (_, site, related, expected) => {
    open(site);
    expect(code(await portal.send("POST", "/_api/contacts", { firstname: "Eve", ...related }))).toBe(expected);
    expect([portal.store.count("contact"), portal.store.count("annotation")]).toEqual([1, 0]);
  });

  test("creates none of them when Dataverse refuses the last", async () => {
    open();
    const clash = { ...note, annotationid: nobody };
    const body = { firstname: "Eve", parentcustomerid_account: { name: "Looms" }, Contact_Annotation: [note, clash, clash] };
    expect(code(await portal.send("POST", "/_api/contacts", body))).toBe("412 9004010D 0x80040237");
    expect([portal.store.count("contact"), portal.store.count("annotation"), portal.store.count("account")]).toEqual([1, 0, 1]);
    expect(portal.effects).toEqual([]);
  });

  test("is no way to change a row", async () => {
    open();
    expect(code(await portal.send("PATCH", `/_api/contacts(${contact})`, { Contact_Annotation: [note] }))).toBe("400 9004010D 0x80060888");
  });
});

describe("references", () => {
  const body = { "@odata.id": `${origin}/_api/accounts(${account})` };

  test("set and clear a lookup", async () => {
    open();
    const path = `/_api/contacts(${contact})/parentcustomerid_account/$ref`;
    expect(code(await portal.send("PUT", path, body))).toBe("204");
    expect(parentOf()).toBe(account);
    expect(code(await portal.send("DELETE", path))).toBe("204");
    expect(parentOf()).toBeNull();
    expect(portal.effects).toEqual(["contact associated with account", "contact disassociated from account"]);
  });

  test("add to and take from a collection of children", async () => {
    open();
    const path = `/_api/accounts(${account})/contact_customer_accounts/$ref`;
    const child = `${origin}/_api/contacts(${contact})`;
    expect(code(await portal.send("POST", path, { "@odata.id": child }))).toBe("204");
    expect(parentOf()).toBe(account);
    expect(code(await portal.send("DELETE", `${path}?$id=${encodeURIComponent(child)}`))).toBe("204");
    expect(parentOf()).toBeNull();
    await portal.send("POST", path, { "@odata.id": child });
    expect(code(await portal.send("DELETE", path.replace("/$ref", `(${contact})/$ref`)))).toBe("204");
    expect(parentOf()).toBeNull();
  });

  test("relate rows of a many-to-many relationship, from either side", async () => {
    open();
    const intersect = (): number => portal.store.count("contactleads");
    const navigation = "contactleads_association";
    const leads = `/_api/contacts(${contact})/${navigation}/$ref`;
    expect(code(await portal.send("POST", leads, { "@odata.id": `${origin}/_api/leads(${lead})` }))).toBe("204");
    expect(intersect()).toBe(1);
    const contacts = `/_api/leads(${lead})/${navigation}/$ref?$id=${origin}/_api/contacts(${contact})`;
    expect(code(await portal.send("DELETE", contacts))).toBe("204");
    expect(intersect()).toBe(0);
  });

  test.each([
    ["PUT", "parentcustomerid_account", { "@odata.id": `/leads(${lead})` }, "400 9004010D 0x80048d19"],
    ["PUT", "parentcustomerid_account", { "@odata.id": "https://other.example.com/accounts(1)" }, "400 9004010A"],
    ["PUT", "parentcustomerid_account", {}, "400 9004010A"],
    ["PUT", "Contact_Annotation", body, "405"],
    ["POST", "parentcustomerid_account", body, "405"],
    ["PATCH", "parentcustomerid_account", body, "405"],
    ["DELETE", "Contact_Annotation", undefined, "400 9004010A"],
    ["PUT", "nothing", body, "400 9004010A"],
    ["PUT", "parentcustomerid", body, "400 9004010A"],
    ["PUT", "firstname", body, "400 9004010A"],
    ["GET", "Contact_Annotation", undefined, "501"],
  ])("%s %s/$ref with %j is %s", async (method, navigation, sent, expected) => {
    open();
    expect(code(await portal.send(method, `/_api/contacts(${contact})/${navigation}/$ref`, sent))).toBe(expected);
    expect(portal.effects).toEqual([]);
  });

  test.each([
    ["append on the row with the lookup", without("contact", { append: false }), "403 90040105"],
    ["append-to on the other", without("account", { appendTo: false }), "403 90040106"],
    ["a target the site serves", notServing("account"), "404 9004010C"],
  ])("need %s, whichever side is addressed", async (_, site, expected) => {
    open(site);
    expect(code(await portal.send("PUT", `/_api/contacts(${contact})/parentcustomerid_account/$ref`, body))).toBe(expected);
    portal.store.update("contact", contact, { parentcustomerid: account });
    expect(code(await portal.send("DELETE", `/_api/contacts(${contact})/parentcustomerid_account/$ref`))).toBe(expected);
    const children = `/_api/accounts(${account})/contact_customer_accounts/$ref`;
    expect(code(await portal.send("POST", children, { "@odata.id": `/contacts(${contact})` }))).toBe(expected);
    expect(parentOf()).toBe(account);
  });

  test("from a row that is not there are Dataverse's to refuse", async () => {
    open();
    expect(code(await portal.send("PUT", `/_api/contacts(${nobody})/parentcustomerid_account/$ref`, body))).toBe("404 9004010D 0x80040217");
  });
});
