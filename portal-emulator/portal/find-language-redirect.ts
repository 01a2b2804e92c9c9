import type { EmulatorSwitches } from "../switches.ts";
import { findAddressCode } from "./find-target.ts";
import type { SiteIndex } from "./site-index.ts";

/** Whether the addresses of the site's pages begin with a language's code: `MultiLanguage/DisplayLanguageCodeInURL`, on sites with several languages. */
export function showsLanguageCode(index: SiteIndex): boolean {
  return (
    /^\s*true\s*$/i.test(index.setting("MultiLanguage/DisplayLanguageCodeInURL") ?? "") &&
    index.site.languages.filter((language) => language.active).length > 1
  );
}

/**
 * Where a page is under the address that the setting asks for; undefined: it is asked for there already. An address without a code leads to the one with it, and
 * by switch the other way round too where the site shows none (engine source of the 8.x ancestor).
 */
export function findLanguageRedirect(
  index: SiteIndex,
  url: URL,
  { code, switches }: { readonly code: string | undefined; readonly switches: Pick<EmulatorSwitches, "needlessLanguageCode"> },
): string | undefined {
  const named = findAddressCode(index.site, url.pathname);
  const shows = showsLanguageCode(index);
  if (shows && named === undefined && code !== undefined) return `/${code}${toOwnPath(url.pathname)}${url.search}`;
  if (shows || named === undefined || switches.needlessLanguageCode === "kept") return undefined;
  const rest = url.pathname.replace(/^\/+[^/]*/, "");
  return `${toOwnPath(rest === "" ? "/" : rest)}${url.search}`;
}

/** A location that begins with two slashes would lead to another host. */
const toOwnPath = (path: string): string => path.replaceAll(/\/{2,}/g, "/");
