import { describe, expect, it } from "vitest";
import { accessUnknown } from "../../../pac-deploy/checks/access/access-unknown.ts";
import { anonymousReadPeople } from "../../../pac-deploy/checks/access/anonymous-read-people.ts";
import { anonymousWebApi } from "../../../pac-deploy/checks/access/anonymous-web-api.ts";
import { anonymousWrite } from "../../../pac-deploy/checks/access/anonymous-write.ts";
import { authenticatedGlobal } from "../../../pac-deploy/checks/access/authenticated-global.ts";
import { columnProfileIdle } from "../../../pac-deploy/checks/access/column-profile-idle.ts";
import { pageDataOpen } from "../../../pac-deploy/checks/access/page-data-open.ts";
import { permissionForNobody } from "../../../pac-deploy/checks/access/permission-for-nobody.ts";
import { permissionParentBroken } from "../../../pac-deploy/checks/access/permission-parent-broken.ts";
import { permissionRelationshipMissing } from "../../../pac-deploy/checks/access/permission-relationship-missing.ts";
import { permissionScopeInvalid } from "../../../pac-deploy/checks/access/permission-scope-invalid.ts";
import { permissionWithoutRole } from "../../../pac-deploy/checks/access/permission-without-role.ts";
import { roleFlags } from "../../../pac-deploy/checks/access/role-flags.ts";
import { secretInSetting } from "../../../pac-deploy/checks/access/secret-in-setting.ts";
import type { Check } from "../../../pac-deploy/checks/check.ts";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";
import { stableId } from "../../../pac-deploy/plan/stable-id.ts";
import { storyConfiguration } from "../../support/kit-site.ts";
import { checkedSite } from "./checked-site.ts";
import { describeChecks, type CheckCase, type FindCase } from "./describe-checks.ts";
import {
  administrators,
  anonymous,
  authenticated,
  home,
  id,
  page,
  pagePath,
  permission,
  permissionPath,
  scopes,
  settings,
  webApi,
} from "./records-in-site.ts";

const [first, second] = [permissionPath(1), permissionPath(2)];
const openToAll = ["Authentication/Registration/LocalLoginEnabled", "true"] as const;
const closed = ["Authentication/Registration/OpenRegistrationEnabled", "false"] as const;

const role = (name: string, number: number, flag = ""): string =>
  `- adx_anonymoususersrole: ${flag === "anonymous"}\n  adx_authenticatedusersrole: ${flag === "authenticated"}\n  adx_name: ${name}\n  adx_webroleid: ${id(number)}\n`;

function profile(table: string, roles: readonly string[], all: readonly string[] = []): Record<string, string> {
  const list = (key: string, items: readonly string[]) =>
    items.length === 0 ? "" : `${key}:\n${items.map((item) => `- ${item}\n`).join("")}`;
  return {
    [profilePath]: `${list("adx_allcolumnpermissions", all)}${list("adx_columnpermissionprofile_webrole", roles)}adx_columnpermissionprofileid: ${id(50)}\nadx_profilename: Narrow\nadx_tablename: ${table}\n`,
  };
}
const profilePath = "column-permission-profiles/narrow/Narrow.columnpermissionprofile.yml";
const rule = (pageId: string): Record<string, string> => ({
  "webpagerule.yml": `- adx_name: Members\n  adx_right: 2\n  adx_webpageaccesscontrolrule_webrole:\n  - ${authenticated}\n  adx_webpageaccesscontrolruleid: ${id(60)}\n  adx_webpageid: ${pageId}\n`,
});
const newsQuery = `{% fetchxml news %}<fetch><entity name="demo_news"><attribute name="demo_title" /></entity></fetch>{% endfetchxml %}`;
const copy = (name: string): string => pagePath(name).replace(/yml$/, "copy.html");
const parented = (number: number, more: string, roles: readonly string[] = []): Record<string, string> =>
  permission({ number, table: "annotation", scope: scopes.parent, roles, more: `adx_parentrelationship: contact_Annotation\n${more}` });
const inactive = "statecode: 1\nstatuscode: 2\n";

const finds: readonly FindCase[] = [
  {
    what: "contacts listed through the Web API",
    check: anonymousReadPeople,
    texts: { ...permission(), ...settings(...webApi("contact", "contactid,emailaddress1")) },
    places: [[first, 1]],
    message: /list contactid and emailaddress1 of every row of contact through the Web API/,
  },
  {
    what: "contacts that pages may show",
    check: anonymousReadPeople,
    texts: permission(),
    places: [[first, 1]],
    message: /wherever a page/,
  },
  {
    what: "a table of the site's own whose columns are people's",
    check: anonymousReadPeople,
    texts: { ...permission({ table: "demo_member" }), ...settings(...webApi("demo_member", "demo_memberid,demo_email")) },
    places: [[first, 1]],
    message: /rows with demo_email/,
  },
  {
    what: "notes below every row of a table",
    check: anonymousReadPeople,
    texts: {
      ...permission({ table: "demo_news" }),
      ...parented(2, `adx_parententitypermission: ${id(1)}\n`),
    },
    places: [[second, 1]],
    message: /every row of annotation that belongs to a row of demo_news/,
  },
  {
    what: "what a child permission has of its parent's roles, and says whose they are",
    check: anonymousReadPeople,
    texts: { ...permission({ table: "demo_news" }), ...parented(2, `adx_parententitypermission: ${id(1)}\n`, [administrators]) },
    places: [[second, 1]],
    message: /"Permission 2", which has the web roles of its parent permission "Permission 1", gives that/,
  },
  {
    what: "contacts open to one of two roles of authenticated users, and says so",
    check: authenticatedGlobal,
    texts: {
      ...permission({ roles: [id(2)] }),
      ...settings(openToAll),
      "webrole.yml": role("A", 1, "anonymous") + role("B", 2, "authenticated") + role("C", 3, "authenticated"),
    },
    places: [[first, 1]],
    message: /the one that counts: the site marks 2/,
  },
  {
    what: "contacts open to both of two roles of authenticated users, whichever counts",
    check: authenticatedGlobal,
    texts: {
      ...permission({ roles: [id(2), id(3)] }),
      ...settings(openToAll),
      "webrole.yml": role("A", 1, "anonymous") + role("B", 2, "authenticated") + role("C", 3, "authenticated"),
    },
    places: [[first, 1]],
    message: /web role of its own\.$/,
  },
  {
    what: "two permissions on one table as one",
    check: anonymousReadPeople,
    texts: { ...permission(), ...permission({ number: 2 }) },
    places: [[first, 1]],
    message: /Permission-2\.tablepermission\.yml does the same/,
  },
  {
    what: "contacts that anybody may change through the Web API",
    check: anonymousWrite,
    texts: { ...permission({ rights: "write" }), ...settings(...webApi("contact", "firstname")) },
    places: [[first, 1]],
    message: /change every row of contact .* through the Web API \(firstname\)/,
  },
  {
    what: "rows that anybody may delete where no column is listed",
    check: anonymousWrite,
    texts: { ...permission({ table: "demo_news", rights: "delete" }), ...settings(["Webapi/demo_news/enabled", "true"]) },
    places: [[first, 1]],
    message: /delete them through the Web API/,
  },
  {
    what: "several tables that forms may change as one",
    check: anonymousWrite,
    texts: { ...permission({ table: "demo_a", rights: "write" }), ...permission({ number: 2, table: "demo_b", rights: "delete" }) },
    places: [[first, 1]],
    message: /demo_a and demo_b/,
  },
  {
    what: "leads that anybody may create",
    check: anonymousWrite,
    texts: permission({ table: "lead", rights: "create" }),
    places: [[first, 1]],
    message: /as many rows of lead/,
  },
  {
    what: "news listed through the Web API",
    check: anonymousWebApi,
    texts: { ...permission({ table: "demo_news" }), ...settings(...webApi("demo_news", "demo_newsid,demo_title")) },
    places: [[first, 1]],
    message: /list demo_newsid and demo_title of every row of demo_news/,
  },
  {
    what: "a column that a profile leaves",
    check: anonymousWebApi,
    texts: {
      ...permission({ table: "demo_news" }),
      ...settings(...webApi("demo_news", "demo_newsid,demo_title")),
      ...profile("demo_news", [anonymous]),
      [profilePath.replace(/yml$/, "columnpermission.yml")]:
        `- adx_columnname: demo_title\n  adx_columnpermissionid: ${id(51)}\n  adx_columnpermissionprofileid: ${id(50)}\n  adx_permissions:\n  - 746610001\n`,
    },
    places: [[first, 1]],
    message: /list demo_title of every row/,
  },
  {
    what: "rows below every row of a public table",
    check: anonymousWebApi,
    texts: {
      ...permission({ table: "demo_news" }),
      ...permission({
        number: 2,
        table: "demo_section",
        scope: scopes.parent,
        roles: [],
        more: `adx_parententitypermission: ${id(1)}\nadx_parentrelationship: demo_news_section\n`,
      }),
      ...settings(...webApi("demo_section", "demo_text")),
    },
    places: [[second, 1]],
  },
  {
    what: "contacts open to whoever registers",
    check: authenticatedGlobal,
    texts: { ...permission({ roles: [authenticated] }), ...settings(openToAll, ...webApi("contact", "contactid,fullname")) },
    places: [[first, 1]],
    message: /^Anybody who registers can read every row of contact/,
  },
  {
    what: "contacts open to whoever registers, by default",
    check: authenticatedGlobal,
    texts: { ...permission({ roles: [authenticated], rights: "read write" }), ...settings(["Search/Enabled", "false"]) },
    places: [[first, 1]],
    message: /read and change every row/,
  },
  {
    what: "contacts open to whoever an identity provider lets in",
    check: authenticatedGlobal,
    texts: permission({ roles: [authenticated] }),
    places: [[first, 1]],
    message: /^Whoever can sign in/,
  },
  {
    what: "registration that an environment decides",
    check: authenticatedGlobal,
    texts: {
      ...permission({ roles: [authenticated] }),
      ...settings(["Authentication/Registration/Enabled", undefined, "  adx_source: 1\n  adx_envvar_schema: demo_Registration\n"]),
    },
    places: [[first, 1]],
    message: /demo_Registration/,
  },
  {
    what: "one without roles",
    check: permissionWithoutRole,
    texts: permission({ roles: [] }),
    places: [[first, 1]],
    message: /has no web role/,
  },
  {
    what: "one of an inactive role",
    check: permissionWithoutRole,
    texts: {
      ...permission({ roles: [id(70)] }),
      "webrole.yml": role("Old", 70).replace(/\n$/, `\n  statecode: 1\n  statuscode: 2\n`) + role("Everybody", 71),
    },
    places: [[first, 1]],
    message: /inactive web roles only/,
  },
  {
    what: "one with others below it, once",
    check: permissionWithoutRole,
    texts: { ...permission({ roles: [] }), ...parented(2, `adx_parententitypermission: ${id(1)}\n`) },
    places: [[first, 1]],
    message: /neither do the permission below it/,
  },
  {
    what: "a number of other versions",
    check: permissionScopeInvalid,
    texts: permission({ scope: "1" }),
    places: [[first, 1]],
    message: /access type 1/,
  },
  { what: "none at all", check: permissionScopeInvalid, texts: permission({ scope: "" }), places: [[first, 1]], message: /no access type/ },
  {
    what: "the same in several, once",
    check: permissionScopeInvalid,
    texts: { ...permission({ scope: "2" }), ...permission({ number: 2, scope: "2" }) },
    places: [[first, 1]],
    message: /^2 table permissions/,
  },
  {
    what: "contact without a relationship",
    check: permissionRelationshipMissing,
    texts: permission({ table: "incident", scope: scopes.contact, roles: [authenticated] }),
    places: [[first, 1]],
    message: /adx_contactrelationship/,
  },
  {
    what: "an empty relationship",
    check: permissionRelationshipMissing,
    texts: permission({ table: "incident", scope: scopes.account, roles: [authenticated], more: "adx_accountrelationship: \n" }),
    places: [[first, 1]],
  },
  {
    what: "self on another table",
    check: permissionRelationshipMissing,
    texts: permission({ table: "account", scope: scopes.self, roles: [authenticated] }),
    places: [[first, 1]],
    message: /for the contact table only/,
  },
  {
    what: "account on accounts",
    check: permissionRelationshipMissing,
    texts: permission({
      table: "account",
      scope: scopes.account,
      roles: [authenticated],
      more: "adx_accountrelationship: account_parent\n",
    }),
    places: [[first, 1]],
  },
  {
    what: "a child without a relationship",
    check: permissionRelationshipMissing,
    texts: {
      ...permission(),
      ...permission({ number: 2, table: "annotation", scope: scopes.parent, roles: [], more: `adx_parententitypermission: ${id(1)}\n` }),
    },
    places: [[second, 1]],
  },
  { what: "no parent", check: permissionParentBroken, texts: parented(1, ""), places: [[first, 1]], message: /names no parent/ },
  {
    what: "an inactive parent",
    check: permissionParentBroken,
    texts: { ...permission({ more: inactive }), ...parented(2, `adx_parententitypermission: ${id(1)}\n`) },
    places: [[second, 1]],
    message: /is inactive/,
  },
  {
    what: "a circle",
    check: permissionParentBroken,
    texts: { ...parented(1, `adx_parententitypermission: ${id(2)}\n`), ...parented(2, `adx_parententitypermission: ${id(1)}\n`) },
    places: [
      [first, 1],
      [second, 1],
    ],
    message: /its own parent/,
  },
  {
    what: "roles that the parent lacks",
    check: permissionParentBroken,
    texts: { ...permission(), ...parented(2, `adx_parententitypermission: ${id(1)}\n`, [anonymous, administrators]) },
    places: [[second, 1]],
    message: /"Administrators", which .* lacks/,
  },
  {
    what: "contact for strangers",
    check: permissionForNobody,
    texts: permission({ table: "incident", scope: scopes.contact, more: "adx_contactrelationship: incident_customer_contacts\n" }),
    places: [[first, 1]],
  },
  {
    what: "self for strangers",
    check: permissionForNobody,
    texts: permission({ scope: scopes.self }),
    places: [[first, 1]],
    message: /self access type/,
  },
  {
    what: "account for strangers",
    check: permissionForNobody,
    texts: permission({ table: "incident", scope: scopes.account, more: "adx_accountrelationship: incident_customer_accounts\n" }),
    places: [[first, 1]],
  },
  {
    what: "two roles of authenticated users",
    check: roleFlags,
    texts: { "webrole.yml": role("A", 1, "anonymous") + role("B", 2, "authenticated") + role("C", 3, "authenticated") },
    places: [["webrole.yml", 9]],
    message: /"B" and "C" are both marked/,
  },
  {
    what: "two roles of anonymous users",
    check: roleFlags,
    texts: { "webrole.yml": role("A", 1, "anonymous") + role("B", 2, "authenticated") + role("C", 3, "anonymous") },
    places: [["webrole.yml", 9]],
  },
  {
    what: "no role of anonymous users, with permissions there",
    check: roleFlags,
    texts: { "webrole.yml": role("A", 1) + role("B", 2, "authenticated") },
    places: [["webrole.yml", 0]],
    message: /No web role is marked for anonymous users/,
  },
  {
    what: "the secret of an identity provider",
    check: secretInSetting,
    texts: settings(
      ["Search/Enabled", "true"],
      ["Authentication/OpenIdConnect/AzureAD/ClientSecret", "Wq8~fakefakefakefakefakefakefakefake12"],
    ),
    places: [["sitesetting.yml", 4]],
    message: /going by its name \(38 characters, not shown here\)/,
  },
  {
    what: "an address with its signature",
    check: secretInSetting,
    texts: settings(["Flow/Address", "https://example.com/workflows/1/triggers/manual?sv=1.0&sig=fake_fake_fake_fake_fake_fake"]),
    places: [["sitesetting.yml", 1]],
    message: /shared access signature/,
  },
  {
    what: "the key of a storage account in an inactive setting",
    check: secretInSetting,
    texts: settings([
      "Files/Connection",
      `DefaultEndpointsProtocol=https;AccountName=demo;AccountKey=${"fake".repeat(21)}==`,
      "  statecode: 1\n  statuscode: 2\n",
    ]),
    places: [["sitesetting.yml", 1]],
    message: /inactive as it is/,
  },
  {
    what: "one without roles",
    check: columnProfileIdle,
    texts: { ...profile("contact", []), ...settings(...webApi("contact", "fullname")) },
    places: [[profilePath, 1]],
    message: /counts for nobody/,
  },
  {
    what: "one that gives everything",
    check: columnProfileIdle,
    texts: {
      ...profile("contact", [authenticated], ["746610000", "746610001", "746610002"]),
      ...settings(...webApi("contact", "fullname")),
    },
    places: [[profilePath, 1]],
    message: /what a role has without a profile/,
  },
  {
    what: "one on a table that the Web API does not serve",
    check: columnProfileIdle,
    texts: profile("contact", [authenticated]),
    places: [[profilePath, 1]],
  },
  {
    what: "enhanced authorization",
    check: accessUnknown,
    texts: settings(["enhancedauthorization", "1"]),
    places: [["website.yml", 1]],
    message: /Dataverse security roles decide/,
  },
  { what: "its other values", check: accessUnknown, texts: settings(["EnhancedAuthorization", "3"]), places: [["website.yml", 1]] },
  {
    what: "enhanced authorization in the website's own record",
    check: accessUnknown,
    texts: {
      "website.yml": `adx_enhancedauthorization: 2\nadx_headerwebtemplateid: be62f4fd-0f1f-4a5a-961b-a39fd96dc48e\nadx_name: Demo\nadx_websiteid: ${id(99)}\n`,
    },
    places: [["website.yml", 1]],
  },
  {
    what: "a members' page whose query is public",
    check: pageDataOpen,
    texts: {
      ...page("Members", 80),
      [copy("Members")]: newsQuery,
      ...rule(id(80)),
      ...permission({ table: "demo_news" }),
      ...settings(...webApi("demo_news", "demo_title")),
    },
    places: [[pagePath("Members"), 1]],
    message: /\/members\/ is kept from strangers .* can list demo_news/,
  },
  {
    what: "a page below a members' page",
    check: pageDataOpen,
    texts: {
      ...page("Members", 80),
      ...page("Inner", 81),
      [pagePath("Inner")]: page("Inner", 81)[pagePath("Inner")]?.replace(home, id(80)) ?? "",
      [copy("Inner")]: newsQuery,
      ...rule(id(80)),
      ...permission({ table: "demo_news" }),
      ...settings(...webApi("demo_news", "demo_title")),
    },
    places: [[pagePath("Inner"), 1]],
  },
  {
    what: "a members' page with a list of a public table",
    check: pageDataOpen,
    texts: {
      ...page("Members", 80, `adx_entitylist: ${id(82)}\n`),
      "lists/News.list.yml": `adx_entitylistid: ${id(82)}\nadx_entityname: demo_news\nadx_name: News\n`,
      ...rule(id(80)),
      ...permission({ table: "demo_news" }),
      ...settings(...webApi("demo_news", "demo_title")),
    },
    places: [[pagePath("Members"), 1]],
  },
];

const enhanced = settings(["enhancedauthorization", "1"], openToAll, ...webApi("contact", "fullname"));
const silent: readonly CheckCase[] = [
  { what: "a permission for members", check: anonymousReadPeople, texts: permission({ roles: [authenticated] }) },
  { what: "create only", check: anonymousReadPeople, texts: permission({ rights: "create append" }) },
  { what: "the visitor's own contact", check: anonymousReadPeople, texts: permission({ scope: scopes.self }) },
  { what: "an inactive permission", check: anonymousReadPeople, texts: permission({ more: inactive }) },
  { what: "a table of which no column is people's", check: anonymousReadPeople, texts: permission({ table: "demo_news" }) },
  {
    what: "a column about emails",
    check: anonymousReadPeople,
    texts: { ...permission({ table: "demo_n" }), ...settings(...webApi("demo_n", "demo_emailsent")) },
  },
  { what: "where Dataverse decides", check: anonymousReadPeople, texts: { ...permission(), ...enhanced } },
  { what: "feedback that strangers may send", check: anonymousWrite, texts: permission({ table: "feedback", rights: "create" }) },
  { what: "what members may change", check: anonymousWrite, texts: permission({ rights: "write delete", roles: [authenticated] }) },
  { what: "reading", check: anonymousWrite, texts: permission({ rights: "read" }) },
  { what: "where Dataverse decides", check: anonymousWrite, texts: { ...permission({ rights: "write" }), ...enhanced } },
  { what: "a table that is not enabled", check: anonymousWebApi, texts: permission({ table: "demo_news" }) },
  {
    what: "the retired *",
    check: anonymousWebApi,
    texts: { ...permission({ table: "demo_news" }), ...settings(...webApi("demo_news", "*")) },
  },
  {
    what: "contacts, which another check tells",
    check: anonymousWebApi,
    texts: { ...permission(), ...settings(...webApi("contact", "fullname")) },
  },
  {
    what: "registration by invitation",
    check: authenticatedGlobal,
    texts: { ...permission({ roles: [authenticated] }), ...settings(openToAll, closed) },
  },
  {
    what: "registration switched off",
    check: authenticatedGlobal,
    texts: { ...permission({ roles: [authenticated] }), ...settings(openToAll, ["Authentication/Registration/Enabled", "false"]) },
  },
  {
    what: "a role of the site's own",
    check: authenticatedGlobal,
    texts: { ...permission({ roles: [administrators] }), ...settings(openToAll) },
  },
  {
    what: "the visitor's own contact",
    check: authenticatedGlobal,
    texts: { ...permission({ roles: [authenticated], scope: scopes.self }), ...settings(openToAll) },
  },
  {
    what: "what strangers have too",
    check: authenticatedGlobal,
    texts: { ...permission({ roles: [authenticated, anonymous] }), ...settings(openToAll) },
  },
  {
    what: "a child, which has its parent's roles",
    check: permissionWithoutRole,
    texts: { ...permission(), ...parented(2, `adx_parententitypermission: ${id(1)}\n`) },
  },
  { what: "a role that is not in the folder", check: permissionWithoutRole, texts: permission({ roles: [id(77)] }) },
  { what: "an inactive one", check: permissionWithoutRole, texts: permission({ roles: [], more: inactive }) },
  ...Object.values(scopes).map((scope) => ({ what: `the value ${scope}`, check: permissionScopeInvalid, texts: permission({ scope }) })),
  { what: "an inactive one", check: permissionScopeInvalid, texts: permission({ scope: "1", more: inactive }) },
  {
    what: "a relationship that is there",
    check: permissionRelationshipMissing,
    texts: permission({
      table: "incident",
      scope: scopes.contact,
      roles: [authenticated],
      more: "adx_contactrelationship: incident_customer_contacts\n",
    }),
  },
  {
    what: "create alone, which asks no query",
    check: permissionRelationshipMissing,
    texts: permission({ table: "incident", scope: scopes.contact, roles: [authenticated], rights: "create" }),
  },
  { what: "self on contact", check: permissionRelationshipMissing, texts: permission({ scope: scopes.self, roles: [authenticated] }) },
  {
    what: "a whole chain",
    check: permissionParentBroken,
    texts: {
      ...permission(),
      ...parented(2, `adx_parententitypermission: ${id(1)}\n`),
      ...parented(3, `adx_parententitypermission: ${id(2)}\n`, [anonymous]),
    },
  },
  {
    what: "a parent that is not in the folder",
    check: permissionParentBroken,
    texts: parented(1, `adx_parententitypermission: ${id(44)}\n`),
  },
  {
    what: "a parent that another access type ignores",
    check: permissionParentBroken,
    texts: permission({ more: `adx_parententitypermission: ${id(44)}\n` }),
  },
  {
    what: "strangers among others",
    check: permissionForNobody,
    texts: permission({ scope: scopes.self, roles: [anonymous, authenticated] }),
  },
  { what: "a global one", check: permissionForNobody, texts: permission() },
  { what: "one without roles", check: permissionForNobody, texts: permission({ scope: scopes.self, roles: [] }) },
  { what: "one role of each", check: roleFlags, texts: {} },
  {
    what: "a second one that is inactive",
    check: roleFlags,
    texts: { "webrole.yml": role("A", 1, "anonymous") + role("B", 2, "authenticated") + role("C", 3, "anonymous") + "  statecode: 1\n" },
  },
  { what: "a folder without roles", check: roleFlags, texts: { "webrole.yml": "" } },
  ...[
    ["Authentication/OpenAuth/Facebook/AppSecret", undefined],
    ["Authentication/OpenAuth/Facebook/AppSecret", "YOUR_APP_SECRET"],
    ["Authentication/OpenAuth/Facebook/AppSecret", "** INSERT YOUR SECRET **"],
    ["Authentication/OpenAuth/Facebook/AppSecret", "xxxxxxxxxxxxxxxx"],
    ["Authentication/OpenAuth/Facebook/AppSecret", "${OS.APP_SECRET}"],
    ["Authentication/Registration/ResetPasswordEnabled", "true"],
    ["Authentication/OpenIdConnect/B2C/PasswordResetPolicyId", "B2C_1_passwordreset"],
    ["Authentication/OpenAuth/Google/ClientId", "685956775098-fakefakefake.apps.example.com"],
    ["Flow/Address", "https://example.com/workflows/1?api-version=1"],
  ].map(([name, value]) => ({ what: `${name}: ${value}`, check: secretInSetting, texts: settings([name ?? "", value]) })),
  {
    what: "a secret that an environment gives",
    check: secretInSetting,
    texts: settings(["SharePoint/ClientSecret", undefined, "  adx_source: 1\n  adx_envvar_schema: demo_Secret\n"]),
  },
  {
    what: "one that narrows",
    check: columnProfileIdle,
    texts: { ...profile("contact", [authenticated], ["746610001"]), ...settings(...webApi("contact", "fullname")) },
  },
  {
    what: "a role that is not in the folder",
    check: columnProfileIdle,
    texts: { ...profile("contact", [id(77)]), ...settings(...webApi("contact", "fullname")) },
  },
  { what: "rights that cannot be read", check: columnProfileIdle, texts: { ...profile("contact", [authenticated], ["1"]) } },
  { what: "a site that table permissions guard", check: accessUnknown, texts: permission() },
  { what: "enhanced authorization that is off", check: accessUnknown, texts: settings(["enhancedauthorization", "0"]) },
  { what: "an empty value", check: accessUnknown, texts: settings(["enhancedauthorization", ""]) },
  {
    what: "a members' page whose query is for members",
    check: pageDataOpen,
    texts: {
      ...page("Members", 80),
      [copy("Members")]: newsQuery,
      ...rule(id(80)),
      ...permission({ table: "demo_news", roles: [authenticated] }),
      ...settings(...webApi("demo_news", "demo_title")),
    },
  },
  {
    what: "a page for everybody",
    check: pageDataOpen,
    texts: {
      ...page("News", 80),
      [copy("News")]: newsQuery,
      ...permission({ table: "demo_news" }),
      ...settings(...webApi("demo_news", "demo_title")),
    },
  },
  {
    what: "data that is open on pages only",
    check: pageDataOpen,
    texts: { ...page("Members", 80), [copy("Members")]: newsQuery, ...rule(id(80)), ...permission({ table: "demo_news" }) },
  },
];

describeChecks("access", { finds, silent });

describe("what the configuration accepts", () => {
  const kitPermission = (rights = "read create"): Record<string, string> => {
    const own = stableId("c0aab86c-9fa8-41c8-ba59-91b0b82abf99", "portal-kit/table-permission/Portal Kit Contact Capture");
    const [path, text] = Object.entries(permission({ number: 7, rights }))[0] ?? ["", ""];
    return { [path]: text.replace(id(7), own) };
  };
  const find = async (check: Check, texts: Record<string, string>, capture: object = {}) => {
    const configuration = { ...storyConfiguration, capture: { ...storyConfiguration.capture, ...capture } };
    return check.find(
      await checkedSite(texts, { configuration: parseConfiguration(JSON.stringify(configuration), "portal-kit.config.json") }),
    );
  };
  const accepted = [expect.stringMatching(/acceptAnonymousContactAccess/)];
  const proved = { path: "A-key", keyProvedAt: ["https://contoso.example.com"] };

  it.each<[what: string, Check, Record<string, string>, capture: object]>([
    ["the look-up's read right", anonymousReadPeople, kitPermission(), {}],
    [
      "the columns of the look-up",
      anonymousReadPeople,
      { ...kitPermission(), ...settings(...webApi("contact", "contactid,emailaddress1")) },
      {},
    ],
    ["the right to create", anonymousWrite, { ...permission({ rights: "read", roles: [administrators] }), ...kitPermission() }, {}],
    ["the right to create, without a look-up", anonymousWrite, kitPermission("create"), { lookup: "none" }],
    ["the write right of a proved key", anonymousWrite, kitPermission("read create write"), proved],
  ])("is told as accepted, of the kit's own permission: %s", async (_, check, texts, capture) => {
    expect((await find(check, texts, capture)).map((finding) => finding.accepted)).toEqual(accepted);
  });

  it.each<[what: string, Check, Record<string, string>, capture: object]>([
    ["without the configuration's word", anonymousReadPeople, kitPermission(), { acceptAnonymousContactAccess: false }],
    ["where another permission opens the same", anonymousReadPeople, { ...kitPermission(), ...permission() }, {}],
    ["a read right that no look-up needs", anonymousReadPeople, kitPermission(), { lookup: "none" }],
    ["a read right where there is no form", anonymousReadPeople, kitPermission(), { path: "none" }],
    ["a right to create where there is no form", anonymousWrite, kitPermission("create"), { path: "none" }],
    ["a right for everybody where each has their own row", anonymousReadPeople, kitPermission(), { path: "A-self" }],
    [
      "a column that the form does not read",
      anonymousReadPeople,
      { ...kitPermission(), ...settings(...webApi("contact", "contactid,emailaddress1,telephone1")) },
      {},
    ],
    ["a write right", anonymousWrite, kitPermission("read create write"), {}],
    ["the write right of a key that was proved nowhere", anonymousWrite, kitPermission("read create write"), { path: "A-key" }],
    [
      "columns that anybody may change, proved key or not",
      anonymousWrite,
      { ...kitPermission("read create write"), ...settings(...webApi("contact", "contactid,emailaddress1")) },
      proved,
    ],
    ["a right to delete beside one that is wanted", anonymousWrite, kitPermission("read create write delete"), proved],
  ])("is not accepted: %s", async (_, check, texts, capture) => {
    expect((await find(check, texts, capture)).map((finding) => finding.accepted)).toEqual([undefined]);
  });
});

describe("a secret", () => {
  it("is in no finding", async () => {
    const secret = "Wq8~fakefakefakefakefakefakefakefake12";
    const found = secretInSetting.find(
      await checkedSite(settings(["A/ClientSecret", secret], ["B", `https://example.com/?sig=${secret.slice(4)}`])),
    );
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toContain(secret.slice(4, 20));
  });
});
