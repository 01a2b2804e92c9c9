import { mayReadPage, type PageContent, type PageReader } from "../../access/may-read-page.ts";
import { textOf } from "../../site/site-rows.ts";
import type { Site, WebFile, WebPage, WebsiteLanguage } from "../../site/site.ts";
import type { SiteIndex } from "./site-index.ts";

export type Target =
  | { readonly kind: "page"; readonly page: WebPage; readonly language: WebsiteLanguage | undefined; readonly status: 200 | 403 | 404 }
  | { readonly kind: "file"; readonly file: WebFile }
  | { readonly kind: "redirect"; readonly location: string }
  | { readonly kind: "sign-in" }
  | { readonly kind: "none"; readonly language: WebsiteLanguage | undefined; readonly status: 403 | 404 };

export interface TargetRequest {
  readonly path: string;
  /** The language the visitor chose before. */
  readonly chosenCode?: string | undefined;
  readonly reader: PageReader;
  /** For the release and expiration dates of web files; without it they do not count. */
  readonly now?: Date;
}

/**
 * What a path of the portal shows. Paths compare without case; a leading language code chooses the language, else the one the visitor chose before.
 * Files win over pages of the same address; unpublished and inactive records are not found. The site's Page Not Found page answers with 404 (assumed).
 * Where a page rule keeps the visitor out, an anonymous one is sent to the sign-in page and a signed-in one sees the site's Access Denied page,
 * both documented; its 403 is assumed, as is that files do likewise.
 * https://learn.microsoft.com/training/modules/power-pages-studio-data-security/security
 */
export function findTarget(index: SiteIndex, { path, chosenCode, reader, now }: TargetRequest): Target {
  const { site } = index;
  const { language, rest } = splitLanguage(site, normalise(decode(path)), chosenCode);
  const mayRead = createReadCheck(index, reader);
  const answer = (status: 403 | 404): Target => {
    if (status === 403 && reader.contactId === undefined) return { kind: "sign-in" };
    const page = index.markerPage(status === 403 ? "Access Denied" : "Page Not Found");
    return page ? { kind: "page", page, language, status } : { kind: "none", language, status };
  };
  const found = rest === "/" ? undefined : index.fileByUrl(rest);
  const file = found && (now === undefined || index.showsUnpublished || isReleased(found, now)) ? found : undefined;
  // Files directly below Home cannot be restricted; others follow their page.
  if (file)
    return file.parentId === index.home?.id || mayRead(index.pageById(file.parentId), "file") ? { kind: "file", file } : answer(403);
  const page = index.pageByUrl(rest);
  if (page === undefined) return answer(404);
  if (!path.endsWith("/") && rest !== "/") return { kind: "redirect", location: toOwnPath(`${path}/`) };
  return mayRead(page, "page") ? { kind: "page", page, language, status: 200 } : answer(403);
}

/** Which pages, and web files of pages, a visitor may read. A file without a page is everybody's. */
export function createReadCheck(index: SiteIndex, reader: PageReader): (page: WebPage | undefined, content: PageContent) => boolean {
  return (page, content) => page === undefined || mayReadPage(index.site, page, reader, (below) => index.pageById(below.parentId), content);
}

/** The language a visitor sees without saying otherwise. */
export function defaultLanguage(site: Site): WebsiteLanguage | undefined {
  return site.languages.find((language) => language.id === site.website.defaultLanguageId) ?? site.languages[0];
}

/** Web files have a time to be seen; the same dates of pages mean nothing. https://learn.microsoft.com/power-pages/configure/web-files */
function isReleased(file: WebFile, now: Date): boolean {
  const time = (name: string): number => Date.parse(textOf(file.values, name) ?? "");
  return !(now.getTime() < time("releasedate")) && !(now.getTime() > time("expirationdate"));
}

export function isVisible(site: Site, publishingStateId: string | undefined): boolean {
  const state = site.publishingStates.find((candidate) => candidate.id === publishingStateId);
  return state?.isVisible ?? true;
}

/** The language that an address itself names by its first part, as it spells it; undefined: it names none. */
export function findAddressCode(site: Site, path: string): string | undefined {
  const first = normalise(decode(path)).split("/")[1] ?? "";
  return findLanguage(site, first) === undefined ? undefined : (decode(path).split("/").find(Boolean) ?? first);
}

function splitLanguage(site: Site, path: string, chosenCode: string | undefined): { language: WebsiteLanguage | undefined; rest: string } {
  const first = path.split("/")[1] ?? "";
  const named = findLanguage(site, first);
  return named
    ? { language: named, rest: normalise(path.slice(first.length + 1)) }
    : { language: findLanguage(site, chosenCode) ?? defaultLanguage(site), rest: path };
}

const findLanguage = (site: Site, code: string | undefined): WebsiteLanguage | undefined =>
  site.languages.find((language) => language.active && language.code.toLowerCase() === code?.toLowerCase());

/** A location that begins with two slashes would lead to another host. */
const toOwnPath = (path: string): string => path.replaceAll(/\/{2,}/g, "/");

const normalise = (path: string): string => `/${path.toLowerCase().split("/").filter(Boolean).join("/")}`;

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
