import { trackingScriptSnippet } from "../../contract/names.ts";
import type { PagePart, PageParts, Site } from "../../site/site.ts";
import { stableId } from "../plan/stable-id.ts";

export type SiteTextRole =
  | "header"
  | "footer"
  | "web-template"
  | "snippet"
  | "page-copy"
  | "page-summary"
  | "page-script"
  | "page-style"
  | "form-script"
  | "web-file"
  | "server-logic"
  | "application";

/** A text of the site's own that reaches visitors, or runs for them. */
export interface SiteText {
  readonly path: string;
  readonly text: string;
  readonly language: "html" | "script" | "style";
  readonly role: SiteTextRole;
  /** Whether the portal renders its Liquid. */
  readonly isLiquid: boolean;
  /** Name of the record. */
  readonly name: string;
  /** What the file is to the site, e.g. `the header template "Header"`. */
  readonly where: string;
  /** false: text of a root page that has content pages, which visitors see instead; whether the root's is ever shown the sources do not agree on. */
  readonly isShown: boolean;
}

/**
 * Every text of the site's own active records, in no order that matters; empty ones of pages are left out. The kit's records are left out: they are checked where they are built.
 * @param webFiles texts of web files by path, which a site does not hold: see `readWebFileTexts`
 */
export function listSiteTexts(site: Site, webFiles: ReadonlyMap<string, string> = new Map()): SiteText[] {
  return [
    ...listTemplates(site),
    ...listSnippets(site),
    ...listPages(site),
    ...listFormScripts(site),
    ...listWebFiles(site, webFiles),
    ...listServerLogics(site),
  ];
}

/** Whether an id may be made of a name (UUID version 5): cheaper than to make it, for thousands of templates. */
const isNamed = (id: string): boolean => id[14] === "5";

function listTemplates({ webTemplates, website }: Site): SiteText[] {
  return webTemplates
    .filter(({ active, id, name }) => active && !(isNamed(id) && id === stableId(website.id, `portal-kit/web-template/${name}`)))
    .map(({ id, name, sourcePath, source, mimeType }) => {
      const role = id === website.headerTemplateId ? "header" : id === website.footerTemplateId ? "footer" : "web-template";
      return {
        path: sourcePath,
        text: source,
        language: /javascript/i.test(mimeType ?? "") ? "script" : /css/i.test(mimeType ?? "") ? "style" : "html",
        role,
        isLiquid: true,
        name,
        where: `the ${role === "web-template" ? "web" : role} template "${name}"`,
        isShown: true,
      };
    });
}

/** Whoever writes the tracking script's own snippet for a language replaces it, and adds none. */
function listSnippets({ snippets }: Site): SiteText[] {
  return snippets
    .filter(({ active, name }) => active && name.toLowerCase() !== trackingScriptSnippet.toLowerCase())
    .flatMap(({ name, valuePath, value }) =>
      value === undefined
        ? []
        : [
            {
              path: valuePath,
              text: value,
              language: "html",
              role: "snippet",
              isLiquid: true,
              name,
              where: `the content snippet "${name}"`,
              isShown: true,
            },
          ],
    );
}

function listPages({ pages }: Site): SiteText[] {
  return pages
    .filter((page) => page.active)
    .flatMap((page) => {
      const content = page.contentPages.filter(({ active }) => active);
      const where = page.url ?? `"${page.name}"`;
      return [
        ...listParts(page.parts, { name: page.name, where, isShown: content.length === 0 }),
        ...content.flatMap(({ parts, name }) => listParts(parts, { name, where, isShown: true })),
      ];
    });
}

function listParts(
  { copy, summary, customJavaScript, customCss }: PageParts,
  page: { readonly name: string; readonly where: string; readonly isShown: boolean },
): SiteText[] {
  const texts: SiteText[] = [];
  // Enhanced sites have all four files for every page, most of them empty.
  const add = (part: PagePart | undefined, what: string, language: SiteText["language"], role: SiteTextRole): void => {
    if (part === undefined || part.text === "") return;
    const where = `the ${what} of the page ${page.where}`;
    texts.push({ path: part.path, text: part.text, language, role, isLiquid: true, name: page.name, where, isShown: page.isShown });
  };
  add(copy, "copy", "html", "page-copy");
  add(summary, "summary", "html", "page-summary");
  add(customJavaScript, "custom JavaScript", "script", "page-script");
  add(customCss, "custom CSS", "style", "page-style");
  return texts;
}

/** Scripts of basic forms, steps of multistep forms and lists; each lies beside its record. */
function listFormScripts({ texts }: Site): SiteText[] {
  return [...texts].flatMap(([path, text]): SiteText[] => {
    const record = path.endsWith(".js") ? /^(.*\.(basicform|advancedformstep|list))\.custom_javascript\.js$/.exec(path) : null;
    if (record === null || isInactive(texts.get(`${record[1]}.yml`) ?? "")) return [];
    const where = `the custom JavaScript of this ${formWords[record[2] ?? ""]}`;
    return [{ path, text, language: "script", role: "form-script", isLiquid: true, name: record[1] ?? "", where, isShown: true }];
  });
}

const formWords: Readonly<Record<string, string>> = { basicform: "basic form", advancedformstep: "step of a multistep form", list: "list" };
const isInactive = (record: string): boolean => /^(?:adx_)?statecode: *["']?1["']?\s*$/m.test(record);

function listWebFiles({ webFiles }: Site, texts: ReadonlyMap<string, string>): SiteText[] {
  return webFiles.flatMap(({ active, contentPath, name }): SiteText[] => {
    const text = contentPath === undefined ? undefined : texts.get(contentPath);
    if (!active || contentPath === undefined || text === undefined) return [];
    const language = /\.m?js$/i.test(contentPath) ? "script" : "html";
    return [{ path: contentPath, text, language, role: "web-file", isLiquid: false, name, where: `the web file "${name}"`, isShown: true }];
  });
}

function listServerLogics({ serverLogics }: Site): SiteText[] {
  return serverLogics.flatMap(({ active, name, sourcePath, source }): SiteText[] =>
    !active || source === undefined
      ? []
      : [
          {
            path: sourcePath,
            text: source,
            language: "script",
            role: "server-logic",
            isLiquid: false,
            name,
            where: `the server logic "${name}"`,
            isShown: true,
          },
        ],
  );
}
