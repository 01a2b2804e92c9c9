import { recordFolders } from "../../site/site-layout.ts";

/**
 * Tables by the kind of file that holds their records, named as `pac` names them in its manifest.
 * https://learn.microsoft.com/power-pages/configure/power-platform-cli
 */
const tablesByKind: Readonly<Record<string, string>> = {
  ad: "adx_ad",
  adplacement: "adx_adplacement",
  advancedform: "adx_webform",
  advancedformmetadata: "adx_webformmetadata",
  advancedformstep: "adx_webformstep",
  basicform: "adx_entityform",
  basicformmetadata: "adx_entityformmetadata",
  blog: "adx_blog",
  blogpost: "adx_blogpost",
  botconsumer: "adx_botconsumer",
  cloudflowconsumer: "adx_cloudflowconsumer",
  columnpermission: "adx_columnpermission",
  columnpermissionprofile: "adx_columnpermissionprofile",
  contentsnippet: "adx_contentsnippet",
  forum: "adx_communityforum",
  forumpermission: "adx_communityforumaccesspermission",
  forumthreadtype: "adx_forumthreadtype",
  list: "adx_entitylist",
  pagetemplate: "adx_pagetemplate",
  poll: "adx_poll",
  polloption: "adx_polloption",
  pollplacement: "adx_pollplacement",
  publishingstate: "adx_publishingstate",
  redirect: "adx_redirect",
  serverlogic: "adx_serverlogic",
  shortcut: "adx_shortcut",
  sitemarker: "adx_sitemarker",
  sitesetting: "adx_sitesetting",
  sourcefile: "adx_sourcefile",
  tablepermission: "adx_entitypermission",
  tag: "adx_tag",
  urlhistory: "adx_urlhistory",
  uxcomponent: "mspp_uxcomponent",
  webfile: "adx_webfile",
  weblink: "adx_weblink",
  weblinkset: "adx_weblinkset",
  webpage: "adx_webpage",
  webpagerule: "adx_webpageaccesscontrolrule",
  webrole: "adx_webrole",
  website: "adx_website",
  websiteaccess: "adx_websiteaccess",
  websitelanguage: "adx_websitelanguage",
  webtemplate: "adx_webtemplate",
};

export const isKnownKind = (kind: string): boolean => Object.hasOwn(tablesByKind, kind);

/** The table of a file's records; for a kind nobody knows yet what it would be called. */
export const tableOfKind = (kind: string): string => tablesByKind[kind] ?? `adx_${kind}`;

/** Folders of records: those the rest of the kit reads, and those it has no use for. `.portalconfig` is not among them: it belongs to an environment. */
export const deployedFolders: ReadonlySet<string> = new Set([...recordFolders, "forums", "blogs", "ideas", "shortcuts", "source-files"]);

/** Keys that may hold a record's id, the surest first: code sites call it `id`. */
export function idKeysOf(table: string): readonly string[] {
  return [`${table}id`, `${table.replace(/^[a-z]+_/, "")}id`, "id"];
}

const nameColumns: Readonly<Record<string, string>> = {
  adx_entitypermission: "entityname",
  adx_columnpermissionprofile: "profilename",
  adx_columnpermission: "columnname",
};

export const nameColumnOf = (table: string): string => nameColumns[table] ?? "name";

/** Columns that lie in files of their own, by how the file's name goes on behind `<Stem>.<kind>.`. */
const textColumns: Readonly<Record<string, string>> = {
  "source.html": "source",
  "value.html": "value",
  "copy.html": "copy",
  "summary.html": "summary",
  "custom_javascript.js": "registerstartupscript",
  "custom_css.css": "customcss",
  "params.json": "params",
};

/** A file beside the record: `path` from the record's own, by the column it holds. */
export interface SideFile {
  readonly column: string;
  readonly isBytes: boolean;
  readonly path: string;
}

/** The files that may lie beside a record of one file; which of them are there is another question. */
export function sideFilesOf(kind: string, recordPath: string): readonly SideFile[] {
  const bare = recordPath.slice(0, -`.${kind}.yml`.length);
  if (kind === "webfile" || kind === "sourcefile") return [{ column: "file", isBytes: true, path: bare }];
  // What the column is called is not known: the name is this program's own.
  if (kind === "serverlogic") return [{ column: "code", isBytes: false, path: `${bare}.js` }];
  return Object.entries(textColumns).map(([end, column]) => ({
    column: kind === "webpage" && column === "registerstartupscript" ? "customjavascript" : column,
    isBytes: false,
    path: `${bare}.${kind}.${end}`,
  }));
}

/** The record's text columns, which hold what a person wrote: `True` and `true` are two texts there. */
export const textColumnNames: ReadonlySet<string> = new Set([
  ...Object.values(textColumns),
  "customjavascript",
  "code",
  "name",
  "description",
  "display_name",
]);

/**
 * Columns in which the environment writes down what happened to a record. They differ after every upload, and nobody deploys them. Observed in downloads (third party): a few
 * records of the enhanced data model have them.
 */
export const isEnvironmentKey = (key: string): boolean =>
  /^(?:adx_)?(?:created|modified)(?:on|by)$|^(?:timezonerule)?versionnumber$|^overwritetime$/i.test(key);

/** Lists are links to other records (web roles above all), but for the rights of column permissions, which are one value. Assumed of an upload: it adds links and takes none away. */
export const isLinkKey = (key: string): boolean => !/permissions$/i.test(key);

export const withoutPrefix = (key: string): string => key.replace(/^adx_/, "");
