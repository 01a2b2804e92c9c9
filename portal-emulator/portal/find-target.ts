import type { Site, WebFile, WebPage, WebsiteLanguage } from "../../site/site.ts";

export type Target =
  | { readonly kind: "page"; readonly page: WebPage; readonly language: WebsiteLanguage | undefined; readonly status: 200 | 404 }
  | { readonly kind: "file"; readonly file: WebFile }
  | { readonly kind: "redirect"; readonly location: string }
  | { readonly kind: "none"; readonly language: WebsiteLanguage | undefined };

/**
 * What a path of the portal shows. Paths compare without case; a leading language code chooses the language, else the one the visitor chose before.
 * Files win over pages of the same address; unpublished and inactive records are not found; the site's
 * Page Not Found page answers with 404.
 */
export function findTarget(site: Site, path: string, chosenCode?: string): Target {
  const wanted = normalise(decode(path));
  const { language, rest } = splitLanguage(site, wanted, chosenCode);
  const file = site.webFiles.find((candidate) => candidate.active && isVisible(site, candidate.publishingStateId) && normalise(candidate.url ?? "") === rest);
  if (file && rest !== "/") return { kind: "file", file };
  const page = site.pages.find((candidate) => candidate.active && isVisible(site, candidate.publishingStateId) && normalise(candidate.url ?? "") === rest);
  if (page) {
    if (!path.endsWith("/") && rest !== "/") return { kind: "redirect", location: toOwnPath(`${path}/`) };
    return { kind: "page", page, language, status: 200 };
  }
  const marker = site.siteMarkers.find((candidate) => candidate.active && candidate.name === "Page Not Found");
  const notFound = site.pages.find((candidate) => candidate.active && candidate.id === marker?.pageId);
  return notFound ? { kind: "page", page: notFound, language, status: 404 } : { kind: "none", language };
}

/** The language a visitor sees without saying otherwise. */
export function defaultLanguage(site: Site): WebsiteLanguage | undefined {
  return site.languages.find((language) => language.id === site.website.defaultLanguageId) ?? site.languages[0];
}

export function isVisible(site: Site, publishingStateId: string | undefined): boolean {
  const state = site.publishingStates.find((candidate) => candidate.id === publishingStateId);
  return state?.isVisible ?? true;
}

function splitLanguage(site: Site, path: string, chosenCode: string | undefined): { language: WebsiteLanguage | undefined; rest: string } {
  const first = path.split("/")[1] ?? "";
  const named = findLanguage(site, first);
  return named ? { language: named, rest: normalise(path.slice(first.length + 1)) } : { language: findLanguage(site, chosenCode) ?? defaultLanguage(site), rest: path };
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
