import { expect } from "vitest";
import { claims } from "./claims.ts";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceEntry, Exchange, Expected } from "./frame.ts";
import { probeLogic } from "./server-logic-site.ts";

const columns = claims("Column permissions", "https://learn.microsoft.com/power-pages/security/column-permissions");
const denied = (code = "90040120"): Expected => ({ status: 403, code });
const ok: Expected = { status: 200 };
const lookUp = { ask: "GET /_api/contacts?$select=contactid&$filter=emailaddress1 eq 'ada.marlow@example.com'" };

const everything = { table: "contact", rights: "read create write delete" } as const;
const all = ["create", "read", "update"] as const;
const selecting = (column: string): string => `GET /_api/contacts(#{ada})?$select=${column}`;

const readEmail = probeLogic(
  `function get() { return Server.Connector.Dataverse.RetrieveRecord("contacts", "${ids.ada}", "?$select=emailaddress1"); }`,
);
const emailIsRead: Exchange = {
  ask: "GET /_api/serverlogics/probe",
  expect: { status: 200, json: { success: true, data: expect.stringContaining("ada.marlow@example.com") as string } },
};

export const columnPermissionCases: readonly ConformanceEntry[] = [
  columns.documented("Without a profile the table permission covers every listed column.", {
    steps: [
      { ask: selecting("emailaddress1"), expect: ok },
      { ask: "PATCH /_api/contacts(#{ada})", body: { emailaddress1: "ada@example.com" }, expect: { status: 204 } },
    ],
  }),
  columns.documented("A profile gives create, read and update column by column; what it names not, and gives nothing on all, is closed.", {
    site: {
      permissions: [everything],
      profiles: [{ table: "contact", columns: { firstname: ["read"], lastname: ["create"], mobilephone: ["update"] } }],
    },
    steps: [
      { ask: selecting("firstname"), expect: ok },
      { ask: selecting("lastname"), expect: denied("90040101") },
      { ask: selecting("emailaddress1"), expect: denied("90040101") },
      { ask: "POST /_api/contacts", body: { lastname: "Example" }, expect: { status: 204 } },
      { ask: "POST /_api/contacts", body: { firstname: "Eve" }, expect: denied("90040101") },
      { ask: "PATCH /_api/contacts(#{ada})", body: { mobilephone: "555-0199" }, expect: { status: 204 } },
      { ask: "PATCH /_api/contacts(#{ada})", body: { lastname: "Example" }, expect: denied("90040101") },
    ],
  }),
  columns.documented("Filtering and ordering by a column needs read on it too.", {
    site: { permissions: [everything], profiles: [{ table: "contact", columns: { contactid: ["read"], lastname: ["create"] } }] },
    steps: [
      { ask: "GET /_api/contacts?$select=contactid&$filter=lastname eq 'Marlow'", expect: denied("90040101") },
      { ask: "GET /_api/contacts?$select=contactid&$orderby=lastname", expect: denied("90040101") },
    ],
  }),
  columns.documented("All Column Permissions gives its rights on every listed column.", {
    site: { permissions: [everything], profiles: [{ table: "contact", all: ["read"] }] },
    steps: [
      { ask: selecting("emailaddress1"), expect: ok },
      { ask: "PATCH /_api/contacts(#{ada})", body: { emailaddress1: "ada@example.com" }, expect: denied("90040101") },
    ],
  }),
  columns.assumed("What a profile says of a column goes before what it says of all.", {
    site: { permissions: [everything], profiles: [{ table: "contact", all, columns: { emailaddress1: ["create"] } }] },
    steps: [
      { ask: selecting("firstname"), expect: ok },
      { ask: selecting("emailaddress1"), expect: denied("90040101") },
    ],
  }),
  columns.documented("A profile is for its roles: it does not narrow other visitors.", {
    site: { permissions: [everything], profiles: [{ table: "contact", roles: ["anonymous"], columns: { firstname: ["read"] } }] },
    steps: [
      { ask: selecting("emailaddress1"), expect: denied("90040101") },
      { ask: selecting("emailaddress1"), as: "ada", expect: ok },
    ],
  }),
  columns.documented("A profile is for its table.", {
    site: { permissions: [everything], profiles: [{ table: "account", columns: {} }] },
    steps: [{ ask: selecting("emailaddress1"), expect: ok }],
  }),
  columns.documented("Several profiles of a visitor's roles all apply.", {
    site: {
      permissions: [everything],
      profiles: [
        { table: "contact", columns: { firstname: ["read"] } },
        { table: "contact", columns: { lastname: ["read"], emailaddress1: ["update"] } },
      ],
    },
    steps: [
      { ask: selecting("firstname,lastname"), expect: ok },
      { ask: selecting("emailaddress1"), expect: denied("90040101") },
      { ask: "PATCH /_api/contacts(#{ada})", body: { emailaddress1: "ada@example.com" }, expect: { status: 204 } },
    ],
  }),
  columns.documented("The fields setting limits a profile: a column that is not listed stays closed.", {
    site: { permissions: [everything], profiles: [{ table: "contact", all, columns: { jobtitle: all } }] },
    steps: [
      { ask: selecting("jobtitle"), expect: denied("90040101") },
      { ask: "PATCH /_api/contacts(#{ada})", body: { jobtitle: "Baker" }, expect: denied("90040101") },
    ],
  }),
  columns.documented("An empty fields setting gives nothing, whatever the profile says.", {
    site: { settings: { "Webapi/contact/fields": "" }, permissions: [everything], profiles: [{ table: "contact", all }] },
    steps: [
      { ask: selecting("firstname"), expect: { status: 400, json: { error: { message: "No fields defined for this entity." } } } },
      { ask: "POST /_api/contacts", body: { lastname: "Example" }, expect: { status: 400 } },
    ],
  }),
  columns.documented("A profile gives no rows: without the table permission there is nothing to read.", {
    site: { permissions: [], profiles: [{ table: "contact", all }] },
    steps: [{ ask: selecting("firstname"), expect: denied() }],
  }),
  columns.documented("Column permissions are the Web API's alone: Liquid shows the visitor's own columns all the same.", {
    site: {
      permissions: [everything],
      profiles: [{ table: "contact", columns: {} }],
      files: { "web-templates/plain/Plain.webtemplate.source.html": "<main>[{{ user.emailaddress1 }}]</main>" },
    },
    steps: [
      { ask: selecting("emailaddress1"), as: "ada", expect: denied("90040101") },
      { ask: "GET /", as: "ada", expect: { status: 200, text: /\[ada\.marlow@example\.com\]/u } },
    ],
  }),
  columns.documented("Server logic does not ask them either.", {
    site: { permissions: [everything], profiles: [{ table: "contact", columns: {} }], ...readEmail },
    steps: [{ ask: selecting("emailaddress1"), expect: denied("90040101") }, emailIsRead],
  }),
  columns.assumed("Nor does it ask the Web API's settings, whether a table is enabled and which columns are listed.", {
    site: { permissions: [everything], settings: { "Webapi/contact/enabled": null, "Webapi/contact/fields": null }, ...readEmail },
    steps: [{ ask: selecting("emailaddress1"), expect: { status: 404, code: "9004010C" } }, emailIsRead],
  }),
  columns.documented("A profile that fits a look-up by email: the id readable, the address readable and creatable, the rest creatable.", {
    site: {
      permissions: [{ table: "contact", rights: "read create" }],
      profiles: [
        {
          table: "contact",
          columns: {
            contactid: ["read"],
            emailaddress1: ["create", "read"],
            firstname: ["create"],
            lastname: ["create"],
            mobilephone: ["create"],
          },
        },
      ],
    },
    steps: [
      { ...lookUp, expect: { status: 200, json: { value: [{ contactid: expect.any(String) as string }] } } },
      {
        ask: "POST /_api/contacts",
        body: { firstname: "Eve", lastname: "Example", emailaddress1: "eve@example.com" },
        expect: { status: 204 },
      },
      { ask: selecting("lastname"), expect: denied("90040101") },
      { ask: "PATCH /_api/contacts(#{ada})", body: { firstname: "A." }, expect: denied("90040102") },
    ],
  }),
  columns.statement(
    "With enhanced authorization Dataverse's column security takes their place.",
    "documented",
    "Such a site is refused as a whole: see the area on access types.",
  ),
];
