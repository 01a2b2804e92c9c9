import { expect } from "vitest";
import { renderRecord } from "../../site/render-record.ts";
import { claims } from "./claims.ts";
import { roleIds, siteIds } from "./conformance-site.ts";
import type { ConformanceEntry } from "./frame.ts";
import {
  samples,
  names,
  deals,
  denied,
  readNames,
  readDeals,
  readNotes,
  signedIn,
  asEach,
  ownContact,
  ownDeals,
  companyDeals,
  ownNotes,
} from "./permission-parts.ts";
import { changeOutside } from "./world.ts";

const permissions = "https://learn.microsoft.com/power-pages/security/table-permissions";
const scopes = claims("Table permissions: access types", permissions);
const children = claims("Table permissions: parent and child", permissions);

const brokenRead = { status: 500, code: "9004010A" };

const types: readonly ConformanceEntry[] = [
  scopes.documented("Global (756150000): every row.", {
    site: { permissions: [{ table: "contact", rights: "read" }] },
    steps: asEach(readNames, { anonymous: names("Ada", "Ben", "Cleo"), ada: names("Ada", "Ben", "Cleo") }),
  }),
  scopes.documented("Contact (756150001): the rows that a named relationship leads to the visitor's contact.", {
    site: { permissions: [ownDeals] },
    steps: [
      ...asEach(readDeals, { ada: deals("Garden fence"), ben: deals() }),
      { ask: "GET /_api/opportunities(#{deal})?$select=name", as: "ada", expect: { status: 200 } },
      { ask: "GET /_api/opportunities(#{offer})?$select=name", as: "ada", expect: denied() },
      { ask: "PATCH /_api/opportunities(#{deal})", as: "ada", body: { name: "Gate" }, expect: { status: 204 } },
      { ask: "PATCH /_api/opportunities(#{offer})", as: "ada", body: { name: "Gate" }, expect: denied("90040102") },
    ],
  }),
  scopes.documented("Account (756150002): the rows that a named relationship leads to the parent account of the visitor's contact.", {
    site: { permissions: [companyDeals] },
    steps: asEach(readDeals, { ada: deals("Garden fence", "Green house"), ben: deals(), cleo: deals() }),
  }),
  scopes.documented("Self (756150004): the visitor's own contact row alone.", {
    site: { permissions: [ownContact] },
    steps: [
      ...asEach(readNames, { ada: names("Ada"), ben: names("Ben") }),
      { ask: "GET /_api/contacts/$count", as: "ada", expect: { status: 200, text: "1" } },
      { ask: "GET /_api/contacts(#{ben})?$select=firstname", as: "ada", expect: denied() },
      { ask: "PATCH /_api/contacts(#{ada})", as: "ada", body: { firstname: "A." }, expect: { status: 204 } },
      { ask: "PATCH /_api/contacts(#{ben})", as: "ada", body: { firstname: "B." }, expect: denied("90040102") },
    ],
  }),
  scopes.observed("Contact, account and self give an anonymous visitor nothing.", {
    site: {
      permissions: [ownContact, ownDeals, companyDeals].map((permission) => ({ ...permission, roles: ["anonymous", "authenticated"] })),
    },
    steps: [
      { ...readNames, expect: denied() },
      { ...readDeals, expect: denied() },
    ],
  }),
  scopes.documented("An access type that does not exist, such as the numbers 1 to 5 of a community page, is never guessed at.", {
    link: samples,
    site: {
      permissions: [],
      files: {
        "table-permissions/Odd.tablepermission.yml": renderRecord({
          adx_entitylogicalname: "contact",
          adx_entityname: "Odd",
          adx_entitypermission_webrole: [roleIds.anonymous],
          adx_entitypermissionid: "9e200000-0000-4000-8000-0000000000fe",
          adx_read: "true",
          adx_scope: "1",
        }),
      },
    },
    steps: [{ ...readNames, expect: { status: 501 } }],
  }),
  scopes.documented(
    "Custom, a FetchXML filter, needs enhanced authorization: such a site is judged by Dataverse's roles, which is not emulated.",
    {
      link: "https://learn.microsoft.com/power-pages/security/unify-pages-security-with-dataverse",
      site: {
        files: {
          "website.yml": renderRecord({
            adx_defaultlanguage: siteIds.language,
            adx_enhancedauthorization: "1",
            adx_headerwebtemplateid: siteIds.template,
            adx_name: "Example site",
            adx_website_language: "1033",
            adx_websiteid: siteIds.website,
          }),
        },
      },
      steps: [
        {
          ...readNames,
          expect: { status: 501, json: { error: { message: expect.stringContaining("enhanced authorization") as string } } },
        },
      ],
    },
  ),
  scopes.documented("An access type without its relationship: creating works, reading fails.", {
    link: samples,
    site: {
      permissions: [
        { table: "lead", scope: "contact", roles: signedIn, rights: "read create" },
        { table: "opportunity", scope: "account", roles: signedIn, rights: "read create" },
        { ...ownContact, rights: "read append appendto" },
        { ...ownNotes, relationship: "" },
      ],
    },
    steps: [
      { ask: "POST /_api/leads", as: "ada", body: { subject: "Gutters" }, expect: { status: 204 } },
      { ask: "GET /_api/leads?$select=subject", as: "ada", expect: brokenRead },
      { ask: "POST /_api/opportunities", as: "ada", body: { name: "Gutters" }, expect: { status: 204 } },
      { ask: "GET /_api/opportunities(#{deal})?$select=name", as: "ada", expect: brokenRead },
      { ask: "POST /_api/annotations", as: "ada", body: { subject: "Gutters" }, expect: { status: 204 } },
      { ask: "GET /_api/annotations/$count", as: "ada", expect: brokenRead },
    ],
  }),
  scopes.observed("Other accounts of that code have the status 400.", {
    switches: { brokenPermissionStatus: 400 },
    site: { permissions: [{ table: "lead", scope: "contact", roles: signedIn, rights: "read create" }] },
    steps: [{ ask: "GET /_api/leads?$select=subject", as: "ada", expect: { status: 400, code: "9004010A" } }],
  }),
  scopes.engine("Creating under an access type asks for the privilege alone.", {
    site: { permissions: [ownDeals, { ...ownContact, rights: "appendto" }, { table: "opportunity", roles: signedIn, rights: "append" }] },
    steps: [{ ask: "POST /_api/opportunities", as: "ada", body: { name: "Nobody's" }, expect: { status: 204 } }],
  }),
  scopes.assumed("By switch the new row's lookups must lead to the visitor.", {
    switches: { scopedCreates: "related" },
    site: {
      permissions: [
        ownDeals,
        { table: "contact", roles: signedIn, rights: "appendto" },
        { table: "opportunity", roles: signedIn, rights: "append" },
      ],
    },
    steps: [
      { ask: "POST /_api/opportunities", as: "ada", body: { name: "Nobody's" }, expect: denied("90040103") },
      {
        ask: "POST /_api/opportunities",
        as: "ada",
        body: { name: "Ben's", "customerid_contact@odata.bind": "/contacts(#{ben})" },
        expect: denied("90040103"),
      },
      {
        ask: "POST /_api/opportunities",
        as: "ada",
        body: { name: "Ada's", "customerid_contact@odata.bind": "/contacts(#{ada})" },
        expect: { status: 204 },
      },
    ],
  }),
  scopes.assumed("Self creates no contacts: the visitor's own is there already.", {
    site: { permissions: [{ ...ownContact, rights: "read create" }] },
    steps: [{ ask: "POST /_api/contacts", as: "ada", body: { lastname: "Example" }, expect: denied("90040103") }],
  }),
];

const family: readonly ConformanceEntry[] = [
  children.documented("Parent (756150003): the rows that a relationship leads to a row of the parent permission.", {
    site: { permissions: [ownContact, ownNotes] },
    steps: asEach(readNotes, {
      ada: { status: 200, json: { value: [{ subject: "Call back" }] } },
      ben: { status: 200, json: { value: [] } },
      anonymous: denied(),
    }),
  }),
  children.documented("A child has its parent's roles; its own count for nothing.", {
    site: {
      permissions: [
        { ...ownContact, roles: signedIn },
        { ...ownNotes, roles: ["members"] },
      ],
    },
    steps: asEach(readNotes, { ada: { status: 200, json: { value: [{ subject: "Call back" }] } } }),
  }),
  children.documented("And where the parent's roles are not the visitor's, the child's own do not help.", {
    site: {
      permissions: [
        { ...ownContact, roles: ["members"] },
        { ...ownNotes, roles: signedIn },
      ],
    },
    steps: asEach(readNotes, { ada: denied() }),
  }),
  children.observed("A chain that ends in Global counts for anonymous visitors.", {
    site: {
      permissions: [
        { name: "Own contact", table: "contact", rights: "read" },
        { ...ownNotes, roles: [] },
      ],
    },
    steps: [{ ...readNotes, expect: { status: 200, json: { value: [{ subject: "Call back" }] } } }],
  }),
  children.documented("A lookup with several targets cannot join parent and child.", {
    site: {
      permissions: [ownContact, { ...ownDeals, scope: "parent", parent: "Own contact" }],
    },
    steps: [{ ...readDeals, as: "ada", expect: { status: 501 } }],
  }),
  children.observed("By switch it can, as Microsoft's samples have it of notes.", {
    link: samples,
    switches: { polymorphicParents: "any" },
    site: {
      permissions: [ownContact, { ...ownDeals, scope: "parent", parent: "Own contact" }],
    },
    steps: [{ ...readDeals, as: "ada", expect: deals("Garden fence") }],
  }),
  children.documented("Where permissions chain several relationships, plain OData fails with a fault of Dataverse, and FetchXML answers.", {
    link: "https://learn.microsoft.com/power-pages/configure/web-api-overview",
    site: {
      permissions: [
        {
          name: "Contact's accounts",
          table: "account",
          scope: "contact",
          relationship: "account_primary_contact",
          roles: signedIn,
          rights: "read",
        },
        { table: "opportunity", scope: "parent", parent: "Contact's accounts", relationship: "opportunity_parent_account", rights: "read" },
      ],
    },
    steps: [
      changeOutside("PATCH /accounts(#{works})", { "primarycontactid@odata.bind": "/contacts(#{ada})" }),
      { ...readDeals, as: "ada", expect: { status: 400, code: "9004010D" } },
      {
        ask: `GET /_api/opportunities?fetchXml=${encodeURIComponent('<fetch><entity name="opportunity"><attribute name="name"/><order attribute="name"/></entity></fetch>')}`,
        as: "ada",
        expect: deals("Garden fence", "Green house"),
      },
    ],
  }),
];

export const accessTypeCases: readonly ConformanceEntry[] = [...types, ...family];
