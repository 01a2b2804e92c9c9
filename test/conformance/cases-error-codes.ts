import { expect } from "vitest";
import { claims, learn } from "./claims.ts";
import type { ConformanceEntry } from "./frame.ts";
import { innerErrors, unlisted, unlistedMessage } from "./unlisted-column.ts";

const codes = claims("Errors: codes", learn.requests);
const inner = { settings: innerErrors };
const saying = (text: string): string => expect.stringContaining(text) as string;
const nobody = "contacts(#{nobody})";
const told = (type: string, message: string): object => ({ error: { message, innererror: { type } } });

/** The documented codes in their order, each with a request that gets it. */
export const errorCodeCases: readonly ConformanceEntry[] = [
  codes.documented("900400FF: a create without a column.", {
    site: inner,
    steps: [
      {
        ask: "POST /_api/contacts",
        body: {},
        expect: { status: 400, code: "900400FF", json: told("NoAttributesForTableCreate", "No attributes for Create Table action.") },
      },
    ],
  }),
  codes.documented("90040100: a column that the table does not have.", {
    site: inner,
    steps: [
      {
        ask: "POST /_api/contacts",
        body: { shoesize: 43 },
        expect: { status: 400, code: "90040100", json: told("InvalidAttribute", "Attribute shoesize cannot be found for table contact.") },
      },
    ],
  }),
  codes.documented("90040101: a column that the fields setting does not list, read or written.", {
    site: inner,
    steps: [
      { ...unlisted, expect: { status: 403, code: "90040101", json: told("AttributePermissionIsMissing", unlistedMessage) } },
      {
        ask: "POST /_api/contacts",
        body: { jobtitle: "Baker" },
        expect: { status: 403, code: "90040101", json: { error: { message: unlistedMessage } } },
      },
    ],
  }),
  codes.documented("90040102, 90040103 and 90040104: no permission to update, create and delete.", {
    site: { ...inner, permissions: [{ table: "contact", rights: "read" }] },
    steps: [
      {
        ask: "PATCH /_api/contacts(#{ada})",
        body: { firstname: "A." },
        expect: {
          status: 403,
          code: "90040102",
          json: told("TablePermissionWriteIsMissingDuringUpdate", "You don't have permission to update contact entity."),
        },
      },
      {
        ask: "POST /_api/contacts",
        body: { lastname: "Example" },
        expect: {
          status: 403,
          code: "90040103",
          json: told("TablePermissionCreateIsMissing", "You don't have permission to create contact entity."),
        },
      },
      {
        ask: "DELETE /_api/contacts(#{ada})",
        expect: {
          status: 403,
          code: "90040104",
          json: told("TablePermissionDeleteIsMissing", "You don't have permission to delete contact entity."),
        },
      },
    ],
  }),
  ...(
    [
      ["90040105", "append", "contact", "TablePermissionAppendIsMissngDuringAssociationChange", "table contact with account."],
      ["90040106", "append-to", "account", "TablePermissionAppendToIsMissingDuringAssociationChange", "table contact to account"],
    ] as const
  ).map(([code, right, table, type, words]): ConformanceEntry =>
    codes.documented(
      `${code}: a link without ${right} on ${table === "contact" ? "the table with the lookup" : "the table that the lookup names"}.`,
      {
        site: {
          ...inner,
          permissions: ["contact", "account"].map((each) => ({
            table: each,
            rights: `read write${each === table ? "" : " append appendto"}`,
          })),
        },
        steps: [
          {
            ask: "PUT /_api/contacts(#{cleo})/parentcustomerid_account/$ref",
            body: { "@odata.id": "http://localhost:4280/_api/accounts(#{works})" },
            expect: {
              status: 403,
              code,
              json: told(type, `You don't have permission to associate or disassociate ${words}`),
            },
          },
        ],
      },
    ),
  ),
  codes.statement("90040107 and 90040109: the token's faults.", "documented", "See the areas on anti-forgery above."),
  codes.documented("9004010C: a table that is not enabled, named by its entity set.", {
    site: { settings: { ...innerErrors, "Webapi/lead/enabled": "false" } },
    steps: [
      {
        ask: "GET /_api/leads?$select=subject",
        expect: { status: 404, code: "9004010C", json: told("ResourceDoesNotExists", "Resource not found for the segment 'leads'.") },
      },
    ],
  }),
  codes.documented("9004010D: a fault of Dataverse, its words in `innererror` only.", {
    site: inner,
    steps: [
      {
        ask: `DELETE /_api/${nobody}`,
        expect: {
          status: 404,
          code: "9004010D",
          json: {
            error: {
              message: "CDS error occurred.",
              cdscode: "0x80040217",
              innererror: { type: "CDSError", message: saying("Does Not Exist") },
            },
          },
        },
      },
    ],
  }),
  codes.observed("90040120: no permission to read.", {
    site: { ...inner, permissions: [] },
    steps: [
      {
        ask: "GET /_api/contacts?$select=firstname",
        expect: {
          status: 403,
          code: "90040120",
          json: told("EntityPermissionReadIsMissing", "You don't have permission to read the contact table."),
        },
      },
    ],
  }),
  codes.observed("9004010A: a permission that lacks its relationship, or the account access type on accounts, breaks reading.", {
    site: {
      permissions: [
        { table: "lead", scope: "contact", roles: ["authenticated"], rights: "read" },
        { table: "account", scope: "account", relationship: "account_parent_account", roles: ["authenticated"], rights: "read" },
      ],
    },
    steps: [
      { ask: "GET /_api/leads?$select=subject", as: "ada", expect: { status: 500, code: "9004010A" } },
      { ask: "GET /_api/accounts?$select=name", as: "ada", expect: { status: 500, code: "9004010A" } },
    ],
  }),
  codes.observed("9004010A: FetchXML that returns its total count, and $count beside it.", {
    steps: [
      {
        ask: `GET /_api/contacts?$count=true&fetchXml=${encodeURIComponent('<fetch returntotalrecordcount="true"><entity name="contact"><attribute name="firstname"/></entity></fetch>')}`,
        expect: { status: 400, code: "9004010A" },
      },
    ],
  }),
  codes.documented("Without a fields setting the message says so; status and code are not documented.", {
    link: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
    site: { settings: { "Webapi/contact/fields": null } },
    steps: [
      {
        ask: "GET /_api/contacts?$select=firstname",
        expect: { status: 400, code: "9004010A", json: { error: { message: "No fields defined for this entity." } } },
      },
    ],
  }),
  codes.observed("Without a fields setting the primary key alone is served, by somebody else's account.", {
    site: { settings: { "Webapi/contact/fields": null } },
    switches: { tableWithoutFields: "key-only" },
    steps: [
      { ask: "GET /_api/contacts?$select=contactid&$top=1", expect: { status: 200 } },
      { ask: "GET /_api/contacts?$select=firstname", expect: { status: 403, code: "90040101" } },
    ],
  }),
  codes.statement(
    "90040901 and 9004010B have been seen or drafted, without a word on what gets them.",
    "observed (third party)",
    "Nothing is known that could be asked. A verb that is not supported comes with an empty code here.",
  ),
];
