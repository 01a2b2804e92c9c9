/** A kind of file: `<Stem>.<kind>.yml`, or `<kind>.yml` for lists. */
export interface Kind {
  readonly kind: string;
  readonly table: string;
  /** Folder of a classic site; undefined: one list file at the top. */
  readonly folder?: string;
  /** Folder of a code site, where every record has a file of its own. */
  readonly codeFolder?: string;
  /** Each record in a folder of its own name. */
  readonly ownFolder?: boolean;
  /** The column with the record that it hangs on: it is an item of a list beside that record's file. */
  readonly parent?: { readonly key: string; readonly table: string };
  /** Column with the language, which shows in the file's name. */
  readonly language?: string;
  /** Bare key of the display name, where it is not `name`. */
  readonly nameKey?: string;
  /** Files beside the YAML: text key → what follows `<Stem>.<kind>.`. */
  readonly sides?: Readonly<Record<string, string>>;
}

const page = { copy: "copy.html", summary: "summary.html", custom_javascript: "custom_javascript.js", custom_css: "custom_css.css" };
const script = { custom_javascript: "custom_javascript.js" };

/** Every component that a site folder was seen with, or that the documentation names. */
export const kinds: readonly Kind[] = [
  { kind: "website", table: "adx_website" },
  { kind: "sitesetting", table: "adx_sitesetting", codeFolder: "site-settings" },
  { kind: "webrole", table: "adx_webrole", codeFolder: "web-roles" },
  { kind: "sitemarker", table: "adx_sitemarker", codeFolder: "sitemarkers" },
  { kind: "botconsumer", table: "adx_botconsumer", codeFolder: "bot-consumers" },
  { kind: "websitelanguage", table: "adx_websitelanguage", codeFolder: "site-languages" },
  { kind: "publishingstate", table: "adx_publishingstate", codeFolder: "publishing-states" },
  { kind: "webpagerule", table: "adx_webpageaccesscontrolrule", codeFolder: "webpage-rules" },
  { kind: "websiteaccess", table: "adx_websiteaccess", codeFolder: "website-accesss" },
  { kind: "tag", table: "adx_tag", codeFolder: "tags" },
  { kind: "urlhistory", table: "adx_urlhistory", codeFolder: "url-history" },
  { kind: "ad", table: "adx_ad", codeFolder: "ads" },
  { kind: "adplacement", table: "adx_adplacement", codeFolder: "ad-placements" },
  { kind: "redirect", table: "adx_redirect", codeFolder: "redirects" },
  { kind: "shortcut", table: "adx_shortcut", codeFolder: "shortcuts" },
  { kind: "portallanguage", table: "adx_portallanguage", codeFolder: ".portalconfig" },
  { kind: "websitebinding", table: "adx_websitebinding", codeFolder: ".portalconfig" },
  { kind: "webtemplate", table: "adx_webtemplate", folder: "web-templates", ownFolder: true, sides: { source: "source.html" } },
  { kind: "pagetemplate", table: "adx_pagetemplate", folder: "page-templates" },
  {
    kind: "contentsnippet",
    table: "adx_contentsnippet",
    folder: "content-snippets",
    ownFolder: true,
    language: "contentsnippetlanguageid",
    sides: { value: "value.html" },
  },
  { kind: "webpage", table: "adx_webpage", folder: "web-pages", ownFolder: true, language: "webpagelanguageid", sides: page },
  { kind: "webfile", table: "adx_webfile", folder: "web-files" },
  { kind: "sourcefile", table: "adx_sourcefile", folder: "source-files" },
  { kind: "tablepermission", table: "adx_entitypermission", folder: "table-permissions", nameKey: "entityname" },
  { kind: "weblinkset", table: "adx_weblinkset", folder: "weblink-sets", ownFolder: true, language: "websitelanguageid" },
  { kind: "weblink", table: "adx_weblink", parent: { key: "weblinksetid", table: "adx_weblinkset" } },
  { kind: "basicform", table: "adx_entityform", folder: "basic-forms", ownFolder: true, sides: script },
  { kind: "basicformmetadata", table: "adx_entityformmetadata", parent: { key: "entityform", table: "adx_entityform" } },
  { kind: "advancedform", table: "adx_webform", folder: "advanced-forms", ownFolder: true },
  { kind: "advancedformstep", table: "adx_webformstep", folder: "advanced-forms", ownFolder: true, sides: script },
  { kind: "advancedformmetadata", table: "adx_webformmetadata", parent: { key: "webformstep", table: "adx_webformstep" } },
  { kind: "list", table: "adx_entitylist", folder: "lists", sides: script },
  { kind: "cloudflowconsumer", table: "adx_cloudflowconsumer", folder: "cloud-flow-consumer" },
  { kind: "uxcomponent", table: "mspp_uxcomponent", folder: "ux-components", ownFolder: true, sides: { params: "params.json" } },
  { kind: "serverlogic", table: "adx_serverlogic", folder: "server-logic" },
  {
    kind: "columnpermissionprofile",
    table: "adx_columnpermissionprofile",
    folder: "column-permission-profiles",
    ownFolder: true,
    nameKey: "profilename",
  },
  {
    kind: "columnpermission",
    table: "adx_columnpermission",
    parent: { key: "columnpermissionprofileid", table: "adx_columnpermissionprofile" },
    nameKey: "columnname",
  },
  { kind: "poll", table: "adx_poll", folder: "polls", ownFolder: true },
  { kind: "polloption", table: "adx_polloption", parent: { key: "pollid", table: "adx_poll" } },
  { kind: "pollplacement", table: "adx_pollplacement", folder: "poll-placements" },
  { kind: "forum", table: "adx_communityforum", folder: "forums", ownFolder: true },
  { kind: "forumpermission", table: "adx_communityforumaccesspermission", parent: { key: "forumid", table: "adx_communityforum" } },
  { kind: "forumthreadtype", table: "adx_forumthreadtype", codeFolder: "forum-thread-types" },
];

const byKind = new Map(kinds.map((kind) => [kind.kind, kind]));
const byTable = new Map(kinds.map((kind) => [kind.table, kind]));

export const kindNamed = (name: string): Kind | undefined => byKind.get(name);

export function kindOf(table: string): Kind {
  const kind = byTable.get(table);
  if (kind === undefined) throw new Error(`the fake pac knows no table ${table}`);
  return kind;
}

/** `adx_webroleid` of classic folders; code sites say `id`. */
export const idKeys = ({ kind, table }: Kind): readonly string[] =>
  kind === "uxcomponent" ? ["adx_uxcomponentid", "uxcomponentid", "id"] : [`${table}id`, "id", `${table.replace(/^adx_/, "")}id`];

/** Many-to-many columns: their lists are links to other rows, not values. */
export const isLinkKey = (key: string): boolean => /_(?:webrole|ad|poll)$/i.test(key);
