import { expect } from "vitest";
import { fetchesContacts } from "./ask-contacts.ts";
import { claims, learn, skills } from "./claims.ts";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceEntry } from "./frame.ts";
import { manyLeads } from "./many-leads.ts";

const shape = claims("Web API: what a read gives", learn.reading);
const fetch = claims("Web API: FetchXML", learn.reading);
const paging = claims("Web API: paging and preferences", skills);

export const readingCases: readonly ConformanceEntry[] = [
  shape.documented("A row has its etag, the columns asked for and its primary key, which need not be asked for.", {
    steps: [
      {
        ask: "GET /_api/contacts(#{ada})?$select=firstname",
        expect: {
          status: 200,
          exactly: { "@odata.etag": expect.stringMatching(/^W\/"\d+"$/u) as string, firstname: "Ada", contactid: ids.ada },
        },
      },
    ],
  }),
  shape.documented("There is no @odata.context.", {
    steps: [{ ask: "GET /_api/contacts?$select=firstname", expect: { status: 200, text: /^(?!.*@odata\.context)/su } }],
  }),
  shape.documented("A lookup is read as _<logical name>_value, with formatted value, navigation property and table beside it, unasked.", {
    steps: [
      {
        ask: "GET /_api/contacts(#{ada})?$select=_parentcustomerid_value",
        expect: {
          status: 200,
          json: {
            _parentcustomerid_value: ids.works,
            "_parentcustomerid_value@OData.Community.Display.V1.FormattedValue": "Example Works",
            "_parentcustomerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty": "parentcustomerid_account",
            "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "account",
          },
        },
      },
      { ask: "GET /_api/contacts(#{ada})?$select=parentcustomerid", expect: { status: 400, code: "9004010A" } },
    ],
  }),
  fetch.documented("fetchXml in the query string, percent-encoded, reads with FetchXML.", {
    steps: [
      fetchesContacts(
        "<fetch top='2'><entity name='contact'><attribute name='lastname'/><filter><condition attribute='firstname' operator='ne' value='Cleo'/></filter><order attribute='lastname'/></entity></fetch>",
        { status: 200, json: { value: [{ lastname: "Marlow" }, { lastname: "Okafor" }] } },
      ),
    ],
  }),
  fetch.documented("distinct gives each row of values once.", {
    rows: { contact: [{ firstname: "Ada", lastname: "Second" }] },
    steps: [
      fetchesContacts(
        "<fetch distinct='true'><entity name='contact'><attribute name='firstname'/><order attribute='firstname'/></entity></fetch>",
        {
          status: 200,
          exactly: expect.objectContaining({ value: [{ firstname: "Ada" }, { firstname: "Ben" }, { firstname: "Cleo" }] }) as object,
        },
      ),
    ],
  }),
  fetch.statement(
    "distinct needs site version 9.5.9, which also reads addresses more strictly.",
    "documented",
    "The emulator is no older version; what exactly is refused is not documented.",
  ),
  fetch.documented("Broken FetchXML is refused.", {
    steps: [
      { ask: "GET /_api/contacts?fetchXml=<fetch><entity name='contact'></fetch>", expect: { status: 400 } },
      { ask: "GET /_api/contacts?fetchXml=contacts", expect: { status: 400 } },
    ],
  }),
  fetch.observed("returntotalrecordcount in FetchXML and $count=true beside it do not go together.", {
    steps: [
      {
        ask: `GET /_api/contacts?$count=true&fetchXml=${encodeURIComponent("<fetch returntotalrecordcount='true'><entity name='contact'><attribute name='lastname'/></entity></fetch>")}`,
        expect: { status: 400, code: "9004010A" },
      },
    ],
  }),
  paging.documented("Prefer: odata.maxpagesize sets how many rows a page has; @odata.nextLink leads to the next.", {
    steps: [
      {
        ask: "GET /_api/contacts?$select=lastname&$orderby=lastname",
        headers: { prefer: "odata.maxpagesize=2" },
        expect: {
          status: 200,
          json: {
            value: [{ lastname: "Marlow" }, { lastname: "O'Neil" }],
            "@odata.nextLink": expect.stringContaining("$skiptoken=") as string,
          },
        },
      },
      async (world) => {
        const first = await world.send({
          ask: "GET /_api/contacts?$select=lastname&$orderby=lastname",
          headers: { prefer: "odata.maxpagesize=2" },
          quiet: true,
        });
        const link = new URL((first.json as { "@odata.nextLink": string })["@odata.nextLink"]);
        const next = await world.send({ ask: `GET ${link.pathname}${link.search}`, headers: { prefer: "odata.maxpagesize=2" } });
        expect(next.json).toMatchObject({ value: [{ lastname: "Okafor" }] });
        expect(next.json).not.toHaveProperty("@odata.nextLink");
      },
    ],
  }),
  paging.assumed("Without the preference a page has 5,000 rows, as Dataverse's has.", {
    rows: { lead: manyLeads },
    steps: [
      async (world) => {
        const { json } = await world.send({ ask: "GET /_api/leads?$select=subject" });
        const page = json as { readonly value: readonly unknown[] };
        expect(page.value).toHaveLength(5000);
        expect(page).toHaveProperty("@odata.nextLink");
      },
    ],
  }),
  paging.documented("Prefer: odata.include-annotations says which annotations come.", {
    steps: [
      {
        ask: "GET /_api/contacts(#{ada})?$select=gendercode",
        headers: { prefer: 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"' },
        expect: { status: 200, json: { gendercode: 2, "gendercode@OData.Community.Display.V1.FormattedValue": "Female" } },
      },
      {
        ask: "GET /_api/contacts(#{ada})?$select=_parentcustomerid_value",
        headers: { prefer: 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"' },
        expect: {
          status: 200,
          json: { "_parentcustomerid_value@OData.Community.Display.V1.FormattedValue": "Example Works" },
          text: /^(?!.*lookuplogicalname)/su,
        },
      },
      {
        ask: "GET /_api/contacts(#{ada})?$select=_parentcustomerid_value",
        headers: { prefer: 'odata.include-annotations="*"' },
        expect: { status: 200, json: { "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "account" } },
      },
    ],
  }),
];
