import { parseRecords } from "../../site/parse-records.ts";
import { recordKindOf } from "../../site/site-layout.ts";
import { numberOf, recordOf, referenceOf, textOf } from "../../site/site-rows.ts";
import type { Site, SiteRecord, WebPage } from "../../site/site.ts";
import { perSite } from "../per-site.ts";
import type { SiteIndex } from "./site-index.ts";

export interface SiteRedirect {
  readonly status: 301 | 302;
  readonly location: string;
}

/**
 * Where the site's redirects lead from an address. The whole address is compared, query and last slash included, without case: that one with a slash too many is
 * not redirected is documented as a known issue. 302 where the record names no status. Redirects go before pages (assumed; sites have some from `/`).
 * https://learn.microsoft.com/power-pages/configure/add-redirect-url
 */
export function findRedirect(index: SiteIndex, { pathname, search }: Pick<URL, "pathname" | "search">): SiteRedirect | undefined {
  const asked = decode(pathname + search).toLowerCase();
  for (const record of readRedirects(index.site)) {
    const inbound = toAbsolute(textOf(record.values, "inboundurl") ?? "");
    if (inbound.toLowerCase() !== asked) continue;
    const marker = referenceOf(record.values, "sitemarkerid");
    const location =
      textOf(record.values, "redirecturl") ||
      (index.pageById(referenceOf(record.values, "webpageid")) ?? index.pageById(pageOfMarker(index.site, marker)))?.url;
    const target = location === undefined ? undefined : toLocation(location);
    if (target === undefined || decode(target).toLowerCase() === asked) continue;
    return { status: numberOf(record.values, "statuscode") === 301 ? 301 : 302, location: target };
  }
  return undefined;
}

/**
 * The page that had an address before, by the site's URL history; of several the one that left it last. A page below a moved one is found below its new
 * address. Only for addresses that no page has now (engine source of the 8.x ancestor).
 */
export function findMovedPage(index: SiteIndex, pathname: string): WebPage | undefined {
  const parts = decode(pathname).split("/").filter(Boolean);
  const history = readHistory(index.site);
  // An address may have any number of parts, and those of the history are few.
  const longest = history.reduce((most, record) => Math.max(most, record.name.split("/").length), 0);
  for (let length = Math.min(parts.length, longest); length > 0; length -= 1) {
    const former = `~/${parts.slice(0, length).join("/")}`.toLowerCase();
    const moved = history.find((record) => trimEnd(record.name.toLowerCase()) === former);
    const page = index.pageById(referenceOf(moved?.values ?? {}, "webpageid"));
    if (page?.url === undefined) continue;
    const found = index.pageByUrl([page.url, ...parts.slice(length)].join("/"));
    if (found !== undefined) return found;
  }
  return undefined;
}

const readRedirects = perSite((site) => readActive(site, "redirect"));
const readHistory = perSite((site) =>
  readActive(site, "urlhistory").toSorted((one, other) => changedAt(other).localeCompare(changedAt(one), "en")),
);
const changedAt = ({ values }: SiteRecord): string => textOf(values, "changeddate") ?? "";

function readActive(site: Site, kind: string): SiteRecord[] {
  return [...site.texts].flatMap(([path, text]) =>
    path.endsWith(".yml") && recordKindOf(path) === kind
      ? parseRecords(path, text)
          .map((row) => recordOf({ path, ...row }, `${kind}id`, "name"))
          .filter((record) => record.active)
      : [],
  );
}

function pageOfMarker(site: Site, markerId: string | undefined): string | undefined {
  return site.siteMarkers.find((marker) => marker.active && marker.id === markerId)?.pageId;
}

/** A partial address begins at the site's root. */
const toAbsolute = (inbound: string): string =>
  inbound.startsWith("~/") ? inbound.slice(1) : inbound.startsWith("/") ? inbound : `/${inbound}`;

/** What a header may hold; undefined for what is no address on the web. */
function toLocation(target: string): string | undefined {
  const path = target.startsWith("~/") ? target.slice(1) : target;
  if (path.startsWith("/") && !path.startsWith("//")) return encodeURI(decode(path));
  const url = URL.canParse(path) ? new URL(path) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

const trimEnd = (path: string): string => path.replace(/\/+$/, "");

function decode(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
