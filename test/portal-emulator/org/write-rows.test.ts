import { beforeEach, describe, expect, test } from "vitest";
import { createTestOrg, root, type TestOrg } from "./test-org.ts";

const id = "11111111-1111-4111-8111-111111111111";
const other = "22222222-2222-4222-8222-222222222222";
const representation = { prefer: "return=representation" };

let org: TestOrg;
beforeEach(() => {
  org = createTestOrg();
});

describe("creating", () => {
  test("answers 204 with the address of the row", async () => {
    const { status, headers, text } = await org.send("contacts", { method: "POST", body: { contactid: id, firstname: "Ada" } });
    expect([status, text]).toEqual([204, ""]);
    expect(headers.get("odata-entityid")).toBe(`${root}/contacts(${id})`);
    expect(org.row("contact", id)).toMatchObject({ firstname: "Ada" });
    expect(org.effects).toEqual(["contact created"]);
  });

  test("answers 201 with the row when asked, and without its address", async () => {
    const { status, headers, json } = await org.send("contacts?$select=firstname", {
      method: "POST",
      body: { contactid: id, firstname: "Ada" },
      headers: representation,
    });
    expect(status).toBe(201);
    expect(headers.get("odata-entityid")).toBeNull();
    expect(headers.get("preference-applied")).toBe("return=representation");
    expect(json).toMatchObject({ firstname: "Ada", contactid: id, "@odata.etag": expect.any(String) });
  });

  test("creates the rows it holds along with it: looked-up ones first, then itself, then its children and links", async () => {
    const contact = await org.create("contacts", {
      firstname: "Ada",
      parentcustomerid_account: { name: "Engines Ltd" },
      pk_contact_pk_parcel_Receiver: [{ pk_code: "A" }, { pk_code: "B" }],
      contactleads_association: [{ subject: "A lead" }],
    });
    const account = String(org.row("contact", contact)?.["parentcustomerid"]);
    expect(org.row("account", account)).toMatchObject({ name: "Engines Ltd" });
    const parcels = org.context.store.query("pk_parcel", { equals: { pk_receiver: contact } });
    expect(new Set(parcels.map((row) => row["pk_code"]))).toEqual(new Set(["A", "B"]));
    const leads = await org.send(`contacts(${contact})/contactleads_association?$select=subject`);
    expect(leads.json["value"]).toMatchObject([{ subject: "A lead" }]);
  });

  test("creates none of them when one is refused", async () => {
    await org.create("pk_parcels", { pk_code: "taken" });
    const { status, code } = await org.send("contacts", {
      method: "POST",
      body: { firstname: "Ada", parentcustomerid_account: { name: "Engines Ltd" }, pk_contact_pk_parcel_Receiver: [{ pk_code: "TAKEN" }] },
    });
    expect([status, code]).toEqual([412, "0x80060892"]);
    expect([org.context.store.count("contact"), org.context.store.count("account")]).toEqual([0, 0]);
    expect(org.effects).toEqual(["pk_parcel created"]);
  });

  test("links to rows that are there by address, absolute, relative, or with an alternate key", async () => {
    const ada = await org.create("contacts", { firstname: "Ada" });
    await org.create("pk_parcels", { pk_code: "1", "pk_Receiver@odata.bind": `/contacts(${ada})` });
    await org.create("pk_parcels", { pk_code: "2", "pk_Receiver@odata.bind": `${root}/contacts(${ada})` });
    const grace = await org.create("contacts", {
      firstname: "Grace",
      "pk_contact_pk_parcel_Receiver@odata.bind": ["/pk_parcels(pk_code='1')", "pk_parcels(pk_code='2')"],
    });
    expect(org.context.store.count("pk_parcel", { equals: { pk_receiver: grace } })).toBe(2);
  });

  test.each([
    ["an unknown property", "contacts", { nothing: 1 }, 400, "0x80048d19"],
    ["a column in another letter case", "contacts", { FirstName: "Ada" }, 400, "0x80048d19"],
    ["a navigation property in another letter case", "pk_parcels", { "pk_receiver@odata.bind": `/contacts(${id})` }, 400, "0x80048d19"],
    ["a polymorphic lookup without its target", "contacts", { "parentcustomerid@odata.bind": `/accounts(${id})` }, 400, "0x80048d19"],
    ["a lookup's id as a value", "pk_parcels", { _pk_receiver_value: id }, 400, "0x80060888"],
    ["a lookup's name as a value", "pk_parcels", { pk_receiver: id }, 400, "0x80060888"],
    ["a value of another type", "contacts", { firstname: 1 }, 400, "0x80048d19"],
    ["a text that is too long", "contacts", { firstname: "x".repeat(51) }, 400, "0x80044331"],
    ["a choice that is no option", "pk_parcels", { pk_size: 9 }, 400, "0x8004431a"],
    [
      "another service's row",
      "pk_parcels",
      { "pk_Receiver@odata.bind": `http://example.com/api/data/v9.2/contacts(${id})` },
      400,
      "0x80048d19",
    ],
    ["another table's row", "pk_parcels", { "pk_Receiver@odata.bind": `/accounts(${id})` }, 400, "0x80048d19"],
    ["a row of no table", "pk_parcels", { "pk_Receiver@odata.bind": `/nothings(${id})` }, 404, "0x8006088a"],
    ["something that is no address", "pk_parcels", { "pk_Receiver@odata.bind": "contacts" }, 400, "0x80048d19"],
    ["an address that is a number", "pk_parcels", { "pk_Receiver@odata.bind": 1 }, 400, "0x80048d19"],
    ["one row for a collection", "contacts", { pk_contact_pk_parcel_Receiver: {} }, 400, "0x80048d19"],
    ["a list for a lookup", "pk_parcels", { pk_Receiver: [{}] }, 400, "0x80048d19"],
    ["no body", "contacts", "", 400, "0x80048d19"],
    ["a list", "contacts", "[]", 400, "0x80048d19"],
    ["broken JSON", "contacts", "{", 400, "0x80048d19"],
  ])("refuses %s", async (_, set, body, status, code) => {
    const answer = await org.send(set, { method: "POST", body });
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(org.effects).toEqual([]);
  });

  test("refuses a row that is not there as the target of a lookup", async () => {
    const answer = await org.send("pk_parcels", { method: "POST", body: { "pk_Receiver@odata.bind": `/contacts(${id})` } });
    expect([answer.status, answer.code]).toEqual([404, "0x80040217"]);
    const byKey = await org.send("contacts", {
      method: "POST",
      body: { "pk_contact_pk_parcel_Receiver@odata.bind": ["/pk_parcels(pk_code='x')"] },
    });
    expect([byKey.status, byKey.code]).toEqual([404, "0x80060891"]);
    expect(org.context.store.count("contact")).toBe(0);
  });
});

describe("changing", () => {
  test("changes the row, or creates it under its id", async () => {
    const created = await org.send(`contacts(${id})`, { method: "PATCH", body: { firstname: "Ada" } });
    const changed = await org.send(`contacts(${id})`, { method: "PATCH", body: { lastname: "Lovelace" } });
    expect([created.status, changed.status]).toEqual([204, 204]);
    expect(org.row("contact", id)).toMatchObject({ fullname: "Ada Lovelace" });
    expect(org.effects).toEqual(["contact created", "contact updated"]);
  });

  test.each([
    ["If-Match: * on a missing row", other, { "if-match": "*" }, 404, "0x80040217"],
    ["If-Match with a version on a missing row", other, { "if-match": 'W/"1"' }, 404, "0x80040217"],
    ["If-None-Match: * on a row that is there", id, { "if-none-match": "*" }, 412, "0x80040237"],
    ["If-Match with another version", id, { "if-match": 'W/"1"' }, 412, "0x80060882"],
    ["If-Match with something else", id, { "if-match": "x" }, 412, "0x80060882"],
  ])("refuses %s", async (_, row, headers, status, code) => {
    await org.create("contacts", { contactid: id, firstname: "Ada" });
    const answer = await org.send(`contacts(${row})`, { method: "PATCH", body: { firstname: "Eve" }, headers });
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(org.row("contact", id)).toMatchObject({ firstname: "Ada" });
    expect(org.row("contact", other)).toBeUndefined();
  });

  test("obeys If-Match with the row's version, and If-None-Match: * on a missing row", async () => {
    await org.create("contacts", { contactid: id, firstname: "Ada" });
    const etag = (await org.send(`contacts(${id})`)).headers.get("etag") ?? "";
    const changed = await org.send(`contacts(${id})`, { method: "PATCH", body: { firstname: "Eve" }, headers: { "if-match": etag } });
    const stale = await org.send(`contacts(${id})`, { method: "DELETE", headers: { "if-match": etag } });
    const created = await org.send(`contacts(${other})`, { method: "PATCH", body: {}, headers: { "if-none-match": "*" } });
    expect([changed.status, stale.status, created.status]).toEqual([204, 412, 204]);
  });

  test("gives the row when asked: 200 for a change, 201 for a creation", async () => {
    const sent = { method: "PATCH", body: { firstname: "Ada" }, headers: representation };
    const statuses = [(await org.send(`contacts(${id})`, sent)).status, (await org.send(`contacts(${id})`, sent)).status];
    expect(statuses).toEqual([201, 200]);
  });

  test("clears a lookup by null, and refuses related rows in a change", async () => {
    const ada = await org.create("contacts", { firstname: "Ada" });
    const parcel = await org.create("pk_parcels", { pk_code: "1", "pk_Receiver@odata.bind": `/contacts(${ada})` });
    const deep = await org.send(`pk_parcels(${parcel})`, { method: "PATCH", body: { pk_Receiver: { firstname: "Eve" } } });
    expect([deep.status, deep.code]).toEqual([400, "0x80060888"]);
    expect((await org.send(`pk_parcels(${parcel})`, { method: "PATCH", body: { "pk_Receiver@odata.bind": null } })).status).toBe(204);
    expect(org.row("pk_parcel", parcel)).toMatchObject({ pk_receiver: null });
  });

  test("deletes once", async () => {
    await org.create("contacts", { contactid: id });
    const first = await org.send(`contacts(${id})`, { method: "DELETE" });
    const second = await org.send(`contacts(${id})`, { method: "DELETE" });
    expect([first.status, second.status, second.code]).toEqual([204, 404, "0x80040217"]);
  });
});

describe("alternate keys", () => {
  test("read, change, create and delete", async () => {
    const created = await org.send("pk_parcels(pk_code='o''brien')", { method: "PATCH", body: { pk_weight: 1.5 } });
    expect(created.status).toBe(204);
    const read = await org.send("pk_parcels(pk_code='O%27%27Brien')?$select=pk_code,pk_weight");
    expect(read.json).toMatchObject({ pk_code: "o'brien", pk_weight: 1.5 });
    await org.send("pk_parcels(pk_code='o''brien')", { method: "PATCH", body: { pk_code: "not written", pk_weight: 2 } });
    expect((await org.send("pk_parcels(pk_code='o''brien')")).json).toMatchObject({ pk_code: "o'brien", pk_weight: 2 });
    expect((await org.send("pk_parcels(pk_code='o''brien')", { method: "DELETE" })).status).toBe(204);
    expect(org.context.store.count("pk_parcel")).toBe(0);
  });

  test("are made of several columns in any order, a lookup among them, and take aliases", async () => {
    const ada = await org.create("contacts", { firstname: "Ada" });
    await org.create("pk_parcels", { pk_slot: 3, "pk_Receiver@odata.bind": `/contacts(${ada})` });
    expect((await org.send(`pk_parcels(pk_slot=3,_pk_receiver_value=${ada})`)).status).toBe(200);
    expect((await org.send(`pk_parcels(_pk_receiver_value=@a,pk_slot=@b)?@a=${ada}&@b=3`)).status).toBe(200);
    expect((await org.send(`pk_parcels(_pk_receiver_value=${ada},pk_slot=4)`, { method: "PATCH", body: {} })).status).toBe(204);
    expect(org.context.store.count("pk_parcel", { equals: { pk_receiver: ada } })).toBe(2);
  });

  test("name the primary id too", async () => {
    await org.create("contacts", { contactid: id });
    expect((await org.send(`contacts(contactid=${id})`)).status).toBe(200);
  });

  test.each([
    ["no row", "pk_parcels(pk_code='x')", 404, "0x80060891"],
    ["a key whose index is pending", "pk_parcels(pk_name='x')", 400, "0x80060888"],
    ["no key at all", "contacts(firstname='x')", 400, "0x80060888"],
    ["a part of a key", "pk_parcels(pk_slot=1)", 400, "0x80060888"],
    ["a number for a text", "pk_parcels(pk_code=1)", 400, "0x80060888"],
    ["a text for a number", `pk_parcels(pk_slot='1',_pk_receiver_value=${id})`, 400, "0x80060888"],
    ["an alias without its value", "pk_parcels(pk_code=@a)", 400, "0x80060888"],
    ["null", "pk_parcels(pk_code=null)", 400, "0x80060888"],
    ["nothing", "pk_parcels()", 400, "0x80060888"],
    ["a quote that is not closed", "pk_parcels(pk_code='x)", 400, "0x80060888"],
    ["no value", "pk_parcels(pk_code=)", 400, "0x80060888"],
    ["the same column twice", "pk_parcels(pk_code='x',pk_code='x')", 400, "0x80060888"],
  ])("refuse %s", async (_, path, status, code) => {
    const answer = await org.send(path);
    expect([answer.status, answer.code]).toEqual([status, code]);
  });

  test.each(
    "<>*%&:\\?"
      .split("")
      .map((character) => [character, 400])
      .concat([
        ["/", 404],
        ["+", 404],
      ]),
  )("cannot hold %s in a URL, yet may be bound in a body", async (character, status) => {
    const code = `a${character}b@example.com`;
    await org.create("pk_parcels", { pk_code: code });
    const path = `pk_parcels(pk_code='${encodeURIComponent(code)}')`;
    for (const method of ["GET", "PATCH", "DELETE"])
      expect((await org.send(path, { method, ...(method === "PATCH" ? { body: {} } : {}) })).status).toBe(status);
    expect(org.context.store.count("pk_parcel")).toBe(1);
    const bound = { "pk_contact_pk_parcel_Receiver@odata.bind": [`/${path}`] };
    expect((await org.send("contacts", { method: "POST", body: bound })).status).toBe(204);
  });

  test("keep rows unique", async () => {
    await org.create("pk_parcels", { pk_code: "A" });
    const answer = await org.send("pk_parcels", { method: "POST", body: { pk_code: "a" } });
    expect([answer.status, answer.code]).toEqual([412, "0x80060892"]);
  });
});

describe("elastic tables", () => {
  test("find a row under its partition only, however that is written", async () => {
    await org.create("pk_readings", { pk_readingid: id, partitionid: "p'1", pk_name: "x" });
    const paths = [`pk_readings(${id})`, `pk_readings(pk_readingid=${id},partitionid='p''1')`, `pk_readings(${id})?partitionId='p''1'`];
    const statuses = await Promise.all(paths.map(async (path) => (await org.send(path)).status));
    expect(statuses).toEqual([404, 200, 200]);
  });
});

describe("callers", () => {
  test("may impersonate, and say whom by a GUID", async () => {
    const asOther = await org.send("WhoAmI", { headers: { mscrmcallerid: `{${id.toUpperCase()}}` } });
    expect(asOther.json["UserId"]).toBe(id);
    expect((await org.send("WhoAmI", { headers: { callerobjectid: id } })).json["UserId"]).toBe(id);
    expect((await org.send("WhoAmI", { headers: { mscrmcallerid: "me" } })).status).toBe(400);
  });

  test("may send headers that change nothing; those that would are told", async () => {
    const headers = { "mscrm.suppressduplicatedetection": "true", "mscrm.solutionuniquename": "x", "mscrm.anything": "y" };
    expect((await org.send("contacts", { method: "POST", body: {}, headers })).status).toBe(204);
    expect((await org.send("contacts", { headers: { "mscrm.bypasscustompluginexecution": "true" } })).status).toBe(501);
    expect((await org.send("contacts", { headers: { prefer: "odata.track-changes" } })).status).toBe(501);
  });
});
