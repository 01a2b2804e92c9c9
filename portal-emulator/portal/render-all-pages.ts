import type { PageReader } from "../../access/may-read-page.ts";
import type { LiquidProblem } from "../../liquid/create-liquid.ts";
import type { WebPage, WebsiteLanguage } from "../../site/site.ts";
import { defaultSwitches } from "../switches.ts";
import type { PageServices } from "./create-page-services.ts";
import type { SiteIndex } from "./site-index.ts";
import { defaultLanguage, findTarget, isVisible } from "./find-target.ts";
import type { PageRenderer } from "./render-page.ts";

/** How one page of the site came out. */
export interface RenderedPage {
  readonly url: string;
  readonly status: number;
  readonly problems: readonly LiquidProblem[];
}

export interface AllPages {
  readonly origin: string;
  readonly reader: PageReader;
  /** The data and forms of a page; without it they show as placeholders. */
  readonly services?: (request: Request, page: WebPage, language: WebsiteLanguage | undefined) => PageServices;
}

/** Renders every published page of the site once, in every language it has content for. */
export async function renderAllPages(
  index: SiteIndex,
  renderer: PageRenderer,
  { origin, reader, services }: AllPages,
): Promise<RenderedPage[]> {
  const { site } = index;
  const first = defaultLanguage(site);
  const rendered: RenderedPage[] = [];
  for (const page of site.pages.filter((candidate) => candidate.active && isVisible(site, candidate.publishingStateId))) {
    if (page.url === undefined) {
      rendered.push({ url: `(${page.name}: no address, its parent is missing)`, status: 404, problems: [] });
      continue;
    }
    const languages = site.languages.filter((language) =>
      page.contentPages.some((content) => content.active && content.languageId === language.id),
    );
    for (const language of languages.length > 0 ? languages : [first]) {
      const url = language === undefined || language === first ? page.url : `/${language.code}${page.url}`;
      const target = findTarget(index, { path: encodeURI(url), reader });
      if (target.kind === "page") {
        const request = new Request(new URL(encodeURI(url), origin));
        const result = await renderer.render(request, target.page, language, {
          visitor: undefined,
          anonymousPortalUser: defaultSwitches.anonymousPortalUser,
          ...(services && { services: services(request, target.page, language) }),
        });
        rendered.push({ url, status: target.status, problems: result.problems });
      } else {
        rendered.push({ url, status: target.kind === "none" ? target.status : target.kind === "file" ? 200 : 302, problems: [] });
      }
      // Rendering is all computation: requests and signals get their turn between two pages.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return rendered;
}
