import { expect } from "vitest";
import { claims, learn } from "./claims.ts";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceCase, ConformanceEntry, Step } from "./frame.ts";

const rules = claims("Web API: ground rules", learn.overview);
const notServed = claims("Web API: what is not served", learn.overview);

/** Notes of the visitor's own opportunities: two relationships in a chain. */
const chainedPermissions: Pick<ConformanceCase, "site" | "rows"> = {
  site: {
    permissions: [
      {
        table: "opportunity",
        name: "Mine",
        scope: "contact",
        relationship: "opportunity_customer_contacts",
        rights: "read",
        roles: ["authenticated"],
      },
      {
        table: "annotation",
        scope: "parent",
        parent: "Mine",
        relationship: "Opportunity_Annotation",
        rights: "read",
        roles: ["authenticated"],
      },
    ],
  },
  rows: { annotation: [{ subject: "Measured", objectid: ids.deal }] },
};

/** Configuration tables that the documents name, by entity set. */
const configurationSets = [
  "adx_contentaccesslevels",
  "adx_contentsnippets",
  "adx_entityforms",
  "adx_entityformmetadatas",
  "adx_entitylists",
  "adx_entitypermissions",
  "adx_externalidentities",
  "adx_pagealerts",
  "adx_pagenotifications",
  "adx_pagetags",
  "adx_pagetag_webpages",
  "adx_pagetemplates",
  "adx_portallanguages",
  "adx_publishingstates",
  "adx_redirects",
  "adx_settings",
  "adx_shortcuts",
  "adx_sitemarkers",
  "adx_sitesettings",
  "adx_urlhistories",
  "adx_webfiles",
  "adx_webforms",
  "adx_webformmetadatas",
  "adx_webformsteps",
  "adx_weblinks",
  "adx_weblinksets",
  "adx_webpageaccesscontrolrules",
  "adx_webpages",
  "adx_webrole_systemuserset",
  "adx_websites",
  "adx_websiteaccesses",
  "adx_websitebindings",
  "adx_websitelanguages",
  "adx_webtemplates",
];

/** What the audit of Dataverse says of creating (1), changing (2) or deleting (3). */
function auditHolds(operation: 1 | 2 | 3, row: object): Step {
  return async (world) => {
    const { json } = await world.outside(`GET /audits?$filter=operation eq ${operation}`);
    expect(json).toMatchObject({ value: [row] });
    world.note(`the audit of Dataverse holds, of operation ${operation}, ${JSON.stringify(row)}`);
  };
}

const byAda = { useradditionalinfo: `contact ${ids.ada}` };

export const groundRuleCases: readonly ConformanceEntry[] = [
  rules.documented("The route is /_api/ with the entity set name of the table.", {
    steps: [
      {
        ask: "GET /_api/contacts?$select=fullname&$orderby=fullname",
        expect: { status: 200, json: { value: [{ fullname: "Ada Marlow" }, {}, {}] } },
      },
      { ask: "GET /_api/contact?$select=fullname", expect: { status: 400, code: "9004010A" } },
    ],
  }),
  rules.documented("Site settings name the table by its logical name; the entity set's name opens nothing.", {
    site: { settings: { "Webapi/contact/enabled": null, "Webapi/contacts/enabled": "true" } },
    steps: [{ ask: "GET /_api/contacts?$select=fullname", expect: { status: 404, code: "9004010C" } }],
  }),
  rules.documented("An address in the documents, /_api/case, is a slip: neither table nor entity set has that name.", {
    link: learn.requests,
    steps: [{ ask: "GET /_api/case?$select=title", expect: { status: 400, code: "9004010A" } }],
  }),
  rules.documented("Segments are case-sensitive.", {
    steps: [
      { ask: "GET /_api/Contacts?$select=fullname", expect: { status: 400, code: "9004010A" } },
      { ask: "GET /_api/contacts/$Count", expect: { status: 400, code: "9004010A" } },
      {
        ask: "POST /_api/accounts(#{mill})/opportunity_parent_account/$Ref",
        body: { "@odata.id": "/_api/opportunities(#{deal})" },
        expect: { status: 400, code: "9004010A" },
      },
    ],
  }),
  rules.documented("Names and values of query options are case-sensitive.", {
    link: learn.reading,
    steps: [
      { ask: "GET /_api/contacts?$Select=fullname", expect: { status: 400, code: "9004010A" } },
      { ask: "GET /_api/contacts?$select=FullName", expect: { status: 400, code: "9004010A" } },
      { ask: "GET /_api/contacts?$select=fullname&$filter=fullname EQ 'x'", expect: { status: 400, code: "9004010A" } },
    ],
  }),
  rules.statement("Writing needs site version 9.3.3 or later, reading 9.4.1.", "documented", "The emulator is no older version."),
  rules.documented("The headers OData-Version and OData-MaxVersion may be sent, and need not be.", {
    link: learn.requests,
    steps: [
      { ask: "GET /_api/contacts(#{ada})?$select=fullname", expect: { status: 200 } },
      {
        ask: "GET /_api/contacts(#{ada})?$select=fullname",
        headers: { "OData-Version": "4.0", "OData-MaxVersion": "4.0" },
        expect: { status: 200 },
      },
    ],
  }),
  rules.documented("Answers are JSON, whatever is accepted.", {
    link: learn.requests,
    steps: [
      {
        ask: "GET /_api/contacts(#{ada})?$select=fullname",
        headers: { accept: "application/xml" },
        expect: { status: 200, headers: { "content-type": /^application\/json/u }, json: { fullname: "Ada Marlow" } },
      },
    ],
  }),
  rules.documented("A body is a JSON object.", {
    link: learn.requests,
    steps: [
      { ask: "POST /_api/contacts", body: "lastname=Example", expect: { status: 400, code: "9004010A" } },
      { ask: "POST /_api/contacts", body: "[]", expect: { status: 400, code: "9004010A" } },
    ],
  }),
  rules.documented("The portal's session cookie says who asks; a bearer token says nothing.", {
    site: { permissions: [{ table: "contact", rights: "read", roles: ["authenticated"] }] },
    steps: [
      { ask: "GET /_api/contacts?$select=fullname", as: "ada", expect: { status: 200 } },
      {
        ask: "GET /_api/contacts?$select=fullname",
        headers: { authorization: "Bearer example" },
        expect: { status: 403, code: "90040120" },
      },
    ],
  }),
  rules.documented("The API is for the site's own pages: without a site setting nothing is said to let another origin read the answer.", {
    steps: [
      {
        ask: "GET /_api/contacts?$select=fullname",
        headers: { origin: "https://other.example.com" },
        expect: { status: 200, headers: { "access-control-allow-origin": undefined } },
      },
    ],
  }),
  rules.statement(
    "Anonymous calls count against the licence of anonymous users; signed-in calls are no page views.",
    "documented",
    "Licences are counted by the platform, and no answer shows it.",
  ),
  rules.documented("Every write carries the visitor's contact id for the audit.", {
    steps: [
      { ask: "PATCH /_api/contacts(#{ada})", as: "ada", body: { mobilephone: "555-0120" }, expect: { status: 204 } },
      auditHolds(2, { _objectid_value: ids.ada, ...byAda }),
      { ask: "POST /_api/contacts", as: "ada", body: { lastname: "Example" }, expect: { status: 204 } },
      auditHolds(1, byAda),
      { ask: "DELETE /_api/contacts(#{cleo})", as: "ada", expect: { status: 204 } },
      auditHolds(3, { _objectid_value: ids.cleo, ...byAda }),
    ],
  }),
  rules.documented("A write of an anonymous visitor carries no contact id.", {
    steps: [
      { ask: "PATCH /_api/contacts(#{ada})", body: { mobilephone: "555-0121" }, expect: { status: 204 } },
      auditHolds(2, { _objectid_value: ids.ada, useradditionalinfo: null }),
    ],
  }),
  rules.documented("Plain OData over permissions with several relationships in a chain fails as a fault of Dataverse; fetchXml answers.", {
    ...chainedPermissions,
    steps: [
      { ask: "GET /_api/annotations?$select=subject", as: "ada", expect: { status: 400, code: "9004010D" } },
      {
        ask: "GET /_api/annotations?fetchXml=<fetch><entity name='annotation'><attribute name='subject'/></entity></fetch>",
        as: "ada",
        expect: { status: 200, json: { value: [{ subject: "Measured" }] } },
      },
    ],
  }),
  rules.assumed("Over such permissions a later version may answer plain OData too.", {
    switches: { chainedODataReads: "answered" },
    ...chainedPermissions,
    steps: [
      {
        ask: "GET /_api/annotations?$select=subject",
        as: "ada",
        expect: { status: 200, json: { value: [{ subject: "Measured" }] } },
      },
    ],
  }),

  notServed.documented("Functions and actions of Dataverse are none of the portal's.", {
    steps: [
      { ask: "GET /_api/WhoAmI", expect: { status: 400, code: "9004010A" } },
      { ask: "GET /_api/WhoAmI()", expect: { status: 400, code: "9004010A" } },
      { ask: "POST /_api/Merge", body: {}, expect: { status: 400, code: "9004010A" } },
      { ask: "POST /_api/contacts(#{ada})/Microsoft.Dynamics.CRM.AddToQueue", body: {}, expect: { status: 400, code: "9004010A" } },
    ],
  }),
  notServed.documented("Table metadata is not served.", {
    steps: [
      { ask: "GET /_api/$metadata", expect: { status: 400, code: "9004010A" } },
      { ask: "GET /_api/EntityDefinitions", expect: { status: 400, code: "9004010A" } },
      { ask: "GET /_api/EntityDefinitions(LogicalName='contact')", expect: { status: 400, code: "9004010A" } },
    ],
  }),
  notServed.documented("The portal's configuration is not served, enabled or not.", {
    site: {
      settings: Object.fromEntries(
        configurationSets.map((set) => [`Webapi/${set.replace(/ies$/u, "y").replace(/(?:set|(?<=ss)es|s)$/u, "")}/enabled`, "true"]),
      ),
    },
    steps: [
      ...configurationSets.map((set) => ({ ask: `GET /_api/${set}?$select=adx_name`, expect: { status: 404, code: "9004010E" } })),
      { ask: "POST /_api/adx_webpages", body: { adx_name: "Example" }, expect: { status: 404, code: "9004010E" } },
      { ask: "DELETE /_api/adx_sitesettings(#{nobody})", expect: { status: 404, code: "9004010E" } },
    ],
  }),
];
