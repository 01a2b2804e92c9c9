import { expect } from "vitest";
import { fetchesContacts } from "./ask-contacts.ts";
import { claims, learn, skills } from "./claims.ts";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceEntry } from "./frame.ts";

const lists = claims("Web API: the list of columns", learn.overview);

const read = "GET /_api/contacts?$select=firstname&$top=1";
const fields = (list: string): { readonly settings: Readonly<Record<string, string>> } => ({
  settings: { "Webapi/contact/fields": list },
});

export const columnListCases: readonly ConformanceEntry[] = [
  lists.documented("The list with * is retired: requests to such a table fail until its columns are named.", {
    site: fields("*"),
    steps: [
      { ask: read, expect: { status: 403, code: "90040101" } },
      { ask: "POST /_api/contacts", body: { lastname: "Example" }, expect: { status: 403, code: "90040101" } },
      { ask: "GET /_api/contacts/$count", expect: { status: 403, code: "90040101" } },
      { ask: "DELETE /_api/contacts(#{cleo})", expect: { status: 403, code: "90040101" } },
      {
        ask: "PUT /_api/contacts(#{cleo})/parentcustomerid_account/$ref",
        body: { "@odata.id": "/_api/accounts(#{mill})" },
        expect: { status: 403, code: "90040101" },
      },
      ({ emulator }) => expect(emulator.store.find("contact", ids.cleo)).toMatchObject({ parentcustomerid: null }),
    ],
  }),
  lists.documented("So do requests to a table that lists * beside its columns.", {
    site: fields("contactid,firstname,*"),
    steps: [{ ask: read, expect: { status: 403, code: "90040101" } }],
  }),
  lists.observed("A tenant with an extension still has every column by *.", {
    switches: { wildcardFields: "every-column" },
    site: fields("*"),
    steps: [
      { ask: "POST /_api/contacts", body: { lastname: "Example", jobtitle: "Gardener" }, expect: { status: 204 } },
      {
        ask: "GET /_api/contacts?$select=jobtitle&$filter=jobtitle ne null",
        expect: { status: 200, json: { value: [{ jobtitle: "Gardener" }] } },
      },
    ],
  }),
  lists.documented("With such a list $select may be left out.", {
    link: learn.reading,
    switches: { wildcardFields: "every-column" },
    site: fields("*"),
    steps: [
      {
        ask: "GET /_api/contacts?$filter=firstname eq 'Ada'",
        expect: { status: 200, json: { value: [{ lastname: "Marlow", emailaddress1: "ada.marlow@example.com" }] } },
      },
      { ask: "GET /_api/contacts(#{ada})", expect: { status: 200, json: { lastname: "Marlow" } } },
    ],
  }),
  lists.statement(
    "The retirement of * reached new sites in August 2026 and all sites on 14 September 2026.",
    "observed (third party)",
    "The emulator does not date it: the switch wildcardFields says whether the tenant has an extension.",
  ),
  lists.documented("Names in the list are matched as they are written: another case is another name, and so is one with a blank.", {
    link: skills,
    site: fields("contactid,FirstName, lastname"),
    steps: [
      { ask: read, expect: { status: 403, code: "90040101" } },
      { ask: "GET /_api/contacts?$select=lastname&$top=1", expect: { status: 403, code: "90040101" } },
    ],
  }),
  lists.documented("A page of the documentation has entries with capitals and blanks: by switch they are columns.", {
    link: "https://learn.microsoft.com/power-pages/security/column-permissions",
    switches: { fieldsListSpelling: "forgiving" },
    site: fields("contactid,FirstName, lastname"),
    steps: [
      {
        ask: "GET /_api/contacts(#{ada})?$select=firstname,lastname",
        expect: { status: 200, json: { firstname: "Ada", lastname: "Marlow" } },
      },
      { ask: "PATCH /_api/contacts(#{ada})", body: { firstname: "A." }, expect: { status: 204 } },
      { ask: "GET /_api/contacts?$select=mobilephone", expect: { status: 403, code: "90040101" } },
    ],
  }),
  lists.documented("Every column in $select, $filter, $orderby, a body or inside $expand must be listed.", {
    link: skills,
    site: { settings: { "Webapi/contact/fields": "contactid,firstname", "Webapi/account/fields": "accountid" } },
    steps: [
      { ask: "GET /_api/contacts?$select=lastname", expect: { status: 403, code: "90040101" } },
      { ask: "GET /_api/contacts?$select=firstname&$filter=lastname eq 'Marlow'", expect: { status: 403, code: "90040101" } },
      { ask: "GET /_api/contacts?$select=firstname&$orderby=lastname", expect: { status: 403, code: "90040101" } },
      { ask: "PATCH /_api/contacts(#{ada})", body: { lastname: "Example" }, expect: { status: 403, code: "90040101" } },
      { ask: "PUT /_api/contacts(#{ada})/lastname", body: { value: "Example" }, expect: { status: 403, code: "90040101" } },
      { ask: "DELETE /_api/contacts(#{ada})/lastname", expect: { status: 403, code: "90040101" } },
      {
        ask: "GET /_api/contacts?$select=firstname&$expand=parentcustomerid_account($select=name)",
        expect: { status: 403, code: "90040101" },
      },
      { ask: read, expect: { status: 200 } },
    ],
  }),
  lists.assumed("So must columns that are named any other way: in FetchXML, in the path, in a key, under a lambda, in a nested row.", {
    site: { settings: { "Webapi/contact/fields": "contactid,firstname" } },
    steps: [
      ...[
        "<attribute name='lastname'/>",
        "<attribute name='firstname'/><filter><condition attribute='lastname' operator='not-null'/></filter>",
        "<attribute name='firstname'/><order attribute='lastname'/>",
        "<all-attributes/>",
      ].map((inside) => fetchesContacts(`<fetch><entity name='contact'>${inside}</entity></fetch>`, { status: 403, code: "90040101" })),
      ...[
        "contacts(#{ada})/lastname",
        "contacts(emailaddress1='ada.marlow@example.com')?$select=firstname",
        "contacts/$count?$filter=lastname eq 'Marlow'",
        "accounts?$select=name&$filter=contact_customer_accounts/any(c:c/lastname eq 'Marlow')",
        "accounts?$select=name&$orderby=primarycontactid/lastname",
      ].map((path) => ({ ask: `GET /_api/${path}`, expect: { status: 403, code: "90040101" } })),
      {
        ask: "POST /_api/accounts",
        body: { name: "Example", primarycontactid: { lastname: "Example" } },
        expect: { status: 403, code: "90040101" },
      },
    ],
  }),
  lists.documented("A lookup needs its logical name to be written and _<logical name>_value to be read.", {
    link: skills,
    site: fields("contactid,lastname,parentcustomerid"),
    steps: [
      {
        ask: "PATCH /_api/contacts(#{cleo})",
        body: { "parentcustomerid_account@odata.bind": "/accounts(#{mill})" },
        expect: { status: 204 },
      },
      { ask: "GET /_api/contacts(#{cleo})?$select=_parentcustomerid_value", expect: { status: 403, code: "90040101" } },
    ],
  }),
  lists.documented("With only the name for reading, the lookup is read and not written.", {
    link: skills,
    site: fields("contactid,lastname,_parentcustomerid_value"),
    steps: [
      { ask: "GET /_api/contacts(#{cleo})?$select=_parentcustomerid_value", expect: { status: 200 } },
      {
        ask: "PATCH /_api/contacts(#{cleo})",
        body: { "parentcustomerid_account@odata.bind": "/accounts(#{mill})" },
        expect: { status: 403, code: "90040101" },
      },
    ],
  }),
  lists.assumed("The schema name of a lookup in the list, which newer guidance adds, does no harm.", {
    site: fields("contactid,lastname,parentcustomerid,_parentcustomerid_value,ParentCustomerId"),
    steps: [
      {
        ask: "PATCH /_api/contacts(#{cleo})",
        body: { "parentcustomerid_account@odata.bind": "/accounts(#{mill})" },
        expect: { status: 204 },
      },
    ],
  }),
  lists.assumed("A lookup's schema name alone opens nothing.", {
    site: fields("contactid,lastname,ParentCustomerId"),
    steps: [
      {
        ask: "PATCH /_api/contacts(#{cleo})",
        body: { "parentcustomerid_account@odata.bind": "/accounts(#{mill})" },
        expect: { status: 403, code: "90040101" },
      },
      { ask: "GET /_api/contacts(#{cleo})?$select=_parentcustomerid_value", expect: { status: 403, code: "90040101" } },
    ],
  }),
  lists.assumed("The primary key must be listed to be named in a query; a row shows it anyway.", {
    site: fields("firstname"),
    steps: [
      { ask: "GET /_api/contacts?$select=contactid", expect: { status: 403, code: "90040101" } },
      {
        ask: "GET /_api/contacts(#{ada})?$select=firstname",
        expect: { status: 200, json: { contactid: "ada00000-0000-4000-8000-000000000001" } },
      },
    ],
  }),
  lists.assumed("Or it may always be named: sources disagree.", {
    switches: { primaryKeyColumn: "always-readable" },
    site: fields("firstname"),
    steps: [{ ask: "GET /_api/contacts?$select=contactid", expect: { status: 200 } }],
  }),
];
