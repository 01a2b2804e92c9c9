import { isTrue, numberOf, recordsOf, referenceOf, textOf } from "./site-rows.ts";
import type { SiteSource } from "./site-rows.ts";
import type { PublishingState, SiteMarker, WebLink, WebLinkSet } from "./site.ts";

/** Link sets with their links in display order. */
export function parseLinkSets(source: SiteSource): WebLinkSet[] {
  const linksOf = new Map<string, WebLink[]>();
  for (const record of recordsOf(source, "weblink", "weblinkid")) {
    const { values } = record;
    const setId = referenceOf(values, "weblinksetid") ?? "";
    const links = linksOf.get(setId) ?? [];
    linksOf.set(setId, links);
    links.push({
      ...record,
      pageId: referenceOf(values, "pageid"),
      externalUrl: textOf(values, "externalurl") || undefined,
      parentLinkId: referenceOf(values, "parentweblinkid"),
      displayOrder: numberOf(values, "displayorder") ?? 0,
      opensInNewWindow: isTrue(values, "openinnewwindow"),
    });
  }
  return recordsOf(source, "weblinkset", "weblinksetid").map((record) => ({
    ...record,
    languageId: referenceOf(record.values, "websitelanguageid"),
    title: textOf(record.values, "title"),
    links: (linksOf.get(record.id) ?? []).toSorted((a, b) => a.displayOrder - b.displayOrder),
  }));
}

export function parseSiteMarkers(source: SiteSource): SiteMarker[] {
  return recordsOf(source, "sitemarker", "sitemarkerid").map((record) => ({ ...record, pageId: referenceOf(record.values, "pageid") }));
}

export function parsePublishingStates(source: SiteSource): PublishingState[] {
  return recordsOf(source, "publishingstate", "publishingstateid").map((record) => ({
    ...record,
    isVisible: isTrue(record.values, "isvisible"),
    isDefault: isTrue(record.values, "isdefault"),
  }));
}
