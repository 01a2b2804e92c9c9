import { expect } from "vitest";
import { claims, learn } from "./claims.ts";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceEntry } from "./frame.ts";

const updating = claims("Web API: updating", learn.writing);

export const updatingCases: readonly ConformanceEntry[] = [
  updating.documented("PATCH is the verb for updates; a collection takes none.", {
    link: learn.requests,
    steps: [
      { ask: "PATCH /_api/contacts(#{ada})", body: { mobilephone: "555-0140" }, expect: { status: 204 } },
      { ask: "PATCH /_api/contacts", body: { mobilephone: "555-0140" }, expect: { status: 405 } },
    ],
  }),
  updating.observed("PATCH of an id that no row has creates the row under it.", {
    steps: [
      { ask: "PATCH /_api/contacts(#{nobody})", body: { lastname: "Example" }, expect: { status: 204, headers: { entityid: ids.nobody } } },
      { ask: "GET /_api/contacts(#{nobody})?$select=lastname", expect: { status: 200, json: { lastname: "Example" } } },
    ],
  }),
  updating.observed("With a representation asked for, such a PATCH gives 201, of a row that is there 200.", {
    switches: { returnRepresentation: "row" },
    steps: [
      {
        ask: "PATCH /_api/contacts(#{nobody})?$select=lastname",
        body: { lastname: "Example" },
        headers: { prefer: "return=representation" },
        expect: { status: 201, json: { lastname: "Example" } },
      },
      {
        ask: "PATCH /_api/contacts(#{nobody})?$select=lastname",
        body: { lastname: "Changed" },
        headers: { prefer: "return=representation" },
        expect: { status: 200, json: { lastname: "Changed" } },
      },
    ],
  }),
  updating.observed("If-Match: * keeps PATCH from creating.", {
    steps: [
      {
        ask: "PATCH /_api/contacts(#{nobody})",
        body: { lastname: "Example" },
        headers: { "if-match": "*" },
        expect: { status: 404, code: "9004010D" },
      },
      { ask: "PATCH /_api/contacts(#{ada})", body: { mobilephone: "555-0141" }, headers: { "if-match": "*" }, expect: { status: 204 } },
    ],
  }),
  updating.observed("If-None-Match: * keeps PATCH from changing a row that is there.", {
    steps: [
      {
        ask: "PATCH /_api/contacts(#{ada})",
        body: { lastname: "Example" },
        headers: { "if-none-match": "*" },
        expect: { status: 412, code: "9004010D" },
      },
      {
        ask: "PATCH /_api/contacts(#{nobody})",
        body: { lastname: "Example" },
        headers: { "if-none-match": "*" },
        expect: { status: 204 },
      },
    ],
  }),
  updating.observed("An etag in If-Match that is no longer the row's is refused, with Dataverse's code.", {
    steps: [
      {
        ask: "PATCH /_api/contacts(#{ada})",
        body: { lastname: "Example" },
        headers: { "if-match": 'W/"1"' },
        expect: { status: 412, code: "9004010D", json: { error: { cdscode: "0x80060882" } } },
      },
      async (world) => {
        const read = await world.send({ ask: "GET /_api/contacts(#{ada})?$select=lastname" });
        const changed = await world.send({
          ask: "PATCH /_api/contacts(#{ada})",
          body: { lastname: "Example" },
          headers: { "if-match": read.headers.get("etag") ?? "" },
        });
        expect(changed.status).toBe(204);
      },
    ],
  }),
  updating.assumed("The documented statuses lack 412; a portal may pass such a conflict on as 400.", {
    switches: { conflictStatus: 400 },
    steps: [
      {
        ask: "PATCH /_api/contacts(#{ada})",
        body: { lastname: "Example" },
        headers: { "if-match": 'W/"1"' },
        expect: { status: 400, code: "9004010D" },
      },
    ],
  }),
  updating.assumed("$batch is not documented for the portal: not built, and it says so.", {
    steps: [
      {
        ask: "POST /_api/$batch",
        body: "--x--",
        headers: { "content-type": "multipart/mixed; boundary=x" },
        expect: { status: 501, json: { error: { message: expect.stringContaining("$batch") as string } } },
      },
    ],
  }),
  updating.assumed("Headers MSCRM.* are not documented for the portal, and change nothing.", {
    steps: [
      {
        ask: "PATCH /_api/contacts(#{ada})",
        body: { mobilephone: "555-0142" },
        headers: { "mscrm.bypasscustompluginexecution": "true", "mscrm.suppressduplicatedetection": "false" },
        expect: { status: 204 },
      },
      { ask: "GET /_api/contacts(#{ada})?$select=mobilephone", expect: { status: 200, json: { mobilephone: "555-0142" } } },
    ],
  }),
  updating.observed("A row is read and changed by an alternate key.", {
    steps: [
      {
        ask: "GET /_api/contacts(emailaddress1='ada.marlow@example.com')?$select=fullname",
        expect: { status: 200, json: { fullname: "Ada Marlow", contactid: ids.ada } },
      },
      {
        ask: "PATCH /_api/contacts(emailaddress1='ada.marlow@example.com')",
        body: { mobilephone: "555-0143" },
        expect: { status: 204 },
      },
      { ask: "GET /_api/contacts(#{ada})?$select=mobilephone", expect: { status: 200, json: { mobilephone: "555-0143" } } },
    ],
  }),
  updating.observed("PATCH by an alternate key that no row has creates one with it.", {
    steps: [
      { ask: "PATCH /_api/contacts(emailaddress1='eve@example.com')", body: { lastname: "Example" }, expect: { status: 204 } },
      {
        ask: "GET /_api/contacts?$select=lastname,emailaddress1&$filter=emailaddress1 eq 'eve@example.com'",
        expect: { status: 200, json: { value: [{ lastname: "Example", emailaddress1: "eve@example.com" }] } },
      },
    ],
  }),
  updating.documented("A key whose index is not built finds nothing.", {
    link: "https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity",
    steps: [{ ask: "GET /_api/contacts(mobilephone='555-0111')?$select=fullname", expect: { status: 400, code: "9004010A" } }],
  }),
  updating.documented("The address of a row by key cannot carry some characters, encoded or not.", {
    link: "https://learn.microsoft.com/power-apps/developer/data-platform/define-alternate-keys-entity",
    steps: ["%2B", "%26", "%25", "%2A", "%3F", "%3A", "%2F", "%5C", "%3C", "%3E"].map((character) => ({
      ask: `GET /_api/contacts(emailaddress1='a${character}b@example.com')?$select=fullname`,
      expect: { status: 400, code: "9004010A" },
    })),
  }),
  updating.observed("A second row with the same value of an alternate key is refused, with Dataverse's code for it.", {
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { lastname: "Example", emailaddress1: "ada.marlow@example.com" },
        expect: { status: 412, code: "9004010D", json: { error: { cdscode: "0x80060892" } } },
      },
      {
        ask: "PATCH /_api/contacts(#{ben})",
        body: { emailaddress1: "ada.marlow@example.com" },
        expect: { status: 412, code: "9004010D", json: { error: { cdscode: "0x80060892" } } },
      },
    ],
  }),
  updating.observed("Another account of such an answer has the code of duplicate rows.", {
    switches: { duplicateKeyCode: "0x80040237" },
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { lastname: "Example", emailaddress1: "ada.marlow@example.com" },
        expect: { status: 412, code: "9004010D", json: { error: { cdscode: "0x80040237" } } },
      },
    ],
  }),
  updating.documented("A second row with the same id is refused, with the code of duplicate rows.", {
    link: "https://learn.microsoft.com/power-apps/developer/data-platform/webapi/compose-http-requests-handle-errors",
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { contactid: ids.ada, lastname: "Example" },
        expect: { status: 412, code: "9004010D", json: { error: { cdscode: "0x80040237" } } },
      },
    ],
  }),
  updating.observed("PUT and DELETE of one column give 204; the new value stands under value.", {
    steps: [
      { ask: "PUT /_api/contacts(#{ada})/description", body: { value: "Regular" }, expect: { status: 204 } },
      { ask: "PUT /_api/contacts(#{ada})/description", body: { description: "Regular" }, expect: { status: 400 } },
      { ask: "DELETE /_api/contacts(#{ada})/description", expect: { status: 204 } },
    ],
  }),
  updating.observed("$ref is answered with 204 for POST, PUT and DELETE; a row of the wrong table is refused.", {
    steps: [
      {
        ask: "POST /_api/accounts(#{mill})/opportunity_parent_account/$ref",
        body: { "@odata.id": "/_api/opportunities(#{deal})" },
        expect: { status: 204 },
      },
      {
        ask: "DELETE /_api/accounts(#{mill})/opportunity_parent_account/$ref?$id=/_api/opportunities(#{deal})",
        expect: { status: 204 },
      },
      {
        ask: "PUT /_api/opportunities(#{deal})/parentaccountid/$ref",
        body: { "@odata.id": "/_api/accounts(#{mill})" },
        expect: { status: 204 },
      },
      {
        ask: "PUT /_api/opportunities(#{deal})/parentaccountid/$ref",
        body: { "@odata.id": "/_api/contacts(#{ada})" },
        expect: { status: 400, code: "9004010D" },
      },
      {
        ask: "POST /_api/accounts(#{mill})/opportunity_parent_account/$ref",
        body: { "@odata.id": "/_api/contacts(#{ada})" },
        expect: { status: 400, code: "9004010D" },
      },
      {
        ask: "DELETE /_api/accounts(#{mill})/opportunity_parent_account/$ref?$id=/_api/contacts(#{ada})",
        expect: { status: 400, code: "9004010D" },
      },
      {
        ask: "GET /_api/opportunities(#{deal})?$select=_parentaccountid_value",
        expect: { status: 200, json: { _parentaccountid_value: ids.mill } },
      },
    ],
  }),
  updating.documented("$ref relates rows of a many-to-many relationship, and takes that back.", {
    steps: [
      {
        ask: "POST /_api/contacts(#{ada})/contactleads_association/$ref",
        body: { "@odata.id": "/_api/leads(#{enquiry})" },
        expect: { status: 204, text: "" },
      },
      {
        ask: "GET /_api/contacts(#{ada})/contactleads_association?$select=subject",
        expect: { status: 200, json: { value: [{ subject: "Roof tiles" }] } },
      },
      {
        ask: "DELETE /_api/contacts(#{ada})/contactleads_association/$ref?$id=http://localhost:4280/_api/leads(#{enquiry})",
        expect: { status: 204, text: "" },
      },
      {
        ask: "GET /_api/contacts(#{ada})/contactleads_association?$select=subject",
        expect: { status: 200, json: { value: [] } },
      },
    ],
  }),
  updating.assumed("fullname is computed by Dataverse: writing it is refused, writing its parts changes it.", {
    steps: [
      { ask: "PATCH /_api/contacts(#{ada})", body: { fullname: "Somebody Else" }, expect: { status: 400, code: "9004010D" } },
      { ask: "PATCH /_api/contacts(#{ada})", body: { lastname: "Marlow-Quist" }, expect: { status: 204 } },
      { ask: "GET /_api/contacts(#{ada})?$select=fullname", expect: { status: 200, json: { fullname: "Ada Marlow-Quist" } } },
    ],
  }),
];
