import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { InvalidPluginExecution } from "../../../portal-emulator/organization/plugin.ts";
import { anonymousRole, authenticatedRole, type TinySite } from "../../access/tiny-site.ts";
import { ada, crm, keyedSchema, pathA, tinyPortal, wideOpen, type TinyPortal, type TinyPortalOptions } from "./tiny-portal.ts";

const id = ada.contactId ?? "";
const account = "22222222-2222-4222-8222-222222222222";
const both = [anonymousRole, authenticatedRole];

const scoped: TinySite = {
  ...crm,
  permissions: [
    { scope: "self", roleIds: both, read: true, write: true, append: true, appendTo: true, id: "cccccccc-0000-4000-8000-000000000001" },
    {
      table: "account",
      scope: "contact",
      roleIds: both,
      read: true,
      write: true,
      values: { adx_contactrelationship: "account_primary_contact" },
    },
    {
      table: "annotation",
      scope: "parent",
      parentId: "cccccccc-0000-4000-8000-000000000001",
      read: true,
      create: true,
      append: true,
      values: { adx_parentrelationship: "Contact_Annotation" },
    },
    { table: "lead", scope: "contact", roleIds: both, read: true },
    { table: "opportunity", scope: undefined, roleIds: both, read: true, create: true },
  ],
};

function open(site: TinySite, options: TinyPortalOptions = {}): TinyPortal {
  const portal = tinyPortal(site, options);
  portal.store.insert("account", { accountid: account, name: "Engines" });
  portal.store.insert("contact", { contactid: id, firstname: "Ada", emailaddress1: "ada@example.com", parentcustomerid: account });
  return portal;
}

const portals: Readonly<Record<string, TinyPortal>> = {
  open: open(wideOpen),
  pathA: open(pathA, { schema: keyedSchema }),
  crm: open(crm, { schema: keyedSchema, switches: { returnRepresentation: "row", singleRowWithoutSelect: "allowed-columns" } }),
  scoped: open(scoped, {
    schema: keyedSchema,
    switches: { chainedODataReads: "answered", scopedCreates: "related", readCache: "off", brokenPermissionStatus: 400 },
  }),
  loose: open(
    {
      ...crm,
      settings: ["contact", "account"].flatMap(
        (table) =>
          [
            [`Webapi/${table}/enabled`, "true"],
            [`Webapi/${table}/fields`, "*"],
          ] as const,
      ),
    },
    { switches: { wildcardFields: "every-column", tableWithoutFields: "key-only", errorCodeCase: "empty", appendRights: "both-sides" } },
  ),
  closed: open({}),
};
portals["crm"]?.organization.registerStep({
  name: "refuse",
  message: "Create",
  table: "lead",
  stage: 20,
  mode: "sync",
  execute: async () => Promise.reject(new InvalidPluginExecution("no")),
});
afterAll(() => Object.values(portals).forEach((portal) => portal.close()));

const key = fc.oneof(
  fc.constantFrom(id, account, "emailaddress1='ada@example.com'", "emailaddress1=@p", "lastname='x'", "5", "", `contactid=${id}`, "'"),
  fc.string({ maxLength: 6 }),
);
const set = fc.constantFrom(
  "contacts",
  "accounts",
  "annotations",
  "leads",
  "opportunities",
  "contact",
  "systemusers",
  "adx_webpages",
  "tasks",
);
const part = fc.constantFrom(
  "firstname",
  "name",
  "fullname",
  "parentcustomerid",
  "parentcustomerid_account",
  "contact_customer_accounts",
  "Contact_Annotation",
  "contactleads_association",
  "$ref",
  "$value",
  "$count",
  "nothing",
  "Microsoft.Dynamics.CRM.Do()",
  `Contact_Annotation(${id})`,
  "constructor",
);
const known = fc.tuple(set, fc.option(key), fc.array(part, { maxLength: 2 })).map(([name, inside, parts]) => {
  const row = inside === null ? name : `${name}(${inside})`;
  return [row, ...parts].join("/");
});
const wild = fc.array(
  fc.oneof(fc.constantFrom("$batch", "$metadata", "contacts(", "%", "%00", "..", "serverlogics"), fc.string({ maxLength: 8 })),
  {
    maxLength: 3,
  },
);
const path = fc
  .oneof(
    { arbitrary: fc.constantFrom("contacts", `contacts(${id})`, "contacts/$count", "accounts", `accounts(${account})`), weight: 4 },
    { arbitrary: known, weight: 4 },
    { arbitrary: wild.map((segments) => segments.join("/")), weight: 1 },
  )
  .map((text) => text.replaceAll(/[?#\\]/gu, ""));

const fetchXml = fc.constantFrom(
  `<fetch><entity name="contact"><attribute name="firstname"/></entity></fetch>`,
  `<fetch aggregate="true"><entity name="contact"><attribute name="firstname" alias="a" aggregate="count"/></entity></fetch>`,
  `<fetch><entity name="contact"><link-entity name="account" from="accountid" to="parentcustomerid"/></entity></fetch>`,
  "<fetch/>",
  "<",
);
const value = fc.oneof(
  fc.constantFrom(
    "contactid",
    "firstname,lastname",
    "firstname eq 'a'",
    "contains(firstname,'[')",
    "5",
    "true",
    "99999999999999999999",
    "*",
    "",
    "parentcustomerid_account($select=name)",
    "Contact_Annotation($select=subject;$filter=subject ne null)",
    "name",
    "@p",
    "'x'",
    "parentcustomerid_account/name eq 'x'",
    "Contact_Annotation/any(n:n/subject eq 'x')",
    "not firstname eq null",
    "x(",
    "Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=3)",
    "createdon gt 2026-01-01",
    "_parentcustomerid_value desc",
  ),
  fc.string({ maxLength: 20 }),
);
const option = fc.oneof(
  { arbitrary: fc.constantFrom(["$select", "contactid"], ["$select", "name"], ["$count", "true"], ["$top", "5"]), weight: 3 },
  {
    arbitrary: fc.tuple(
      fc.constantFrom("$select", "$filter", "$orderby", "$top", "$count", "$skiptoken", "$skip", "$expand", "$apply", "$id", "@p", "$x"),
      value,
    ),
    weight: 2,
  },
  { arbitrary: fc.tuple(fc.constant("fetchXml"), fc.oneof(fetchXml, fc.string({ maxLength: 9 }))), weight: 1 },
);

const address = fc.oneof(
  fc.constantFrom(
    `/contacts(${id})`,
    `/accounts(${account})`,
    "/leads(5)",
    "http://other.example.com/contacts(1)",
    null,
    5,
    "/contacts(emailaddress1='x')",
  ),
  fc.string({ maxLength: 9 }),
);
const cell = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.object({ maxDepth: 1 }),
);
const cells = fc.dictionary(
  fc.constantFrom(
    "firstname",
    "name",
    "subject",
    "emailaddress1",
    "donotemail",
    "birthdate",
    "gendercode",
    "contactid",
    "fullname",
    "value",
    "__proto__",
  ),
  cell,
  { maxKeys: 3 },
);
const links = fc.dictionary(
  fc.constantFrom(
    "parentcustomerid_account@odata.bind",
    "Contact_Annotation@odata.bind",
    "x@odata.bind",
    "@odata.id",
    "@odata.x",
    "firstname@x",
  ),
  fc.oneof(address, fc.array(address, { maxLength: 2 })),
  { maxKeys: 2 },
);
const nested = fc.dictionary(
  fc.constantFrom("parentcustomerid_account", "Contact_Annotation", "contact_customer_accounts", "contactleads_association"),
  fc.oneof(cells, fc.array(fc.oneof(cells, links), { maxLength: 2 }), fc.constant(null)),
  { maxKeys: 1 },
);
const body = fc.oneof(
  { arbitrary: fc.tuple(cells, links, nested).map((parts): object => Object.assign({}, ...parts)), weight: 3 },
  {
    arbitrary: fc.constantFrom({ firstname: "Eve" }, { name: "Looms" }, { "@odata.id": `/accounts(${account})` }, { value: "x" }),
    weight: 3,
  },
  { arbitrary: fc.oneof(fc.constant(undefined), fc.string()), weight: 1 },
);
const headers = fc.record(
  {
    prefer: fc.constantFrom("odata.maxpagesize=1", "odata.maxpagesize=0", "return=representation", 'odata.include-annotations="-*"', ";;"),
    "if-match": fc.constantFrom("*", 'W/"1"', "x"),
    "if-none-match": fc.constantFrom("*", "x"),
    "content-type": fc.constantFrom("application/json", "application/octet-stream"),
  },
  { requiredKeys: [] },
);

interface Sent {
  readonly method: string;
  readonly place: string;
  readonly content: unknown;
}

/** What fits: wrong in at most an option, a header, or who sends it where. */
const fitting = fc.constantFrom<Sent>(
  { method: "POST", place: "contacts", content: { firstname: "Eve" } },
  { method: "POST", place: "accounts", content: { name: "Looms", contact_customer_accounts: [{ firstname: "Eve" }] } },
  { method: "PATCH", place: `contacts(${id})`, content: { "parentcustomerid_account@odata.bind": `/accounts(${account})` } },
  { method: "PATCH", place: "contacts(emailaddress1='eve@example.com')", content: { firstname: "Eve" } },
  { method: "PUT", place: `contacts(${id})/firstname`, content: { value: "Ada" } },
  { method: "DELETE", place: `contacts(${id})/lastname`, content: undefined },
  { method: "PUT", place: `contacts(${id})/parentcustomerid_account/$ref`, content: { "@odata.id": `/accounts(${account})` } },
  { method: "POST", place: `accounts(${account})/contact_customer_accounts/$ref`, content: { "@odata.id": `/contacts(${id})` } },
  { method: "GET", place: `contacts(${id})/parentcustomerid_account`, content: undefined },
);
const wildRequest = fc.record<Sent>({
  method: fc.constantFrom("GET", "GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS"),
  place: path,
  content: body,
});

test("answers every request with something other than a fault of its own", async () => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(portals)),
      fc.constantFrom("anonymous", "ada"),
      fc.oneof({ arbitrary: wildRequest, weight: 4 }, { arbitrary: fitting, weight: 1 }),
      fc.array(option, { maxLength: 3 }),
      headers,
      async (site, who, { method, place, content }, options, more) => {
        const portal = portals[site];
        if (portal === undefined) throw new TypeError(`no portal ${site}`);
        portal.signIn(who === "ada" ? ada : { contactId: undefined, roleIds: [anonymousRole] });
        const query = options.map(([name = "", text = ""]) => `${name}=${encodeURIComponent(text)}`).join("&");
        const sent = method === "GET" || method === "HEAD" ? undefined : content;
        const answer = await portal.send(method, `/_api/${place}?${query}`, sent, more);
        statuses.add(answer.status);
        expect(answer.status).not.toBe(500);
        if (answer.status >= 400 && method !== "HEAD" && answer.headers.get("content-type")?.includes("json") === true) {
          expect(answer.json).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } });
        }
        if (method === "GET" || (method !== "HEAD" && method !== "OPTIONS" && typeof sent !== "string")) {
          // Server logic sends the same; whatever it names, it gets an answer.
          const call = { method: method as "GET", path: `${place}?${query}`, columns: "every", cache: "use" } as const;
          const asked = await portal.ask(sent === undefined ? call : { ...call, body: JSON.stringify(sent) });
          expect(asked.status).not.toBe(500);
        }
      },
    ),
    { numRuns: 1_000 },
  );
  // Random requests that are all refused for their path would say nothing about the rest.
  for (const status of [200, 204, 400, 403, 404, 405, 501]) {
    expect(statuses).toContain(status);
  }
}, 120_000);
