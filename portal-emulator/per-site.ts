import type { Site } from "../site/site.ts";

/** Finds something out about a site once for each reading of its folder: a Site does not change. */
export function perSite<Value>(find: (site: Site) => Value): (site: Site) => Value {
  const known = new WeakMap<Site, { readonly value: Value }>();
  return (site) => {
    const found = known.get(site) ?? { value: find(site) };
    known.set(site, found);
    return found.value;
  };
}
