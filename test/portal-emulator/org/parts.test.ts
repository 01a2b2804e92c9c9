import { beforeEach, describe, expect, test } from "vitest";
import { createTestOrg, root, type TestOrg } from "./test-org.ts";

const missing = "99999999-9999-4999-8999-999999999999";

let org: TestOrg;
let ada: string;
let account: string;
let lead: string;
let parcel: string;
beforeEach(async () => {
  org = createTestOrg();
  account = await org.create("accounts", { name: "Engines Ltd" });
  ada = await org.create("contacts", { firstname: "Ada", "parentcustomerid_account@odata.bind": `/accounts(${account})` });
  lead = await org.create("leads", { subject: "A lead" });
  parcel = await org.create("pk_parcels", { pk_code: "A", "pk_Receiver@odata.bind": `/contacts(${ada})` });
});

describe("a part of a row", () => {
  test("is a column's value, raw or as JSON; 204 when it has none", async () => {
    const value = await org.send(`contacts(${ada})/firstname`);
    expect(value.json).toEqual({ "@odata.context": `${root}/$metadata#contacts(${ada})/firstname`, value: "Ada" });
    const raw = await org.send("pk_parcels(pk_code='A')/pk_code/$value");
    expect([raw.headers.get("content-type"), raw.text]).toEqual(["text/plain", "A"]);
    expect((await org.send(`contacts(${ada})/lastname`)).status).toBe(204);
    expect((await org.send(`pk_parcels(${parcel})/_pk_receiver_value`)).json["value"]).toBe(ada);
  });

  test("is set and cleared", async () => {
    expect((await org.send(`contacts(${ada})/firstname`, { method: "PUT", body: { value: "Eve" } })).status).toBe(204);
    expect(org.row("contact", ada)).toMatchObject({ firstname: "Eve" });
    expect((await org.send(`contacts(${ada})/firstname`, { method: "DELETE" })).status).toBe(204);
    expect(org.row("contact", ada)).toMatchObject({ firstname: null });
  });

  test("is the row a lookup leads to, and its parts", async () => {
    expect((await org.send(`contacts(${ada})/parentcustomerid_account?$select=name`)).json).toMatchObject({ name: "Engines Ltd" });
    expect((await org.send(`contacts(${ada})/parentcustomerid_contact`)).status).toBe(204);
    expect((await org.send(`pk_parcels(${parcel})/pk_Receiver/parentcustomerid_account/name`)).json["value"]).toBe("Engines Ltd");
    expect((await org.send(`pk_parcels(${parcel})/pk_Receiver/$ref`)).json["@odata.id"]).toBe(`${root}/contacts(${ada})`);
  });

  test("is the rows that point at it: a list with options, a count, addresses, one of them", async () => {
    const path = `contacts(${ada})/pk_contact_pk_parcel_Receiver`;
    expect((await org.send(`${path}?$select=pk_code&$filter=pk_code eq 'a'`)).json["value"]).toMatchObject([{ pk_code: "A" }]);
    expect((await org.send(`${path}?$filter=pk_code eq 'b'`)).json["value"]).toEqual([]);
    expect((await org.send(`${path}/$count`)).text).toBe("1");
    expect((await org.send(`${path}/$ref`)).json["value"]).toEqual([{ "@odata.id": `${root}/pk_parcels(${parcel})` }]);
    expect((await org.send(`${path}(${parcel})?$select=pk_code`)).json).toMatchObject({ pk_code: "A" });
    expect((await org.send(`${path}(${missing})`)).status).toBe(404);
  });

  test("is a new row related to it", async () => {
    const made = await org.send(`contacts(${ada})/pk_contact_pk_parcel_Receiver`, { method: "POST", body: { pk_code: "B" } });
    const linked = await org.send(`contacts(${ada})/contactleads_association`, { method: "POST", body: { subject: "New" } });
    expect([made.status, linked.status]).toEqual([204, 204]);
    expect((await org.send(`contacts(${ada})/pk_contact_pk_parcel_Receiver/$count`)).text).toBe("2");
    expect((await org.send(`contacts(${ada})/contactleads_association/$count`)).text).toBe("1");
  });

  test.each([
    ["GET", "contacts(ID)/nothing", 404],
    ["GET", "contacts(ID)/FirstName", 404],
    ["GET", "contacts(ID)/firstname/$ref", 404],
    ["GET", "contacts(ID)/firstname/$count", 404],
    ["GET", "contacts(ID)/firstname/lastname", 404],
    ["GET", "contacts(ID)/parentcustomerid_account/$count", 404],
    ["GET", "contacts(ID)/$ref", 404],
    ["GET", "contacts/firstname", 404],
    ["GET", `contacts(${missing})/firstname`, 404],
    ["PATCH", "contacts(ID)/firstname", 405],
    ["POST", "contacts(ID)/parentcustomerid_account", 405],
    ["PUT", "contacts(ID)", 405],
    ["POST", "contacts(ID)", 405],
    ["DELETE", "contacts", 405],
    ["PATCH", "contacts", 405],
    ["POST", "contacts/$count", 405],
    ["PUT", "contacts(ID)/createdon", 400],
    ["PUT", "contacts(ID)/_parentcustomerid_value", 400],
    ["PUT", "contacts(ID)/parentcustomerid_account/$ref", 400],
    ["POST", "contacts(ID)/parentcustomerid_account/$ref", 405],
    ["PUT", "contacts(ID)/contactleads_association/$ref", 405],
    ["DELETE", "contacts(ID)/contactleads_association/$ref", 400],
  ])("answers %s %s with %i", async (method, path, status) => {
    const body = method === "GET" || method === "DELETE" ? {} : { body: { value: null } };
    expect((await org.send(path.replace("ID", ada), { method, ...body })).status).toBe(status);
  });
});

describe("references", () => {
  const body = (set: string, id: string): { readonly "@odata.id": string } => ({ "@odata.id": `${root}/${set}(${id})` });

  test("set and clear a lookup", async () => {
    const eve = await org.create("contacts", { firstname: "Eve" });
    const path = `pk_parcels(pk_code='A')/pk_Receiver/$ref`;
    expect((await org.send(path, { method: "PUT", body: body("contacts", eve) })).status).toBe(204);
    expect(org.row("pk_parcel", parcel)).toMatchObject({ pk_receiver: eve });
    expect((await org.send(path, { method: "DELETE" })).status).toBe(204);
    expect(org.row("pk_parcel", parcel)).toMatchObject({ pk_receiver: null });
  });

  test("make children and take them away, by key in the path or by $id", async () => {
    const eve = await org.create("contacts", { firstname: "Eve" });
    const path = `contacts(${eve})/pk_contact_pk_parcel_Receiver`;
    await org.send(`${path}/$ref`, { method: "POST", body: { "@odata.id": "pk_parcels(pk_code='A')" } });
    expect(org.row("pk_parcel", parcel)).toMatchObject({ pk_receiver: eve });
    await org.send(`${path}(${parcel})/$ref`, { method: "DELETE" });
    expect(org.row("pk_parcel", parcel)).toMatchObject({ pk_receiver: null });
    await org.send(`${path}/$ref`, { method: "POST", body: body("pk_parcels", parcel) });
    await org.send(`${path}/$ref?$id=${encodeURIComponent(`${root}/pk_parcels(${parcel})`)}`, { method: "DELETE" });
    expect(org.row("pk_parcel", parcel)).toMatchObject({ pk_receiver: null });
  });

  test("leave a child alone that belongs to another", async () => {
    const eve = await org.create("contacts", { firstname: "Eve" });
    await org.send(`contacts(${eve})/pk_contact_pk_parcel_Receiver(${parcel})/$ref`, { method: "DELETE" });
    expect(org.row("pk_parcel", parcel)).toMatchObject({ pk_receiver: ada });
  });

  test("link many to many, from either end, once", async () => {
    const [near, far] = [`contacts(${ada})/contactleads_association`, `leads(${lead})/contactleads_association`];
    expect((await org.send(`${near}/$ref`, { method: "POST", body: body("leads", lead) })).status).toBe(204);
    expect((await org.send(`${far}/$count`)).text).toBe("1");
    const again = await org.send(`${far}/$ref`, { method: "POST", body: body("contacts", ada) });
    expect([again.status, again.code]).toEqual([412, "0x80040237"]);
    expect((await org.send(`${far}(${ada})/$ref`, { method: "DELETE" })).status).toBe(204);
    expect((await org.send(`${near}/$count`)).text).toBe("0");
    expect(org.effects.slice(4)).toEqual(["contact associated with lead", "lead disassociated from contact"]);
  });

  test.each([
    ["another table's row", { "@odata.id": `${root}/accounts(${missing})` }, 400],
    ["a row that is not there", { "@odata.id": `${root}/leads(${missing})` }, 404],
    ["another service's row", { "@odata.id": `http://example.com/leads(${missing})` }, 400],
    ["no address", {}, 400],
    ["a number", { "@odata.id": 1 }, 400],
  ])("refuse %s", async (_, sent, status) => {
    expect((await org.send(`contacts(${ada})/contactleads_association/$ref`, { method: "POST", body: sent })).status).toBe(status);
  });
});
