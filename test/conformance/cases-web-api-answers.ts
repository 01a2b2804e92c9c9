import { expect } from "vitest";
import { claims } from "./claims.ts";
import { fetchesContacts, findsContacts } from "./ask-contacts.ts";
import type { ConformanceEntry } from "./frame.ts";

const queries = claims("Web API: what queries mean");
const headers = claims("Web API: headers");
const errors = claims("Web API: errors");

const read = "GET /_api/contacts?$select=firstname&$top=1";

export const answerCases: readonly ConformanceEntry[] = [
  queries.observed("What compares with null is unknown, and a row is found only by what is true: ne finds no empty column.", {
    steps: [
      findsContacts("mobilephone ne '555-0000'", "Marlow"),
      findsContacts("not (mobilephone eq '555-0111')"),
      findsContacts("mobilephone eq null", "O'Neil", "Okafor"),
      findsContacts("mobilephone ne null", "Marlow"),
      findsContacts("numberofchildren lt 5", "Marlow", "Okafor"),
    ],
  }),
  queries.observed("Strings are compared without case.", {
    steps: [
      findsContacts("lastname eq 'MARLOW'", "Marlow"),
      findsContacts("contains(emailaddress1,'EXAMPLE.COM')", "Marlow", "O'Neil", "Okafor"),
    ],
  }),
  queries.observed("A percent sign in contains, startswith and endswith stands for any characters.", {
    steps: [findsContacts("contains(fullname,'A%25low')", "Marlow"), findsContacts("startswith(emailaddress1,'%25okafor')", "Okafor")],
  }),
  queries.observed("Lambdas over collections are taken: any and all.", {
    steps: [
      {
        ask: "GET /_api/accounts?$select=name&$filter=opportunity_parent_account/any(o:o/name eq 'Garden fence')",
        expect: { status: 200, json: { value: [{ name: "Example Works" }] } },
      },
      {
        ask: "GET /_api/accounts?$select=name&$filter=opportunity_parent_account/all(o:o/estimatedvalue gt 200)",
        expect: { status: 200, json: { value: [{ name: "Example Mill" }] } },
      },
      {
        ask: "GET /_api/accounts?$select=name&$filter=opportunity_parent_account/any()",
        expect: { status: 200, json: { value: [{ name: "Example Works" }] } },
      },
    ],
  }),
  queries.observed("$expand is nested.", {
    steps: [
      {
        ask: "GET /_api/opportunities(#{deal})?$select=name&$expand=customerid_contact($select=lastname;$expand=parentcustomerid_account($select=name))",
        expect: { status: 200, json: { customerid_contact: { lastname: "Marlow", parentcustomerid_account: { name: "Example Works" } } } },
      },
    ],
  }),
  queries.observed("$skip is refused with a code of Dataverse's.", {
    steps: [
      {
        ask: "GET /_api/contacts?$select=lastname&$skip=1",
        expect: { status: 400, code: "9004010D", json: { error: { cdscode: "0x80060888" } } },
      },
    ],
  }),
  queries.observed("A link to the next page carries a $skiptoken; a made-up one is refused.", {
    steps: [{ ask: "GET /_api/contacts?$select=lastname&$skiptoken=made-up", expect: { status: 400, code: "9004010A" } }],
  }),
  queries.observed("The same option twice is refused.", {
    steps: [
      { ask: "GET /_api/contacts?$select=lastname&$select=firstname", expect: { status: 400, code: "9004010A" } },
      { ask: "GET /_api/contacts?$select=lastname&$top=1&$top=2", expect: { status: 400, code: "9004010A" } },
    ],
  }),
  queries.observed("FetchXML that names another table than the path is refused.", {
    steps: [fetchesContacts("<fetch><entity name='account'><attribute name='name'/></entity></fetch>", { status: 400, code: "9004010A" })],
  }),
  queries.observed("What FetchXML finds empty is left out of the row.", {
    steps: [
      fetchesContacts(
        "<fetch><entity name='contact'><attribute name='lastname'/><attribute name='mobilephone'/><order attribute='lastname'/></entity></fetch>",
        {
          status: 200,
          json: {
            value: [
              { lastname: "Marlow", mobilephone: "555-0111" },
              expect.not.objectContaining({ mobilephone: null }) as object,
              expect.not.objectContaining({ mobilephone: null }) as object,
            ],
          },
        },
      ),
    ],
  }),
  queries.observed("An alias of FetchXML is annotated with the column it stands for.", {
    steps: [
      fetchesContacts(
        "<fetch top='1'><entity name='contact'><attribute name='lastname' alias='surname'/><order attribute='lastname'/></entity></fetch>",
        { status: 200, json: { value: [{ surname: "Marlow", "surname@OData.Community.Display.V1.AttributeName": "lastname" }] } },
      ),
    ],
  }),
  headers.observed("cache-control: no-cache and x-content-type-options: nosniff are on every answer.", {
    steps: [
      { ask: read, expect: { status: 200, headers: { "cache-control": "no-cache", "x-content-type-options": "nosniff" } } },
      {
        ask: "POST /_api/contacts",
        body: { lastname: "Example" },
        expect: { status: 204, headers: { "cache-control": "no-cache", "x-content-type-options": "nosniff" } },
      },
      ...(
        [
          [400, "GET /_api/nothings", "own"],
          [401, "POST /_api/contacts", "none"],
          [403, "GET /_api/contacts", "none"],
          [404, "GET /_api/contacts(#{nobody})?$select=firstname", "none"],
          [405, "DELETE /_api/contacts", "own"],
          [501, "GET /_api/contacts?$apply=groupby((firstname))", "none"],
        ] as const
      ).map(([status, ask, token]) => ({
        ask,
        token,
        expect: { status, headers: { "cache-control": "no-cache", "x-content-type-options": "nosniff" } },
      })),
    ],
  }),
  headers.observed("The site settings HTTP/* are headers of the Web API's answers too.", {
    site: { settings: { "HTTP/X-Frame-Options": "SAMEORIGIN", "HTTP/Access-Control-Allow-Origin": "https://other.example.com" } },
    steps: [
      {
        ask: read,
        expect: {
          status: 200,
          headers: { "x-frame-options": "SAMEORIGIN", "access-control-allow-origin": "https://other.example.com" },
        },
      },
    ],
  }),
  headers.observed("There is no OData-Version.", {
    steps: [{ ask: read, expect: { status: 200, headers: { "odata-version": undefined } } }],
  }),
  headers.observed("Formatted values and a total record count of -1 come without being asked for.", {
    steps: [
      {
        ask: "GET /_api/contacts?$select=gendercode&$filter=lastname eq 'Marlow'",
        expect: {
          status: 200,
          json: {
            "@Microsoft.Dynamics.CRM.totalrecordcount": -1,
            value: [{ gendercode: 2, "gendercode@OData.Community.Display.V1.FormattedValue": "Female" }],
          },
        },
      },
    ],
  }),
  headers.documented("The documents' samples have no total record count.", {
    link: "https://learn.microsoft.com/power-pages/configure/read-operations",
    switches: { totalRecordCount: "absent" },
    steps: [{ ask: read, expect: { status: 200, text: /^(?!.*totalrecordcount)/su } }],
  }),
  headers.observed("A row whose etag the client has is answered with 304.", {
    steps: [
      async (world) => {
        const first = await world.send({ ask: "GET /_api/contacts(#{ada})?$select=firstname" });
        const etag = first.headers.get("etag") ?? "";
        expect(etag).toMatch(/^W\/"\d+"$/u);
        const again = await world.send({ ask: "GET /_api/contacts(#{ada})?$select=firstname", headers: { "if-none-match": etag } });
        expect([again.status, again.text]).toEqual([304, ""]);
      },
    ],
  }),
  errors.observed("An error is an object with code and message, and innererror only by the site setting.", {
    steps: [
      {
        ask: "GET /_api/contacts",
        expect: { status: 403, exactly: { error: { code: "90040101", message: expect.any(String) as string } } },
      },
    ],
  }),
  errors.observed("A fault of Dataverse has the code 9004010D and the text 'CDS error occurred.'", {
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { lastname: "x".repeat(60) },
        expect: {
          status: 400,
          code: "9004010D",
          json: { error: { message: "CDS error occurred.", cdscode: expect.any(String) as string } },
        },
      },
      {
        ask: "GET /_api/contacts(#{nobody})?$select=firstname",
        expect: { status: 404, code: "9004010D", json: { error: { message: "CDS error occurred." } } },
      },
    ],
  }),
];
