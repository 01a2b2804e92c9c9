import { isTrue, numberOf, recordsOf, referenceOf, textOf } from "./site-rows.ts";
import type { SiteSource } from "./site-rows.ts";
import { resolvePageUrls } from "./resolve-page-urls.ts";
import type { ContentPage, PagePart, PageParts, SiteRecord, WebFile, WebPage } from "./site.ts";

/** Root pages with their content pages (one per language), and their URLs. */
export function parsePages(source: SiteSource): WebPage[] {
  const records = recordsOf(source, "webpage", "webpageid");
  const contentByRoot = new Map<string, ContentPage[]>();
  const roots: SiteRecord[] = [];
  for (const record of records) {
    if (!isContentPage(record)) {
      roots.push(record);
      continue;
    }
    const rootId = referenceOf(record.values, "rootwebpageid") ?? "";
    const siblings = contentByRoot.get(rootId) ?? [];
    contentByRoot.set(rootId, siblings);
    siblings.push({
      ...record,
      title: textOf(record.values, "title") ?? "",
      languageId: referenceOf(record.values, "webpagelanguageid"),
      parts: readParts(source, record.path),
    });
  }
  reportOrphans(source, roots, contentByRoot);

  const rootOf = new Map<string, string>();
  for (const [rootId, pages] of contentByRoot) for (const page of pages) rootOf.set(page.id, rootId);
  const places = roots.map((record) => {
    const parentId = referenceOf(record.values, "parentpageid");
    return {
      record,
      parentId: parentId === undefined ? undefined : (rootOf.get(parentId) ?? parentId),
      partialUrl: textOf(record.values, "partialurl") ?? "",
    };
  });
  const urls = resolvePageUrls(places.map(({ record, parentId, partialUrl }) => ({ id: record.id, parentId, partialUrl })));
  reportWithoutUrl(source, places, urls);
  return places.map(({ record, parentId, partialUrl }) => ({
    ...record,
    title: textOf(record.values, "title") ?? "",
    partialUrl,
    url: urls.get(record.id),
    parentId,
    pageTemplateId: referenceOf(record.values, "pagetemplateid"),
    publishingStateId: referenceOf(record.values, "publishingstateid"),
    displayOrder: numberOf(record.values, "displayorder") ?? 0,
    hiddenFromSitemap: isTrue(record.values, "hiddenfromsitemap"),
    parts: readParts(source, record.path),
    contentPages: contentByRoot.get(record.id) ?? [],
  }));
}

export function parseWebFiles(source: SiteSource, pages: readonly WebPage[]): WebFile[] {
  const urlOf = new Map<string, string | undefined>();
  for (const page of pages) {
    for (const id of [page.id, ...page.contentPages.map((content) => content.id)]) urlOf.set(id, page.url);
  }
  return recordsOf(source, "webfile", "webfileid").map((record) => {
    const partialUrl = textOf(record.values, "partialurl") ?? "";
    const parentId = referenceOf(record.values, "parentpageid");
    const parentUrl = parentId === undefined ? undefined : urlOf.get(parentId);
    const contentPath = record.path.slice(0, -".webfile.yml".length);
    const hasContent = source.exists(contentPath);
    if (!hasContent && record.active && textOf(record.values, "filename") !== undefined) {
      const likeNamed = source.likeNamed(contentPath);
      source.report({
        code: "web-file-content-missing",
        severity: "warning",
        path: record.path,
        line: record.line,
        message:
          likeNamed === undefined
            ? `The content of this web file, ${contentPath}, is missing.`
            : `The content of this web file is looked for as ${contentPath}, and is there as ${likeNamed}: where capitals count, it is not found. Rename it.`,
      });
    }
    return {
      ...record,
      partialUrl,
      url: parentUrl === undefined || partialUrl === "" ? undefined : parentUrl + trimSlashes(partialUrl),
      parentId,
      mimeType: textOf(record.values, "mimetype"),
      publishingStateId: referenceOf(record.values, "publishingstateid"),
      contentPath: hasContent ? contentPath : undefined,
    };
  });
}

function isContentPage({ path, values }: SiteRecord): boolean {
  const isRoot = textOf(values, "isroot");
  if (isRoot !== undefined && isRoot !== "") return isRoot.toLowerCase() === "false";
  return referenceOf(values, "rootwebpageid") !== undefined || path.includes("/content-pages/");
}

function readParts(source: SiteSource, recordPath: string): PageParts {
  const stem = recordPath.slice(0, -".yml".length);
  const part = (end: string): PagePart | undefined => {
    const path = stem + end;
    const text = source.text(path);
    return text === undefined ? undefined : { path, text };
  };
  return {
    copy: part(".copy.html"),
    summary: part(".summary.html"),
    customJavaScript: part(".custom_javascript.js"),
    customCss: part(".custom_css.css"),
  };
}

function reportOrphans(source: SiteSource, roots: readonly SiteRecord[], contentByRoot: ReadonlyMap<string, readonly ContentPage[]>): void {
  const rootIds = new Set(roots.map((root) => root.id));
  for (const [rootId, pages] of contentByRoot) {
    if (rootIds.has(rootId)) continue;
    for (const page of pages.filter(({ active }) => active)) {
      source.report({
        code: "dangling-reference",
        severity: "warning",
        path: page.path,
        line: page.line,
        message:
          rootId === ""
            ? "This content page names no root page; nobody can see it."
            : `This content page belongs to root page ${rootId}, which is not in the site; nobody can see it.`,
      });
    }
  }
}

/** Pages with a cause of their own; a missing parent is reported as such, and what lies below a page without URL has none either. */
function reportWithoutUrl(
  source: SiteSource,
  places: readonly { record: SiteRecord; parentId: string | undefined; partialUrl: string }[],
  urls: ReadonlyMap<string, string>,
): void {
  const parentOf = new Map(places.map(({ record, parentId }) => [record.id, parentId]));
  for (const { record, parentId } of places) {
    if (urls.has(record.id) || !record.active) continue;
    const reason =
      parentId === undefined
        ? "it has no parent page and is not the home page"
        : urls.has(parentId)
          ? "its partial URL is empty"
          : isOwnAncestor(record.id, parentOf)
            ? "it is its own ancestor"
            : undefined;
    if (reason !== undefined)
      source.report({
        code: "page-without-url",
        severity: "warning",
        path: record.path,
        line: record.line,
        message: `The page "${record.name}" has no URL: ${reason}.`,
      });
  }
}

function isOwnAncestor(id: string, parentOf: ReadonlyMap<string, string | undefined>): boolean {
  const seen = new Set<string>();
  for (let at = parentOf.get(id); at !== undefined && !seen.has(at); at = parentOf.get(at)) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}

function trimSlashes(partialUrl: string): string {
  return partialUrl.replaceAll(/^\/+|\/+$/g, "");
}
