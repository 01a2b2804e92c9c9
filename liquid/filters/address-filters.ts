import { encodeUrl } from "../dotnet/html-encode.ts";
import { allOf, andThen } from "../values/later.ts";
import { readItems, readMember } from "../values/read-member.ts";
import { renderText } from "../values/render-text.ts";
import { pageFilter } from "./page-filter.ts";
import type { PageFilter } from "./page-filter.ts";

/** https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters#url-filters */
export const addressFilters: Readonly<Record<string, PageFilter>> = {
  add_query: ofAddress(2, (address, [name, value]) =>
    changeQuery(address, renderText(name), value === undefined || value === null ? "" : renderText(value)),
  ),
  base: ofAddress(0, ({ origin }) => origin),
  host: ofAddress(0, ({ origin }) => origin.replace(/^[a-z][\w+.-]*:\/\//i, "").replace(/:\d+$/, "")),
  is_sitemap_ancestor: pageFilter(0, 0, (input, _arguments, context) =>
    andThen(readMember(context.readObject("page"), "breadcrumbs"), (crumbs) =>
      andThen(allOf(readItems(crumbs).map((crumb) => readMember(crumb, "url"))), (urls) => urls.some((url) => isSamePath(url, input))),
    ),
  ),
  is_sitemap_current: pageFilter(0, 0, (input, _arguments, context) =>
    andThen(readMember(context.readObject("page"), "url"), (url) => isSamePath(url, input)),
  ),
  path: ofAddress(0, ({ path }) => path),
  path_and_query: ofAddress(0, ({ path, query }) => path + query),
  port: ofAddress(0, readPort),
  remove_query: ofAddress(1, (address, [name]) => changeQuery(address, renderText(name), undefined)),
  scheme: ofAddress(0, ({ origin }) => /^([a-z][\w+.-]*):/i.exec(origin)?.[1] ?? ""),
};

/** Site map nodes are found by path. */
function isSamePath(one: unknown, other: unknown): boolean {
  const [a, b] = [one, other].map((value) =>
    value === null || value === undefined ? undefined : splitAddress(renderText(value)).path.toLowerCase(),
  );
  return a !== undefined && a === b;
}

interface Address {
  /** `https://example.com:8080`; "" for a path. */
  readonly origin: string;
  readonly path: string;
  /** With its question mark; "" for none. */
  readonly query: string;
  readonly hash: string;
}

function ofAddress(count: number, apply: (address: Address, arguments_: readonly unknown[]) => unknown): PageFilter {
  return pageFilter(count, count, (input, arguments_) =>
    input === null || input === undefined ? input : apply(splitAddress(renderText(input)), arguments_),
  );
}

function splitAddress(text: string): Address {
  const [, origin = "", path = "", query = "", hash = ""] = /^([a-z][\w+.-]*:\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#[\s\S]*)?$/i.exec(text) ?? [];
  return { origin, path: origin !== "" && path === "" ? "/" : path, query, hash };
}

function readPort({ origin }: Address): number {
  const port = /:(\d+)$/.exec(origin)?.[1];
  if (port !== undefined) return Number(port);
  return /^http:/i.test(origin) ? 80 : 443;
}

/** Sets a parameter, at the place it had; `undefined` takes it out. */
function changeQuery({ origin, path, query, hash }: Address, name: string, value: string | undefined): string {
  const pairs =
    query === ""
      ? []
      : query
          .slice(1)
          .split("&")
          .filter((pair) => pair !== "");
  const isNamed = (pair: string): boolean => readName(pair).toLowerCase() === name.toLowerCase();
  const place = pairs.findIndex(isNamed);
  const kept = pairs.filter((pair) => !isNamed(pair));
  if (value !== undefined) kept.splice(place === -1 ? kept.length : place, 0, `${encodeUrl(name)}=${encodeUrl(value)}`);
  return `${origin}${path}${kept.length === 0 ? "" : `?${kept.join("&")}`}${hash}`;
}

function readName(pair: string): string {
  const name = pair.split("=", 1)[0] ?? "";
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    // not encoded at all: its name is what stands there
    return name;
  }
}
