import { expect } from "vitest";
import { findsContacts } from "./ask-contacts.ts";
import { claims, learn, skills } from "./claims.ts";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceEntry } from "./frame.ts";
import { manyLeads } from "./many-leads.ts";

const options = claims("Web API: query options", learn.reading);

export const optionCases: readonly ConformanceEntry[] = [
  options.documented("$select names the columns; without it a list is refused.", {
    steps: [
      {
        ask: "GET /_api/contacts?$select=firstname,lastname&$filter=firstname eq 'Ada'",
        expect: { status: 200, json: { value: [{ firstname: "Ada", lastname: "Marlow" }] } },
      },
      { ask: "GET /_api/contacts", expect: { status: 403, code: "90040101" } },
      { ask: "GET /_api/contacts?$filter=firstname eq 'Ada'", expect: { status: 403, code: "90040101" } },
    ],
  }),
  options.documented("One row without $select is refused too.", {
    steps: [{ ask: "GET /_api/contacts(#{ada})", expect: { status: 403, code: "90040101" } }],
  }),
  options.documented("$top takes the first rows, $orderby sorts, ascending unless it says desc.", {
    steps: [
      {
        ask: "GET /_api/contacts?$select=lastname&$orderby=lastname&$top=2",
        expect: { status: 200, json: { value: [{ lastname: "Marlow" }, { lastname: "O'Neil" }] } },
      },
      {
        ask: "GET /_api/contacts?$select=lastname&$orderby=lastname desc&$top=1",
        expect: { status: 200, json: { value: [{ lastname: "Okafor" }] } },
      },
      {
        ask: "GET /_api/contacts?$select=lastname&$orderby=lastname asc&$top=1",
        expect: { status: 200, json: { value: [{ lastname: "Marlow" }] } },
      },
      { ask: "GET /_api/contacts?$select=lastname&$orderby=lastname up", expect: { status: 400, code: "9004010A" } },
      { ask: "GET /_api/contacts?$select=lastname&$top=many", expect: { status: 400, code: "9004010A" } },
    ],
  }),
  options.documented("$count=true adds @odata.count, of all rows that are found.", {
    steps: [
      { ask: "GET /_api/contacts?$select=lastname&$count=true&$top=1", expect: { status: 200, json: { "@odata.count": 3, value: [{}] } } },
    ],
  }),
  options.documented("A count ends at 5,000.", {
    rows: { lead: manyLeads },
    steps: [
      { ask: "GET /_api/leads?$select=subject&$count=true&$top=1", expect: { status: 200, json: { "@odata.count": 5000 } } },
      { ask: "GET /_api/leads/$count", expect: { status: 200, text: "5000" } },
    ],
  }),
  options.documented("$filter compares with eq, ne, gt, ge, lt and le.", {
    steps: [
      findsContacts("lastname eq 'Marlow'", "Marlow"),
      findsContacts("lastname ne 'Marlow'", "O'Neil", "Okafor"),
      findsContacts("numberofchildren gt 0", "Marlow"),
      findsContacts("numberofchildren ge 0", "Marlow", "Okafor"),
      findsContacts("numberofchildren lt 2", "Okafor"),
      findsContacts("numberofchildren le 2", "Marlow", "Okafor"),
    ],
  }),
  options.documented("$filter joins conditions with and, or, not and parentheses; and binds before or.", {
    steps: [
      findsContacts("firstname eq 'Ada' and lastname eq 'Marlow'", "Marlow"),
      findsContacts("firstname eq 'Ada' or firstname eq 'Ben'", "Marlow", "Okafor"),
      findsContacts("not (firstname eq 'Ada')", "O'Neil", "Okafor"),
      findsContacts("firstname eq 'Ada' or firstname eq 'Ben' and lastname eq 'Nobody'", "Marlow"),
      findsContacts("(firstname eq 'Ada' or firstname eq 'Ben') and lastname eq 'Nobody'"),
      findsContacts("not contains(lastname,'a')", "O'Neil"),
    ],
  }),
  options.documented("$filter knows contains, startswith and endswith.", {
    steps: [
      findsContacts("contains(lastname,'afo')", "Okafor"),
      findsContacts("startswith(emailaddress1,'ben.')", "Okafor"),
      findsContacts("endswith(fullname,'Marlow')", "Marlow"),
    ],
  }),
  options.documented("$filter takes the query functions of Dataverse.", {
    steps: [
      findsContacts("Microsoft.Dynamics.CRM.In(PropertyName='firstname',PropertyValues=['Ada','Ben'])", "Marlow", "Okafor"),
      findsContacts("Microsoft.Dynamics.CRM.NotIn(PropertyName='firstname',PropertyValues=['Ada','Ben'])", "O'Neil"),
      findsContacts("Microsoft.Dynamics.CRM.Between(PropertyName='numberofchildren',PropertyValues=['1','5'])", "Marlow"),
      findsContacts("Microsoft.Dynamics.CRM.Today(PropertyName='createdon')", "Marlow", "O'Neil", "Okafor"),
      findsContacts("Microsoft.Dynamics.CRM.OlderThanXHours(PropertyName='createdon',PropertyValue=1)"),
      {
        ask: "GET /_api/contacts?$select=lastname&$filter=Microsoft.Dynamics.CRM.Nothing(PropertyName='firstname')",
        expect: { status: 400, code: "9004010A" },
      },
    ],
  }),
  options.documented("$filter compares a column with another of the row.", {
    rows: { contact: [{ firstname: "Echo", lastname: "Echo" }] },
    steps: [findsContacts("firstname eq lastname", "Echo"), findsContacts("firstname gt lastname")],
  }),
  options.documented("$filter goes over a lookup to the other row's columns.", {
    steps: [findsContacts("parentcustomerid_account/name eq 'Example Mill'", "Okafor")],
  }),
  options.documented("$expand of a single-valued navigation property puts the other row in its place, null where there is none.", {
    steps: [
      {
        ask: "GET /_api/contacts?$select=lastname&$orderby=lastname&$expand=parentcustomerid_account($select=name)",
        expect: {
          status: 200,
          json: {
            value: [
              { parentcustomerid_account: { name: "Example Works", accountid: ids.works } },
              { parentcustomerid_account: null },
              { parentcustomerid_account: { name: "Example Mill" } },
            ],
          },
        },
      },
    ],
  }),
  options.documented("$expand of a collection-valued navigation property puts its rows in an array, an empty one where there are none.", {
    steps: [
      {
        ask: "GET /_api/accounts?$select=name&$orderby=name&$expand=opportunity_parent_account($select=name)",
        expect: {
          status: 200,
          json: {
            value: [
              { name: "Example Mill", opportunity_parent_account: [] },
              { name: "Example Works", opportunity_parent_account: [{ name: "Garden fence" }, { name: "Green house" }] },
            ],
          },
        },
      },
    ],
  }),
  options.documented("The name in $expand is the navigation property's, in its case.", {
    steps: [
      {
        ask: "GET /_api/contacts?$select=lastname&$expand=parentcustomerid_Account($select=name)",
        expect: { status: 400, code: "9004010A" },
      },
      { ask: "GET /_api/contacts?$select=lastname&$expand=account($select=name)", expect: { status: 400, code: "9004010A" } },
    ],
  }),
  options.documented("A collection inside an expanded collection is not filled: collections are expanded one level deep.", {
    steps: [
      {
        ask: "GET /_api/accounts(#{works})?$select=name&$expand=opportunity_parent_account($select=name;$expand=Opportunity_Annotation($select=subject))",
        expect: { status: 400, code: "9004010A" },
      },
    ],
  }),
  options.documented("Inside $expand, $orderby and $top are not taken; $select and $filter are.", {
    link: skills,
    steps: [
      {
        ask: "GET /_api/accounts(#{works})?$select=name&$expand=opportunity_parent_account($select=name;$filter=estimatedvalue gt 200)",
        expect: { status: 200, json: { opportunity_parent_account: [{ name: "Green house" }] } },
      },
      {
        ask: "GET /_api/accounts(#{works})?$select=name&$expand=opportunity_parent_account($select=name;$orderby=name)",
        expect: { status: 400, code: "9004010A" },
      },
      {
        ask: "GET /_api/accounts(#{works})?$select=name&$expand=opportunity_parent_account($select=name;$top=1)",
        expect: { status: 400, code: "9004010A" },
      },
      {
        ask: "GET /_api/opportunities(#{deal})?$select=name&$expand=parentaccountid($select=name;$expand=opportunity_parent_account($select=name;$top=1))",
        expect: { status: 400, code: "9004010A" },
      },
    ],
  }),
  options.documented("$apply groups and aggregates (sum, average, max, min), after filters and over lookups: not built, and it says so.", {
    steps: [
      "groupby((statecode))",
      "aggregate(estimatedvalue with sum as total)",
      "aggregate(estimatedvalue with average as mean)",
      "aggregate(estimatedvalue with max as most)",
      "aggregate(estimatedvalue with min as least)",
      "filter(statecode eq 0)/groupby((statecode),aggregate(estimatedvalue with sum as total))",
      "groupby((parentaccountid/name))",
    ].map((apply) => ({
      ask: `GET /_api/opportunities?$apply=${apply}`,
      expect: { status: 501, json: { error: { message: expect.stringContaining("$apply") as string } } },
    })),
  }),
  options.documented("$skip is not supported.", {
    link: skills,
    steps: [{ ask: "GET /_api/contacts?$select=lastname&$skip=1", expect: { status: 400, code: "9004010D" } }],
  }),
  options.observed("A GUID in $filter stands without quotes; between quotes it is refused.", {
    steps: [
      findsContacts(`contactid eq ${ids.ada}`, "Marlow"),
      findsContacts(`_parentcustomerid_value eq ${ids.mill}`, "Okafor"),
      { ask: `GET /_api/contacts?$select=lastname&$filter=contactid eq '${ids.ada}'`, expect: { status: 400, code: "9004010A" } },
    ],
  }),
  options.assumed("A later version may take it between quotes.", {
    switches: { quotedGuids: "taken" },
    steps: [findsContacts(`contactid eq '${ids.ada}'`, "Marlow")],
  }),
  options.observed("A string stands between single quotes, with a quote inside doubled.", {
    steps: [
      findsContacts("lastname eq 'O''Neil'", "O'Neil"),
      { ask: "GET /_api/contacts?$select=lastname&$filter=lastname eq 'O'Neil'", expect: { status: 400, code: "9004010A" } },
      { ask: 'GET /_api/contacts?$select=lastname&$filter=lastname eq "Marlow"', expect: { status: 400, code: "9004010A" } },
    ],
  }),
  options.documented("The value of an option may be percent-encoded, commas included or left.", {
    link: skills,
    steps: [
      {
        ask: "GET /_api/contacts?$select=firstname%2Clastname&$filter=lastname%20eq%20%27Marlow%27",
        expect: { status: 200, json: { value: [{ firstname: "Ada", lastname: "Marlow" }] } },
      },
      {
        ask: "GET /_api/contacts?%24select=firstname,lastname&%24filter=lastname%20eq%20'Marlow'",
        expect: { status: 200, json: { value: [{ firstname: "Ada", lastname: "Marlow" }] } },
      },
    ],
  }),
  options.assumed("A plus sign in an address is sent as %2B; left as it is, it is a blank and finds nobody.", {
    steps: [
      findsContacts("emailaddress1 eq 'cleo%2Bnews@example.com'", "O'Neil"),
      findsContacts("emailaddress1 eq 'cleo+news@example.com'"),
    ],
  }),
];
