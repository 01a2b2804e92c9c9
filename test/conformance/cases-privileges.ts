import { expect } from "vitest";
import { renderRecord } from "../../site/render-record.ts";
import { claims } from "./claims.ts";
import { roleIds, type PermissionPart } from "./conformance-site.ts";
import type { ConformanceEntry } from "./frame.ts";
import { deals, denied, readNames, readDeals, signedIn, asEach, ownContact, ownDeals, companyDeals } from "./permission-parts.ts";
import { probeLogic } from "./server-logic-site.ts";

const permissions = "https://learn.microsoft.com/power-pages/security/table-permissions";
const nothing = claims("Table permissions: nothing without one", permissions);
const rights = claims("Table permissions: privileges", "https://learn.microsoft.com/power-pages/configure/configure-notes");

const without: readonly ConformanceEntry[] = [
  nothing.documented("Without a permission nothing of a table can be read or written, through the Web API.", {
    site: { permissions: [] },
    steps: [
      { ...readNames, expect: denied() },
      { ...readNames, as: "ada", expect: denied() },
      { ask: "POST /_api/contacts", body: { lastname: "Example" }, expect: denied("90040103") },
      { ask: "PATCH /_api/contacts(#{ada})", body: { firstname: "A." }, expect: denied("90040102") },
      { ask: "DELETE /_api/contacts(#{ada})", expect: denied("90040104") },
    ],
  }),
  nothing.documented("Nor through server logic, where a read finds no rows.", {
    site: {
      permissions: [],
      ...probeLogic(`function get() { return Server.Connector.Dataverse.RetrieveMultipleRecords("contacts", "?$select=firstname"); }`),
    },
    steps: [
      {
        ask: "GET /_api/serverlogics/probe",
        expect: { status: 200, json: { success: true, data: expect.stringMatching(/\[\]/u) as string } },
      },
    ],
  }),
  nothing.statement(
    "Nor through Liquid.",
    "documented",
    "Pages are not connected to rows here: fetchxml finds nothing and says so, entities is empty.",
  ),
  nothing.documented("A permission counts for the web roles it is linked to: without one it gives nobody anything.", {
    site: {
      permissions: [
        { table: "contact", rights: "read", roles: ["members"] },
        { table: "contact", rights: "read", roles: [] },
      ],
    },
    steps: asEach(readNames, { anonymous: denied(), ada: denied() }),
  }),
  nothing.assumed("An inactive permission gives nothing.", {
    site: {
      permissions: [],
      files: {
        "table-permissions/Old.tablepermission.yml": renderRecord({
          adx_entitylogicalname: "contact",
          adx_entityname: "Old",
          adx_entitypermission_webrole: [roleIds.anonymous],
          adx_entitypermissionid: "9e200000-0000-4000-8000-0000000000ff",
          adx_read: "true",
          adx_scope: "756150000",
          statecode: "1",
        }),
      },
    },
    steps: [{ ...readNames, expect: denied() }],
  }),
  nothing.documented("Permissions of several roles and access types add up.", {
    site: { permissions: [ownDeals, companyDeals, { table: "opportunity", scope: "global", rights: "read", roles: ["members"] }] },
    rows: { adx_webrole_contact: [{ contactid: "#{cleo}", adx_webroleid: roleIds.members }] },
    steps: asEach(readDeals, {
      ada: deals("Garden fence", "Green house"),
      ben: deals(),
      cleo: deals("Garden fence", "Green house"),
      anonymous: denied(),
    }),
  }),
  nothing.statement(
    "Basic forms and lists ask the table permissions too, whatever their own check box says, since June 2026.",
    "documented",
    "The emulator draws no basic form and no list; where a page asks for one it says so.",
  ),
];

const all = "read write create delete append appendto";
/** Of a table every right but those. */
const butFor = (table: string, ...missing: readonly string[]): PermissionPart => ({
  table,
  rights: all
    .split(" ")
    .filter((right) => !missing.includes(right))
    .join(" "),
});
const addNote = {
  ask: "POST /_api/annotations",
  body: { subject: "New", "objectid_contact@odata.bind": "/contacts(#{ada})" },
};
const linkDeal = {
  ask: "PUT /_api/opportunities(#{offer})/parentaccountid/$ref",
  body: { "@odata.id": "http://localhost:4280/_api/accounts(#{mill})" },
};

const privileges: readonly ConformanceEntry[] = [
  ...(
    [
      ["read", readNames, "90040120"],
      ["create", { ask: "POST /_api/contacts", body: { lastname: "Example" } }, "90040103"],
      ["write", { ask: "PATCH /_api/contacts(#{ada})", body: { firstname: "A." } }, "90040102"],
      ["delete", { ask: "DELETE /_api/contacts(#{cleo})" }, "90040104"],
    ] as const
  ).flatMap(([right, asked, code]): ConformanceEntry[] => [
    rights.documented(`${right} is a privilege of its own.`, {
      link: permissions,
      site: { permissions: [butFor("contact", right)] },
      steps: [{ ...asked, expect: denied(code) }],
    }),
    rights.documented(`${right} needs no other privilege.`, {
      link: permissions,
      site: { permissions: [{ table: "contact", rights: right }] },
      steps: [{ ...asked, expect: { status: right === "read" ? 200 : 204 } }],
    }),
  ]),
  rights.documented("Adding a note needs create and append on notes, and append-to on the row it is for.", {
    site: {
      permissions: [
        { table: "annotation", rights: "create append" },
        { table: "contact", rights: "appendto" },
      ],
    },
    steps: [{ ...addNote, expect: { status: 204 } }],
  }),
  rights.documented("Without create on notes, none is added.", {
    site: { permissions: [butFor("annotation", "create"), butFor("contact")] },
    steps: [{ ...addNote, expect: denied("90040103") }],
  }),
  rights.documented("Without append on notes, none is added.", {
    site: { permissions: [butFor("annotation", "append"), butFor("contact")] },
    steps: [{ ...addNote, expect: denied("90040105") }, ({ emulator }) => expect(emulator.store.count("annotation")).toBe(1)],
  }),
  rights.documented("Without append-to on the contact, none is added.", {
    site: { permissions: [butFor("annotation"), butFor("contact", "appendto")] },
    steps: [{ ...addNote, expect: denied("90040106") }, ({ emulator }) => expect(emulator.store.count("annotation")).toBe(1)],
  }),
  rights.documented("Append is asked of the table with the lookup, append-to of the other.", {
    site: {
      permissions: [
        { table: "opportunity", rights: "write append" },
        { table: "account", rights: "appendto" },
      ],
    },
    steps: [{ ...linkDeal, expect: { status: 204 } }],
  }),
  rights.observed("By switch both are asked of both, as two who tried it found.", {
    switches: { appendRights: "both-sides" },
    site: {
      permissions: [
        { table: "opportunity", rights: "write append" },
        { table: "account", rights: "appendto" },
      ],
    },
    steps: [{ ...linkDeal, expect: denied("90040105") }],
  }),
  rights.documented("Privileges count row by row: a row one may read is not a row one may link.", {
    link: permissions,
    site: {
      permissions: [
        { table: "contact", rights: "read", roles: signedIn },
        { ...ownContact, rights: "appendto" },
        { table: "annotation", rights: "create append", roles: signedIn },
      ],
    },
    steps: [
      { ...addNote, as: "ada", expect: { status: 204 } },
      { ...addNote, as: "ben", expect: denied("90040106") },
    ],
  }),
];

export const privilegeCases: readonly ConformanceEntry[] = [...without, ...privileges];
