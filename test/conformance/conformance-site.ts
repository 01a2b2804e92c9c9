import { renderRecord, type RecordKeys } from "../../site/render-record.ts";
import { permissionScopes, type ColumnRight, type PermissionScope } from "../../site/site.ts";

export const roleIds = {
  anonymous: "20e00000-0000-4000-8000-000000000001",
  authenticated: "20e00000-0000-4000-8000-000000000002",
  administrators: "20e00000-0000-4000-8000-000000000003",
  /** Whoever a row of `adx_webrole_contact` gives it to. */
  members: "20e00000-0000-4000-8000-000000000004",
} as const;
export type RoleName = keyof typeof roleIds;

export interface PermissionPart {
  readonly table: string;
  /** Default: global. */
  readonly scope?: PermissionScope;
  /** Default: anonymous and authenticated. */
  readonly roles?: readonly RoleName[];
  /** `read create write delete append appendto`, those it has. */
  readonly rights: string;
  /** For a child: the name of the parent permission and the relationship. */
  readonly name?: string;
  readonly parent?: string;
  readonly relationship?: string;
}

export interface ProfilePart {
  readonly table: string;
  readonly roles?: readonly RoleName[];
  readonly all?: readonly ColumnRight[];
  readonly columns?: Readonly<Record<string, readonly ColumnRight[]>>;
}

export interface SiteParts {
  /** Laid over the ordinary ones; null takes one away. */
  readonly settings?: Readonly<Record<string, string | null>>;
  /** Instead of the ordinary ones, which give everybody everything. */
  readonly permissions?: readonly PermissionPart[];
  readonly profiles?: readonly ProfilePart[];
  /** More files of the site folder, by path; they win over the ordinary ones. */
  readonly files?: Readonly<Record<string, string>>;
}

const fields = {
  contact:
    "contactid,firstname,lastname,fullname,emailaddress1,mobilephone,description,birthdate,gendercode,numberofchildren,createdon,parentcustomerid,_parentcustomerid_value",
  account: "accountid,name,telephone1,numberofemployees,primarycontactid,_primarycontactid_value",
  opportunity: "opportunityid,name,estimatedvalue,createdon,customerid,_customerid_value,parentaccountid,_parentaccountid_value",
  lead: "leadid,subject,lastname",
  annotation: "annotationid,subject,notetext,filename,mimetype,documentbody,objectid,_objectid_value",
};

const ordinarySettings: Readonly<Record<string, string | null>> = Object.fromEntries(
  Object.entries(fields).flatMap(([table, columns]) => [
    [`Webapi/${table}/enabled`, "true"],
    [`Webapi/${table}/fields`, columns],
  ]),
);

const ordinaryPermissions: readonly PermissionPart[] = Object.keys(fields).map((table) => ({
  table,
  rights: "read create write delete append appendto",
}));

export const siteIds = {
  website: "517e0000-0000-4000-8000-000000000001",
  language: "517e0000-0000-4000-8000-000000000002",
  published: "517e0000-0000-4000-8000-000000000003",
  template: "517e0000-0000-4000-8000-000000000004",
  header: "517e0000-0000-4000-8000-000000000008",
  footer: "517e0000-0000-4000-8000-000000000009",
  pageTemplate: "517e0000-0000-4000-8000-000000000005",
  home: "517e0000-0000-4000-8000-000000000006",
  homeContent: "517e0000-0000-4000-8000-000000000007",
} as const;

/** The files of a whole, tiny site of the enhanced data model. */
export function siteFiles({ settings = {}, permissions = ordinaryPermissions, profiles = [], files = {} }: SiteParts): Map<string, string> {
  const allSettings = Object.entries({ ...ordinarySettings, ...settings });
  const permissionIds = new Map(permissions.map((permission, index) => [nameOf(permission, index), makeId("9e200000", index)]));
  return new Map([
    ...Object.entries(ordinaryFiles),
    [
      "sitesetting.yml",
      renderList(
        allSettings.flatMap(([name, value], index) =>
          value === null ? [] : [{ adx_name: name, adx_sitesettingid: makeId("5e770000", index), adx_value: value }],
        ),
      ),
    ],
    ...permissions.map((permission, index): [string, string] => [
      `table-permissions/Permission-${index}.tablepermission.yml`,
      renderPermission(permission, index, permissionIds),
    ]),
    ...profiles.flatMap(renderProfile),
    ...Object.entries(files),
  ]);
}

const ordinaryFiles: Readonly<Record<string, string>> = {
  "website.yml": renderRecord({
    adx_defaultlanguage: siteIds.language,
    adx_footerwebtemplateid: siteIds.footer,
    adx_headerwebtemplateid: siteIds.header,
    adx_name: "Example site",
    adx_website_language: "1033",
    adx_websiteid: siteIds.website,
  }),
  "websitelanguage.yml": renderList([
    {
      adx_name: "English",
      adx_portallanguageid: siteIds.language,
      adx_publishingstate: siteIds.published,
      adx_websitelanguageid: siteIds.language,
    },
  ]),
  ".portalconfig/portallanguage.yml": renderList([
    { adx_displayname: "English", adx_languagecode: "en-US", adx_lcid: "1033", adx_portallanguageid: siteIds.language },
  ]),
  "publishingstate.yml": renderList([
    { adx_isdefault: "true", adx_isvisible: "true", adx_name: "Published", adx_publishingstateid: siteIds.published },
  ]),
  "webrole.yml": renderList(
    Object.entries(roleIds).map(([name, id]) => ({
      adx_anonymoususersrole: String(name === "anonymous"),
      adx_authenticatedusersrole: String(name === "authenticated"),
      adx_name: { anonymous: "Anonymous Users", authenticated: "Authenticated Users" }[name] ?? name[0]?.toUpperCase() + name.slice(1),
      adx_webroleid: id,
    })),
  ),
  "web-templates/plain/Plain.webtemplate.yml": renderRecord({ adx_name: "Plain", adx_webtemplateid: siteIds.template }),
  "web-templates/plain/Plain.webtemplate.source.html": "<main>{{ page.adx_copy }}</main>\n",
  "web-templates/header/Header.webtemplate.yml": renderRecord({ adx_name: "Header", adx_webtemplateid: siteIds.header }),
  "web-templates/header/Header.webtemplate.source.html": "<header>{{ website.name }}</header>\n",
  "web-templates/footer/Footer.webtemplate.yml": renderRecord({ adx_name: "Footer", adx_webtemplateid: siteIds.footer }),
  "web-templates/footer/Footer.webtemplate.source.html": "<footer></footer>\n",
  "page-templates/Plain.pagetemplate.yml": renderRecord({
    adx_isdefault: "true",
    adx_name: "Plain",
    adx_pagetemplateid: siteIds.pageTemplate,
    adx_type: "756150001",
    adx_usewebsiteheaderandfooter: "false",
    adx_webtemplateid: siteIds.template,
  }),
  ...pageFiles({ name: "Home", id: siteIds.home, contentId: siteIds.homeContent, partialUrl: "/", copy: "<p>Welcome.</p>" }),
};

export interface PagePart {
  readonly name: string;
  readonly id: string;
  readonly contentId: string;
  readonly partialUrl: string;
  readonly copy: string;
  /** undefined: none, as of the home page. */
  readonly parentId?: string;
}

/** A page with its content in the site's language. */
export function pageFiles({ name, id, contentId, partialUrl, copy, parentId = "" }: PagePart): Record<string, string> {
  const folder = `web-pages/${name.toLowerCase()}`;
  const common: RecordKeys = {
    adx_name: name,
    adx_pagetemplateid: siteIds.pageTemplate,
    adx_parentpageid: parentId,
    adx_partialurl: partialUrl,
    adx_publishingstateid: siteIds.published,
    adx_title: name,
  };
  return {
    [`${folder}/${name}.webpage.yml`]: renderRecord({ ...common, adx_isroot: "true", adx_webpageid: id }),
    [`${folder}/content-pages/${name}.en-US.webpage.yml`]: renderRecord({
      ...common,
      adx_isroot: "false",
      adx_rootwebpageid: id,
      adx_webpageid: contentId,
      adx_webpagelanguageid: siteIds.language,
    }),
    [`${folder}/content-pages/${name}.en-US.webpage.copy.html`]: copy,
  };
}

/** Records of one file, as a list. */
export function renderList(records: readonly RecordKeys[]): string {
  return records.map((record) => renderRecord(record).replaceAll(/^/gmu, "  ").replace(/^ {2}/u, "- ").trimEnd()).join("\n") + "\n";
}

const nameOf = (permission: PermissionPart, index: number): string => permission.name ?? `Permission ${index}`;
const makeId = (start: string, index: number): string => `${start}-0000-4000-8000-${String(index).padStart(12, "0")}`;
const rolesOf = (roles: readonly RoleName[] = ["anonymous", "authenticated"]): string[] => roles.map((role) => roleIds[role]);

function renderPermission(permission: PermissionPart, index: number, known: ReadonlyMap<string, string>): string {
  const { table, scope = "global", roles, rights, parent, relationship = "" } = permission;
  const has = new Set(rights.split(" "));
  const parentId = parent === undefined ? "" : known.get(parent);
  if (parentId === undefined) throw new TypeError(`There is no permission of the name ${parent}.`);
  const rightKeys = ["read", "create", "write", "delete", "append", "appendto"].map((right) => [`adx_${right}`, String(has.has(right))]);
  return renderRecord({
    ...Object.fromEntries(rightKeys),
    adx_accountrelationship: scope === "account" ? relationship : "",
    adx_contactrelationship: scope === "contact" ? relationship : "",
    adx_entitylogicalname: table,
    adx_entityname: nameOf(permission, index),
    adx_entitypermission_webrole: rolesOf(roles),
    adx_entitypermissionid: makeId("9e200000", index),
    adx_parententitypermission: parentId,
    adx_parentrelationship: scope === "parent" ? relationship : "",
    // Their numbers are in the order of the list.
    adx_scope: String(756150000 + permissionScopes.indexOf(scope)),
  });
}

const rightNumbers: Readonly<Record<ColumnRight, string>> = { create: "746610000", read: "746610001", update: "746610002" };

function renderProfile({ table, roles, all = [], columns = {} }: ProfilePart, index: number): [string, string][] {
  const stem = `column-permission-profiles/profile-${index}/Profile-${index}.columnpermissionprofile`;
  const id = makeId("90f10000", index);
  return [
    [
      `${stem}.yml`,
      renderRecord({
        adx_allcolumnpermissions: all.map((right) => rightNumbers[right]),
        adx_columnpermissionprofile_webrole: rolesOf(roles),
        adx_columnpermissionprofileid: id,
        adx_profilename: `Profile ${index}`,
        adx_tablename: table,
      }),
    ],
    [
      `${stem}.columnpermission.yml`,
      renderList(
        Object.entries(columns).map(([column, rights], place) => ({
          adx_columnname: column,
          adx_columnpermissionid: makeId(`c01${index}0000`, place),
          adx_columnpermissionprofileid: id,
          adx_permissions: rights.map((right) => rightNumbers[right]),
        })),
      ),
    ],
  ];
}
