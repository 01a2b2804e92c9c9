import { expect } from "vitest";
import { claims, learn, skills } from "./claims.ts";
import type { PermissionPart } from "./conformance-site.ts";
import { ids } from "./ordinary-rows.ts";
import type { ConformanceEntry, Expected } from "./frame.ts";

const lookups = claims("Web API: lookups", learn.writing);
const rights = claims("Web API: the rights to link", learn.notes);
const files = claims("Web API: files", learn.files);

const plotSite = {
  settings: { "Webapi/pk_plot/enabled": "true", "Webapi/pk_plot/fields": "pk_plotid,pk_name,pk_tenant,_pk_tenant_value" },
  permissions: ["pk_plot", "contact"].map((table): PermissionPart => ({ table, rights: "read create write append appendto" })),
};
const bindNote = { subject: "Plan", "objectid_contact@odata.bind": "/contacts(#{ada})" };

const notBuilt = (what: string): Expected => ({ status: 501, json: { error: { message: expect.stringContaining(what) as string } } });

/** Notes that are bound to contacts, with only some of the rights to link. */
function linkSite(onNote: string, onContact: string): { readonly permissions: readonly PermissionPart[] } {
  return {
    permissions: [
      { table: "annotation", rights: `create ${onNote}` },
      { table: "contact", rights: `read ${onContact}` },
    ],
  };
}

export const lookupCases: readonly ConformanceEntry[] = [
  lookups.documented("The key of a bind is the navigation property in its case: of a custom lookup its schema name.", {
    site: plotSite,
    steps: [
      { ask: "POST /_api/pk_plots", body: { pk_name: "Plot 1", "pk_Tenant@odata.bind": "/contacts(#{ada})" }, expect: { status: 204 } },
      {
        ask: "GET /_api/pk_plots?$select=_pk_tenant_value",
        expect: {
          status: 200,
          json: {
            value: [{ _pk_tenant_value: ids.ada, "_pk_tenant_value@Microsoft.Dynamics.CRM.associatednavigationproperty": "pk_Tenant" }],
          },
        },
      },
      {
        ask: "POST /_api/pk_plots",
        body: { pk_name: "Plot 2", "pk_tenant@odata.bind": "/contacts(#{ada})" },
        expect: { status: 400, code: "9004010D" },
      },
      {
        ask: "GET /_api/pk_plots?$select=pk_name&$expand=pk_Tenant($select=lastname)",
        expect: { status: 200, json: { value: [{ pk_name: "Plot 1", pk_Tenant: { lastname: "Marlow" } }] } },
      },
    ],
  }),
  lookups.observed("A wrong name before @odata.bind is refused as an undeclared property.", {
    site: { settings: { "Webapi/error/innererror": "true" } },
    steps: ["objectid", "nothing"].map((name) => ({
      ask: "POST /_api/annotations",
      body: { subject: "Plan", [`${name}@odata.bind`]: "/contacts(#{ada})" },
      expect: {
        status: 400,
        json: { error: { innererror: { message: expect.stringContaining(`undeclared property '${name}'`) as string } } },
      },
    })),
  }),
  lookups.documented("A bind to null empties the lookup.", {
    steps: [
      { ask: "PATCH /_api/contacts(#{ada})", body: { "parentcustomerid_account@odata.bind": null }, expect: { status: 204 } },
      {
        ask: "GET /_api/contacts(#{ada})?$select=_parentcustomerid_value",
        expect: { status: 200, json: { _parentcustomerid_value: null } },
      },
    ],
  }),
  lookups.documented("A lookup with several targets has a name for each: parentcustomerid_account, objectid_contact.", {
    steps: [
      {
        ask: "PATCH /_api/contacts(#{cleo})",
        body: { "parentcustomerid_account@odata.bind": "/accounts(#{mill})" },
        expect: { status: 204 },
      },
      {
        ask: "PATCH /_api/contacts(#{cleo})",
        body: { "parentcustomerid@odata.bind": "/accounts(#{mill})" },
        expect: { status: 400, code: "9004010D" },
      },
      { ask: "POST /_api/annotations", body: bindNote, expect: { status: 204 } },
    ],
  }),
  lookups.documented("The table of a bind's target must be enabled for the Web API too.", {
    link: skills,
    site: { settings: { "Webapi/account/enabled": null } },
    steps: [
      {
        ask: "PATCH /_api/contacts(#{cleo})",
        body: { "parentcustomerid_account@odata.bind": "/accounts(#{mill})" },
        expect: {
          status: 404,
          code: "9004010C",
          json: { error: { message: expect.stringContaining("Resource not found for the segment") as string } },
        },
      },
    ],
  }),
  lookups.observed("A bind to an address of another origin is refused.", {
    steps: [
      {
        ask: "PATCH /_api/contacts(#{cleo})",
        body: { "parentcustomerid_account@odata.bind": "https://other.example.com/_api/accounts(#{mill})" },
        expect: { status: 400, code: "9004010A" },
      },
    ],
  }),

  rights.documented("Append on the table with the lookup and append-to on the other are enough to link.", {
    site: linkSite("append", "appendto"),
    steps: [{ ask: "POST /_api/annotations", body: bindNote, expect: { status: 204 } }],
  }),
  rights.documented("Without append on the table with the lookup, linking is refused.", {
    site: linkSite("appendto", "append appendto"),
    steps: [{ ask: "POST /_api/annotations", body: bindNote, expect: { status: 403, code: "90040105" } }],
  }),
  rights.documented("Without append-to on the other table, linking is refused.", {
    site: linkSite("append appendto", "append"),
    steps: [{ ask: "POST /_api/annotations", body: bindNote, expect: { status: 403, code: "90040106" } }],
  }),
  rights.observed("Both rights on both tables are needed.", {
    switches: { appendRights: "both-sides" },
    site: linkSite("append", "appendto"),
    steps: [{ ask: "POST /_api/annotations", body: bindNote, expect: { status: 403, code: "90040105" } }],
  }),
  ...(
    [
      ["append on the table with the lookup", "appendto", "append appendto", "90040105"],
      ["append-to on it", "append", "append appendto", "90040106"],
      ["append on the other", "append appendto", "appendto", "90040105"],
      ["append-to on the other", "append appendto", "append", "90040106"],
    ] as const
  ).map(([right, onNote, onContact, code]) =>
    rights.observed(`Then linking is refused where only ${right} is missing.`, {
      switches: { appendRights: "both-sides" },
      site: linkSite(onNote, onContact),
      steps: [{ ask: "POST /_api/annotations", body: bindNote, expect: { status: 403, code } }],
    }),
  ),
  rights.observed("Both rights on both tables are enough, whichever is asked.", {
    switches: { appendRights: "both-sides" },
    site: linkSite("append appendto", "append appendto"),
    steps: [{ ask: "POST /_api/annotations", body: bindNote, expect: { status: 204 } }],
  }),

  files.documented("A file column is uploaded by PATCH of the column with application/octet-stream: not built, and it says so.", {
    steps: [
      {
        ask: "PATCH /_api/contacts(#{ada})/description",
        body: "bytes",
        headers: { "content-type": "application/octet-stream", "x-ms-file-name": "plan.txt" },
        expect: notBuilt("file and image columns"),
      },
    ],
  }),
  files.documented("The bytes of a file column are read under /$value: not built, and it says so.", {
    steps: [{ ask: "GET /_api/contacts(#{ada})/description/$value", expect: notBuilt("the raw value of a column") }],
  }),
  files.documented("An image column is written and read the same ways: not built, and it says so.", {
    link: learn.images,
    site: { settings: { "Webapi/contact/fields": "contactid,entityimage" } },
    steps: [
      {
        ask: "PATCH /_api/contacts(#{ada})/entityimage",
        body: "bytes",
        headers: { "content-type": "application/octet-stream", "x-ms-file-name": "ada.png" },
        expect: notBuilt("entityimage"),
      },
      { ask: "GET /_api/contacts(#{ada})/entityimage/$value", expect: notBuilt("entityimage") },
    ],
  }),
  files.statement(
    "A call carries 16 MB at most; more goes in blocks of up to 4 MB.",
    "documented",
    "File columns are not built: every such call answers 501, whatever its size.",
  ),
  files.documented("The blob API below /_api/file has codes and rules of its own: not built, and it says so.", {
    link: learn.blobs,
    steps: [
      { ask: "POST /_api/file/InitializeUpload/contact(#{ada})/blob", token: "none", expect: notBuilt("/_api/file") },
      { ask: "GET /_api/file/download/contact(#{ada})/blob", expect: notBuilt("/_api/file") },
    ],
  }),
];
