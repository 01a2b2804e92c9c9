import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StartedEmulator } from "../../../portal-emulator/start-emulator.ts";
import type { EditedSite } from "./verified-site.ts";

/** Something that is wrong with a site, put into the safe one. */
export interface Planting {
  readonly name: string;
  /** Puts it in, and returns the place that is to be named; "": nothing in the folder makes it so. */
  readonly plant: (site: EditedSite) => string;
  /** The code it is found by. */
  readonly finds: string;
  /** What else comes with it. */
  readonly also?: readonly string[];
  /** Planted in what is deployed only: the folder stays safe, or says otherwise. */
  readonly deployedOnly?: (site: EditedSite) => void;
  readonly portal?: (started: StartedEmulator) => Promise<void>;
}

const anonymous = "f68fe634-6872-438c-b41d-dba580cb5d72";
const authenticated = "b7e8112c-cc48-48c3-9077-31c3e13c84fe";
export const header = "web-templates/header/Header.webtemplate.source.html";
const footer = "web-templates/footer/Footer.webtemplate.source.html";
const kitPermission = "table-permissions/Portal-Kit-Contact-Capture.tablepermission.yml";
const kitProfile = "column-permission-profiles/portal-kit-contact-capture/Portal-Kit-Contact-Capture.columnpermissionprofile.yml";
export const trackingTemplate = "web-templates/portal-kit-tracking/Portal-Kit-Tracking.webtemplate.source.html";
const trackingSnippet = "content-snippets/portal-kit-tracking-script/Portal-Kit-Tracking-Script.contentsnippet";
const visitCopy = "web-pages/visit-us/content-pages/Visit-us.en-US.webpage.copy.html";
const visitPage = "web-pages/visit-us/Visit-us.webpage.yml";
const settings = "sitesetting.yml";
const policy = "HTTP/Content-Security-Policy";

let ids = 0;
const newId = (): string => `eeeeeeee-0000-4000-8000-${String(++ids).padStart(12, "0")}`;

interface PermissionParts {
  readonly table: string;
  readonly rights: readonly ("read" | "create" | "write" | "delete")[];
  readonly roles?: readonly string[];
  readonly scope?: string;
  readonly more?: string;
  readonly id?: string;
}

/** Adds a table permission and returns its path. */
function permit(
  site: EditedSite,
  { table, rights, roles = [anonymous], scope = "756150000", more = "", id = newId() }: PermissionParts,
): string {
  const path = `table-permissions/Open-${table}.tablepermission.yml`;
  const flag = (right: PermissionParts["rights"][number]): boolean => rights.includes(right);
  site.write(
    path,
    `adx_append: false
adx_appendto: false
adx_create: ${flag("create")}
adx_delete: ${flag("delete")}
adx_entitylogicalname: ${table}
adx_entityname: Open ${table}
adx_entitypermission_webrole:${roles.length === 0 ? " []" : `\n${roles.map((role) => `- ${role}`).join("\n")}`}
adx_entitypermissionid: ${id}
${more}adx_read: ${flag("read")}
adx_scope: ${scope}
adx_write: ${flag("write")}
`,
  );
  return path;
}

const serve = (site: EditedSite, table: string, columns: string): void => {
  site.set(`Webapi/${table}/enabled`, "true");
  site.set(`Webapi/${table}/fields`, columns);
};

/** Opens a table to strangers, through the Web API as well. */
function open(site: EditedSite, table: string, columns: string, rights: PermissionParts["rights"] = ["read"]): string {
  serve(site, table, columns);
  return `${permit(site, { table, rights })}:1`;
}

const settingAt = (site: EditedSite, name: string): string => site.place(settings, `adx_name: ${name}`);

const setAt = (site: EditedSite, name: string, value: string): string => {
  site.set(name, value);
  return settingAt(site, name);
};

const restrict = (site: EditedSite): string => {
  const pageId = /adx_webpageid: (\S+)/.exec(site.read(visitPage))?.[1] ?? "";
  site.write(
    "webpagerule.yml",
    `${site.read("webpagerule.yml")}- adx_name: Members
  adx_right: 2
  adx_scope: 1
  adx_webpageaccesscontrolrule_webrole:
  - ${authenticated}
  adx_webpageaccesscontrolruleid: ${newId()}
  adx_webpageid: ${pageId}
`,
  );
  return site.place("webpagerule.yml", "adx_name: Members");
};

const query = (table: string, column: string): string =>
  `{% fetchxml rows %}<fetch top="3"><entity name="${table}"><attribute name="${column}"/></entity></fetch>{% endfetchxml %}{% for row in rows.results.entities %}<p>{{ row.${column} }}</p>{% endfor %}`;

const setSwitch =
  (change: object) =>
  async ({ emulator }: StartedEmulator): Promise<void> => {
    const answer = await fetch(`${emulator.addresses.portal}/_emulator/switches`, { method: "PATCH", body: JSON.stringify(change) });
    if (!answer.ok) throw new Error(await answer.text());
  };

const pastedScript = `<script>(function (a) { var t = { src: "https://download.pi.dynamics.com/sdk/CI-SDKs/web/msci-0.js", name: "MSCI" }; a.t = t; })(window);</script>`;

/** What people do to their sites. */
export const plantings: readonly Planting[] = [
  {
    name: "contacts are readable by strangers, and no column profile limits it",
    plant(site) {
      site.replace(kitPermission, "adx_read: false", "adx_read: true");
      site.replace(kitProfile, /adx_columnpermissionprofile_webrole:\n- .*\n/, "adx_columnpermissionprofile_webrole: []\n");
      return `${kitPermission}:1`;
    },
    finds: "leak-people",
  },
  {
    name: "accounts are readable by strangers",
    plant: (site) => open(site, "account", "accountid,name,emailaddress1"),
    finds: "leak-people",
  },
  { name: "leads are readable by strangers", plant: (site) => open(site, "lead", "leadid,fullname,emailaddress1"), finds: "leak-people" },
  {
    name: "cases are readable by strangers",
    plant: (site) => open(site, "incident", "incidentid,title,description"),
    finds: "leak-people",
  },
  {
    name: "the organisation's staff is readable by strangers",
    plant: (site) => open(site, "systemuser", "systemuserid,fullname"),
    finds: "leak-people",
  },
  {
    name: "notes are readable through the parent permission on cases",
    plant(site) {
      const id = newId();
      permit(site, { table: "incident", rights: ["read"], id });
      serve(site, "annotation", "annotationid,subject,notetext");
      const more = `adx_parententitypermission: ${id}\nadx_parentrelationship: Incident_Annotation\n`;
      return `${permit(site, { table: "annotation", rights: ["read"], roles: [], scope: "756150003", more })}:1`;
    },
    finds: "leak-people",
    portal: setSwitch({ polymorphicParents: "any", chainedODataReads: "answered" }),
  },
  {
    name: "an old permission on leads is still out there, and its setting; the folder has switched it off",
    plant(site) {
      return setAt(site, "Webapi/lead/enabled", "false");
    },
    deployedOnly: (site) => void open(site, "lead", "leadid,fullname"),
    finds: "web-api-not-closed",
    also: ["leak-people"],
  },
  {
    name: "strangers may change accounts",
    plant: (site) => open(site, "account", "accountid,name", ["write"]),
    finds: "leak-write",
  },
  {
    name: "strangers may delete feedback",
    plant(site) {
      serve(site, "feedback", "feedbackid,title");
      site.replace("table-permissions/Feedback.tablepermission.yml", "adx_delete: false", "adx_delete: true");
      return "table-permissions/Feedback.tablepermission.yml:1";
    },
    finds: "leak-delete",
    also: ["leak-create"],
  },
  { name: "strangers may create leads", plant: (site) => open(site, "lead", "leadid,lastname", ["create"]), finds: "leak-create" },
  {
    name: "notes are readable by FetchXML only, through two parent permissions",
    plant(site) {
      const [account, contact] = [newId(), newId()];
      const child = (parent: string, relationship: string): string =>
        `adx_parententitypermission: ${parent}\nadx_parentrelationship: ${relationship}\n`;
      const parts = { rights: ["read"], roles: [], scope: "756150003" } as const;
      permit(site, { table: "account", rights: ["read"], id: account });
      permit(site, { ...parts, table: "contact", id: contact, more: child(account, "contact_customer_accounts") });
      serve(site, "annotation", "annotationid,subject,notetext");
      return `${permit(site, { ...parts, table: "annotation", more: child(contact, "Contact_Annotation") })}:1`;
    },
    finds: "leak-people",
    portal: setSwitch({ polymorphicParents: "any" }),
  },
  {
    name: "the columns of a table are the retired wildcard",
    plant(site) {
      open(site, "account", "'*'");
      return settingAt(site, "Webapi/account/fields");
    },
    finds: "columns-wildcard",
  },
  {
    name: "the columns of a table are a wildcard that the portal still honours",
    plant(site) {
      open(site, "account", "'*'");
      return settingAt(site, "Webapi/account/fields");
    },
    portal: setSwitch({ wildcardFields: "every-column" }),
    finds: "columns-wildcard",
    also: ["leak-people"],
  },
  {
    name: "the portal gives more columns than the folder lists",
    plant(site) {
      open(site, "account", "accountid,name");
      return settingAt(site, "Webapi/account/fields");
    },
    deployedOnly: (site) => void open(site, "account", "accountid,name,emailaddress1,telephone1"),
    finds: "columns-differ",
    also: ["leak-people"],
  },
  {
    name: "a permission lacks the relationship of its parent",
    plant(site) {
      const id = newId();
      permit(site, { table: "incident", rights: ["read"], id });
      serve(site, "annotation", "annotationid,subject");
      return `${permit(site, { table: "annotation", rights: ["read"], roles: [], scope: "756150003", more: `adx_parententitypermission: ${id}\n` })}:1`;
    },
    finds: "permission-broken",
  },
  {
    name: "an upload has lost the web role of a permission",
    plant: (site) => open(site, "feedback", "feedbackid,title"),
    deployedOnly(site) {
      serve(site, "feedback", "feedbackid,title");
      permit(site, { table: "feedback", rights: ["read"], roles: [] });
    },
    finds: "read-refused",
    also: ["leak-create"],
  },
  {
    name: "the Web API of contacts is not deployed",
    plant: (site) => settingAt(site, "Webapi/contact/enabled"),
    deployedOnly: (site) => site.set("Webapi/contact/enabled", "false"),
    finds: "web-api-not-served",
  },
  {
    name: "the form's permission has no web role",
    plant(site) {
      site.replace(kitPermission, /adx_entitypermission_webrole:\n- .*\n/, "adx_entitypermission_webrole: []\n");
      return `${kitPermission}:1`;
    },
    finds: "form-cannot-write",
  },
  {
    name: "the Web API does not take a column of the form",
    plant(site) {
      site.replace(settings, /(Webapi\/contact\/fields\n(?:  .*\n)*?  adx_value: .*?),?lastname/, "$1");
      return settingAt(site, "Webapi/contact/fields");
    },
    finds: "form-cannot-write",
  },
  { name: "errors tell what went wrong inside", plant: (site) => setAt(site, "Webapi/error/innererror", "true"), finds: "errors-verbose" },
  {
    name: "anybody can register, and signed-in visitors read all leads",
    plant(site) {
      site.set("Authentication/Registration/LocalLoginEnabled", "true");
      serve(site, "lead", "leadid,fullname,emailaddress1");
      return `${permit(site, { table: "lead", rights: ["read"], roles: [authenticated] })}:1`;
    },
    finds: "registration-leads-to-people",
    also: ["registration-open"],
  },
  {
    name: "anybody can register",
    plant: (site) => setAt(site, "Authentication/Registration/LocalLoginEnabled", "true"),
    finds: "registration-open",
  },
  { name: "the policy is empty", plant: (site) => setAt(site, policy, "''"), finds: "policy-missing" },
  {
    name: "the policy lets every script run",
    plant: (site) => setAt(site, policy, `"script-src * 'unsafe-inline'; style-src 'unsafe-inline' https:"`),
    finds: "policy-loose",
  },
  {
    name: "the policy does not name the tracker's host",
    plant(site) {
      site.replace(settings, " download.pi.dynamics.com", "");
      return settingAt(site, policy);
    },
    finds: "policy-blocks-tracker",
  },
  {
    name: "the policy does not let pages send to the collector",
    plant(site) {
      site.replace(settings, "style-src 'self'", "connect-src 'self'; style-src 'self'");
      return settingAt(site, policy);
    },
    finds: "policy-blocks-tracker",
  },
  { name: "every site may read answers", plant: (site) => setAt(site, "HTTP/Access-Control-Allow-Origin", "'*'"), finds: "cors-open" },
  {
    name: "another site may read answers as signed-in visitors get them",
    plant(site) {
      site.set("HTTP/Access-Control-Allow-Origin", "https://partner.example.com");
      return setAt(site, "HTTP/Access-Control-Allow-Credentials", "true");
    },
    finds: "cors-with-credentials",
  },
  { name: "any site may frame the pages", plant: (site) => setAt(site, "HTTP/X-Frame-Options", "''"), finds: "frames-open" },
  {
    name: "browsers may guess the kinds of files",
    plant: (site) => setAt(site, "HTTP/X-Content-Type-Options", "''"),
    finds: "sniffing-open",
  },
  {
    name: "the footer brings a second tracker",
    plant(site) {
      site.write(footer, `${site.read(footer)}\n${pastedScript}`);
      return site.place(footer, "CI-SDKs");
    },
    finds: "tracker-twice",
  },
  {
    name: "somebody has taken the kit's include out of the header",
    plant(site) {
      site.replace(header, /\{% comment %\}portal-kit:begin[\s\S]*?portal-kit:end[^%]*\{% endcomment %\}/, "");
      return `${header}:1`;
    },
    finds: "tracker-missing",
  },
  {
    name: "the snippet with the pasted script is empty",
    plant(site) {
      site.write(`${trackingSnippet}.value.html`, "");
      return `${trackingSnippet}.yml:1`;
    },
    finds: "tracker-empty",
  },
  {
    name: "the script is pasted into the header, and runs before anybody is asked",
    plant(site) {
      site.replace(header, /\{% comment %\}portal-kit:begin[\s\S]*?portal-kit:end[^%]*\{% endcomment %\}/, pastedScript);
      return site.place(header, "CI-SDKs");
    },
    finds: "tracker-ungated",
  },
  {
    name: "a header of before is still in the site's cache",
    plant(site) {
      site.replace(trackingTemplate, 'data-consent-mode="opt-in"', 'data-consent-mode="opt-out"');
      return `${trackingTemplate}:1`;
    },
    async portal(started) {
      await setSwitch({ keptOutputOfChangedSite: "kept" })(started);
      // Somebody came before the deployment.
      await fetch(started.emulator.addresses.portal);
    },
    finds: "header-stale",
  },
  {
    name: "a page for members is shown to strangers",
    plant: restrict,
    deployedOnly: () => undefined,
    finds: "page-open",
  },
  {
    name: "a page is for members, and what it shows is not",
    plant(site) {
      restrict(site);
      site.write(visitCopy, query("account", "name"));
      open(site, "account", "accountid,name");
      return `${visitPage}:1`;
    },
    finds: "page-data-open",
    also: ["leak-people"],
  },
  {
    name: "a page holds the key of a storage account",
    plant(site) {
      site.write(visitCopy, `<p>Visit us</p>\n<script>const c = "AccountKey=${"k".repeat(44)}==";</script>`);
      return `${visitCopy}:2`;
    },
    finds: "secret-on-page",
  },
  {
    name: "a page lists addresses of leads, which the Web API does not give",
    plant(site) {
      permit(site, { table: "lead", rights: ["read"] });
      site.write(visitCopy, `<h1>Visit us</h1>\n${query("lead", "emailaddress1")}`);
      return `${visitCopy}:2`;
    },
    finds: "addresses-on-page",
  },
  {
    name: "strangers may run a server logic",
    plant(site) {
      mkdirSync(dirname(join(site.folder, "server-logic/x")), { recursive: true });
      site.write(
        "server-logic/report.serverlogic.yml",
        `adx_description: A report\nadx_name: report\nadx_serverlogic_adx_webrole:\n- ${anonymous}\nadx_serverlogicid: ${newId()}\n`,
      );
      site.write("server-logic/report.js", 'function get() { return "{}"; }\n');
      return "server-logic/report.serverlogic.yml:1";
    },
    finds: "server-logic-public",
  },
  {
    name: "the token page fails",
    plant: () => "",
    async portal({ emulator }) {
      const rules = [{ match: { path: "/_layout/tokenhtml" }, fault: { kind: "status", status: 503 } }];
      const answer = await fetch(`${emulator.addresses.portal}/_emulator/faults`, { method: "POST", body: JSON.stringify(rules) });
      if (!answer.ok) throw new Error(await answer.text());
    },
    finds: "token-page-fails",
  },
  { name: "the site is private", plant: () => "", portal: setSwitch({ siteVisibility: "private" }), finds: "site-private" },
];
