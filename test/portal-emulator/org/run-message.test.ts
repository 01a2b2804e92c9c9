import { beforeEach, describe, expect, test } from "vitest";
import { InvalidPluginExecution, type CustomApi } from "../../../portal-emulator/organization/plugin.ts";
import { readTextList } from "../../../portal-emulator/org/message-parameters.ts";
import { createTestOrg, root, type TestOrg } from "./test-org.ts";

const id = "11111111-1111-4111-8111-111111111111";

function textOf(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("no text");
  return value;
}

const resolve: CustomApi = {
  uniqueName: "pk_Resolve",
  isFunction: false,
  parameters: [
    { uniqueName: "Email", type: "String" },
    { uniqueName: "Tags", type: "StringArray", isOptional: true },
    { uniqueName: "Row", type: "Entity", isOptional: true },
    { uniqueName: "Who", type: "EntityReference", table: "contact", isOptional: true },
  ],
  responses: [
    { uniqueName: "ContactId", type: "Guid" },
    { uniqueName: "Seen", type: "String" },
    { uniqueName: "Contact", type: "EntityReference", table: "contact" },
  ],
  async execute(context) {
    const { inputParameters, outputParameters } = context;
    const email = textOf(inputParameters["Email"]);
    if (email === "refuse@example.com") throw new InvalidPluginExecution("KIT-E01|not this one");
    const made = await context.service(null).create("contact", { emailaddress1: email });
    outputParameters["ContactId"] = made;
    outputParameters["Contact"] = made;
    outputParameters["Seen"] = JSON.stringify(inputParameters);
  },
};

const add: CustomApi = {
  uniqueName: "pk_Add",
  isFunction: true,
  parameters: [
    { uniqueName: "A", type: "Integer" },
    { uniqueName: "B", type: "Decimal", isOptional: true },
    { uniqueName: "Note", type: "String", isOptional: true },
    { uniqueName: "At", type: "DateTime", isOptional: true },
    { uniqueName: "Who", type: "EntityReference", isOptional: true },
  ],
  responses: [{ uniqueName: "Seen", type: "String" }],
  async execute({ inputParameters, outputParameters }) {
    outputParameters["Seen"] = JSON.stringify(inputParameters);
  },
};

const touch: CustomApi = {
  uniqueName: "pk_Touch",
  isFunction: false,
  boundTable: "contact",
  parameters: [],
  responses: [],
  async execute(context) {
    await context.service().update("contact", textOf(context.inputParameters["Target"]), { lastname: "touched" });
  },
};

let org: TestOrg;
beforeEach(() => {
  org = createTestOrg({}, { functions: new Map([["pk_echo", async (parameters) => ({ echoed: [...parameters] })]]) });
  for (const api of [resolve, add, touch]) org.context.organization.registerCustomApi(api);
});

describe("the organization's own functions", () => {
  test.each(["WhoAmI", "WhoAmI()"])("%s tells who asks", async (path) => {
    const { json } = await org.send(path);
    expect(Object.keys(json)).toEqual(["@odata.context", "BusinessUnitId", "UserId", "OrganizationId"]);
    expect(json["@odata.context"]).toBe(`${root}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`);
  });

  test("tell the version and the organization", async () => {
    expect((await org.send("RetrieveVersion()")).json["Version"]).toMatch(/^9\.2\./u);
    const path = "RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default')";
    expect((await org.send(path)).json["Detail"]).toMatchObject({ Endpoints: { Count: 3 } });
  });

  test("may be other parts' functions, which get their parameters with aliases resolved", async () => {
    const { json } = await org.send("pk_echo(cookieid=@c,top=10,include=['a','b'])?@c='x''y'");
    expect(json["echoed"]).toEqual([
      ["cookieid", { kind: "string", value: "x'y" }],
      ["top", { kind: "number", value: 10 }],
      ["include", { kind: "other", text: "['a','b']" }],
    ]);
  });

  test.each([
    ["POST", "WhoAmI", 405],
    ["GET", "Nothing()", 404],
    ["GET", "Nothing", 404],
    ["POST", "BulkDelete", 501],
    ["GET", "pk_Resolve", 405],
    ["POST", "pk_Add(A=1)", 405],
    ["GET", `contacts(${id})/Microsoft.Dynamics.CRM.Nothing()`, 404],
    ["GET", "contacts/Microsoft.Dynamics.CRM.Nothing()", 501],
    ["POST", "pk_Touch", 404],
    ["POST", `accounts(${id})/Microsoft.Dynamics.CRM.pk_Touch`, 404],
    ["POST", `contacts(${id})/Microsoft.Dynamics.CRM.pk_Touch`, 404],
  ])("answer %s %s with %i", async (method, path, status) => {
    expect((await org.send(path, { method })).status).toBe(status);
  });
});

describe("an action", () => {
  test("takes its parameters as JSON and gives its responses", async () => {
    const body = {
      Email: "ada@example.com",
      Tags: ["a"],
      Row: { "@odata.type": "Microsoft.Dynamics.CRM.contact", firstname: "Ada", "parentcustomerid_account@odata.bind": `/accounts(${id})` },
      Who: { "@odata.type": "#Microsoft.Dynamics.CRM.contact", contactid: id.toUpperCase() },
    };
    const { status, json } = await org.send("pk_Resolve", { method: "POST", body });
    expect(status).toBe(200);
    expect(json).toMatchObject({ "@odata.context": `${root}/$metadata#Microsoft.Dynamics.CRM.pk_ResolveResponse` });
    expect(json["Contact"]).toEqual({ "@odata.type": "#Microsoft.Dynamics.CRM.contact", contactid: json["ContactId"] });
    expect(JSON.parse(String(json["Seen"]))).toEqual({
      Email: "ada@example.com",
      Tags: ["a"],
      Row: { firstname: "Ada", parentcustomerid: id },
      Who: id,
    });
    expect(org.row("contact", String(json["ContactId"]))).toMatchObject({ emailaddress1: "ada@example.com" });
  });

  test("passes on what a plug-in refuses, with its trace for those who ask", async () => {
    const sent = { method: "POST", body: { Email: "refuse@example.com" } };
    const { status, json } = await org.send("pk_Resolve", sent);
    expect([status, json]).toEqual([400, { error: { code: "0x80040265", message: "KIT-E01|not this one" } }]);
    const traced = await org.send("pk_Resolve", { ...sent, headers: { prefer: 'odata.include-annotations="*"' } });
    expect(traced.json["error"]).toHaveProperty("@Microsoft.PowerApps.CDS.TraceText");
  });

  test("is bound to a row, and answers 204 when it has no responses", async () => {
    await org.create("contacts", { contactid: id, firstname: "Ada" });
    expect((await org.send(`contacts(${id})/Microsoft.Dynamics.CRM.pk_Touch`, { method: "POST" })).status).toBe(204);
    expect(org.row("contact", id)).toMatchObject({ lastname: "touched" });
  });

  test.each([
    ["no body", undefined, 400],
    ["a parameter missing", {}, 400],
    ["one too many", { Email: "x", Nothing: 1 }, 400],
    ["another type", { Email: 1 }, 400],
    ["a list of others", { Email: "x", Tags: [1] }, 400],
    ["a row without its type", { Email: "x", Row: { firstname: "x" } }, 400],
    ["a row with a property it lacks", { Email: "x", Row: { "@odata.type": "Microsoft.Dynamics.CRM.contact", x: 1 } }, 400],
    ["a row of another table", { Email: "x", Who: { "@odata.type": "Microsoft.Dynamics.CRM.account", accountid: id } }, 400],
    ["a reference to another table by address", { Email: "x", Who: { "@odata.id": `accounts(${id})` } }, 400],
    ["a reference without id", { Email: "x", Who: { "@odata.type": "Microsoft.Dynamics.CRM.contact" } }, 400],
    ["a reference that is none", { Email: "x", Who: "x" }, 400],
  ])("refuses %s", async (_, body, status) => {
    expect((await org.send("pk_Resolve", { method: "POST", ...(body === undefined ? {} : { body }) })).status).toBe(status);
    expect(org.context.store.count("contact")).toBe(0);
  });
});

describe("a function", () => {
  test.each([
    ["inline", "pk_Add(A=1,B=-2.5,Note='it''s')", { A: 1, B: -2.5, Note: "it's" }],
    ["by alias", "pk_Add(A=@p1,Note=@p2)?@p1=1&@p2='a%2Bb'", { A: 1, Note: "a+b" }],
    ["a date by alias", "pk_Add(A=1,At=@t)?@t=2026-03-04T05:06:07Z", { A: 1, At: "2026-03-04T05:06:07.000Z" }],
    ["a row by alias", `pk_Add(A=1,Who=@w)?@w={"@odata.id":"contacts(${id})"}`, { A: 1, Who: id }],
    ["an optional alias left out", "pk_Add(A=1,Note=@n)", { A: 1, Note: null }],
  ])("takes its parameters %s", async (_, path, seen) => {
    const { json } = await org.send(path);
    expect(JSON.parse(String(json["Seen"]))).toEqual(seen);
  });

  test.each([
    ["pk_Add", 400],
    ["pk_Add()", 400],
    ["pk_Add(A='1')", 400],
    ["pk_Add(A=1,Note=2)", 400],
    ["pk_Add(A=1.5)", 400],
    ["pk_Add(A=1,C=2)", 404],
    ["pk_Add(A=@a)", 400],
    ["pk_Add(A=1,Who=@w)?@w={", 400],
    ["pk_Add(A=1,At=@t)?@t=soon", 400],
  ])("refuses %s with %i", async (path, status) => {
    expect((await org.send(path)).status).toBe(status);
  });
});

test.each([
  ["['a','b''c']", ["a", "b'c"]],
  ['["a"]', ["a"]],
  ["[]", []],
  ["[1]", undefined],
  ["'a'", undefined],
])("reads the list %s", (text, list) => {
  expect(readTextList(text)).toEqual(list);
});
