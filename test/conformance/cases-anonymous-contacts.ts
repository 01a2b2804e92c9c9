import { expect } from "vitest";
import { claims } from "./claims.ts";
import type { PermissionPart } from "./conformance-site.ts";
import type { ConformanceEntry, Expected } from "./frame.ts";
import { probeLogic } from "./server-logic-site.ts";

const anonymous = claims("Anonymous access to contacts", "https://learn.microsoft.com/power-pages/security/assign-table-permissions");
const readNames = { ask: "GET /_api/contacts?$select=firstname&$orderby=firstname" };
const denied = (code = "90040120"): Expected => ({ status: 403, code });
const lookUp = { ask: "GET /_api/contacts?$select=contactid&$filter=emailaddress1 eq 'ada.marlow@example.com'" };
const createOne = { ask: "POST /_api/contacts", body: { lastname: "Example" } };

const globalRead: PermissionPart = { table: "contact", rights: "read", roles: ["anonymous"] };
const fields = "contactid,firstname,lastname,emailaddress1";

export const anonymousContactCases: readonly ConformanceEntry[] = [
  anonymous.documented(
    "A stranger reads contacts once the table is enabled, its columns are listed and the anonymous role has Global read.",
    {
      site: { settings: { "Webapi/contact/fields": fields }, permissions: [globalRead] },
      steps: [{ ...lookUp, expect: { status: 200, json: { value: [{ contactid: expect.any(String) as string }] } } }],
    },
  ),
  ...(
    [
      [
        "the table is not enabled",
        { settings: { "Webapi/contact/enabled": null }, permissions: [globalRead] },
        { status: 404, code: "9004010C" },
      ],
      [
        "no columns are listed",
        { settings: { "Webapi/contact/fields": null }, permissions: [globalRead] },
        { status: 400, code: "9004010A" },
      ],
      [
        "the column that is asked by is not listed",
        { settings: { "Webapi/contact/fields": "contactid" }, permissions: [globalRead] },
        denied("90040101"),
      ],
      ["the permission is another role's", { permissions: [{ ...globalRead, roles: ["members"] }] }, denied()],
      ["the permission does not give read", { permissions: [{ ...globalRead, rights: "create write" }] }, denied()],
      ["the permission is not Global", { permissions: [{ ...globalRead, scope: "self" }] }, denied()],
    ] as const
  ).map(([when, site, expected]) => anonymous.documented(`Not so when ${when}.`, { site, steps: [{ ...lookUp, expect: expected }] })),
  anonymous.documented("Nor where anonymous access is disabled.", {
    link: "https://learn.microsoft.com/power-pages/security/disable-anonymous-access",
    site: { permissions: [globalRead] },
    switches: { anonymousReads: "blocked" },
    steps: [{ ...lookUp, expect: denied() }],
  }),
  anonymous.documented("Then anybody can list every contact.", {
    site: { permissions: [globalRead] },
    steps: [
      {
        ...readNames,
        expect: { status: 200, json: { value: [{ firstname: "Ada" }, { firstname: "Ben" }, { firstname: "Cleo" }] } },
      },
    ],
  }),
  anonymous.assumed("An anonymous upsert by email needs Global read and write, and so lets anybody overwrite every contact.", {
    site: { permissions: [{ ...globalRead, rights: "read write" }] },
    steps: [
      { ask: "PATCH /_api/contacts(#{ada})", body: { emailaddress1: "mallory@example.com" }, expect: { status: 204 } },
      ({ emulator }) => expect(emulator.store.count("contact", { equals: { emailaddress1: "mallory@example.com" } })).toBe(1),
    ],
  }),
  anonymous.documented("Signed-in visitors with the Self access type need no look-up and reach nobody else.", {
    link: "https://learn.microsoft.com/power-pages/security/table-permissions",
    site: { permissions: [{ table: "contact", scope: "self", rights: "read write", roles: ["authenticated"] }] },
    steps: [
      { ask: "PATCH /_api/contacts(#{ada})", as: "ada", body: { mobilephone: "555-0199" }, expect: { status: 204 } },
      { ask: "PATCH /_api/contacts(#{ben})", as: "ada", body: { mobilephone: "555-0199" }, expect: denied("90040102") },
    ],
  }),
  anonymous.documented("Strangers with Global create alone can add contacts and see none, not even their own.", {
    link: "https://learn.microsoft.com/power-pages/security/table-permissions",
    site: { permissions: [{ ...globalRead, rights: "create" }] },
    steps: [
      { ...createOne, expect: { status: 204 } },
      { ...readNames, expect: denied() },
      { ask: "PATCH /_api/contacts(#{ada})", body: { firstname: "A." }, expect: denied("90040102") },
      { ask: "DELETE /_api/contacts(#{ada})", expect: denied("90040104") },
    ],
  }),
  anonymous.documented("Plain CRUD of server logic obeys the caller's table permissions as well.", {
    link: "https://learn.microsoft.com/power-pages/configure/server-logic-overview",
    site: {
      permissions: [{ ...globalRead, rights: "create" }],
      ...probeLogic(`
        function post() { return Server.Connector.Dataverse.CreateRecord("contacts", JSON.stringify({ lastname: "Example" })); }
        function patch() { return Server.Connector.Dataverse.UpdateRecord("contacts", Server.Context.QueryParameters["id"], JSON.stringify({ lastname: "Other" })); }`),
    },
    steps: [
      {
        ask: "POST /_api/serverlogics/probe",
        body: {},
        expect: { status: 200, json: { success: true, data: expect.stringContaining("204") as string } },
      },
      {
        ask: "PATCH /_api/serverlogics/probe?id=#{ada}",
        body: {},
        expect: { status: 200, json: { data: expect.stringContaining("90040102") as string } },
      },
      ({ emulator }) => expect(emulator.store.count("contact", { equals: { lastname: "Other" } })).toBe(0),
    ],
  }),
  anonymous.statement(
    "Anonymous visitors should never read, write, create or delete in a table with data about people.",
    "documented",
    "Microsoft's advice to site builders. The kit opens such access only to who accepts it in so many words, and `portal-kit plan` says what it means.",
  ),
  anonymous.statement(
    "An upsert inside a plug-in, behind a custom API that server logic calls, needs none of these permissions.",
    "documented",
    "A design, not a behaviour of the portal; test/portal-emulator/server-logic/create-custom-api-call.test.ts shows the call.",
  ),
  anonymous.statement(
    "A form of Customer Insights itself needs none of them either.",
    "documented",
    "It posts to Customer Insights, past the portal.",
  ),
];
