import { expect } from "vitest";
import { claims, learn } from "./claims.ts";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceEntry } from "./frame.ts";

const settings = claims("Web API: site settings", learn.overview);

const read = "GET /_api/contacts?$select=firstname&$top=1";

export const settingCases: readonly ConformanceEntry[] = [
  settings.documented("Webapi/<table>/enabled must be true; without it, or with anything else, the table is not served.", {
    site: { settings: { "Webapi/contact/enabled": null, "Webapi/lead/enabled": "false", "Webapi/account/enabled": "yes" } },
    steps: [
      { ask: "GET /_api/contacts?$select=firstname", expect: { status: 404, code: "9004010C" } },
      { ask: "GET /_api/leads?$select=subject", expect: { status: 404, code: "9004010C" } },
      { ask: "GET /_api/accounts?$select=name", expect: { status: 404, code: "9004010C" } },
      { ask: "POST /_api/contacts", body: { lastname: "Example" }, expect: { status: 404, code: "9004010C" } },
    ],
  }),
  settings.documented("Webapi/<table>/fields is mandatory: without it there are no columns for the table.", {
    site: { settings: { "Webapi/contact/fields": null } },
    steps: [
      { ask: read, expect: { status: 400, json: { error: { message: "No fields defined for this entity." } } } },
      {
        ask: "POST /_api/contacts",
        body: { lastname: "Example" },
        expect: { status: 400, json: { error: { message: "No fields defined for this entity." } } },
      },
      {
        ask: "DELETE /_api/contacts(#{cleo})",
        expect: { status: 400, json: { error: { message: "No fields defined for this entity." } } },
      },
      ({ emulator }) => expect(emulator.store.count("contact")).toBe(3),
    ],
  }),
  settings.observed("A table without the fields setting shows its primary key alone.", {
    switches: { tableWithoutFields: "key-only" },
    site: { settings: { "Webapi/contact/fields": null } },
    steps: [
      {
        ask: "GET /_api/contacts?$select=contactid&$filter=contactid eq #{ada}",
        expect: { status: 200, json: { value: [{ "@odata.etag": expect.any(String) as string, contactid: ids.ada }] } },
      },
      { ask: read, expect: { status: 403, code: "90040101" } },
    ],
  }),
  settings.documented(
    "Webapi/<table>/UseFieldsFromView takes the columns of a view, which no site folder holds: refused loudly, and it says so.",
    {
      site: { settings: { "Webapi/contact/UseFieldsFromView": "true" } },
      steps: [{ ask: read, expect: { status: 501, json: { error: { message: expect.stringContaining("UseFieldsFromView") as string } } } }],
    },
  ),
  settings.documented("Webapi/<table>/UseFieldsFromView set to false changes nothing.", {
    site: { settings: { "Webapi/contact/UseFieldsFromView": "false" } },
    steps: [{ ask: read, expect: { status: 200 } }],
  }),
  settings.statement(
    "A change of that view takes up to 5 minutes.",
    "documented",
    "The setting itself is refused: views are no part of a site folder.",
  ),
  settings.documented("Webapi/error/innererror set to true adds innererror to errors; by default there is none.", {
    steps: [
      {
        ask: "GET /_api/nothings?$select=x",
        expect: {
          status: 400,
          exactly: { error: { code: "9004010A", message: expect.stringContaining("nothings") as string } },
        },
      },
    ],
  }),
  settings.documented("With Webapi/error/innererror an error says its type and, of a fault of Dataverse, Dataverse's words.", {
    site: { settings: { "Webapi/error/innererror": "true" } },
    steps: [
      {
        ask: "GET /_api/nothings?$select=x",
        expect: { status: 400, json: { error: { innererror: { code: "9004010A", type: expect.any(String) as string } } } },
      },
      {
        ask: "GET /_api/contacts(#{nobody})?$select=firstname",
        expect: {
          status: 404,
          json: { error: { message: "CDS error occurred.", innererror: { message: expect.stringContaining("Does Not Exist") as string } } },
        },
      },
    ],
  }),
  settings.documented("Setting names are matched without case: a tutorial writes Webapi/Contact/Enabled.", {
    link: learn.howTo,
    site: {
      settings: {
        "Webapi/contact/enabled": null,
        "Webapi/contact/fields": null,
        "Webapi/Contact/Enabled": "true",
        "WebApi/Contact/Fields": "contactid,firstname",
      },
    },
    steps: [{ ask: read, expect: { status: 200, json: { value: [{ firstname: "Ada" }] } } }],
  }),
  settings.documented("A setting that is not active does not count.", {
    site: {
      settings: { "Webapi/contact/enabled": null },
      files: {
        "site-settings/Inactive.sitesetting.yml":
          "adx_name: Webapi/contact/enabled\nadx_sitesettingid: 5e770000-0000-4000-8000-0000000000ff\nadx_value: true\nstatecode: 1\n",
      },
    },
    steps: [{ ask: read, expect: { status: 404, code: "9004010C" } }],
  }),
  settings.observed("Webapi/<table>/disableodatafilter set to true refuses $filter.", {
    site: { settings: { "Webapi/contact/disableodatafilter": "true" } },
    steps: [
      { ask: "GET /_api/contacts?$select=firstname&$filter=firstname eq 'Ada'", expect: { status: 400, code: "9004010A" } },
      { ask: read, expect: { status: 200 } },
    ],
  }),
  settings.assumed("The current documents lack that setting; a portal may ignore it.", {
    switches: { disableODataFilter: "ignored" },
    site: { settings: { "Webapi/contact/disableodatafilter": "true" } },
    steps: [{ ask: "GET /_api/contacts?$select=firstname&$filter=firstname eq 'Ada'", expect: { status: 200 } }],
  }),
  settings.assumed("Webapi/<table>/disableentitypermission, of an old draft, opens nothing.", {
    site: { settings: { "Webapi/contact/disableentitypermission": "true" }, permissions: [] },
    steps: [{ ask: read, expect: { status: 403, code: "90040120" } }],
  }),
  settings.assumed("A setting AttributesExcludedForRead, of which there is no trace in any source, hides nothing.", {
    site: { settings: { "Webapi/contact/AttributesExcludedForRead": "firstname" } },
    steps: [{ ask: read, expect: { status: 200, json: { value: [{ firstname: expect.any(String) as string }] } } }],
  }),
  settings.documented("The kit's minimum serves a contact form: enabled, and a list with the key and the form's columns.", {
    site: {
      settings: { "Webapi/contact/fields": "contactid,firstname,lastname,emailaddress1" },
      permissions: [{ table: "contact", rights: "read create" }],
    },
    steps: [
      {
        ask: "GET /_api/contacts?$select=contactid&$filter=emailaddress1 eq 'eve@example.com'",
        expect: { status: 200, json: { value: [] } },
      },
      {
        ask: "POST /_api/contacts",
        body: { firstname: "Eve", lastname: "Example", emailaddress1: "eve@example.com" },
        expect: { status: 204 },
      },
    ],
  }),
];
