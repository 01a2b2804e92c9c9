import type { LiquidHost } from "../../liquid/liquid-host.ts";
import type { WebPage, WebsiteLanguage } from "../../site/site.ts";
import type { EmulatorContext, Persona } from "../emulator-context.ts";
import { answerFetchXml } from "./data/answer-fetch-xml.ts";
import { createEntities } from "./data/create-entities.ts";
import { createVisitorData } from "./data/visitor-data.ts";
import type { Forms } from "./forms/create-forms.ts";
import { createListServices } from "./lists/create-list-services.ts";
import type { SiteIndex } from "./site-index.ts";

/** What Liquid asks of a site's data and forms. */
export interface PageServices extends Pick<LiquidHost, "fetchXml" | "renderForm" | "openView" | "applyFilter" | "dialect" | "redirect"> {
  /** The object `entities`. */
  readonly entities?: object;
}

/** One page being rendered for one visitor. */
export interface PageRequest {
  readonly ctx: EmulatorContext;
  readonly index: SiteIndex;
  readonly request: Request;
  readonly persona: Persona;
  readonly page: WebPage | undefined;
  readonly language: WebsiteLanguage | undefined;
  /** Without them forms show as placeholders. */
  readonly forms?: Pick<Forms, "serve">;
}

/** The services of one page; each part lives in a folder of its own: `data/`, `lists/`, `forms/`. */
export function createPageServices(request: PageRequest): PageServices {
  const data = createVisitorData(request);
  const { replaceFilter, defaultFilter, unknownFilters, tagsOverLines } = request.ctx.switches;
  return {
    dialect: { replacedText: replaceFilter, missingValues: defaultFilter, unknownFilters, tagsOverLines },
    fetchXml: (xml) => answerFetchXml(data, xml),
    entities: createEntities(data),
    ...createListServices(data),
    ...(request.forms && { renderForm: request.forms.serve(request) }),
  };
}
