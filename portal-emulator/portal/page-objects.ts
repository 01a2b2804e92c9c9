import { createLiquidObject, type LiquidObject } from "../../liquid/liquid-object.ts";
import type { ContentPage, WebLink, WebLinkSet, WebPage, WebsiteLanguage } from "../../site/site.ts";
import type { FillHole } from "./cache/holes.ts";
import { showsLanguageCode } from "./find-language-redirect.ts";
import { platformText } from "./platform-texts.ts";
import type { SiteIndex } from "./site-index.ts";
import { createUser, type SignedInVisitor } from "./user-object.ts";

/** The page being shown. */
export interface PageView {
  readonly index: SiteIndex;
  readonly page: WebPage | undefined;
  readonly language: WebsiteLanguage | undefined;
  readonly request: Request;
  /** undefined: anonymous. */
  readonly visitor: SignedInVisitor | undefined;
  /**
   * Navigation leaves out pages that the visitor may not read. Documented of menus:
   * https://learn.microsoft.com/power-pages/getting-started/tutorial-setup-page-permissions
   */
  readonly mayRead: (page: WebPage) => boolean;
  /** The rows of the organization as the visitor may read them; without it there are none. */
  readonly entities?: object;
  /** For a text that is kept: gives what to write in place of what differs from page to page. */
  readonly leaveHole?: (fill: FillHole) => string;
  /** Told of each name that a page asks for and the site does not have. */
  readonly noteMissing?: ((missing: MissingName) => void) | undefined;
}

/** A record that Liquid asks for by a name and the site does not have; not always a mistake: many are asked for with a default. */
export interface MissingName {
  readonly kind: "content snippet" | "site marker" | "web link set";
  readonly name: string;
}

/**
 * The global objects of a page's Liquid.
 * https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects
 * `ads`, `polls`, `forums`, `blogs`, `events` and `knowledge` hold nothing.
 */
export function createPageObjects(view: PageView, now: Date): Record<string, unknown> {
  const { index, page, language } = view;
  const { site } = index;
  const request = createRequest(view.request);
  const empty = createLiquidObject({});
  return {
    user: view.visitor && createUser(view.visitor),
    now,
    request,
    params: request.readMember("params"),
    page: page && createPage(view, page),
    website: createWebsite(view),
    settings: createLiquidObject({ index: (name) => index.setting(String(name)) }),
    snippets: createLiquidObject({
      index: (name) =>
        noteUnless(index.snippet(String(name), language?.id), view, { kind: "content snippet", name: String(name) })?.value || undefined,
    }),
    resx: createLiquidObject({ index: (key) => platformText(String(key)) }),
    weblinks: createLiquidObject({
      index: (name) =>
        createLinkSet(view, noteUnless(index.linkSet(String(name), language?.id), view, { kind: "web link set", name: String(name) })),
    }),
    sitemarkers: createLiquidObject({
      index: (name) => noteUnless(createMarker(view, String(name)), view, { kind: "site marker", name: String(name) }),
    }),
    sitemap: createLiquidObject({
      members: { root: () => index.home && createNode(view, index.home), current: () => page && createNode(view, page) },
      index: (url) => createNodeOf(view, index.pageByUrl(String(url))),
    }),
    language: language && createLanguage(view, language),
    uniqueId: site.website.id,
    entities: view.entities ?? empty,
    ads: empty,
    polls: empty,
    forums: empty,
    blogs: empty,
    events: empty,
    knowledge: empty,
  };
}

function noteUnless<Found>(found: Found | undefined, { noteMissing }: PageView, missing: MissingName): Found | undefined {
  if (found === undefined) noteMissing?.(missing);
  return found;
}

/** The content page a visitor of a language sees; root pages carry structure only. */
export function findContentPage(view: Pick<PageView, "language">, page: WebPage): ContentPage | undefined {
  return (
    page.contentPages.find((content) => content.active && content.languageId === view.language?.id) ??
    page.contentPages.find((content) => content.active)
  );
}

/** A page's address as the site shows it: after the language's code where the setting asks for it (engine source of the 8.x ancestor). */
export function addressOf({ index, language }: Pick<PageView, "index" | "language">, { url }: WebPage): string | undefined {
  return url !== undefined && language !== undefined && showsLanguageCode(index) ? `/${language.code}${url}` : url;
}

/** The title in the visitor's language; a page without one goes by its name. */
export function findTitle(view: Pick<PageView, "language">, page: WebPage): string {
  return findContentPage(view, page)?.title || page.title || page.name;
}

function createPage(view: PageView, page: WebPage): LiquidObject {
  const content = findContentPage(view, page);
  const parts = content?.parts ?? page.parts;
  // Without a prototype: a page has no column `constructor`.
  const values: WebPage["values"] = Object.assign(Object.create(null), page.values, content?.values);
  return createLiquidObject({
    members: {
      id: page.id,
      title: findTitle(view, page),
      url: addressOf(view, page),
      adx_copy: () => parts.copy?.text ?? page.parts.copy?.text ?? "",
      adx_summary: () => parts.summary?.text ?? "",
      breadcrumbs: () => ancestorsOf(view, page).map((ancestor) => createNode(view, ancestor)),
      children: () => readableChildren(view, page).map((child) => createNode(view, child)),
      parent: () => createNodeOf(view, view.index.pageById(page.parentId)),
      languages: () => listLanguages(view, page).map((language) => createLanguage(view, language, page)),
    },
    index: (key) => toPageCell(values, String(key).toLowerCase()),
  });
}

const readableChildren = (view: PageView, page: WebPage): WebPage[] => view.index.children(page.id).filter((child) => view.mayRead(child));

function createNodeOf(view: PageView, page: WebPage | undefined): LiquidObject | undefined {
  return page && view.mayRead(page) ? createNode(view, page) : undefined;
}

function createNode(view: PageView, page: WebPage): LiquidObject {
  return createLiquidObject({
    members: {
      id: page.id,
      title: findTitle(view, page),
      url: addressOf(view, page),
      description: () => findContentPage(view, page)?.parts.summary?.text ?? "",
      entity: () => createPage(view, page),
      children: () =>
        readableChildren(view, page)
          .filter((child) => !child.hiddenFromSitemap)
          .map((child) => createNode(view, child)),
      parent: () => createNodeOf(view, view.index.pageById(page.parentId)),
      breadcrumbs: () => ancestorsOf(view, page).map((ancestor) => createNode(view, ancestor)),
      is_sitemap_current: page.id === view.page?.id,
      is_sitemap_ancestor: () => view.page !== undefined && ancestorsOf(view, view.page).includes(page),
    },
    index: (key) => toCell(page.values[String(key).toLowerCase()]),
  });
}

/** From the home page down to the page's parent; a circle ends the walk. */
export function ancestorsOf(view: PageView, page: WebPage): WebPage[] {
  const found: WebPage[] = [];
  for (let parent = view.index.pageById(page.parentId); parent && !found.includes(parent); parent = view.index.pageById(parent.parentId)) {
    found.unshift(parent);
  }
  return found;
}

function createMarker(view: PageView, name: string): LiquidObject | undefined {
  const page = view.index.markerPage(name);
  return (
    page &&
    createLiquidObject({
      members: { id: page.id, url: addressOf(view, page), title: findTitle(view, page), name },
      index: (key) => toCell(page.values[String(key).toLowerCase()]),
    })
  );
}

function createWebsite(view: PageView): LiquidObject {
  const { index } = view;
  const { website, languages } = index.site;
  const returnUrl = ({ request }: PageView): string => encodeURIComponent(new URL(request.url).pathname);
  const signIn = (shown: PageView): string => `/SignIn?returnUrl=${returnUrl(shown)}`;
  const signOut = (shown: PageView): string => `/Account/Login/LogOff?returnUrl=${returnUrl(shown)}`;
  return createLiquidObject({
    members: {
      id: website.id,
      name: website.name,
      sign_in_url: signIn(view),
      sign_out_url: signOut(view),
      sign_in_url_substitution: () => substitute(view, signIn),
      sign_out_url_substitution: () => substitute(view, signOut),
      languages: () => languages.map((language) => createLanguage(view, language)),
      selected_language: () => view.language && createLanguage(view, view.language),
    },
    index: (key) => toCell(website.values[String(key).toLowerCase()]),
  });
}

/** `…_substitution`: what stays right in a header from the output cache. */
function substitute(view: PageView, text: (shown: PageView) => string): string {
  return view.leaveHole?.(({ view: shown }) => text(shown)) ?? text(view);
}

/** The languages a page is there in. */
function listLanguages({ index }: PageView, page: WebPage): WebsiteLanguage[] {
  return index.site.languages.filter(
    (language) => language.active && page.contentPages.some((content) => content.active && content.languageId === language.id),
  );
}

/** Its address begins without a slash: the stock template `Languages Dropdown` puts one before it (observed in sites of others). */
function createLanguage(view: PageView, language: WebsiteLanguage, page = view.page): LiquidObject {
  const url = (shown: WebPage | undefined): string => `${language.code}${shown?.url ?? "/"}`;
  const members = {
    name: language.name,
    code: language.code,
    url: url(page),
    url_substitution: () => view.leaveHole?.(({ view: shown }) => url(shown.page)) ?? url(page),
  };
  return createLiquidObject({ members });
}

function createLinkSet(view: PageView, set: WebLinkSet | undefined): LiquidObject | undefined {
  if (set === undefined) return undefined;
  return createLiquidObject({
    members: {
      id: set.id,
      name: set.name,
      title: set.title,
      copy: toCell(set.values["adx_copy"]),
      editable: false,
      weblinks: () => createLinks(view, set, undefined),
    },
    index: (key) => toCell(set.values[String(key).toLowerCase()]),
  });
}

function createLinks(view: PageView, set: WebLinkSet, parentId: string | undefined): LiquidObject[] {
  return set.links
    .filter((link) => link.active && link.parentLinkId === parentId && isShown(view, link))
    .toSorted((a, b) => a.displayOrder - b.displayOrder)
    .map((link) => createLink(view, set, link));
}

/** A link to a page stands for it, unless it says that the page is not to be looked at (open-source ancestor). */
function isShown(view: PageView, link: WebLink): boolean {
  const page = view.index.pageById(link.pageId);
  return page === undefined || link.values["adx_disablepagevalidation"] === "true" || view.mayRead(page);
}

function createLink(view: PageView, set: WebLinkSet, link: WebLink): LiquidObject {
  const page = view.index.pageById(link.pageId);
  return createLiquidObject({
    members: {
      id: link.id,
      name: link.name,
      url: page === undefined ? link.externalUrl : (addressOf(view, page) ?? link.externalUrl),
      is_external: page === undefined && /^[a-z]+:/i.test(link.externalUrl ?? ""),
      is_sitemap_current: page !== undefined && page.id === view.page?.id,
      is_sitemap_ancestor: () => page !== undefined && view.page !== undefined && ancestorsOf(view, view.page).includes(page),
      nofollow: link.values["adx_robotsfollowlink"] === "false",
      open_in_new_window: link.opensInNewWindow,
      display_image_only: link.values["adx_displayimageonly"] === "true",
      display_page_child_links: link.values["adx_displaypagechildlinks"] === "true",
      tooltip: toCell(link.values["adx_description"]),
      description: toCell(link.values["adx_description"]),
      image: () => createImage(link),
      weblinks: () => createLinks(view, set, link.id),
    },
  });
}

function createImage(link: WebLink): LiquidObject | undefined {
  const url = toCell(link.values["adx_imageurl"]);
  if (url === undefined) return undefined;
  return createLiquidObject({
    members: {
      url,
      alternate_text: toCell(link.values["adx_imagealttext"]),
      width: toCell(link.values["adx_imagewidth"]),
      height: toCell(link.values["adx_imageheight"]),
    },
  });
}

function createRequest(request: Request): LiquidObject {
  const url = new URL(request.url);
  return createLiquidObject({
    members: {
      url: url.href,
      path: url.pathname,
      path_and_query: url.pathname + url.search,
      query: url.search,
      raw_url: url.pathname + url.search,
      raw_url_encode: encodeURIComponent(url.pathname + url.search),
      params: createLiquidObject({ index: (name) => findParameter(url, String(name)) }),
    },
  });
}

const findParameter = (url: URL, name: string): string | undefined =>
  [...url.searchParams].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

/** Look-ups of a page that its templates open by id: `{% entitylist id: page.adx_entitylist.id %}`. */
const pageLookups: ReadonlySet<string> = new Set(["adx_entitylist", "adx_entityform", "adx_webform"]);

function toPageCell(values: WebPage["values"], key: string): unknown {
  const id = toCell(values[key]);
  return typeof id === "string" && pageLookups.has(key) ? createLiquidObject({ members: { id, logical_name: key } }) : id;
}

/** A record's value as Liquid sees it: booleans are booleans, an empty value is nil. */
function toCell(value: string | readonly string[] | undefined): string | boolean | readonly string[] | undefined {
  if (value === undefined || value === "") return undefined;
  if (value === "true") return true;
  if (value === "false") return false;
  return value;
}
