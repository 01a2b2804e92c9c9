import { expect } from "vitest";
import { claims } from "./claims.ts";
import type { PermissionPart } from "./conformance-site.ts";
import { ids } from "./ordinary-rows.ts";
import { fetchesContacts } from "./ask-contacts.ts";
import type { ConformanceEntry } from "./frame.ts";

const related = claims("Web API: related data");

const readAll: readonly PermissionPart[] = ["contact", "account", "opportunity", "lead"].map((table) => ({ table, rights: "read" }));
const without = (table: string): readonly PermissionPart[] => readAll.filter((one) => one.table !== table);

const overIntersect =
  "<fetch><entity name='contact'><attribute name='lastname'/><link-entity name='contactleads' from='contactid' to='contactid' intersect='true'><link-entity name='lead' from='leadid' to='leadid' alias='enquiry'><attribute name='subject'/></link-entity></link-entity></entity></fetch>";

export const relatedCases: readonly ConformanceEntry[] = [
  related.observed("$expand needs read on the other table, and the refusal names it.", {
    site: { permissions: without("account") },
    steps: [
      {
        ask: "GET /_api/contacts?$select=lastname&$expand=parentcustomerid_account($select=name)",
        expect: { status: 403, code: "90040120", json: { error: { message: expect.stringContaining("account") as string } } },
      },
    ],
  }),
  related.observed("Reading over a navigation property needs read on the other table.", {
    site: { permissions: without("opportunity") },
    steps: [
      {
        ask: "GET /_api/accounts(#{works})/opportunity_parent_account?$select=name",
        expect: { status: 403, code: "90040120", json: { error: { message: expect.stringContaining("opportunity") as string } } },
      },
    ],
  }),
  related.observed("With it, a navigation property is read: a row, or a list.", {
    steps: [
      { ask: "GET /_api/contacts(#{ada})/parentcustomerid_account?$select=name", expect: { status: 200, json: { name: "Example Works" } } },
      {
        ask: "GET /_api/accounts(#{works})/opportunity_parent_account?$select=name&$orderby=name",
        expect: { status: 200, json: { value: [{ name: "Garden fence" }, { name: "Green house" }] } },
      },
    ],
  }),
  related.observed("A join in FetchXML needs read on the joined table.", {
    site: { permissions: without("account") },
    steps: [
      fetchesContacts(
        "<fetch><entity name='contact'><attribute name='lastname'/><link-entity name='account' from='accountid' to='parentcustomerid'><attribute name='name'/></link-entity></entity></fetch>",
        { status: 403, code: "90040120", json: { error: { message: expect.stringContaining("account") as string } } },
      ),
    ],
  }),
  related.observed("A many-to-many relationship is read with read on both ends; the table between needs none.", {
    rows: { contactleads: [{ contactid: ids.ada, leadid: ids.enquiry }] },
    site: { permissions: readAll },
    steps: [
      {
        ask: "GET /_api/contacts(#{ada})/contactleads_association?$select=subject",
        expect: { status: 200, json: { value: [{ subject: "Roof tiles" }] } },
      },
      {
        ask: "GET /_api/contacts(#{ada})?$select=lastname&$expand=contactleads_association($select=subject)",
        expect: { status: 200, json: { contactleads_association: [{ subject: "Roof tiles" }] } },
      },
    ],
  }),
  related.observed("So it is in FetchXML, over the table between.", {
    rows: { contactleads: [{ contactid: ids.ada, leadid: ids.enquiry }] },
    site: { permissions: readAll },
    steps: [fetchesContacts(overIntersect, { status: 200, json: { value: [{ lastname: "Marlow", "enquiry.subject": "Roof tiles" }] } })],
  }),
  related.observed("Without read on one end it is not.", {
    rows: { contactleads: [{ contactid: ids.ada, leadid: ids.enquiry }] },
    site: { permissions: without("lead") },
    steps: [
      fetchesContacts(overIntersect, { status: 403, code: "90040120" }),
      { ask: "GET /_api/contacts(#{ada})/contactleads_association?$select=subject", expect: { status: 403, code: "90040120" } },
      {
        ask: "GET /_api/contacts(#{ada})?$select=lastname&$expand=contactleads_association($select=subject)",
        expect: { status: 403, code: "90040120" },
      },
    ],
  }),
  related.observed("The formatted name of a lookup is shown without any right on the other table.", {
    site: { permissions: without("account") },
    steps: [
      {
        ask: "GET /_api/contacts(#{ada})?$select=_parentcustomerid_value",
        expect: { status: 200, json: { "_parentcustomerid_value@OData.Community.Display.V1.FormattedValue": "Example Works" } },
      },
    ],
  }),
];
