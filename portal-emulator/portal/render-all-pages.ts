import type { PageReader } from "../../access/may-read-page.ts";
import type { LiquidProblem } from "../../liquid/create-liquid.ts";
import type { WebPage, WebsiteLanguage } from "../../site/site.ts";
import type { EmulatorSwitches } from "../switches.ts";
import type { PageServices } from "./create-page-services.ts";
import { createReadCheck, defaultLanguage, findTarget, isVisible, type Target } from "./find-target.ts";
import { showsLanguageCode } from "./find-language-redirect.ts";
import type { MissingName } from "./page-objects.ts";
import type { PageRenderer, PageVisitor } from "./render-page.ts";
import { findRewritePage } from "./rewrite-pages/find-rewrite-page.ts";
import type { SiteIndex } from "./site-index.ts";

/** How one page of the site came out. */
export interface RenderedPage {
  readonly url: string;
  readonly status: number;
  /** How often an error stands on the page in place of what failed. */
  readonly errors: number;
  readonly problems: readonly LiquidProblem[];
  /** Snippets, site markers and web link sets that the page asked for and the site does not have, each once. */
  readonly missing: readonly MissingName[];
}

export interface AllPages {
  readonly origin: string;
  readonly reader: PageReader;
  /** Who `reader` is. */
  readonly visitor: Pick<PageVisitor, "visitor" | "anonymousPortalUser"> & Pick<EmulatorSwitches, "templateOfRewritePages">;
  /** The data and forms of a page; without it they show as placeholders. */
  readonly services?: (request: Request, page: WebPage, language: WebsiteLanguage | undefined) => PageServices;
}

/** Renders every published page of the site once for one visitor, in every language it has content for. */
export async function renderAllPages(
  index: SiteIndex,
  renderer: PageRenderer,
  { origin, reader, visitor, services }: AllPages,
): Promise<RenderedPage[]> {
  const { site } = index;
  const first = defaultLanguage(site);
  const readCheck = createReadCheck(index, reader);
  const rendered: RenderedPage[] = [];
  for (const page of site.pages.filter((candidate) => candidate.active && isVisible(site, candidate.publishingStateId))) {
    if (page.url === undefined) {
      rendered.push({ url: `(${page.name}: no address, its parent is missing)`, status: 404, ...nothing });
      continue;
    }
    for (const language of findLanguages(page, site.languages, first)) {
      const hasCode = language !== undefined && (language !== first || showsLanguageCode(index));
      const url = hasCode ? `/${language.code}${page.url}` : page.url;
      const target = findTarget(index, { path: encodeURI(url), reader });
      const needsSignIn =
        reader.contactId === undefined && target.kind === "page" && findRewritePage(index, target.page, visitor) === "profile";
      if (target.kind === "page" && !needsSignIn) {
        const missing = new Map<string, MissingName>();
        const request = new Request(new URL(encodeURI(url), origin));
        const { html, problems } = await renderer.render(request, target.page, language, {
          ...visitor,
          mayRead: (shown) => readCheck(shown, "page"),
          noteMissing: (one) => void missing.set(`${one.kind} ${one.name}`, one),
          ...(services && { services: services(request, target.page, language) }),
        });
        rendered.push({ url, status: target.status, errors: countErrors(html), problems, missing: [...missing.values()] });
      } else {
        rendered.push({ url, status: statusOf(target), ...nothing });
      }
      // Rendering is all computation: requests and signals get their turn between two pages.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return rendered;
}

/** Those the page has content for; of a page without any, the default one. */
function findLanguages(
  page: WebPage,
  languages: readonly WebsiteLanguage[],
  first: WebsiteLanguage | undefined,
): readonly (WebsiteLanguage | undefined)[] {
  const found = languages.filter((language) => page.contentPages.some((content) => content.active && content.languageId === language.id));
  return found.length > 0 ? found : [first];
}

const nothing = { errors: 0, problems: [], missing: [] } as const;

/** Of what is not rendered: the built-in profile page is one for signed-in visitors only. */
function statusOf(target: Target): number {
  if (target.kind === "none") return target.status;
  return target.kind === "file" ? 200 : 302;
}

const countErrors = (html: string): number => html.split("Liquid error: ").length - 1;
