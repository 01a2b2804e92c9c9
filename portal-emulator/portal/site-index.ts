import type { ContentSnippet, Site, WebFile, WebLinkSet, WebPage, WebTemplate } from "../../site/site.ts";
import { isVisible } from "./find-target.ts";

/** Look-ups over a site, made once per reading of the folder. Names compare without case; inactive records are left out. */
export interface SiteIndex {
  readonly site: Site;
  template(name: string): WebTemplate | undefined;
  templateById(id: string | undefined): WebTemplate | undefined;
  /** The snippet of a language, else the one for every language. */
  snippet(name: string, languageId: string | undefined): ContentSnippet | undefined;
  setting(name: string): string | undefined;
  linkSet(nameOrId: string, languageId: string | undefined): WebLinkSet | undefined;
  pageById(id: string | undefined): WebPage | undefined;
  /** A visible page; addresses compare without case and outer slashes. */
  pageByUrl(url: string): WebPage | undefined;
  fileByUrl(url: string): WebFile | undefined;
  /** Visible pages below a page, in display order. */
  children(pageId: string): readonly WebPage[];
  markerPage(name: string): WebPage | undefined;
  readonly home: WebPage | undefined;
  /** Also what is in a publishing state that is not visible. */
  readonly showsUnpublished: boolean;
}

/** @param showsUnpublished for visitors who may preview it */
export function createSiteIndex(site: Site, showsUnpublished = false): SiteIndex {
  const isShown = (record: { readonly active: boolean; readonly publishingStateId: string | undefined }): boolean =>
    record.active && (showsUnpublished || isVisible(site, record.publishingStateId));
  const templates = byFirst(site.webTemplates.filter(isActive), (template) => template.name.toLowerCase());
  const templatesById = byFirst(site.webTemplates.filter(isActive), (template) => template.id);
  const settings = byFirst(site.settings.filter(isActive), (setting) => setting.name.toLowerCase());
  const snippets = byFirst(site.snippets.filter(isActive), (snippet) => snippetKey(snippet.name, snippet.languageId));
  const pages = site.pages.filter(isShown);
  const pagesById = byFirst(pages, (page) => page.id);
  const pagesByUrl = byFirst(pages, (page) => plainUrl(page.url ?? "?"));
  const filesByUrl = byFirst(site.webFiles.filter(isShown), (file) => plainUrl(file.url ?? "?"));
  const children = groupByParent(pages);
  for (const list of children.values()) list.sort((a, b) => a.displayOrder - b.displayOrder || (a.title < b.title ? -1 : 1));
  const markers = byFirst(site.siteMarkers.filter(isActive), (marker) => marker.name.toLowerCase());
  const linkSets = site.linkSets.filter(isActive);
  return {
    site,
    template: (name) => templates.get(name.toLowerCase()),
    templateById: (id) => (id === undefined ? undefined : templatesById.get(id)),
    snippet: (name, languageId) => snippets.get(snippetKey(name, languageId)) ?? snippets.get(snippetKey(name, undefined)),
    setting: (name) => settings.get(name.toLowerCase())?.value,
    linkSet(nameOrId, languageId) {
      const wanted = nameOrId.toLowerCase();
      const named = linkSets.filter((set) => set.name.toLowerCase() === wanted || set.id === wanted);
      return named.find((set) => set.languageId === languageId) ?? named.find((set) => set.languageId === undefined) ?? named[0];
    },
    pageById: (id) => (id === undefined ? undefined : pagesById.get(id)),
    pageByUrl: (url) => pagesByUrl.get(plainUrl(url)),
    fileByUrl: (url) => filesByUrl.get(plainUrl(url)),
    children: (pageId) => children.get(pageId) ?? [],
    markerPage: (name) => pagesById.get(markers.get(name.toLowerCase())?.pageId ?? ""),
    home: pagesByUrl.get("/"),
    showsUnpublished,
  };
}

const isActive = (record: { readonly active: boolean }): boolean => record.active;
const snippetKey = (name: string, languageId: string | undefined): string => `${languageId ?? ""}|${name.toLowerCase()}`;
const plainUrl = (url: string): string => `/${url.toLowerCase().split(/[?#]/, 1)[0]?.split("/").filter(Boolean).join("/") ?? ""}`;

function byFirst<Value>(values: readonly Value[], key: (value: Value) => string): Map<string, Value> {
  const map = new Map<string, Value>();
  for (const value of values) if (!map.has(key(value))) map.set(key(value), value);
  return map;
}

// Node 20 has no Map.groupBy.
function groupByParent(pages: readonly WebPage[]): Map<string, WebPage[]> {
  const groups = new Map<string, WebPage[]>();
  for (const page of pages) {
    const group = groups.get(page.parentId ?? "");
    if (group === undefined) groups.set(page.parentId ?? "", [page]);
    else group.push(page);
  }
  return groups;
}
