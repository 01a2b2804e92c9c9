import { expect } from "vitest";
import { claims, learn, skills } from "./claims.ts";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceEntry } from "./frame.ts";

const creating = claims("Web API: creating", learn.writing);
const bareId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const rowAddress = /^http:\/\/localhost:4280\/_api\/contacts\([0-9a-f-]{36}\)$/u;

export const creatingCases: readonly ConformanceEntry[] = [
  creating.documented("The header entityid of a create holds the new row's bare id, which reads the row.", {
    steps: [
      async (world) => {
        const created = await world.send({ ask: "POST /_api/contacts", body: { lastname: "Example" } });
        expect(created.headers.get("entityid")).toMatch(bareId);
        const read = await world.send({ ask: `GET /_api/contacts(${created.headers.get("entityid") ?? ""})?$select=lastname` });
        expect(read.json).toMatchObject({ lastname: "Example" });
      },
    ],
  }),
  creating.documented("OData-EntityId and Location hold the row's address, for clients that look there.", {
    link: skills,
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { lastname: "Example" },
        expect: { status: 204, headers: { "odata-entityid": rowAddress, location: rowAddress } },
      },
    ],
  }),
  creating.assumed("Versions of the portal differ in the headers they send: a client may find only the bare id.", {
    switches: { createIdHeaders: ["entityid"] },
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { lastname: "Example" },
        expect: { status: 204, headers: { entityid: bareId, "odata-entityid": undefined, location: undefined } },
      },
    ],
  }),
  creating.assumed("Or only an address.", {
    switches: { createIdHeaders: ["OData-EntityId"] },
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { lastname: "Example" },
        expect: { status: 204, headers: { entityid: undefined, "odata-entityid": rowAddress, location: undefined } },
      },
    ],
  }),
  creating.assumed("Or one of them, Location.", {
    switches: { createIdHeaders: ["Location"] },
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { lastname: "Example" },
        expect: { status: 204, headers: { entityid: undefined, "odata-entityid": undefined, location: rowAddress } },
      },
    ],
  }),
  creating.documented("A sample reads an address out of entityid too: by switch it holds one.", {
    link: "https://github.com/microsoft/power-pages-samples",
    switches: { entityIdForm: "address" },
    steps: [{ ask: "POST /_api/contacts", body: { lastname: "Example" }, expect: { status: 204, headers: { entityid: rowAddress } } }],
  }),
  creating.observed("Prefer: return=representation is refused, because the row read back has all columns.", {
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { lastname: "Example" },
        headers: { prefer: "return=representation" },
        expect: { status: 403, code: "90040101", json: { error: { message: expect.stringContaining("*") as string } } },
      },
      { ask: "GET /_api/contacts/$count", expect: { status: 200, text: "3" } },
    ],
  }),
  creating.observed("Prefer: return=representation gives 201 with the row.", {
    switches: { returnRepresentation: "row" },
    steps: [
      {
        ask: "POST /_api/contacts?$select=fullname",
        body: { firstname: "Eve", lastname: "Example" },
        headers: { prefer: "return=representation" },
        expect: { status: 201, json: { fullname: "Eve Example" } },
      },
    ],
  }),
  creating.observed("An empty body creates nothing.", {
    steps: [
      { ask: "POST /_api/contacts", body: {}, expect: { status: 400, code: "900400FF" } },
      { ask: "POST /_api/contacts", body: "", expect: { status: 400, code: "900400FF" } },
    ],
  }),
  creating.documented("A nested object under a single-valued navigation property creates the row looked up.", {
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { lastname: "Nested", parentcustomerid_account: { name: "Nested Works" } },
        expect: { status: 204 },
      },
      {
        ask: "GET /_api/contacts?$select=lastname&$filter=lastname eq 'Nested'&$expand=parentcustomerid_account($select=name)",
        expect: { status: 200, json: { value: [{ parentcustomerid_account: { name: "Nested Works" } }] } },
      },
    ],
  }),
  creating.documented("A nested array under a collection-valued navigation property creates rows that look up the new one.", {
    steps: [
      {
        ask: "POST /_api/accounts",
        body: { name: "Nested Works", opportunity_parent_account: [{ name: "One" }, { name: "Two" }] },
        expect: { status: 204 },
      },
      {
        ask: "GET /_api/opportunities?$select=name&$orderby=name&$filter=parentaccountid/name eq 'Nested Works'",
        expect: { status: 200, json: { value: [{ name: "One" }, { name: "Two" }] } },
      },
    ],
  }),
  creating.documented("A note takes text, subject, file name, type and the file as Base64, and is bound to its row by objectid_<table>.", {
    link: learn.notes,
    steps: [
      {
        ask: "POST /_api/annotations",
        body: {
          subject: "Plan",
          notetext: "Attached",
          filename: "plan.txt",
          mimetype: "text/plain",
          documentbody: "aGVsbG8=",
          "objectid_contact@odata.bind": "/contacts(#{ada})",
        },
        expect: { status: 204 },
      },
      {
        ask: "GET /_api/annotations?$select=filename,mimetype,documentbody,_objectid_value&$filter=subject eq 'Plan'",
        expect: {
          status: 200,
          json: { value: [{ filename: "plan.txt", mimetype: "text/plain", documentbody: "aGVsbG8=", _objectid_value: ids.ada }] },
        },
      },
    ],
  }),
  creating.assumed("A file that is no Base64, or has a data URI's prefix, is refused: only that it must be Base64 is documented.", {
    steps: ["data:text/plain;base64,aGVsbG8=", "aGVsbG8", "ä"].map((documentbody) => ({
      ask: "POST /_api/annotations",
      body: { subject: "Plan", filename: "plan.txt", documentbody },
      expect: { status: 400, code: "9004010D" },
    })),
  }),
  creating.documented("Nothing of a nested create stays when one row of it is refused.", {
    steps: [
      {
        ask: "POST /_api/accounts",
        body: { name: "Nested Works", opportunity_parent_account: [{ name: "One" }, { name: "x".repeat(301) }] },
        expect: { status: 400, code: "9004010D" },
      },
      { ask: "GET /_api/accounts?$select=name&$filter=name eq 'Nested Works'", expect: { status: 200, json: { value: [] } } },
    ],
  }),
];
