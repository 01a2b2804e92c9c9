import { serve, type ServerType } from "@hono/node-server";
import { DynamicsWebApi } from "dynamics-web-api";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testAddresses } from "../../support/emulator-context.ts";
import { createTestOrg, type TestOrg } from "./test-org.ts";

// The client of an outside package, unchanged, over a real connection.

let org: TestOrg;
let server: ServerType;
let url: string;
let api: DynamicsWebApi;

beforeAll(async () => {
  url = await new Promise<string>((resolve) => {
    server = serve({ fetch: (request: Request) => org.fetch(request), port: 0, hostname: "127.0.0.1" }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
  });
});
afterAll(() => {
  if ("closeAllConnections" in server) server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  org = createTestOrg({ addresses: { ...testAddresses, org: url } });
  api = new DynamicsWebApi({ serverUrl: url, dataApi: { path: "data", version: "9.2" }, onTokenRefresh: async () => "secret" });
});

/** What the client gives is untyped. */
type Given = Record<string, unknown>;

function textOf(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("no text");
  return value;
}

describe("DynamicsWebApi", () => {
  test("creates, retrieves, updates and deletes", async () => {
    const id = await api.create<Given, string>({ collection: "contacts", data: { firstname: "Ada", lastname: "Lovelace" } });
    const read: Given = await api.retrieve({ collection: "contacts", key: id, select: ["fullname"], includeAnnotations: "*" });
    expect(read).toMatchObject({ fullname: "Ada Lovelace", contactid: id });
    const changed: Given = await api.update({
      collection: "contacts",
      key: id,
      data: { lastname: "King" },
      returnRepresentation: true,
      select: ["fullname"],
    });
    expect(changed).toMatchObject({ fullname: "Ada King" });
    await api.updateSingleProperty({ collection: "contacts", key: id, fieldValuePair: { firstname: "Augusta" } });
    expect(org.row("contact", id)).toMatchObject({ fullname: "Augusta King" });
    await api.deleteRecord({ collection: "contacts", key: id, property: "lastname" });
    expect(org.row("contact", id)).toMatchObject({ fullname: "Augusta" });
    await api.deleteRecord({ collection: "contacts", key: id });
    await expect(api.retrieve({ collection: "contacts", key: id })).rejects.toMatchObject({ status: 404, code: "0x80040217" });
  });

  test("obeys versions", async () => {
    const id = await api.create<Given, string>({ collection: "contacts", data: { firstname: "Ada" } });
    const read: Given = await api.retrieve({ collection: "contacts", key: id });
    const etag = String(read["@odata.etag"]);
    await expect(api.retrieve({ collection: "contacts", key: id, ifnonematch: etag })).resolves.toBeUndefined();
    await expect(api.deleteRecord({ collection: "contacts", key: id, ifmatch: 'W/"1"' })).resolves.toBe(false);
    await expect(api.deleteRecord({ collection: "contacts", key: id, ifmatch: etag })).resolves.not.toBe(false);
  });

  test("upserts by alternate key, once as a new row and once as a change", async () => {
    const request = { collection: "pk_parcels", key: "pk_code='o''brien'", data: { pk_weight: 1 }, returnRepresentation: true };
    const created: Given = await api.upsert(request);
    const changed: Given = await api.upsert({ ...request, data: { pk_weight: 2 } });
    expect([created["pk_parcelid"], changed["pk_weight"]]).toEqual([changed["pk_parcelid"], 2]);
    await expect(api.upsert({ ...request, ifnonematch: "*" })).resolves.toBeNull();
    await expect(api.create({ collection: "pk_parcels", data: { pk_code: "O'Brien" } })).rejects.toMatchObject({
      status: 412,
      code: "0x80060892",
    });
  });

  test("lists page after page, with options", async () => {
    for (const firstname of ["a", "b", "c", "d", "e"]) await org.create("contacts", { firstname });
    const first = await api.retrieveMultiple<Given>({
      collection: "contacts",
      select: ["firstname"],
      orderBy: ["firstname desc"],
      maxPageSize: 2,
      count: true,
    });
    expect([first.oDataCount, first.value.map((row) => row["firstname"])]).toEqual([5, ["e", "d"]]);
    const all = await api.retrieveAll<Given>({ collection: "contacts", select: ["firstname"], filter: "firstname ne 'c'", maxPageSize: 2 });
    expect(all.value).toHaveLength(4);
    await expect(api.count({ collection: "contacts" })).resolves.toBe(5);
    await expect(api.count({ collection: "contacts", filter: "firstname eq 'a'" })).resolves.toBe(1);
  });

  test("expands, associates and disassociates", async () => {
    const contact = await api.create<Given, string>({
      collection: "contacts",
      data: { firstname: "Ada", parentcustomerid_account: { name: "Engines Ltd" } },
    });
    const read: Given = await api.retrieve({
      collection: "contacts",
      key: contact,
      select: ["firstname"],
      expand: [{ property: "parentcustomerid_account", select: ["name"] }],
    });
    expect(read["parentcustomerid_account"]).toMatchObject({ name: "Engines Ltd" });
    const lead = await api.create<Given, string>({ collection: "leads", data: { subject: "x" } });
    const link = { collection: "contacts", primaryKey: contact, relationshipName: "contactleads_association", relatedKey: lead };
    await api.associate({ ...link, relatedCollection: "leads" });
    const count = async (): Promise<string> => (await org.send(`leads(${lead})/contactleads_association/$count`)).text;
    expect(await count()).toBe("1");
    await api.disassociate(link);
    expect(await count()).toBe("0");
    const parcel = await api.create<Given, string>({ collection: "pk_parcels", data: { pk_code: "A" } });
    const single = { collection: "pk_parcels", primaryKey: parcel, navigationProperty: "pk_Receiver" };
    await api.associateSingleValued({ ...single, relatedCollection: "contacts", relatedKey: contact });
    expect(org.row("pk_parcel", parcel)).toMatchObject({ pk_receiver: contact });
    await api.disassociateSingleValued(single);
    expect(org.row("pk_parcel", parcel)).toMatchObject({ pk_receiver: null });
  });

  test("sends batches, with a change set that refers to its own rows", async () => {
    api.startBatch();
    void api.create({ collection: "contacts", data: { firstname: "Ada" }, contentId: "1" });
    void api.create({ collection: "pk_parcels", data: { pk_code: "A", "pk_Receiver@odata.bind": "$1" } });
    void api.retrieveMultiple({ collection: "contacts", select: ["firstname"] });
    const [contact, parcel, list] = (await api.executeBatch()) as [string, string, { value: Given[] }];
    expect(org.row("pk_parcel", parcel)).toMatchObject({ pk_receiver: contact });
    expect(list.value).toMatchObject([{ firstname: "Ada", contactid: contact }]);
  });

  test("learns of a change set that failed as a whole", async () => {
    await org.create("pk_parcels", { pk_code: "A" });
    api.startBatch();
    void api.create({ collection: "contacts", data: { firstname: "Ada" } });
    void api.create({ collection: "pk_parcels", data: { pk_code: "a" } });
    await expect(api.executeBatch()).rejects.toMatchObject([{ status: 412, error: { code: "0x80060892" } }]);
    expect(org.context.store.count("contact")).toBe(0);
  });

  test("calls functions and actions", async () => {
    const who: Given = await api.callFunction("WhoAmI");
    expect(who["UserId"]).toMatch(/^[0-9a-f-]{36}$/u);
    const other = "11111111-1111-4111-8111-111111111111";
    expect(await api.callFunction({ name: "WhoAmI", impersonate: other })).toMatchObject({ UserId: other });
    org.context.organization.registerCustomApi({
      uniqueName: "pk_Greet",
      isFunction: true,
      parameters: [{ uniqueName: "Name", type: "String" }],
      responses: [{ uniqueName: "Text", type: "String" }],
      execute: async ({ inputParameters, outputParameters }) =>
        void (outputParameters["Text"] = `Hello ${textOf(inputParameters["Name"])}`),
    });
    expect(await api.callFunction({ name: "pk_Greet", parameters: { Name: "Ada" } })).toMatchObject({ Text: "Hello Ada" });
    org.context.organization.registerCustomApi({
      uniqueName: "pk_Rename",
      isFunction: false,
      boundTable: "contact",
      parameters: [{ uniqueName: "Name", type: "String" }],
      responses: [{ uniqueName: "Done", type: "Boolean" }],
      async execute(context) {
        const { Target: target, Name: name } = context.inputParameters;
        await context.service().update("contact", textOf(target), { firstname: textOf(name) });
        context.outputParameters["Done"] = true;
      },
    });
    const id = await org.create("contacts", { firstname: "Ada" });
    const answer: Given = await api.callAction({
      collection: "contacts",
      key: id,
      actionName: "Microsoft.Dynamics.CRM.pk_Rename",
      action: { Name: "Eve" },
    });
    expect([answer["Done"], org.row("contact", id)?.["firstname"]]).toEqual([true, "Eve"]);
  });

  test("reads metadata", async () => {
    const id = String(
      ((await api.retrieveEntities({ select: ["LogicalName"], filter: "LogicalName eq 'pk_parcel'" })).value[0] as Given)["MetadataId"],
    );
    const table: Given = await api.retrieveEntity({ key: "LogicalName='pk_parcel'", select: ["EntitySetName"] });
    expect(table["EntitySetName"]).toBe("pk_parcels");
    const column: Given = await api.retrieveAttribute({ entityKey: id, attributeKey: "LogicalName='pk_code'" });
    expect(column["MaxLength"]).toBe(100);
    const columns = await api.retrieveAttributes<Given>({
      entityKey: id,
      castType: "Microsoft.Dynamics.CRM.PicklistAttributeMetadata",
      expand: [{ property: "OptionSet" }],
    });
    expect(columns.value).toHaveLength(1);
    const keyed: Given = await api.retrieveEntity({ key: id, expand: [{ property: "Keys", select: ["EntityKeyIndexStatus"] }] });
    expect(keyed["Keys"]).toMatchObject([
      { EntityKeyIndexStatus: "Active" },
      { EntityKeyIndexStatus: "Active" },
      { EntityKeyIndexStatus: "Pending" },
    ]);
    expect(await api.retrieveCsdlMetadata()).toContain('<EntityType Name="contact"');
  });

  test("runs FetchXML, page after page", async () => {
    for (const firstname of ["a", "b", "c"]) await org.create("contacts", { firstname });
    const fetchXml = `<fetch count="2"><entity name="contact"><attribute name="firstname" /><order attribute="firstname" /></entity></fetch>`;
    const first = await api.fetch<Given>({ collection: "contacts", fetchXml, includeAnnotations: "*" });
    expect(first.value.map((row) => row["firstname"])).toEqual(["a", "b"]);
    const all = await api.fetchAll<Given>({ collection: "contacts", fetchXml, includeAnnotations: "*" });
    expect(all.value.map((row) => row["firstname"])).toEqual(["a", "b", "c"]);
  });
});
