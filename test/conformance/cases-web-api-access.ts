import { expect } from "vitest";
import { claims, skills } from "./claims.ts";
import type { PermissionPart } from "./conformance-site.ts";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceEntry } from "./frame.ts";

const tokens = claims("Web API: the token");
const names = claims("Web API: names in the path");
const permissions = claims("Web API: permission");
const columns = claims("Web API: columns");

const read = "GET /_api/contacts?$select=firstname&$top=1";
const readAll: readonly PermissionPart[] = ["contact", "account", "opportunity", "lead"].map((table) => ({ table, rights: "read" }));

export const accessCases: readonly ConformanceEntry[] = [
  tokens.observed("Reads need no token.", { steps: [{ ask: read, token: "none", expect: { status: 200 } }] }),
  tokens.observed("A write without the header is refused with 401, one whose header does not match the cookie with 403.", {
    switches: { tokenFaultStatus: "by-cause" },
    steps: [
      { ask: "POST /_api/contacts", token: "none", body: { lastname: "Example" }, expect: { status: 401, code: "90040107" } },
      { ask: "DELETE /_api/contacts(#{ada})", token: "none", expect: { status: 401, code: "90040107" } },
      { ask: "GET /_layout/tokenhtml", quiet: true, expect: { status: 200 } },
      { ask: "POST /_api/contacts", token: { value: "another" }, body: { lastname: "Example" }, expect: { status: 403, code: "90040107" } },
    ],
  }),
  tokens.observed("A header without the cookie is refused with 401.", {
    steps: [
      { ask: "POST /_api/contacts", token: "without-cookie", body: { lastname: "Example" }, expect: { status: 401, code: "90040109" } },
    ],
  }),
  names.observed("The segment is the entity set's name; an unknown one, a logical name or a function is refused.", {
    steps: ["nothings", "contact", "account", "WhoAmI", "RetrieveVersion()"].map((segment) => ({
      ask: `GET /_api/${segment}?$select=x`,
      expect: { status: 400, code: "9004010A" },
    })),
  }),
  names.documented("A table that is there and not enabled is not found; the answer names its entity set.", {
    link: skills,
    site: { settings: { "Webapi/contact/enabled": null } },
    steps: [
      {
        ask: read,
        expect: { status: 404, code: "9004010C", json: { error: { message: "Resource not found for the segment 'contacts'." } } },
      },
      { ask: "GET /_api/incidents?$select=title", expect: { status: 404, code: "9004010C" } },
    ],
  }),
  names.observed("The answer names its logical name.", {
    switches: { disabledTableName: "logical-name" },
    site: { settings: { "Webapi/contact/enabled": null } },
    steps: [
      {
        ask: read,
        expect: { status: 404, code: "9004010C", json: { error: { message: "Resource not found for the segment 'contact'." } } },
      },
      {
        ask: "GET /_api/incidents?$select=title",
        expect: { status: 404, code: "9004010C", json: { error: { message: "Resource not found for the segment 'incident'." } } },
      },
      {
        ask: "GET /_api/mspp_webpages?$select=mspp_name",
        expect: { status: 404, code: "9004010C", json: { error: { message: "Resource not found for the segment 'mspp_webpage'." } } },
      },
    ],
  }),
  names.observed("Configuration tables of the enhanced data model are refused as tables that are not enabled.", {
    steps: ["mspp_websites", "mspp_webpages", "mspp_sitesettings", "mspp_entitypermissions", "powerpagecomponents"].map((set) => ({
      ask: `GET /_api/${set}?$select=mspp_name`,
      expect: { status: 404, code: "9004010C" },
    })),
  }),
  names.observed("Configuration tables of the standard data model have a code of their own.", {
    steps: [{ ask: "GET /_api/adx_webpages?$select=adx_name", expect: { status: 404, code: "9004010E" } }],
  }),
  names.observed("The key form guid'…' is refused before any permission is asked.", {
    site: { permissions: [] },
    steps: [
      { ask: "GET /_api/contacts(guid'#{ada}')?$select=firstname", expect: { status: 400, code: "9004010A" } },
      { ask: "PATCH /_api/contacts(guid'#{ada}')", body: { firstname: "A." }, expect: { status: 400, code: "9004010A" } },
      { ask: "DELETE /_api/contacts(guid'#{ada}')", expect: { status: 400, code: "9004010A" } },
      { ask: "GET /_api/contacts(#{ada})?$select=firstname", expect: { status: 403, code: "90040120" } },
    ],
  }),
  permissions.observed("Each right that is missing has a code: read, create, update, delete.", {
    site: { permissions: [] },
    steps: [
      { ask: read, expect: { status: 403, code: "90040120" } },
      { ask: "POST /_api/contacts", body: { lastname: "Example" }, expect: { status: 403, code: "90040103" } },
      { ask: "PATCH /_api/contacts(#{ada})", body: { lastname: "Example" }, expect: { status: 403, code: "90040102" } },
      { ask: "DELETE /_api/contacts(#{ada})", expect: { status: 403, code: "90040104" } },
    ],
  }),
  permissions.observed("Append and append-to have codes of their own.", {
    site: { permissions: [...readAll.filter(({ table }) => table !== "contact"), { table: "contact", rights: "read write appendto" }] },
    steps: [
      {
        ask: "PATCH /_api/contacts(#{cleo})",
        body: { "parentcustomerid_account@odata.bind": "/accounts(#{mill})" },
        expect: { status: 403, code: "90040105" },
      },
    ],
  }),
  permissions.observed("Append-to is the right of the row that is pointed at.", {
    site: { permissions: [...readAll.filter(({ table }) => table !== "contact"), { table: "contact", rights: "read write append" }] },
    steps: [
      {
        ask: "PATCH /_api/contacts(#{cleo})",
        body: { "parentcustomerid_account@odata.bind": "/accounts(#{mill})" },
        expect: { status: 403, code: "90040106" },
      },
    ],
  }),
  permissions.observed("The permission is judged before the rule that asks for $select.", {
    site: { permissions: [] },
    steps: [{ ask: "GET /_api/contacts", expect: { status: 403, code: "90040120" } }],
  }),
  permissions.observed("Self, contact and account access on the anonymous role give a stranger nothing.", {
    site: {
      permissions: [
        { table: "contact", scope: "self", rights: "read", roles: ["anonymous"] },
        { table: "opportunity", scope: "contact", relationship: "opportunity_customer_contacts", rights: "read", roles: ["anonymous"] },
        { table: "lead", scope: "account", relationship: "lead_parent_account", rights: "read", roles: ["anonymous"] },
      ],
    },
    steps: [
      { ask: "GET /_api/contacts?$select=firstname", expect: { status: 403, code: "90040120" } },
      { ask: "GET /_api/opportunities?$select=name", expect: { status: 403, code: "90040120" } },
      { ask: "GET /_api/leads?$select=subject", expect: { status: 403, code: "90040120" } },
    ],
  }),
  permissions.observed("A parent chain counts for a stranger when it ends in global access.", {
    site: {
      permissions: [
        { table: "account", name: "All accounts", rights: "read", roles: ["anonymous"] },
        {
          table: "opportunity",
          scope: "parent",
          parent: "All accounts",
          relationship: "opportunity_parent_account",
          rights: "read",
          roles: ["anonymous"],
        },
      ],
    },
    steps: [
      {
        ask: "GET /_api/opportunities?$select=name&$orderby=name",
        expect: { status: 200, json: { value: [{ name: "Garden fence" }, { name: "Green house" }] } },
      },
    ],
  }),
  permissions.observed("Disable anonymous access blocks what strangers read, and not what they write.", {
    switches: { anonymousReads: "blocked" },
    steps: [
      { ask: read, expect: { status: 403, code: "90040120" } },
      { ask: "POST /_api/contacts", body: { lastname: "Example" }, expect: { status: 204 } },
      { ask: "GET /_api/contacts(#{ada})?$select=firstname", as: "ada", expect: { status: 200 } },
    ],
  }),
  columns.observed("A list without $select is refused, and the answer says that an attribute is not enabled.", {
    steps: [
      {
        ask: "GET /_api/contacts",
        expect: { status: 403, code: "90040101", json: { error: { message: expect.stringContaining("is not enabled") as string } } },
      },
    ],
  }),
  columns.observed("One row without $select gives the columns that are allowed.", {
    switches: { singleRowWithoutSelect: "allowed-columns" },
    site: { settings: { "Webapi/contact/fields": "contactid,firstname" } },
    steps: [
      {
        ask: "GET /_api/contacts(#{ada})",
        expect: {
          status: 200,
          exactly: { "@odata.etag": expect.any(String) as string, contactid: ids.ada, firstname: "Ada" },
        },
      },
    ],
  }),
  columns.observed("A filter or a write on a column that is not listed is refused.", {
    site: { settings: { "Webapi/contact/fields": "contactid,firstname" } },
    steps: [
      { ask: "GET /_api/contacts?$select=firstname&$filter=lastname eq 'x'", expect: { status: 403, code: "90040101" } },
      { ask: "PATCH /_api/contacts(#{ada})", body: { lastname: "Example" }, expect: { status: 403, code: "90040101" } },
    ],
  }),
  columns.observed("A column that does not exist has other codes: one in a query, one in a write.", {
    steps: [
      { ask: "GET /_api/contacts?$select=nocolumn", expect: { status: 400, code: "9004010A" } },
      { ask: "GET /_api/contacts?$select=firstname&$filter=nocolumn eq 1", expect: { status: 400, code: "9004010A" } },
      { ask: "POST /_api/contacts", body: { nocolumn: 1 }, expect: { status: 400, code: "90040100" } },
    ],
  }),
];
