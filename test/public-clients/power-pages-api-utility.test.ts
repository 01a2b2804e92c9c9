import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { describeClient } from "./describe-client.ts";
import { openClientPage, type ClientPage, type Outcome } from "./open-client-page.ts";
import { openTables } from "./open-tables.ts";

describeClient("papadok24/Power-Pages-API-Utility", ({ read }) => {
  let client: ClientPage;
  beforeAll(async () => {
    client = await openClientPage({ ...openTables, webFiles: { "pages_api.js": read("pages_api.js") } });
  });
  afterAll(() => client?.close());
  beforeEach(async () => {
    client.store.reset();
    await client.requests();
  });
  const value = (operation: string, ...values: readonly unknown[]): Promise<unknown> =>
    client.value(`powerPagesWebApi.${operation}`, ...values);
  const call = (operation: string, ...values: readonly unknown[]): Promise<Outcome> =>
    client.call(`powerPagesWebApi.${operation}`, ...values);

  it("loads under the policy of new sites", () => {
    expect(client.problems).toEqual([]);
  });

  it("creates, reads, updates and deletes", async () => {
    await value("createRecord", "contacts", { firstname: "Ada", lastname: "Example", emailaddress1: "ada@example.com" });
    const id = String(client.store.query("contact")[0]?.["contactid"]);
    expect(await value("getRecord", "contacts", id, "firstname,emailaddress1")).toMatchObject({
      contactid: id,
      firstname: "Ada",
      emailaddress1: "ada@example.com",
    });
    expect(await value("updateRecord", "contacts", id, { firstname: "Augusta" })).toBeNull();
    expect(client.store.find("contact", id)).toMatchObject({ firstname: "Augusta", lastname: "Example" });
    await value("updateSingleProperty", "contacts", id, "jobtitle", "Engineer");
    expect(client.store.find("contact", id)).toMatchObject({ jobtitle: "Engineer" });
    await value("deleteFieldValue", "contacts", id, "jobtitle");
    expect(client.store.find("contact", id)).toMatchObject({ jobtitle: null });
    await value("deleteRecord", "contacts", id);
    expect(client.store.count("contact")).toBe(0);
  });

  it("queries with all its options", async () => {
    const accountid = client.seed("account", { name: "Engines" });
    for (const [firstname, parentcustomerid] of [
      ["Ada", accountid],
      ["Bea", null],
      ["Cay", accountid],
    ] as const)
      client.seed("contact", { firstname, lastname: "Example", parentcustomerid });
    const found = await value("queryRecords", "contacts", {
      select: ["firstname", "_parentcustomerid_value"],
      filter: "lastname eq 'Example' and firstname ne 'Bea'",
      orderby: "firstname desc",
      top: 5,
      expand: "parentcustomerid_account($select=name)",
      count: true,
    });
    expect(found).toMatchObject({
      formattedData: [
        {
          firstname: "Cay",
          "_parentcustomerid_value@OData.Community.Display.V1.FormattedValue": "Engines",
          parentcustomerid_account: { name: "Engines" },
        },
        { firstname: "Ada", _parentcustomerid_value: accountid },
      ],
      metadata: { count: 2, countLimitExceeded: false },
    });
  });

  it("queries with FetchXML", async () => {
    client.seed("contact", { firstname: "Ada" });
    client.seed("contact", { firstname: "Bea" });
    const fetchXml = `<fetch><entity name="contact"><attribute name="firstname"/><filter><condition attribute="firstname" operator="eq" value="Bea"/></filter></entity></fetch>`;
    expect(await value("queryRecordsWithFetchXml", "contacts", fetchXml)).toMatchObject({ formattedData: [{ firstname: "Bea" }] });
  });

  it("associates by a relative address", async () => {
    const accountid = client.seed("account", { name: "Engines" });
    const opportunityid = client.seed("opportunity", { name: "Order" });
    await value("associateRecords", "accounts", accountid, "opportunity_parent_account", "opportunities", opportunityid);
    expect(client.store.find("opportunity", opportunityid)).toMatchObject({ parentaccountid: accountid });
  });

  it("disassociates when the id it is given names the set as well", async () => {
    const accountid = client.seed("account", { name: "Engines" });
    const opportunityid = client.seed("opportunity", { name: "Order", parentaccountid: accountid });
    const values = ["accounts", accountid, "opportunity_parent_account"];
    // Its own examples give a bare id, of which it makes an address that names no row.
    expect(await call("disassociateRecords", ...values, opportunityid)).toMatchObject({ ok: false, status: 400 });
    expect(client.store.find("opportunity", opportunityid)).toMatchObject({ parentaccountid: accountid });
    await value("disassociateRecords", ...values, `opportunities(${opportunityid})`);
    expect(client.store.find("opportunity", opportunityid)).toMatchObject({ parentaccountid: null });
  });

  it("learns of a refusal, after three tries", async () => {
    expect(await call("createRecord", "contacts", { description: "not served" })).toMatchObject({
      ok: false,
      name: "PowerPagesApiError",
      status: 403,
      body: { error: { code: "90040101" } },
    });
    expect((await client.requests()).filter(({ path }) => path.startsWith("/_api/"))).toHaveLength(3);
    expect(client.store.count("contact")).toBe(0);
  });

  it("keeps one token for the life of the page", async () => {
    await client.reopen();
    await client.requests();
    await value("createRecord", "contacts", { firstname: "Ada" });
    await value("createRecord", "contacts", { firstname: "Bea" });
    expect((await client.requests()).filter(({ path }) => path.startsWith("/_layout/tokenhtml"))).toHaveLength(1);
    expect(client.store.count("contact")).toBe(2);
  });

  it("is told that the upload to blob storage is not built", async () => {
    const outcome = await client.call(
      `((entity, id) => powerPagesWebApi.uploadFileToAzure(entity, id, new File(["x"], "x.txt")))`,
      "contacts",
      "00000000-0000-4000-8000-000000000001",
    );
    expect(outcome).toMatchObject({ ok: false, status: 501 });
  });
});
