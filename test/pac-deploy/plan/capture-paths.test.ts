import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { planApply } from "../../../pac-deploy/plan/plan-apply.ts";
import { planRemove } from "../../../pac-deploy/plan/plan-remove.ts";
import type { Plan } from "../../../pac-deploy/plan/plan.ts";
import { renderPlan } from "../../../pac-deploy/plan/render-plan.ts";
import { readSite } from "../../../site/read-site.ts";
import { writeEdits } from "../../../site/write-edits.ts";
import { readFolderBytes } from "../../support/folder-bytes.ts";
import { applyKit, copySite, kitFolder, starterFolder, starters, type TemporarySite } from "../../support/kit-site.ts";

const email = { column: "emailaddress1", type: "email", required: true };
const portal = "https://contoso.example.com";
const write = (capture: object, more: object = {}): object => ({
  tracking: { script: "tracking.html" },
  capture: { acceptAnonymousContactAccess: true, ...capture },
  ...more,
});
const rich = [
  { column: "firstname" },
  email,
  { column: "description", type: "textarea" },
  { column: "donotemail", consent: { ask: "yes-no", given: false } },
  { column: "pk_terms", required: true, consent: { given: 7, refused: 8 } },
  { column: "pk_utm", type: "hidden", from: "utm_source", maxLength: 40 },
];
const columnsOfRich = ["firstname", "emailaddress1", "description", "donotemail", "pk_terms", "pk_utm"];
const simple = [email, { column: "lastname", required: true }];

const open: TemporarySite[] = [];
const copy = (starter: string, configuration: object): TemporarySite => {
  const site = copySite(starterFolder(starter), configuration);
  open.push(site);
  return site;
};
afterEach(() => {
  for (const site of open.splice(0)) site.remove();
});
const plan = (site: TemporarySite): Promise<Plan> => planApply(site.folder, { kitFolder, configPath: site.configPath });
const configure = (site: TemporarySite, configuration: object): void => writeFileSync(site.configPath, JSON.stringify(configuration));
const codes = ({ findings }: Plan, severity?: string): string[] =>
  findings.filter((finding) => severity === undefined || finding.severity === severity).map(({ code }) => code);
/** Texts the plan would leave, by the end of their path. */
const textsOf = async (starter: string, configuration: object): Promise<(end: string) => string> => {
  const { texts } = await plan(copy(starter, configuration));
  return (end) => texts.find(({ path }) => path.endsWith(end))?.after ?? "";
};
const source = (name: string): string => `/Portal-Kit-${name}.webtemplate.source.html`;
const header = "web-templates/header/Header.webtemplate.source.html";

interface Right {
  readonly [column: string]: readonly string[];
}
const rightsOf = (names: readonly string[], rights: readonly string[]): Right => Object.fromEntries(names.map((name) => [name, rights]));

const cases: readonly {
  readonly name: string;
  readonly configuration: object;
  readonly permission: object;
  readonly role: "isAnonymous" | "isAuthenticated";
  readonly columns: Right;
  readonly settings: string;
  readonly opens: readonly object[];
}[] = [
  {
    name: "A",
    configuration: write({ path: "A", fields: rich }),
    permission: { scope: "global", read: true, create: true, write: false },
    role: "isAnonymous",
    columns: { ...rightsOf(columnsOfRich, ["create"]), contactid: ["read"], emailaddress1: ["create", "read"] },
    settings: "contactid,firstname,emailaddress1,description,donotemail,pk_terms,pk_utm",
    opens: [
      { columns: ["contactid", "emailaddress1"], rights: ["read"] },
      { columns: columnsOfRich, rights: ["create"] },
    ],
  },
  {
    name: "A with a key of its own",
    configuration: write({ path: "A", fields: simple }, { identify: { key: "pk_number" } }),
    permission: { scope: "global", read: true, create: true, write: false },
    role: "isAnonymous",
    columns: { contactid: ["read"], emailaddress1: ["create", "read"], lastname: ["create"], pk_number: ["read"] },
    settings: "contactid,emailaddress1,lastname,pk_number",
    opens: [
      { columns: ["contactid", "emailaddress1", "pk_number"], rights: ["read"] },
      { columns: ["emailaddress1", "lastname"], rights: ["create"] },
    ],
  },
  {
    name: "A, create-only",
    configuration: write({ path: "A", lookup: "none", fields: simple }),
    permission: { scope: "global", read: false, create: true, write: false },
    role: "isAnonymous",
    columns: rightsOf(["emailaddress1", "lastname"], ["create"]),
    settings: "emailaddress1,lastname",
    opens: [{ columns: ["emailaddress1", "lastname"], rights: ["create"] }],
  },
  {
    name: "A-key, proved",
    configuration: write({ path: "A-key", keyProvedAt: [portal], fields: simple }),
    permission: { scope: "global", read: true, create: true, write: true },
    role: "isAnonymous",
    columns: { contactid: ["read"], emailaddress1: ["create", "read"], lastname: ["create"] },
    settings: "contactid,emailaddress1,lastname",
    opens: [
      { columns: ["contactid", "emailaddress1"], rights: ["read"] },
      { columns: ["emailaddress1", "lastname"], rights: ["create"] },
      { columns: [], rights: ["update"] },
    ],
  },
  {
    name: "A-key, proved nowhere",
    configuration: write({ path: "A-key", fields: simple }),
    permission: { scope: "global", read: true, create: true, write: false },
    role: "isAnonymous",
    columns: { contactid: ["read"], emailaddress1: ["create", "read"], lastname: ["create"] },
    settings: "contactid,emailaddress1,lastname",
    opens: [
      { columns: ["contactid", "emailaddress1"], rights: ["read"] },
      { columns: ["emailaddress1", "lastname"], rights: ["create"] },
    ],
  },
  {
    name: "A-self",
    configuration: { tracking: { script: "tracking.html" }, capture: { path: "A-self", fields: rich } },
    permission: { scope: "self", read: false, create: false, write: true },
    role: "isAuthenticated",
    columns: rightsOf(columnsOfRich, ["update"]),
    settings: columnsOfRich.join(","),
    opens: [{ columns: columnsOfRich, rights: ["update"], rows: "own" }],
  },
];

describe.each(starters)("paths in the %s starter", (starter) => {
  it.each(cases)("$name opens what its calls need, and nothing more", async ({ configuration, ...expected }) => {
    const site = copy(starter, configuration);
    const before = readFolderBytes(site.folder);
    const planned = await plan(site);
    expect(codes(planned, "error")).toEqual([]);
    await applyKit(site);
    const after = await readSite(site.folder);
    const role = after.roles.find((one) => one[expected.role]);
    expect(planned.opens).toEqual(expected.opens.map((opening) => ({ table: "contact", role: role?.name, ...opening })));
    const named = { name: "Portal Kit Contact Capture", table: "contact", roleIds: [role?.id] };
    expect(after.tablePermissions.filter(({ name }) => name.startsWith("Portal Kit"))).toMatchObject([
      { ...named, ...expected.permission, delete: false, append: false, appendTo: false },
    ]);
    const profiles = after.columnPermissionProfiles.filter(({ name }) => name.startsWith("Portal Kit"));
    expect(profiles).toMatchObject([{ ...named, allColumns: [] }]);
    expect(Object.fromEntries(profiles[0]?.columns.map(({ column, rights }) => [column, rights]) ?? [])).toEqual(expected.columns);
    expect(after.settings.find(({ name }) => name === "Webapi/contact/enabled")?.value).toBe("true");
    expect(after.settings.find(({ name }) => name === "Webapi/contact/fields")?.value).toBe(expected.settings);

    expect((await plan(site)).edits).toEqual([]);
    const removal = await planRemove(site.folder);
    expect(removal.closes).toEqual(planned.opens);
    await writeEdits(site.folder, removal.edits);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("change one into the other, closing what the next does not need, and go without a trace", async () => {
    const site = copy(starter, write({ path: "A", fields: simple }));
    const before = readFolderBytes(site.folder);
    const steps: readonly [object, opens: readonly object[], closes: readonly object[]][] = [
      [
        write({ path: "A", fields: simple }),
        [
          { rights: ["read"], columns: ["contactid", "emailaddress1"] },
          { rights: ["create"], columns: ["emailaddress1", "lastname"] },
        ],
        [],
      ],
      [write({ path: "A-key", keyProvedAt: [portal], fields: simple, outbox: true }), [{ rights: ["update"], columns: [] }], []],
      [
        write({ path: "A-self", fields: [...simple, { column: "jobtitle" }], existingForms: true }),
        [{ rights: ["update"], columns: ["emailaddress1", "lastname", "jobtitle"], rows: "own" }],
        [
          { rights: ["read"], columns: ["contactid", "emailaddress1"] },
          { rights: ["create"], columns: ["emailaddress1", "lastname"] },
          { rights: ["update"], columns: [] },
        ],
      ],
      [
        write({ path: "A", lookup: "none", fields: simple }),
        [{ rights: ["create"], columns: ["emailaddress1", "lastname"] }],
        [{ rights: ["update"], columns: ["emailaddress1", "lastname", "jobtitle"], rows: "own" }],
      ],
      [
        write({ path: "A", fields: [email] }, { identify: { key: "pk_number" } }),
        [{ rights: ["read"], columns: ["contactid", "emailaddress1", "pk_number"] }],
        [{ rights: ["create"], columns: ["lastname"] }],
      ],
      [
        write({ path: "none" }),
        [],
        [
          { rights: ["read"], columns: ["contactid", "emailaddress1", "pk_number"] },
          { rights: ["create"], columns: ["emailaddress1"] },
        ],
      ],
    ];
    for (const [configuration, opens, closes] of steps) {
      configure(site, configuration);
      const step = await plan(site);
      const shorten = (list: Plan["opens"]): object[] =>
        list.map(({ columns, rights, rows }) => ({ columns, rights, ...(rows === undefined ? {} : { rows }) }));
      expect({ opens: shorten(step.opens), closes: shorten(step.closes) }).toEqual({ opens, closes });
      await writeEdits(site.folder, step.edits);
      expect((await plan(site)).edits).toEqual([]);
    }
    const last = await readSite(site.folder);
    expect(last.tablePermissions.filter(({ name }) => name.startsWith("Portal Kit"))).toMatchObject([
      { read: false, create: false, write: false, delete: false },
    ]);
    expect(last.settings.filter(({ name }) => name.startsWith("Webapi/contact/")).map(({ value }) => value)).toEqual([
      "false",
      "contactid",
    ]);
    await writeEdits(site.folder, (await planRemove(site.folder)).edits);
    expect(readFolderBytes(site.folder)).toEqual(before);
  });

  it("keep the records they open by, so that an upload closes what the former path had opened", async () => {
    const site = copy(starter, write({ path: "A", fields: simple }));
    await applyKit(site);
    const idsOf = async (): Promise<unknown[]> => {
      const { tablePermissions, columnPermissionProfiles } = await readSite(site.folder);
      return [tablePermissions, columnPermissionProfiles].map(
        (records) => records.find(({ name }) => name === "Portal Kit Contact Capture")?.id,
      );
    };
    const ids = await idsOf();
    configure(site, write({ path: "A-self", fields: simple }));
    await applyKit(site);
    expect(await idsOf()).toEqual(ids);
  });
});

describe("the form's templates", () => {
  it("hold a fragment for each kind of field, filled in whole", async () => {
    const form = (await textsOf("enhanced", write({ path: "A", fields: rich, outbox: true, page: "get-in-touch" })))(
      source("Contact-Capture"),
    );
    expect(form).not.toContain("PORTAL_KIT_");
    expect(form.match(/ data-portal-kit-field[ >]/g)).toHaveLength(rich.length);
    expect(form).toMatch(/<input [^>]*name="emailaddress1" type="email" value="" maxlength="100"[^>]* required>/);
    expect(form).toMatch(/<textarea [^>]*name="description"[^>]*maxlength="2000"[^>]*><\/textarea>/);
    expect([...form.matchAll(/name="donotemail" type="radio" [^>]*value="([^"]*)"/g)].map(([, value]) => value)).toEqual(["false", "true"]);
    expect(form).toMatch(/name="pk_terms" type="checkbox" value="7"[^>]* required>/);
    expect(form).toContain('name="pk_utm" type="hidden" data-from="utm_source" maxlength="40"');
    expect(form).toContain("portal-kit-keep");
  });

  it("carry the configured settings, and none that has its default value", async () => {
    const settingsOf = async (configuration: object): Promise<Record<string, string>> => {
      const text = await textsOf("enhanced", configuration);
      const [, form] = /<form ([^>]*?)\s+data-text-/.exec(text(source("Contact-Capture"))) ?? [];
      const [, script] = /<\w+ ([^>]*\bdata-lookup=[^>]*)>/.exec(text(source("Capture-Script"))) ?? [];
      const attributes = (html = ""): string[] =>
        (html.match(/ ?data-(?!portal-kit|state|text)[a-z-]+="[^"]*"/g) ?? []).map((one) => one.trim());
      expect(attributes(script)).toEqual(attributes(form));
      return Object.fromEntries(attributes(form).map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 2, -1)]));
    };
    const least = { "data-lookup": "email", "data-existing": "immediate", "data-success-kind": "message", "data-consent-mode": "opt-in" };
    expect(await settingsOf(write({ path: "A", minFillMs: 0 }))).toEqual(least);
    expect(await settingsOf(write({ path: "A" }))).toEqual({ ...least, "data-min-fill-ms": "1000" });
    expect(
      await settingsOf(
        write(
          {
            path: "A-key",
            keyProvedAt: [portal, "http://localhost:8080"],
            prefetchLookup: true,
            outbox: true,
            minFillMs: 250,
            success: { kind: "download", url: '/files/a"b.pdf?x=1&y=2' },
          },
          { identify: { existing: "confirmed", key: "pk_number" }, consent: { mode: "none" } },
        ),
      ),
    ).toEqual({
      "data-path": "A-key",
      "data-lookup": "email",
      "data-existing": "confirmed",
      "data-auth-column": "pk_number",
      "data-prefetch-lookup": "true",
      "data-outbox": "true",
      "data-min-fill-ms": "250",
      "data-key-proved-at": `${portal} http://localhost:8080`,
      "data-success-kind": "download",
      "data-success-url": "/files/a&quot;b.pdf?x=1&amp;y=2",
      "data-consent-mode": "none",
    });
  });

  it("show signed-in visitors their own values with path A-self, encoded once, and nothing of consent", async () => {
    const form = (await textsOf("standard", write({ path: "A-self", fields: rich })))(source("Contact-Capture"));
    const own = (column: string): string =>
      `{% assign portal_kit_encodes = settings['Site/EnableDefaultHtmlEncoding'] | downcase %}{% if portal_kit_encodes == 'false' %}{{ user.${column} | escape }}{% else %}{{ user.${column} }}{% endif %}`;
    expect(form).toContain(`value="${own("firstname")}"`);
    expect(form).toContain(`value="${own("emailaddress1")}"`);
    expect(form).toContain(`>${own("description")}</textarea>`);
    for (const column of ["donotemail", "pk_terms", "pk_utm"]) expect(form).not.toContain(`user.${column}`);
    expect((await textsOf("standard", write({ path: "A", fields: rich })))(source("Contact-Capture"))).not.toContain("{{ user.");
  });

  it("are written for the paths and forms that are configured", async () => {
    const names = async (capture: object): Promise<string[]> =>
      (await plan(copy("enhanced", write(capture)))).edits
        .flatMap(({ path }) => /\/(Portal-Kit-[^/]*)\.webtemplate\.yml$/.exec(path)?.[1]?.replaceAll("-", " ") ?? [])
        .sort();
    expect(await names({ path: "none" })).toEqual(["Portal Kit Tracking"]);
    expect(await names({ path: "A" })).toEqual(["Portal Kit Capture Script", "Portal Kit Contact Capture", "Portal Kit Tracking"]);
    expect(await names({ path: "A-self", existingForms: true, page: "me" })).toEqual([
      "Portal Kit Capture Page",
      "Portal Kit Capture Script",
      "Portal Kit Contact Capture",
      "Portal Kit Existing Form",
      "Portal Kit Tracking",
    ]);
  });

  it("bring the texts they need, and no others", async () => {
    const texts = async (capture: object): Promise<string[]> =>
      (await plan(copy("enhanced", write(capture)))).edits.flatMap(
        ({ path }) => /\/Portal-Kit-([^/]*)\.en-US\.contentsnippet\.value\.html$/.exec(path)?.[1] ?? [],
      );
    const least = await texts({ path: "A", fields: simple });
    expect(least).toEqual(expect.arrayContaining(["form.submit", "label.emailaddress1", "label.lastname", "error.failed"]));
    for (const key of ["label.firstname", "form.keep", "form.keep-note", "consent.yes", "consent.no", "success.download"]) {
      expect(least).not.toContain(key);
    }
    const most = await texts({ path: "A", fields: rich, outbox: true, success: { kind: "download", url: "/a.pdf" } });
    for (const key of ["label.firstname", "form.keep", "form.keep-note", "consent.yes", "consent.no", "success.download"]) {
      expect(most).toContain(key);
    }
  });
});

describe("the header", () => {
  const marks = (text: string): string[] => text.match(/portal-kit:begin Portal Kit [A-Za-z ]+/g) ?? [];

  it("gets the form's script after tracking where submissions may be kept", async () => {
    const text = (await textsOf("enhanced", write({ path: "A", outbox: true })))(header);
    expect(marks(text)).toEqual(["portal-kit:begin Portal Kit Tracking ", "portal-kit:begin Portal Kit Capture Script "]);
    expect(text).toContain("{% include 'Portal Kit Capture Script' %}");
    expect(marks((await textsOf("enhanced", write({ path: "A" })))(header))).toEqual(["portal-kit:begin Portal Kit Tracking "]);
  });

  it("stays as it is without tracking, which is told", async () => {
    const site = copy("enhanced", {
      tracking: { placement: "none" },
      capture: { path: "A", acceptAnonymousContactAccess: true, outbox: true },
    });
    const planned = await plan(site);
    expect(codes(planned, "warning")).toContain("outbox-on-form-pages-only");
    expect(planned.edits.map(({ path }) => path).filter((path) => path.startsWith("web-templates/header/"))).toEqual([]);
    configure(site, write({ path: "A", outbox: true }));
    expect(codes(await plan(site))).not.toContain("outbox-on-form-pages-only");
  });
});

describe("the tracking template", () => {
  const tracking = async (configuration: object): Promise<string> =>
    // The template's own two attributes stand behind what the plan has written.
    /<template data-portal-kit-tracker (.*?) data-(?:user|blocked)=/.exec(
      (await textsOf("enhanced", configuration))(source("Tracking")),
    )?.[1] ?? "";

  it("carries the consent settings alone as a rule", async () => {
    expect(await tracking(write({ path: "A" }))).toBe(
      'data-consent-mode="opt-in" data-consent-source="banner" data-consent-version="1" data-respect-gpc="true"',
    );
  });

  it("tells the signed-in visitor's id by the configured key, outside the header's cache", async () => {
    expect(await tracking(write({ path: "none" }, { identify: { key: "pk_number" } }))).toBe(
      `data-consent-mode="opt-in" data-consent-source="banner" data-consent-version="1" data-respect-gpc="true" data-auth-id="{% substitution %}{% assign portal_kit_encodes = settings['Site/EnableDefaultHtmlEncoding'] | downcase %}{% if portal_kit_encodes == 'false' %}{{ user.pk_number | escape }}{% else %}{{ user.pk_number }}{% endif %}{% endsubstitution %}"`,
    );
  });

  it.each([
    ["utm_campaign", true],
    ["landing-page", true],
    ["page", false],
  ])("for a hidden field from %s keeps the landing page: %s", async (from, keeps) => {
    const fields = [email, { column: "pk_from", type: "hidden", from }];
    const template = async (configuration: object): Promise<string> => (await textsOf("enhanced", configuration))(source("Tracking"));
    const landing = readFileSync(join(kitFolder, "tracking-landing.html"), "utf8").trim();
    expect((await template(write({ path: "A", fields }))).includes(landing)).toBe(keeps);
    expect(await template(write({ path: "none", fields }))).not.toContain(landing);
  });

  it("warns of a key that sounds personal", async () => {
    expect(codes(await plan(copy("enhanced", write({ path: "A" }, { identify: { key: "pk_privatemail" } }))))).toContain(
      "key-looks-personal",
    );
    expect(codes(await plan(copy("enhanced", write({ path: "A" }, { identify: { key: "pk_number" } }))))).not.toContain(
      "key-looks-personal",
    );
  });
});

describe("what a person is told", () => {
  it("says for each option what it means", async () => {
    const told = async (configuration: object): Promise<string[]> => codes(await plan(copy("enhanced", configuration)));
    const plain = await told(write({ path: "A" }));
    const codesOf = {
      "address-sent-early": { prefetchLookup: true },
      "typed-values-kept": { outbox: true },
      "download-is-a-soft-gate": { success: { kind: "download", url: "/a.pdf" } },
      "include-existing-form": { existingForms: true },
      "key-not-proved": { path: "A-key" },
      "consent-question-without-words": { fields: rich },
    };
    for (const [code, capture] of Object.entries(codesOf)) {
      expect(plain).not.toContain(code);
      expect(await told(write({ path: "A", ...capture }))).toContain(code);
    }
    expect(await told(write({ path: "A-self" }))).toContain("own-contact-update");
    expect(await told(write({ path: "A-self" }))).not.toContain("typed-address-identifies");
    expect(await told(write({ path: "A-self" }))).not.toContain("anonymous-contact-access");
    expect(await told(write({ path: "A-key", keyProvedAt: [portal] }))).toEqual(
      expect.arrayContaining(["anonymous-contact-write", "alternate-key-needed", "typed-address-identifies"]),
    );
  });

  it("is silent about a consent question whose words are in the site", async () => {
    const site = copy(
      "enhanced",
      write({ path: "A", fields: [email, { column: "donotemail", label: "Ask/News", consent: { given: false } }] }),
    );
    expect(codes(await plan(site))).toContain("consent-question-without-words");
    const folder = join(site.folder, "content-snippets/ask-news");
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "Ask-News.contentsnippet.yml"),
      "adx_contentsnippetid: c1111111-1111-4111-8111-111111111111\nadx_name: ask/news\n",
    );
    writeFileSync(join(folder, "Ask-News.contentsnippet.value.html"), "May we write to you?");
    expect(codes(await plan(site))).not.toContain("consent-question-without-words");
  });

  it("names a missing role", async () => {
    const site = copy("enhanced", write({ path: "A-self" }));
    const path = join(site.folder, "webrole.yml");
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(/adx_authenticatedusersrole: true/g, "adx_authenticatedusersrole: false"));
    const planned = await plan(site);
    expect(codes(planned, "error")).toEqual(["no-authenticated-role"]);
    expect(planned.opens).toEqual([]);
  });

  it("needs no acceptance for signed-in visitors", async () => {
    const site = copy("standard", { tracking: { script: "tracking.html" }, capture: { path: "A-self" } });
    expect(codes(await plan(site), "error")).toEqual([]);
    configure(site, { tracking: { script: "tracking.html" }, capture: { path: "A-key" } });
    expect(codes(await plan(site), "error")).toEqual(["anonymous-contact-access"]);
  });

  const add = (site: TemporarySite, path: string, text: string): void => {
    mkdirSync(dirname(join(site.folder, path)), { recursive: true });
    writeFileSync(join(site.folder, path), text);
  };
  const role = "adx_columnpermissionprofile_webrole:\n- b1111111-1111-4111-8111-111111111111\n";
  const profile = (rights: string, table = "contact"): string =>
    `${rights}${role}adx_columnpermissionprofileid: b2222222-2222-4222-8222-222222222222\nadx_profilename: Ours\nadx_tablename: ${table}\n`;
  const profilePath = "column-permission-profiles/ours/Ours.columnpermissionprofile.yml";
  const columnPath = "column-permission-profiles/ours/Ours.columnpermissionprofile.columnpermission.yml";
  const oneColumn = `- adx_columnname: jobtitle\n  adx_columnpermissionid: b3333333-3333-4333-8333-333333333333\n  adx_columnpermissionprofileid: b2222222-2222-4222-8222-222222222222\n  adx_permissions:\n  - 746610002\n`;
  const form = (mode: string, table = "contact"): string =>
    `adx_entityformid: b4444444-4444-4444-8444-444444444444\nadx_entityname: ${table}\nadx_mode: ${mode}\nadx_name: Change me\n`;
  const formPath = "basic-forms/change-me/Change-me.basicform.yml";

  it.each([
    ["a profile that lets every column be updated", { [profilePath]: profile("adx_allcolumnpermissions:\n- 746610002\n") }, true],
    ["a profile that lets one column be updated", { [profilePath]: profile(""), [columnPath]: oneColumn }, true],
    ["a profile that lets columns be read", { [profilePath]: profile("adx_allcolumnpermissions:\n- 746610001\n") }, false],
    ["a profile of another table", { [profilePath]: profile("adx_allcolumnpermissions:\n- 746610002\n", "account") }, false],
    ["a form that edits contacts", { [formPath]: form("100000001") }, true],
    ["a form that makes contacts", { [formPath]: form("100000000") }, false],
    ["a form that edits accounts", { [formPath]: form("100000001", "account") }, false],
    ["an inactive form", { [formPath]: `${form("100000001")}statecode: 1\n` }, false],
    [
      "a step of a multistep form that edits contacts",
      {
        "advanced-forms/a/advanced-form-steps/b/B.advancedformstep.yml":
          "adx_mode: 100000001\nadx_name: Change me\nadx_targetentitylogicalname: contact\nadx_webformstepid: b5555555-5555-4555-8555-555555555555\n",
      },
      true,
    ],
  ])("refuses the write right of A-key beside %s: %j %s", async (_, files, refused) => {
    const site = copy("enhanced", write({ path: "A-key", keyProvedAt: [portal], fields: simple }));
    for (const [path, text] of Object.entries(files)) add(site, path, text);
    expect(codes(await plan(site), "error")).toEqual(refused ? ["anonymous-contact-write-unguarded"] : []);
    configure(site, write({ path: "A-key", fields: simple }));
    expect(codes(await plan(site), "error")).toEqual([]);
  });

  it("refuses the write right of A-key where column profiles do not count, and says of the other paths that they do not", async () => {
    const site = copy("enhanced", write({ path: "A-key", keyProvedAt: [portal], fields: simple }));
    const path = join(site.folder, "website.yml");
    writeFileSync(path, `${readFileSync(path, "utf8")}adx_enhancedauthorization: 2\n`);
    expect(codes(await plan(site), "error")).toEqual(["anonymous-contact-write-unguarded"]);
    configure(site, write({ path: "A", fields: simple }));
    const planned = await plan(site);
    expect(codes(planned, "error")).toEqual([]);
    expect(codes(planned, "cannot-conclude")).toContain("column-profile-without-effect");
  });

  it.each([
    [
      "a list",
      "lists/Members.list.yml",
      "adx_entityname: contact\nadx_entitylistid: b6666666-6666-4666-8666-666666666666\nadx_name: Members\n",
      true,
    ],
    [
      "a list of accounts",
      "lists/Firms.list.yml",
      "adx_entityname: account\nadx_entitylistid: b6666666-6666-4666-8666-666666666666\nadx_name: Firms\n",
      false,
    ],
    ["a read-only form", formPath, form("100000002"), true],
    ["an insert form", formPath, form("100000000"), false],
    [
      "a query in a template",
      "web-templates/m/M.webtemplate.source.html",
      "<fetch><entity name='contact'><attribute name='lastname'/></entity></fetch>",
      true,
    ],
    ["a join in a template", "web-templates/m/M.webtemplate.source.html", '<link-entity from="contactid" name="contact">', true],
    ["a row in a snippet", "content-snippets/m/M.contentsnippet.value.html", "{{ entities.contact[request.params.id].lastname }}", true],
    ["a query of accounts", "web-templates/m/M.webtemplate.source.html", "<fetch><entity name='account'></entity></fetch>", false],
  ])("warns that %s may show contacts to strangers: %s", async (_, path, text, warns) => {
    const site = copy("enhanced", write({ path: "A", fields: simple }));
    add(site, path, text);
    const found = (await plan(site)).findings.filter(({ code }) => code === "contacts-shown-elsewhere");
    expect(found.map((finding) => finding.path)).toEqual(warns ? [path] : []);
    configure(site, write({ path: "A", lookup: "none", fields: simple }));
    expect(codes(await plan(site))).not.toContain("contacts-shown-elsewhere");
  });

  it("prints each right with what it lets somebody do", async () => {
    const text = async (capture: object): Promise<string> =>
      stripVTControlCharacters(renderPlan(await plan(copy("enhanced", write({ fields: simple, ...capture })))));
    const byKey = await text({ path: "A-key", keyProvedAt: [portal] });
    expect(byKey).toContain("Anybody on the internet can list contactid and emailaddress1 of every contact in the organization");
    expect(byKey).toContain("read contact (contactid, emailaddress1) for the web role Anonymous Users");
    expect(byKey).toContain("update contact (no column) for the web role Anonymous Users");
    expect(byKey).toContain("is refused column by column");
    const self = await text({ path: "A-self" });
    expect(self).toContain("A visitor who is signed in can set emailaddress1 and lastname of their own contact to anything");
    expect(self).toContain("update own contact (emailaddress1, lastname) for the web role Authenticated Users");
    expect(self).not.toContain("Anybody");
    const none = await text({ path: "none" });
    expect(none).toContain("This opens nothing new");
    for (const shown of [byKey, self, none]) expect(shown.search(/opens/)).toBeLessThan(shown.search(/^(?:create|edit) /m));
  });
});
