export interface PagePlace {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly partialUrl: string;
}

/** URL of each page over its parents, e.g. `/services/repair/`; pages whose parent is missing, or whose parents form a circle, are left out. */
export function resolvePageUrls(pages: readonly PagePlace[]): ReadonlyMap<string, string> {
  const placeOf = new Map(pages.map((page) => [page.id, page]));
  const urls = new Map<string, string | undefined>();
  for (const page of pages) {
    const chain: PagePlace[] = [];
    const onChain = new Set<string>();
    let at: PagePlace | undefined = page;
    while (at !== undefined && !urls.has(at.id) && !onChain.has(at.id)) {
      chain.push(at);
      onChain.add(at.id);
      at = at.parentId === undefined ? undefined : placeOf.get(at.parentId);
    }
    let url = at === undefined ? undefined : urls.get(at.id);
    for (const place of chain.reverse()) {
      url = place.parentId === undefined ? rootUrl(place) : url === undefined ? undefined : childUrl(url, place);
      urls.set(place.id, url);
    }
  }
  const resolved = new Map<string, string>();
  for (const [id, url] of urls) if (url !== undefined) resolved.set(id, url);
  return resolved;
}

/** Only the home page may stand without a parent. */
function rootUrl(place: PagePlace): string | undefined {
  return place.partialUrl === "/" ? "/" : undefined;
}

function childUrl(parentUrl: string, place: PagePlace): string | undefined {
  const segment = place.partialUrl.replaceAll(/^\/+|\/+$/g, "");
  return segment === "" ? undefined : `${parentUrl}${segment}/`;
}
