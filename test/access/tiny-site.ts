import type { ColumnPermissionProfile, ServerLogic, Site, SiteRecord, SiteSetting, TablePermission, WebRole } from "../../site/site.ts";

export const anonymousRole = "aaaaaaaa-0000-4000-8000-000000000001";
export const authenticatedRole = "aaaaaaaa-0000-4000-8000-000000000002";

export interface TinySite {
  readonly settings?: readonly (readonly [string, string | undefined] | SiteSetting)[];
  readonly permissions?: readonly Partial<TablePermission>[];
  readonly profiles?: readonly Partial<ColumnPermissionProfile>[];
  readonly roles?: readonly WebRole[];
  readonly serverLogics?: readonly ServerLogic[];
  readonly websiteValues?: Readonly<Record<string, string>>;
}

function record(name: string, path: string, line = 1): SiteRecord {
  return { id: `id-${path}-${line}`, name, path, line, active: true, values: {} };
}

export function setting(name: string, value: string | undefined, more: Partial<SiteSetting> = {}): SiteSetting {
  return { ...record(name, "sitesetting.yml"), value, environmentVariable: undefined, ...more };
}

export const roles: readonly WebRole[] = [
  { ...record("Visitors", "webrole.yml"), id: anonymousRole, isAnonymous: true, isAuthenticated: false },
  { ...record("Members", "webrole.yml", 5), id: authenticatedRole, isAnonymous: false, isAuthenticated: true },
];

/** A site with only what access asks about. */
export function tinySite(parts: TinySite = {}): Site {
  return {
    folder: "/nowhere",
    kind: "classic",
    model: "enhanced",
    website: {
      ...record("Site", "website.yml"),
      values: parts.websiteValues ?? {},
      defaultLanguageId: undefined,
      headerTemplateId: undefined,
      footerTemplateId: undefined,
      lcid: 1033,
    },
    languages: [],
    webTemplates: [],
    pageTemplates: [],
    pages: [],
    snippets: [],
    settings: (parts.settings ?? []).map((one, index) => ("name" in one ? one : setting(one[0], one[1], { line: index + 1 }))),
    roles: parts.roles ?? roles,
    tablePermissions: (parts.permissions ?? []).map((permission, index) => ({
      ...record(`Permission ${index}`, `table-permissions/${index}.tablepermission.yml`),
      table: "contact",
      scope: "global",
      roleIds: [anonymousRole],
      read: false,
      create: false,
      write: false,
      delete: false,
      append: false,
      appendTo: false,
      parentId: undefined,
      ...permission,
    })),
    columnPermissionProfiles: (parts.profiles ?? []).map((profile, index) => ({
      ...record(`Profile ${index}`, `column-permission-profiles/${index}.columnpermissionprofile.yml`),
      table: "contact",
      roleIds: [anonymousRole],
      allColumns: [],
      columns: [],
      ...profile,
    })),
    webFiles: [],
    linkSets: [],
    siteMarkers: [],
    publishingStates: [],
    pageRules: [],
    serverLogics: parts.serverLogics ?? [],
    findings: [],
    texts: new Map(),
  };
}
