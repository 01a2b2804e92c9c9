import { claims, learn } from "./claims.ts";
import type { ConformanceEntry } from "./frame.ts";

const reads = claims("Web API: operations", learn.reading);
const writes = claims("Web API: operations", learn.writing);
const bareId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

export const operationCases: readonly ConformanceEntry[] = [
  reads.documented("GET of a collection lists its rows under value.", {
    steps: [
      {
        ask: "GET /_api/contacts?$select=lastname&$orderby=lastname",
        expect: { status: 200, json: { value: [{ lastname: "Marlow" }, { lastname: "O'Neil" }, { lastname: "Okafor" }] } },
      },
    ],
  }),
  reads.documented("GET of one row gives the object itself, without value around it.", {
    steps: [
      {
        ask: "GET /_api/contacts(#{ada})?$select=firstname,lastname",
        expect: { status: 200, json: { firstname: "Ada", lastname: "Marlow" }, text: /^(?!.*"value":)/u },
      },
    ],
  }),
  reads.documented("GET of /$count gives the bare number.", {
    steps: [{ ask: "GET /_api/contacts/$count", expect: { status: 200, text: "3" } }],
  }),
  writes.documented("POST to a collection creates: 204, no body, the id in a header.", {
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { firstname: "Eve", lastname: "Example" },
        expect: { status: 204, text: "", headers: { entityid: bareId } },
      },
    ],
  }),
  writes.documented("PATCH of a row changes the columns in the body and no others.", {
    steps: [
      { ask: "PATCH /_api/contacts(#{ada})", body: { mobilephone: "555-0130" }, expect: { status: 204, text: "" } },
      {
        ask: "GET /_api/contacts(#{ada})?$select=firstname,mobilephone",
        expect: { status: 200, json: { firstname: "Ada", mobilephone: "555-0130" } },
      },
    ],
  }),
  writes.documented("PUT of a column sets that column to the body's value.", {
    steps: [
      { ask: "PUT /_api/contacts(#{ada})/mobilephone", body: { value: "555-0131" }, expect: { status: 204, text: "" } },
      { ask: "GET /_api/contacts(#{ada})?$select=mobilephone", expect: { status: 200, json: { mobilephone: "555-0131" } } },
    ],
  }),
  writes.documented("DELETE of a column empties it.", {
    steps: [
      { ask: "DELETE /_api/contacts(#{ada})/mobilephone", expect: { status: 204, text: "" } },
      { ask: "GET /_api/contacts(#{ada})?$select=mobilephone", expect: { status: 200, json: { mobilephone: null } } },
    ],
  }),
  writes.documented("DELETE of a row deletes it.", {
    steps: [
      { ask: "DELETE /_api/contacts(#{cleo})", expect: { status: 204, text: "" } },
      { ask: "GET /_api/contacts(#{cleo})?$select=fullname", expect: { status: 404, code: "9004010D" } },
    ],
  }),
  writes.documented("POST of $ref to a collection-valued navigation property relates a row.", {
    steps: [
      {
        ask: "POST /_api/accounts(#{mill})/opportunity_parent_account/$ref",
        body: { "@odata.id": "http://localhost:4280/_api/opportunities(#{deal})" },
        expect: { status: 204, text: "" },
      },
      {
        ask: "GET /_api/opportunities(#{deal})?$select=_parentaccountid_value",
        expect: { status: 200, json: { _parentaccountid_value: "acc00000-0000-4000-8000-000000000002" } },
      },
    ],
  }),
  writes.documented("DELETE of $ref with $id takes the row out of the collection.", {
    steps: [
      {
        ask: "DELETE /_api/accounts(#{works})/opportunity_parent_account/$ref?$id=http://localhost:4280/_api/opportunities(#{deal})",
        expect: { status: 204, text: "" },
      },
      {
        ask: "GET /_api/opportunities(#{deal})?$select=_parentaccountid_value",
        expect: { status: 200, json: { _parentaccountid_value: null } },
      },
    ],
  }),
  writes.documented("PUT of $ref to a single-valued navigation property sets the lookup.", {
    steps: [
      {
        ask: "PUT /_api/opportunities(#{deal})/parentaccountid/$ref",
        body: { "@odata.id": "http://localhost:4280/_api/accounts(#{mill})" },
        expect: { status: 204, text: "" },
      },
      {
        ask: "GET /_api/opportunities(#{deal})?$select=_parentaccountid_value",
        expect: { status: 200, json: { _parentaccountid_value: "acc00000-0000-4000-8000-000000000002" } },
      },
    ],
  }),
  writes.documented("DELETE of $ref of a single-valued navigation property empties the lookup; it takes no $id.", {
    steps: [
      { ask: "DELETE /_api/opportunities(#{deal})/parentaccountid/$ref", expect: { status: 204, text: "" } },
      {
        ask: "GET /_api/opportunities(#{deal})?$select=_parentaccountid_value",
        expect: { status: 200, json: { _parentaccountid_value: null } },
      },
    ],
  }),
  writes.documented(
    "A lookup is set in the body of a create or change by binding the other row's address, from the site's root or absolute.",
    {
      steps: [
        {
          ask: "POST /_api/opportunities",
          body: { name: "Gate", "customerid_contact@odata.bind": "/contacts(#{ben})" },
          expect: { status: 204 },
        },
        {
          ask: "GET /_api/opportunities?$select=_customerid_value&$filter=name eq 'Gate'",
          expect: { status: 200, json: { value: [{ _customerid_value: "be000000-0000-4000-8000-000000000002" }] } },
        },
        {
          ask: "PATCH /_api/opportunities(#{deal})",
          body: { "customerid_contact@odata.bind": "http://localhost:4280/_api/contacts(#{cleo})" },
          expect: { status: 204 },
        },
        {
          ask: "GET /_api/opportunities(#{deal})?$select=_customerid_value",
          expect: { status: 200, json: { _customerid_value: "c1e00000-0000-4000-8000-000000000003" } },
        },
      ],
    },
  ),
  writes.statement(
    "A client should take any 2xx for a success: one community page has seen 201 for a create.",
    "observed (third party)",
    "Advice to clients. The documented rule (200 with a body, 204 without) gives 204, and the emulator follows it.",
  ),
];
