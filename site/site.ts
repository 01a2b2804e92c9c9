import type { Finding } from "../contract/finding.ts";

/** A site folder as data. Every path is inside the site folder, with `/`; every id is a lower-case GUID. */
export interface Site {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly kind: SiteKind;
  readonly model: DataModel;
  readonly website: Website;
  readonly languages: readonly WebsiteLanguage[];
  readonly webTemplates: readonly WebTemplate[];
  readonly pageTemplates: readonly PageTemplate[];
  readonly pages: readonly WebPage[];
  readonly snippets: readonly ContentSnippet[];
  readonly settings: readonly SiteSetting[];
  readonly roles: readonly WebRole[];
  readonly tablePermissions: readonly TablePermission[];
  readonly columnPermissionProfiles: readonly ColumnPermissionProfile[];
  readonly webFiles: readonly WebFile[];
  readonly linkSets: readonly WebLinkSet[];
  readonly siteMarkers: readonly SiteMarker[];
  readonly publishingStates: readonly PublishingState[];
  readonly pageRules: readonly WebPageRule[];
  readonly serverLogics: readonly ServerLogic[];
  /** What is odd but did not stop the reading: dangling references, inactive header, missing files. */
  readonly findings: readonly Finding[];
  /** Every text file of the site that the kit knows, by path: exactly its bytes as UTF-8 text. */
  readonly texts: ReadonlyMap<string, string>;
}

export type SiteKind = "classic" | "code";
/** standard: adx tables (v1); enhanced: one component table (v2). Decides `--modelVersion`. */
export type DataModel = "standard" | "enhanced";

/** What every record has; `path` is its YAML file, `line` where the record begins in it (lists hold many), from 1. */
export interface SiteRecord {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly line: number;
  /** false: `statecode: 1`. Skipped when rendering and when judging access. */
  readonly active: boolean;
  /** The record's own keys as text, in the file's spelling, e.g. `adx_partialurl`. Lists are arrays; an empty value is "" ; absent keys are absent. */
  readonly values: Readonly<Record<string, string | readonly string[]>>;
}

export interface Website extends SiteRecord {
  readonly defaultLanguageId: string | undefined;
  readonly headerTemplateId: string | undefined;
  readonly footerTemplateId: string | undefined;
  readonly lcid: number | undefined;
}

export interface WebsiteLanguage extends SiteRecord {
  /** E.g. `en-US`; from `.portalconfig/portallanguage.yml`, or from the site's file names where that is missing. */
  readonly code: string;
  readonly portalLanguageId: string | undefined;
}

export interface WebTemplate extends SiteRecord {
  readonly sourcePath: string;
  readonly source: string;
  readonly mimeType: string | undefined;
}

export interface PageTemplate extends SiteRecord {
  readonly webTemplateId: string | undefined;
  /** `~/Pages/....aspx` of a rewrite template. */
  readonly rewriteUrl: string | undefined;
  readonly usesHeaderAndFooter: boolean;
  readonly isDefault: boolean;
}

/** A root page with its content pages. URLs are resolved over the parents, with a leading and a trailing slash as the portal shows them. */
export interface WebPage extends SiteRecord {
  readonly title: string;
  readonly partialUrl: string;
  /** E.g. `/services/repair/`; undefined when a parent is missing or the parents form a circle. */
  readonly url: string | undefined;
  readonly parentId: string | undefined;
  readonly pageTemplateId: string | undefined;
  readonly publishingStateId: string | undefined;
  readonly displayOrder: number;
  readonly hiddenFromSitemap: boolean;
  readonly parts: PageParts;
  readonly contentPages: readonly ContentPage[];
}

export interface ContentPage extends SiteRecord {
  readonly title: string;
  readonly languageId: string | undefined;
  readonly parts: PageParts;
}

/** A page's own texts; undefined where the file is missing. */
export interface PageParts {
  readonly copy: PagePart | undefined;
  readonly summary: PagePart | undefined;
  readonly customJavaScript: PagePart | undefined;
  readonly customCss: PagePart | undefined;
}
export interface PagePart {
  readonly path: string;
  readonly text: string;
}

export interface ContentSnippet extends SiteRecord {
  /** undefined: every language. */
  readonly languageId: string | undefined;
  readonly type: "text" | "html";
  readonly valuePath: string;
  /** undefined: the value is null (no value file). */
  readonly value: string | undefined;
}

export interface SiteSetting extends SiteRecord {
  /** undefined: null. */
  readonly value: string | undefined;
  /** Schema name of the environment variable the value comes from. */
  readonly environmentVariable: string | undefined;
}

export interface WebRole extends SiteRecord {
  readonly isAnonymous: boolean;
  readonly isAuthenticated: boolean;
}

export const permissionScopes = ["global", "contact", "account", "parent", "self"] as const;
export type PermissionScope = (typeof permissionScopes)[number];

export interface TablePermission extends SiteRecord {
  readonly table: string;
  /** undefined: a value Power Pages does not know. */
  readonly scope: PermissionScope | undefined;
  readonly roleIds: readonly string[];
  readonly read: boolean;
  readonly create: boolean;
  readonly write: boolean;
  readonly delete: boolean;
  readonly append: boolean;
  readonly appendTo: boolean;
  readonly parentId: string | undefined;
}

export const columnRights = ["create", "read", "update"] as const;
export type ColumnRight = (typeof columnRights)[number];

export interface ColumnPermissionProfile extends SiteRecord {
  readonly table: string;
  readonly roleIds: readonly string[];
  /** Rights on every column that `columns` does not name. */
  readonly allColumns: readonly ColumnRight[];
  readonly columns: readonly { readonly column: string; readonly rights: readonly ColumnRight[] }[];
}

export interface WebFile extends SiteRecord {
  readonly partialUrl: string;
  readonly url: string | undefined;
  readonly parentId: string | undefined;
  readonly mimeType: string | undefined;
  readonly publishingStateId: string | undefined;
  /** The bytes lie beside the YAML; undefined when they are missing. */
  readonly contentPath: string | undefined;
}

export interface WebLinkSet extends SiteRecord {
  readonly languageId: string | undefined;
  readonly title: string | undefined;
  readonly links: readonly WebLink[];
}
export interface WebLink extends SiteRecord {
  readonly pageId: string | undefined;
  readonly externalUrl: string | undefined;
  readonly parentLinkId: string | undefined;
  readonly displayOrder: number;
  readonly opensInNewWindow: boolean;
}

export interface SiteMarker extends SiteRecord {
  readonly pageId: string | undefined;
}
export interface PublishingState extends SiteRecord {
  readonly isVisible: boolean;
  readonly isDefault: boolean;
}
export interface WebPageRule extends SiteRecord {
  readonly right: "grant-change" | "restrict-read" | undefined;
  readonly pageId: string | undefined;
  readonly roleIds: readonly string[];
}

/** A script the portal runs, called at `/_api/serverlogics/<name>`. https://learn.microsoft.com/power-pages/configure/server-logic-overview */
export interface ServerLogic extends SiteRecord {
  readonly sourcePath: string;
  /** undefined: the script is missing. */
  readonly source: string | undefined;
  readonly roleIds: readonly string[];
}
