import { trackingScriptSnippet } from "../../contract/names.ts";
import type { PagePart, PageParts, Site } from "../../site/site.ts";
import { recogniseTrackers, type Recognised } from "../configuration/recognise-trackers.ts";
import { stableId } from "./stable-id.ts";

/** Something in the site that tracks, or may, and where. */
export type SiteTracker = Recognised & {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What the file is to the site, e.g. `the header template "Header"`. */
  readonly where: string;
  /** false: text of a root page that has content pages, which visitors see instead; whether the root's is ever shown the sources do not agree on. */
  readonly isShown: boolean;
};

interface Place extends PagePart {
  readonly where: string;
  readonly isShown?: boolean;
}

/**
 * Every tracker that the site's own records put on its pages, and what may bring one. Inactive records, what is commented out and the kit's own records are not told.
 * @param webFiles texts of web files by path, which a site does not hold: see `readWebFileTexts`
 */
export function findTrackers(site: Site, webFiles: ReadonlyMap<string, string> = new Map()): SiteTracker[] {
  return [
    ...listTemplates(site),
    ...listSnippets(site),
    ...listPages(site),
    ...listFormScripts(site),
    ...listWebFiles(site, webFiles),
  ].flatMap(({ path, text, where, isShown = true }) =>
    recogniseTrackers(text, /\.m?js$/i.test(path) ? "script" : "html").map((found) => ({
      ...found,
      path,
      ...placeAt(text, found.offset),
      where,
      isShown,
    })),
  );
}

/** Line and column, from 1, of a place in a text. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function listTemplates({ webTemplates, website }: Site): Place[] {
  return webTemplates
    .filter(({ active, id, name }) => active && id !== stableId(website.id, `portal-kit/web-template/${name}`))
    .map(({ id, name, sourcePath, source }) => {
      const role = id === website.headerTemplateId ? "header" : id === website.footerTemplateId ? "footer" : "web";
      return { path: sourcePath, text: source, where: `the ${role} template "${name}"` };
    });
}

/** Whoever writes the tracking script's own snippet for a language replaces it, and adds none. */
function listSnippets({ snippets }: Site): Place[] {
  return snippets
    .filter(({ active, name }) => active && name.toLowerCase() !== trackingScriptSnippet.toLowerCase())
    .flatMap(({ name, valuePath, value }) =>
      value === undefined ? [] : [{ path: valuePath, text: value, where: `the content snippet "${name}"` }],
    );
}

function listPages({ pages }: Site): Place[] {
  return pages
    .filter((page) => page.active)
    .flatMap((page) => {
      const content = page.contentPages.filter(({ active }) => active);
      const name = page.url ?? `"${page.name}"`;
      return [...listParts(page.parts, name, content.length === 0), ...content.flatMap(({ parts }) => listParts(parts, name, true))];
    });
}

function listParts({ copy, summary, customJavaScript }: PageParts, name: string, isShown: boolean): Place[] {
  const part = (found: PagePart | undefined, what: string): Place[] =>
    found === undefined ? [] : [{ ...found, where: `the ${what} of the page ${name}`, isShown }];
  return [...part(copy, "copy"), ...part(summary, "summary"), ...part(customJavaScript, "custom JavaScript")];
}

/** Scripts of basic forms, steps of multistep forms and lists; each lies beside its record. */
function listFormScripts({ texts }: Site): Place[] {
  return [...texts].flatMap(([path, text]) => {
    const record = /^(.*\.(basicform|advancedformstep|list))\.custom_javascript\.js$/.exec(path);
    if (record === null || isInactive(texts.get(`${record[1]}.yml`) ?? "")) return [];
    return [{ path, text, where: `the custom JavaScript of this ${formWords[record[2] ?? ""]}` }];
  });
}

const formWords: Readonly<Record<string, string>> = { basicform: "basic form", advancedformstep: "step of a multistep form", list: "list" };
const isInactive = (record: string): boolean => /^(?:adx_)?statecode: *["']?1["']?\s*$/m.test(record);

function listWebFiles({ webFiles }: Site, texts: ReadonlyMap<string, string>): Place[] {
  return webFiles.flatMap(({ active, contentPath, name }) => {
    const text = contentPath === undefined ? undefined : texts.get(contentPath);
    return !active || contentPath === undefined || text === undefined ? [] : [{ path: contentPath, text, where: `the web file "${name}"` }];
  });
}
