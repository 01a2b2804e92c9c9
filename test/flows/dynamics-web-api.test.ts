import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openClientPage, type ClientPage, type Outcome } from "../public-clients/open-client-page.ts";
import { openTables } from "../public-clients/open-tables.ts";
import { waitUntil } from "../support/wait-until.ts";

// The package's browser build, unmodified, loaded by a page: with the portal's `shell` it speaks to `/_api`, without it to an organization.
const script = readFileSync(
  join(dirname(createRequire(import.meta.url).resolve("dynamics-web-api")), "../dynamics-web-api.min.js"),
  "utf8",
);

type Call = (operation: string, request?: object) => Promise<unknown>;
const unknownId = "00000000-0000-4000-8000-000000000009";

describe("DynamicsWebApi on a page of the portal", () => {
  let client: ClientPage;
  beforeAll(async () => {
    client = await openClientPage({
      ...openTables,
      webFiles: { "dynamics-web-api.js": script },
      pageScript: "window.api = new DynamicsWebApi();",
    });
  });
  afterAll(() => client?.close());
  beforeEach(() => client.store.reset());
  const value: Call = (operation, request) => client.value(`api.${operation}`, request);
  const call = (operation: string, request: object): Promise<Outcome> => client.call(`api.${operation}`, request);

  it("loads under the policy of new sites", () => {
    expect(client.problems).toEqual([]);
  });

  it("creates, retrieves, updates and deletes", async () => {
    const collection = "contacts";
    const key = await value("create", { collection, data: { firstname: "Ada", lastname: "Example" } });
    expect(client.store.find("contact", String(key))).toMatchObject({ fullname: "Ada Example" });
    expect(await value("retrieve", { collection, key, select: ["fullname"] })).toMatchObject({ contactid: key, fullname: "Ada Example" });
    await value("update", { collection, key, data: { firstname: "Augusta" } });
    await value("updateSingleProperty", { collection, key, fieldValuePair: { jobtitle: "Engineer" } });
    expect(client.store.find("contact", String(key))).toMatchObject({ firstname: "Augusta", jobtitle: "Engineer" });
    await value("deleteRecord", { collection, key, property: "jobtitle" });
    expect(client.store.find("contact", String(key))).toMatchObject({ jobtitle: null });
    await value("upsert", { collection, key: unknownId, data: { lastname: "New" } });
    expect(client.store.find("contact", unknownId)).toMatchObject({ lastname: "New" });
    await value("deleteRecord", { collection, key });
    expect(client.store.query("contact")).toMatchObject([{ contactid: unknownId }]);
  });

  it("lists, counts, pages and runs FetchXML", async () => {
    for (const firstname of ["a", "b", "c", "d", "e"]) client.seed("contact", { firstname });
    const request = { collection: "contacts", select: ["firstname"], orderBy: ["firstname desc"], maxPageSize: 2 };
    expect(await value("retrieveMultiple", { ...request, count: true })).toMatchObject({
      oDataCount: 5,
      value: [{ firstname: "e" }, { firstname: "d" }],
    });
    expect(await value("retrieveAll", { ...request, filter: "firstname ne 'c'" })).toMatchObject({
      value: ["e", "d", "b", "a"].map((firstname) => ({ firstname })),
    });
    const filtered = { collection: "contacts", filter: "firstname ge 'c'" };
    expect([await value("count", { collection: "contacts" }), await value("countAll", { ...filtered, select: ["firstname"] })]).toEqual([
      5, 3,
    ]);
    const fetchXml = `<fetch count="2"><entity name="contact"><attribute name="firstname"/><order attribute="firstname"/></entity></fetch>`;
    expect(await value("fetch", { collection: "contacts", fetchXml })).toMatchObject({ value: [{ firstname: "a" }, { firstname: "b" }] });
    expect(await value("retrieveMultiple", { ...request, maxPageSize: undefined, top: 1 })).toMatchObject({ value: [{ firstname: "e" }] });
  });

  it("is refused a count with a filter, for which it names no columns", async () => {
    await client.requests();
    // It neither gives nor rejects then, so nobody waits for it.
    await client.page.evaluate(`void api.count({ collection: "contacts", filter: "firstname eq 'a'" })`);
    await waitUntil(
      async () => (await client.requests()).some(({ path, status }) => path.includes("$count=true") && status === 403),
      "the refusal",
    );
  });

  it("expands and shows formatted values", async () => {
    const accountid = client.seed("account", { name: "Engines" });
    const key = await value("create", {
      collection: "contacts",
      data: { lastname: "Example", "parentcustomerid_account@odata.bind": `/accounts(${accountid})` },
    });
    const read = await value("retrieve", {
      collection: "contacts",
      key,
      select: ["lastname", "_parentcustomerid_value"],
      expand: [{ property: "parentcustomerid_account", select: ["name"] }],
      includeAnnotations: "*",
    });
    expect(read).toMatchObject({
      _parentcustomerid_value: accountid,
      "_parentcustomerid_value@OData.Community.Display.V1.FormattedValue": "Engines",
      parentcustomerid_account: { name: "Engines" },
    });
  });

  it("associates and disassociates", async () => {
    const accountid = client.seed("account", { name: "Engines" });
    const contactid = client.seed("contact", { lastname: "Example" });
    const leadid = client.seed("lead", { subject: "x" });
    const single = { collection: "accounts", primaryKey: accountid, navigationProperty: "primarycontactid" };
    await value("associateSingleValued", { ...single, relatedCollection: "contacts", relatedKey: contactid });
    expect(client.store.find("account", accountid)).toMatchObject({ primarycontactid: contactid });
    await value("disassociateSingleValued", single);
    expect(client.store.find("account", accountid)).toMatchObject({ primarycontactid: null });
    const many = { collection: "contacts", primaryKey: contactid, relationshipName: "contactleads_association", relatedKey: leadid };
    await value("associate", { ...many, relatedCollection: "leads" });
    expect(client.store.query("contactleads")).toMatchObject([{ contactid, leadid }]);
    await value("disassociate", many);
    expect(client.store.count("contactleads")).toBe(0);
  });

  it.each([
    ["a column that is not served", "create", { collection: "contacts", data: { description: "x" } }, 403],
    ["a row that is not there", "retrieve", { collection: "contacts", key: unknownId, select: ["firstname"] }, 404],
    ["a table that is not served", "retrieveMultiple", { collection: "annotations", select: ["subject"] }, 404],
    [
      "the row back, which this portal refuses",
      "create",
      { collection: "contacts", data: { lastname: "x" }, returnRepresentation: true },
      403,
    ],
    ["a function of Dataverse, which is no resource there", "callFunction", { name: "WhoAmI" }, 400],
  ])("rejects %s", async (_what, operation, request, status) => {
    expect(await call(operation, request)).toMatchObject({ ok: false, status });
    expect(client.store.count("contact")).toBe(0);
  });

  it("learns that batches are not built on the portal", async () => {
    expect(
      await client.call(
        `(async () => { api.startBatch(); api.create({ collection: "contacts", data: { lastname: "x" } }); return api.executeBatch(); })`,
      ),
    ).toMatchObject({ ok: false, status: 501 });
    expect(client.store.count("contact")).toBe(0);
  });
});

describe("DynamicsWebApi on a page that calls the organization", () => {
  let client: ClientPage;
  beforeAll(async () => {
    client = await openClientPage(openTables);
    const { org, orgToken } = client.started.emulator.addresses;
    // A page of the portal's origin without the portal's scripts; the organization is another origin, so the browser asks it first.
    await client.page.goto(`${client.portal}/_layout/tokenhtml`);
    await client.page.addScriptTag({ content: script });
    await client.page.evaluate(`window.api = new DynamicsWebApi({
      serverUrl: ${JSON.stringify(org)}, dataApi: { version: "9.2" }, onTokenRefresh: async () => ${JSON.stringify(orgToken)} })`);
  });
  afterAll(() => client?.close());
  beforeEach(() => client.store.reset());
  const value: Call = (operation, request) => client.value(`api.${operation}`, request);

  it("creates, retrieves, updates and deletes, and gets rows back", async () => {
    const collection = "contacts";
    const key = await value("create", { collection, data: { firstname: "Ada", lastname: "Example" } });
    expect(client.store.find("contact", String(key))).toMatchObject({ fullname: "Ada Example" });
    expect(
      await value("update", { collection, key, data: { lastname: "King" }, returnRepresentation: true, select: ["fullname"] }),
    ).toMatchObject({
      fullname: "Ada King",
    });
    await value("deleteRecord", { collection, key });
    expect(client.store.count("contact")).toBe(0);
  });

  it("pages, and calls a function", async () => {
    for (const firstname of ["a", "b", "c"]) client.seed("contact", { firstname });
    expect(await value("retrieveAll", { collection: "contacts", select: ["firstname"], maxPageSize: 2 })).toMatchObject({
      value: [{}, {}, {}],
    });
    expect(await value("callFunction", { name: "WhoAmI" })).toMatchObject({ UserId: expect.stringMatching(/^[0-9a-f-]{36}$/u) as string });
  });

  it("sends a batch whose change set refers to its own rows", async () => {
    const answers = await client.value(`(async () => {
      api.startBatch();
      api.create({ collection: "contacts", data: { lastname: "Example" }, contentId: "1" });
      api.create({ collection: "accounts", data: { name: "Engines", "primarycontactid@odata.bind": "$1" } });
      return api.executeBatch();
    })`);
    const [contactid, accountid] = answers as [string, string];
    expect(client.store.find("account", accountid)).toMatchObject({ primarycontactid: contactid });
  });

  it("is refused without the organization's token", async () => {
    const { org } = client.started.emulator.addresses;
    const outcome = await client.call(
      `(async (request) => new DynamicsWebApi({ serverUrl: ${JSON.stringify(org)}, onTokenRefresh: async () => "another" }).retrieveMultiple(request))`,
      { collection: "contacts", select: ["firstname"] },
    );
    expect(outcome).toMatchObject({ ok: false, status: 401 });
  });
});
