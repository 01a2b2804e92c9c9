import { describe, expect, it } from "vitest";
import { webApiColumnList } from "../../../pac-deploy/checks/web-api/web-api-column-list.ts";
import { webApiColumnNotListed } from "../../../pac-deploy/checks/web-api/web-api-column-not-listed.ts";
import { webApiColumnsUnused } from "../../../pac-deploy/checks/web-api/web-api-columns-unused.ts";
import { webApiInnerError } from "../../../pac-deploy/checks/web-api/web-api-inner-error.ts";
import { webApiNoPermission } from "../../../pac-deploy/checks/web-api/web-api-no-permission.ts";
import { webApiSetName } from "../../../pac-deploy/checks/web-api/web-api-set-name.ts";
import { webApiTableNotEnabled } from "../../../pac-deploy/checks/web-api/web-api-table-not-enabled.ts";
import { webApiUnclear } from "../../../pac-deploy/checks/web-api/web-api-unclear.ts";
import { webApiUnused } from "../../../pac-deploy/checks/web-api/web-api-unused.ts";
import { webApiWildcard } from "../../../pac-deploy/checks/web-api/web-api-wildcard.ts";
import { webApiWithoutColumns } from "../../../pac-deploy/checks/web-api/web-api-without-columns.ts";
import { checkedSite, header } from "./checked-site.ts";
import { describeChecks, type CheckCase, type FindCase } from "./describe-checks.ts";
import { id, permission } from "./records-in-site.ts";

const file = "sitesetting.yml";

/** The site's settings, one after the other, four lines each. */
const settings = (...all: readonly (readonly [name: string, value: string | undefined, more?: string])[]) => ({
  [file]: all
    .map(
      ([name, value, more = ""], index) =>
        `- adx_name: ${name}\n  adx_sitesettingid: ${id(index + 1)}\n${value === undefined ? "" : `  adx_value: ${JSON.stringify(value)}\n`}${more}`,
    )
    .join(""),
});
const script = (code: string) => ({ [header]: `<script>\n${code}\n</script>` });
const contact = (fields: string) => settings(["Webapi/contact/enabled", "true"], ["Webapi/contact/fields", fields]);

const readContacts = 'fetch("/_api/contacts?$select=firstname,lastname");';
const writeContact =
  'const record = {}; record.firstname = "A"; record["lastname"] = name.value; webapi.safeAjax({ type: "POST", url: "/_api/contacts", data: JSON.stringify(record) });';

const finds: readonly FindCase[] = [
  {
    what: "a star, with the list of what is read",
    check: webApiWildcard,
    texts: { ...contact("*"), ...script(readContacts) },
    places: [[file, 4]],
    message: /what the site's own code uses is contactid,firstname,lastname$/,
  },
  {
    what: "a star beside columns",
    check: webApiWildcard,
    texts: contact("firstname, *"),
    places: [[file, 4]],
    message: /no script of this site folder/,
  },
  {
    what: "a star where a call has no $select",
    check: webApiWildcard,
    texts: { ...contact("*"), ...script('fetch("/_api/contacts")') },
    places: [[file, 4]],
    message: /no \$select \(.*:2\)/,
  },
  {
    what: "a star where columns come from elsewhere",
    check: webApiWildcard,
    texts: { ...contact("*"), ...script('fetch("/_api/contacts?$select=" + window.columns)') },
    places: [[file, 4]],
    message: /not clear what a part of its \$select is/,
  },
  {
    what: "a table without a list",
    check: webApiWithoutColumns,
    texts: { ...settings(["Webapi/contact/enabled", "true"]), ...script(readContacts) },
    places: [[file, 1]],
    message: /uses contactid,firstname,lastname/,
  },
  { what: "an empty list", check: webApiWithoutColumns, texts: contact(" "), places: [[file, 4]] },
  { what: "a list of nothing but commas", check: webApiWithoutColumns, texts: contact(",,"), places: [[file, 4]] },
  {
    what: "blanks",
    check: webApiColumnList,
    texts: contact("firstname, lastname"),
    places: [[file, 4]],
    message: /blanks around lastname.*"firstname,lastname"/,
  },
  {
    what: "capitals",
    check: webApiColumnList,
    texts: contact("FirstName,lastname"),
    places: [[file, 4]],
    message: /capitals in FirstName/,
  },
  {
    what: "another separator",
    check: webApiColumnList,
    texts: contact("firstname;lastname"),
    places: [[file, 4]],
    message: /"firstname,lastname"/,
  },
  {
    what: "an empty entry",
    check: webApiColumnList,
    texts: contact("firstname,,lastname"),
    places: [[file, 4]],
    message: /an empty entry/,
  },
  { what: "it on", check: webApiInnerError, texts: settings(["Webapi/error/innererror", "true"]), places: [[file, 1]] },
  {
    what: "it on, in another spelling",
    check: webApiInnerError,
    texts: settings(["WebAPI/Error/InnerError", "True"]),
    places: [[file, 1]],
  },
  { what: "it on, with blanks", check: webApiInnerError, texts: settings(["Webapi/error/innererror", " true "]), places: [[file, 1]] },
  {
    what: "a list for a table that is not enabled",
    check: webApiColumnsUnused,
    texts: settings(["Webapi/lead/fields", "subject"]),
    places: [[file, 1]],
  },
  {
    what: "a list beside a switch that is empty",
    check: webApiColumnsUnused,
    texts: settings(["Webapi/lead/fields", "subject"], ["Webapi/lead/enabled", ""]),
    places: [[file, 1]],
  },
  {
    what: "a list beside a switch that says yes",
    check: webApiColumnsUnused,
    texts: settings(["Webapi/lead/fields", "subject"], ["Webapi/lead/enabled", "yes"]),
    places: [[file, 1]],
  },
  {
    what: "contacts",
    check: webApiSetName,
    texts: settings(["Webapi/contacts/enabled", "true"]),
    places: [[file, 1]],
    message: /which is contact$/,
  },
  {
    what: "opportunities",
    check: webApiSetName,
    texts: settings(["Webapi/opportunities/fields", "name"]),
    places: [[file, 1]],
    message: /which is opportunity$/,
  },
  {
    what: "a set of the site's own table",
    check: webApiSetName,
    texts: { ...settings(["Webapi/new_cities/enabled", "true"]), ...permission({ table: "new_city" }) },
    places: [[file, 1]],
    message: /which is new_city$/,
  },
  {
    what: "a call of a table without a setting",
    check: webApiTableNotEnabled,
    texts: script(readContacts),
    places: [[header, 2]],
    message: /contact\/enabled is not true/,
  },
  {
    what: "two calls of a table that is off, once",
    check: webApiTableNotEnabled,
    texts: { ...settings(["Webapi/contact/enabled", "false"]), ...script(`${readContacts}\n${writeContact}`) },
    places: [[header, 2]],
    message: /and 1 more/,
  },
  {
    what: "a set of a table that nothing names",
    check: webApiTableNotEnabled,
    texts: script('$.getJSON("/_api/new_things?$select=new_name")'),
    places: [[header, 2]],
    message: /the set new_things/,
  },
  {
    what: "an image of a row",
    check: webApiTableNotEnabled,
    texts: { [header]: '\n<img src="/_api/contacts({{ user.id }})/entityimage/$value">' },
    places: [[header, 2]],
  },
  {
    what: "a column that is read",
    check: webApiColumnNotListed,
    texts: { ...contact("firstname"), ...script(readContacts) },
    places: [[file, 4]],
    message: /lacks lastname \(.*:2\)/,
  },
  {
    what: "a column that is written",
    check: webApiColumnNotListed,
    texts: { ...contact("lastname"), ...script(writeContact) },
    places: [[file, 4]],
    message: /lacks firstname/,
  },
  {
    what: "a column of a filter",
    check: webApiColumnNotListed,
    texts: { ...contact("firstname,lastname"), ...script("fetch(`/_api/contacts?$select=firstname&$filter=emailaddress1 eq '${mail}'`)") },
    places: [[file, 4]],
    message: /emailaddress1/,
  },
  {
    what: "a read without any permission",
    check: webApiNoPermission,
    texts: { ...contact("firstname,lastname"), ...script(readContacts) },
    places: [[header, 2]],
    message: /read rows of contact.*90040120/,
  },
  {
    what: "a create where only reading is given",
    check: webApiNoPermission,
    texts: { ...contact("firstname,lastname"), ...permission({ rights: "read" }), ...script(writeContact) },
    places: [[header, 2]],
    message: /90040103/,
  },
  {
    what: "a delete where only writing is given",
    check: webApiNoPermission,
    texts: {
      ...contact("firstname"),
      ...permission({ rights: "read write" }),
      ...script('$.ajax({ type: "DELETE", url: "/_api/contacts(" + id + ")" })'),
    },
    places: [[header, 2]],
    message: /90040104/,
  },
  {
    what: "a table that nothing asks for",
    check: webApiUnused,
    texts: { ...settings(["Webapi/contact/enabled", "true"], ["Webapi/lead/enabled", "true"]), ...script(readContacts) },
    places: [[file, 4]],
  },
  {
    what: "two such",
    check: webApiUnused,
    texts: { ...settings(["Webapi/task/enabled", "true"], ["Webapi/lead/enabled", "true"]), ...script(readContacts) },
    places: [
      [file, 1],
      [file, 4],
    ],
  },
  {
    what: "one beside a call of another table that is not clear",
    check: webApiUnused,
    texts: { ...settings(["Webapi/lead/enabled", "true"]), ...script('fetch("/_api/contacts?$select=" + columns)') },
    places: [[file, 1]],
  },
  {
    what: "a table from elsewhere",
    check: webApiUnclear,
    texts: { ...contact("firstname"), ...script("fetch(`/_api/${window.table}?$select=firstname`)") },
    places: [[header, 2]],
    message: /the set's name$/,
  },
  {
    what: "several, once",
    check: webApiUnclear,
    texts: { ...contact("firstname"), ...script("fetch(`/_api/${window.table}`);\nfetch(`/_api/${window.other}`);") },
    places: [[header, 2]],
    message: /1 more/,
  },
  {
    what: "an address that is kept",
    check: webApiUnclear,
    texts: { ...contact("firstname"), ...script('window.addresses = { people: "/_api/contacts" };') },
    places: [[header, 2]],
    message: /which request/,
  },
];

const silent: readonly CheckCase[] = [
  { what: "a list", check: webApiWildcard, texts: { ...contact("firstname"), ...script(readContacts) } },
  { what: "no setting", check: webApiWildcard, texts: script(readContacts) },
  { what: "a star of an inactive setting", check: webApiWildcard, texts: settings(["Webapi/contact/fields", "*", "  statecode: 1\n"]) },
  { what: "a table with a list", check: webApiWithoutColumns, texts: contact("firstname") },
  { what: "a table that is off", check: webApiWithoutColumns, texts: settings(["Webapi/contact/enabled", "false"]) },
  {
    what: "columns from a view",
    check: webApiWithoutColumns,
    texts: settings(["Webapi/contact/enabled", "true"], ["Webapi/contact/UseFieldsFromView", "true"]),
  },
  { what: "plain names", check: webApiColumnList, texts: contact("firstname,_parentcustomerid_value") },
  { what: "a schema name beside its logical name", check: webApiColumnList, texts: contact("new_parent,new_Parent") },
  { what: "a star", check: webApiColumnList, texts: contact("*") },
  { what: "it off", check: webApiInnerError, texts: settings(["Webapi/error/innererror", "false"]) },
  { what: "no setting", check: webApiInnerError, texts: {} },
  {
    what: "it on in an inactive setting",
    check: webApiInnerError,
    texts: settings(["Webapi/error/innererror", "true", "  statecode: 1\n"]),
  },
  { what: "a table that is enabled", check: webApiColumnsUnused, texts: contact("firstname") },
  {
    what: "a table that is switched off by hand",
    check: webApiColumnsUnused,
    texts: settings(["Webapi/lead/enabled", "false"], ["Webapi/lead/fields", "subject"]),
  },
  { what: "an inactive list", check: webApiColumnsUnused, texts: settings(["Webapi/lead/fields", "subject", "  statecode: 1\n"]) },
  { what: "logical names", check: webApiSetName, texts: settings(["Webapi/contact/enabled", "true"], ["Webapi/new_news/enabled", "true"]) },
  { what: "a table whose name is its set's too", check: webApiSetName, texts: settings(["Webapi/feedback/enabled", "true"]) },
  {
    what: "a table of the site that ends in s",
    check: webApiSetName,
    texts: { ...settings(["Webapi/new_contracts/enabled", "true"]), ...permission({ table: "new_contracts" }) },
  },
  { what: "a table that is enabled", check: webApiTableNotEnabled, texts: { ...contact("firstname"), ...script(readContacts) } },
  {
    what: "flows and server logic",
    check: webApiTableNotEnabled,
    texts: script('fetch("/_api/cloudflow/v1.0/trigger/1"); fetch("/_api/serverlogics/hello")'),
  },
  {
    what: "another host's interface of the same name",
    check: webApiTableNotEnabled,
    texts: script('fetch("https://example.sharepoint.com/_api/web/lists")'),
  },
  { what: "a call that is commented out", check: webApiTableNotEnabled, texts: script(`// ${readContacts}`) },
  {
    what: "a setting whose value is elsewhere",
    check: webApiTableNotEnabled,
    texts: {
      ...settings(["Webapi/contact/enabled", undefined, "  adx_envvar_schema: new_enabled\n  adx_source: 1\n"]),
      ...script(readContacts),
    },
  },
  {
    what: "columns that are listed",
    check: webApiColumnNotListed,
    texts: { ...contact("firstname,lastname"), ...script(readContacts + writeContact) },
  },
  {
    what: "a lookup that is listed as it is read",
    check: webApiColumnNotListed,
    texts: {
      ...contact("_parentcustomerid_value"),
      ...script(
        'webapi.safeAjax({ type: "PATCH", url: `/_api/contacts(${id})`, data: JSON.stringify({ "parentcustomerid_account@odata.bind": "/accounts(1)" }) })',
      ),
    },
  },
  {
    what: "what is put into the record after it was sent",
    check: webApiColumnNotListed,
    texts: {
      ...contact("firstname"),
      ...script(
        'const record = { firstname: "A" }; webapi.safeAjax({ type: "POST", url: "/_api/contacts", data: JSON.stringify(record), success: function () { record.id = 1; } });',
      ),
    },
  },
  { what: "a star", check: webApiColumnNotListed, texts: { ...contact("*"), ...script(readContacts) } },
  {
    what: "a permission that gives it",
    check: webApiNoPermission,
    texts: { ...contact("firstname"), ...permission({ rights: "read create" }), ...script(readContacts + writeContact) },
  },
  { what: "a table that is not enabled, which is told already", check: webApiNoPermission, texts: script(readContacts) },
  {
    what: "a method that is not known",
    check: webApiNoPermission,
    texts: { ...contact("firstname"), ...script('webapi.safeAjax({ type: window.verb, url: "/_api/contacts(1)" })') },
  },
  { what: "a table that is asked for", check: webApiUnused, texts: { ...contact("firstname"), ...script(readContacts) } },
  { what: "a site without calls", check: webApiUnused, texts: contact("firstname") },
  {
    what: "a table of the portal's own, which is never served",
    check: webApiUnused,
    texts: { ...settings(["Webapi/adx_webrole/enabled", "true"]), ...script(readContacts) },
  },
  {
    what: "a call that may be of any table",
    check: webApiUnused,
    texts: { ...settings(["Webapi/lead/enabled", "true"]), ...script("fetch(`/_api/${set}?$select=name`)") },
  },
  {
    what: "a table that files are sent to",
    check: webApiUnused,
    texts: {
      ...settings(["Webapi/lead/enabled", "true"]),
      ...script(
        `const at = { parent: "lead" }; fetch(\`/_api/file/InitializeUpload/\${at.parent}(1)/blob\`, { method: "POST" }); ${readContacts}`,
      ),
    },
  },
  {
    what: "a table whose set is named",
    check: webApiUnused,
    texts: { ...settings(["Webapi/lead/enabled", "true"]), ...script(`const set = "leads"; ${readContacts}`) },
  },
  { what: "calls that are clear", check: webApiUnclear, texts: { ...contact("firstname"), ...script(readContacts + writeContact) } },
  { what: "a site that serves no table", check: webApiUnclear, texts: script("fetch(`/_api/${set}`)") },
  {
    what: "a wrapper that is called with known tables",
    check: webApiUnclear,
    texts: {
      ...contact("firstname"),
      ...script('function load(set, columns) { return fetch("/_api/" + set + "?$select=" + columns); } load("contacts", "firstname");'),
    },
  },
];

describeChecks("web-api", { finds, silent });

describe("the fix of web-api-wildcard", () => {
  it("writes the list where it is whole, and changes nothing else", async () => {
    const checked = await checkedSite({ ...contact("*"), ...script(readContacts) });
    const findings = webApiWildcard.find(checked);
    expect(findings).toMatchObject([{ fix: true }]);
    expect(webApiWildcard.fix?.(checked, findings)).toMatchObject([
      { kind: "edit", path: file, expected: '"*"', insert: '"contactid,firstname,lastname"' },
    ]);
    expect(webApiWildcard.fix?.(checked, [])).toEqual([]);
  });

  it.each(['fetch("/_api/contacts")', 'fetch("/_api/" + set)', "", 'save("/_api/contacts", record)'])(
    "leaves it where the list may not be whole: %s",
    async (code) => {
      const checked = await checkedSite({ ...contact("*"), ...script(code) });
      const findings = webApiWildcard.find(checked);
      expect(findings).toMatchObject([{ fix: false }]);
      expect(webApiWildcard.fix?.(checked, findings)).toEqual([]);
    },
  );
});

describe("the fix of web-api-inner-error", () => {
  it("turns it off, and changes nothing else", async () => {
    const checked = await checkedSite(settings(["Webapi/error/innererror", "True"]));
    const findings = webApiInnerError.find(checked);
    expect(findings).toMatchObject([{ fix: true }]);
    expect(webApiInnerError.fix?.(checked, findings)).toMatchObject([{ kind: "edit", path: file, expected: '"True"', insert: '"false"' }]);
  });

  it("leaves a value alone that an environment variable gives", async () => {
    const checked = await checkedSite(settings(["Webapi/error/innererror", "true", "  adx_envvar_schema: demo_inner\n  adx_source: 1\n"]));
    const findings = webApiInnerError.find(checked);
    expect(findings).toMatchObject([{ fix: false }]);
    expect(webApiInnerError.fix?.(checked, findings)).toEqual([]);
  });
});
