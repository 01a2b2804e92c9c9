import type { Site, SiteRecord } from "./site.ts";

/** A record's name as a file name: `pac` replaces each of these characters by one dash and keeps everything else. */
export function fileStem(name: string): string {
  return name.replaceAll(/[ /\\:*?"<>|]/g, "-");
}

export function folderName(stem: string): string {
  return stem.toLowerCase();
}

/** `pac` tells records of one name apart by `_` and the CRC-32 of the record's id, for a content page that of its root page. */
export function duplicateSuffix(id: string): string {
  return `_${crc32(id.toLowerCase()).toString(16).toUpperCase().padStart(8, "0")}`;
}

/** How the site spells its keys and lays out its records; new records follow it. */
export interface SiteDialect {
  /** Before every key of a record's own columns. */
  readonly prefix: "adx_" | "";
  /** false: one file per record and language folders instead of lists and language suffixes. */
  readonly lists: boolean;
}

export function dialectOf(site: Pick<Site, "website">): SiteDialect {
  const isCode = site.website.values["id"] !== undefined;
  return { prefix: isCode ? "" : "adx_", lists: !isCode };
}

/** A new record; its id decides whether a file that is there already is its own. */
export interface NewRecord {
  readonly id: string;
  readonly name: string;
}

export function webTemplatePaths(site: Site, record: NewRecord): { record: string; source: string } {
  const path =
    ownPath(site.webTemplates, record) ??
    freePath(site, site.webTemplates, record, (stem) => `web-templates/${folderName(stem)}/${stem}.webtemplate.yml`);
  return { record: path, source: path.replace(/yml$/, "source.html") };
}

export function pageTemplatePath(site: Site, record: NewRecord): string {
  return (
    ownPath(site.pageTemplates, record) ?? freePath(site, site.pageTemplates, record, (stem) => `page-templates/${stem}.pagetemplate.yml`)
  );
}

export interface PagePaths {
  readonly record: string;
  readonly copy: string;
  readonly summary: string;
  readonly customJavaScript: string;
  readonly customCss: string;
}

export function webPagePaths(site: Site, root: NewRecord): PagePaths {
  return partsOf(
    ownPath(site.pages, root) ?? freePath(site, site.pages, root, (stem) => `web-pages/${folderName(stem)}/${stem}.webpage.yml`),
  );
}

/** Content pages are named after their root page, whatever their own name is. */
export function contentPagePaths(site: Site, root: NewRecord, languageCode: string): PagePaths {
  const rootPath = webPagePaths(site, root).record;
  const folder = rootPath.slice(0, rootPath.lastIndexOf("/"));
  const stem = rootPath.slice(folder.length + 1, -".webpage.yml".length);
  return partsOf(
    dialectOf(site).lists
      ? `${folder}/content-pages/${stem}.${languageCode}.webpage.yml`
      : `${folder}/content-pages/${languageCode}/${stem}.webpage.yml`,
  );
}

/** @param languageCode absent: the snippet of every language */
export function contentSnippetPaths(site: Site, record: NewRecord, languageCode?: string): { record: string; value: string } {
  const languageIds = new Set(site.languages.flatMap(({ id, code }) => (code === languageCode ? id : [])));
  const sameLanguage = site.snippets.filter(({ languageId }) =>
    languageId === undefined ? languageCode === undefined : languageIds.has(languageId),
  );
  const { lists } = dialectOf(site);
  const path =
    ownPath(site.snippets, record) ??
    freePath(site, sameLanguage, record, (stem) => {
      const folder = `content-snippets/${folderName(stem)}`;
      if (languageCode === undefined) return `${folder}/${stem}.contentsnippet.yml`;
      return lists ? `${folder}/${stem}.${languageCode}.contentsnippet.yml` : `${folder}/${languageCode}/${stem}.contentsnippet.yml`;
    });
  return { record: path, value: path.replace(/yml$/, "value.html") };
}

/** The permission's display name (`adx_entityname`) names the file. */
export function tablePermissionPath(site: Site, record: NewRecord): string {
  return (
    ownPath(site.tablePermissions, record) ??
    freePath(site, site.tablePermissions, record, (stem) => `table-permissions/${stem}.tablepermission.yml`)
  );
}

/** @returns the profile, and the list of the columns it names */
export function columnPermissionProfilePaths(site: Site, record: NewRecord): { record: string; columns: string } {
  const path =
    ownPath(site.columnPermissionProfiles, record) ??
    freePath(
      site,
      site.columnPermissionProfiles,
      record,
      (stem) => `column-permission-profiles/${folderName(stem)}/${stem}.columnpermissionprofile.yml`,
    );
  return { record: path, columns: path.replace(/yml$/, "columnpermission.yml") };
}

/** The list that a new setting goes into, or in a code site a file of its own. */
export function siteSettingPath(site: Site, record: NewRecord): string {
  return listedPath(site, site.settings, record, { list: "sitesetting.yml", folder: "site-settings" });
}

export function webRolePath(site: Site, record: NewRecord): string {
  return listedPath(site, site.roles, record, { list: "webrole.yml", folder: "web-roles" });
}

export function webFilePaths(site: Site, record: NewRecord): { record: string; content: string } {
  const { lists } = dialectOf(site);
  const path =
    ownPath(site.webFiles, record) ??
    freePath(site, site.webFiles, record, (stem, suffix) => {
      const name = beforeExtension(stem.slice(0, stem.length - suffix.length), suffix);
      return lists ? `web-files/${name}.webfile.yml` : `web-files/${folderName(name)}/${name}.webfile.yml`;
    });
  return { record: path, content: path.slice(0, -".webfile.yml".length) };
}

/** The folder is `server-logic`, unless the site already has the other spelling. */
export function serverLogicPaths(site: Site, record: NewRecord): { record: string; source: string } {
  const existing = [...site.texts.keys()].filter((path) => path.endsWith(".serverlogic.yml"));
  const folder = existing.some((path) => path.startsWith("server-logics/")) ? "server-logics" : "server-logic";
  const { lists } = dialectOf(site);
  const own = existing.find((path) => site.texts.get(path)?.toLowerCase().includes(record.id.toLowerCase()));
  const path =
    own ??
    freePath(site, [], record, (stem) =>
      lists ? `${folder}/${stem}.serverlogic.yml` : `${folder}/${folderName(stem)}/${stem}.serverlogic.yml`,
    );
  return { record: path, source: path.replace(/serverlogic\.yml$/, "js") };
}

function listedPath(site: Site, records: readonly SiteRecord[], record: NewRecord, place: { list: string; folder: string }): string {
  const own = ownPath(records, record);
  if (own !== undefined) return own;
  if (dialectOf(site).lists) return place.list;
  const kind = place.list.slice(0, -".yml".length);
  return freePath(site, records, record, (stem) => `${place.folder}/${stem}.${kind}.yml`);
}

/** A record that is there already keeps its file, under whatever name. */
function ownPath(records: readonly SiteRecord[], record: NewRecord): string | undefined {
  const wanted = record.id.toLowerCase();
  return records.find(({ id }) => id === wanted)?.path;
}

/** The suffix is used when another record has the name or the file, in whatever case: Windows and macOS do not tell cases apart. */
function freePath(site: Site, records: readonly SiteRecord[], record: NewRecord, pathOf: (stem: string, suffix: string) => string): string {
  const stem = fileStem(record.name);
  const plain = pathOf(stem, "");
  const isName = isLike(record.name);
  const isTaken = records.some(({ name }) => isName(name)) || hasPath(site.texts, plain);
  if (!isTaken) return plain;
  const suffix = duplicateSuffix(record.id);
  return pathOf(stem + suffix, suffix);
}

// A lower case of another length, such as that of İ, has characters beyond ASCII.
// oxlint-disable-next-line no-control-regex -- what is not ASCII is looked for
const beyondAscii = /[^\u0000-\u007F]/;

/** Whether a text is the wanted one but for capitals. A site has thousands of files, and is asked for each new one: most differ in length. */
function isLike(wanted: string): (text: string) => boolean {
  const lower = wanted.toLowerCase();
  const isAscii = !beyondAscii.test(lower);
  return (text) => (!isAscii || text.length === lower.length) && text.toLowerCase() === lower;
}

function hasPath(texts: ReadonlyMap<string, string>, wanted: string): boolean {
  const isWanted = isLike(wanted);
  for (const path of texts.keys()) if (isWanted(path)) return true;
  return false;
}

function partsOf(record: string): PagePaths {
  const stem = record.slice(0, -".yml".length);
  return {
    record,
    copy: `${stem}.copy.html`,
    summary: `${stem}.summary.html`,
    customJavaScript: `${stem}.custom_javascript.js`,
    customCss: `${stem}.custom_css.css`,
  };
}

function beforeExtension(name: string, suffix: string): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? name + suffix : name.slice(0, dot) + suffix + name.slice(dot);
}

/** CRC-32 as in ZIP files (reflected polynomial EDB88320). Node has it built in only from version 22. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
