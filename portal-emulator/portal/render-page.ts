import type { LiquidHole, LiquidProblem, LiquidSession, LiquidSource } from "../../liquid/create-liquid.ts";
import { createLiquid } from "../../liquid/create-liquid.ts";
import type { PagePart, WebPage, WebsiteLanguage } from "../../site/site.ts";
import { type Clock } from "../emulator-context.ts";
import { defaultSwitches, type EmulatorSwitches } from "../switches.ts";
import { organizationIds } from "../organization/organization-ids.ts";
import type { Holes } from "./cache/holes.ts";
import type { KeptPart } from "./cache/output-cache.ts";
import { renderKeptPart, type OutputKeeping, type ShownPart } from "./cache/render-kept-part.ts";
import { createFileFinder } from "./create-file-finder.ts";
import { createPageObjects, findContentPage, findTitle, type PageView } from "./page-objects.ts";
import { findCachedReads } from "./find-cached-reads.ts";
import { wrapFormContent } from "./forms/form-content.ts";
import { escapeHtml, renderShell } from "./page-shell.ts";
import { describeRewritePage } from "./rewrite-pages.ts";
import type { PageServices } from "./create-page-services.ts";
import type { SiteIndex } from "./site-index.ts";
import { describePortalUser, type SignedInVisitor } from "./user-object.ts";

/** Renders the pages of one reading of the site folder; parsed templates are kept as long as it. */
export interface PageRenderer {
  render(request: Request, page: WebPage | undefined, language: WebsiteLanguage | undefined, reader?: PageVisitor): Promise<PageResult>;
}

/** Who the page is rendered for; an anonymous visitor by default. */
export interface PageVisitor {
  readonly visitor: SignedInVisitor | undefined;
  readonly anonymousPortalUser: EmulatorSwitches["anonymousPortalUser"];
  /** The data and forms of the site as this visitor may have them; without it they show as placeholders. */
  readonly services?: PageServices;
  /** Pages that navigation shows; every page by default. */
  readonly mayRead?: (page: WebPage) => boolean;
  /** Where headers and footers are kept whose settings say so; without it they are rendered anew. */
  readonly keeping?: OutputKeeping;
}

export interface PageResult {
  readonly html: string;
  readonly contentType: string;
  readonly problems: readonly LiquidProblem[];
}

export function createPageRenderer(index: SiteIndex, clock: Clock): PageRenderer {
  const liquid = createLiquid({
    findTemplate(name) {
      const template = index.template(name);
      return template && { path: template.sourcePath, text: template.source };
    },
    findFile: createFileFinder(index.site),
    now: () => clock.now(),
  });
  const encodeUserAndRequest = !/^false$/i.test(index.setting("Site/EnableDefaultHtmlEncoding") ?? "");
  const stylesheets = listStylesheets(index);
  const siteParts = [
    findSitePart(index, "header", index.site.website.headerTemplateId),
    findSitePart(index, "footer", index.site.website.footerTemplateId),
  ] as const;
  const cachedReads = siteParts.flatMap((found) => (found?.isKept === true ? findCachedReads(found.source) : []));
  return {
    async render(request, page, language, reader = { visitor: undefined, anonymousPortalUser: defaultSwitches.anonymousPortalUser }) {
      const view: PageView = {
        index,
        page,
        language,
        request,
        visitor: reader.visitor,
        mayRead: reader.mayRead ?? (() => true),
        ...(reader.services?.entities && { entities: reader.services.entities }),
      };
      const objects = createPageObjects(view, clock.now());
      const open = (holes?: Holes): LiquidSession => {
        const options = { encodeUserAndRequest, ...(reader.services && { services: reader.services }) };
        if (holes === undefined) return liquid.openSession(objects, options);
        const leaveHole = (hole: LiquidHole): string => holes.leave(({ session }) => session.renderHole(hole));
        return liquid.openSession(createPageObjects({ ...view, leaveHole: (fill) => holes.leave(fill) }, clock.now()), {
          ...options,
          leaveHole,
        });
      };
      // Header and footer are cached apart from the page: they share no variables with it.
      const renderSitePart = async (found: SitePart | undefined): Promise<ShownPart> => {
        if (found === undefined) return { html: "", problems: [] };
        if (found.isKept && reader.keeping !== undefined) return renderKeptPart(reader.keeping, { ...found, view, open });
        const session = open();
        return { html: await session.render(found.source), problems: session.problems };
      };
      const template = index.site.pageTemplates.find((candidate) => candidate.active && candidate.id === page?.pageTemplateId);
      const source = index.templateById(template?.webTemplateId);

      const body = open();
      const written = source
        ? await body.render({ path: source.sourcePath, text: source.source })
        : await renderWithoutTemplate(view, body, template?.rewriteUrl);
      const content = wrapFormContent(written, request.url);
      if (template && !template.usesHeaderAndFooter) {
        return { html: content, contentType: source?.mimeType ?? "text/html; charset=utf-8", problems: body.problems };
      }
      const header = await renderSitePart(siteParts[0]);
      const footer = await renderSitePart(siteParts[1]);
      const snippet = async (name: string): Promise<string> => {
        const found = index.snippet(name, language?.id);
        return found?.value ? `${await body.render({ path: found.valuePath, text: found.value })}\n` : "";
      };
      const part = async (found: PagePart | undefined): Promise<string> => (found && found.text.trim() !== "" ? body.render(found) : "");
      const content_ = page && findContentPage(view, page);
      const html = renderShell({
        language: language?.code ?? "en-US",
        rightToLeft: /^(ar|he|fa|ur)\b/i.test(language?.code ?? ""),
        title: escapeHtml(page ? findTitle(view, page) : "Page not found") + (await snippet("Browser Title Suffix")).trimEnd(),
        stylesheets,
        headFonts: await snippet("Head/Fonts"),
        headBottom: await snippet("Head/Bottom"),
        customCss: await part(content_?.parts.customCss ?? page?.parts.customCss),
        portalScript: portalScript(index, reader),
        header: header.html,
        content,
        footer: footer.html,
        customJavaScript: await part(content_?.parts.customJavaScript ?? page?.parts.customJavaScript),
        trackingCode: await snippet("Tracking Code"),
        chatWidgetCode: await snippet("Chat Widget Code"),
        siteName: index.site.website.name,
      });
      return {
        html,
        contentType: "text/html; charset=utf-8",
        problems: [...cachedReads, ...header.problems, ...body.problems, ...footer.problems],
      };
    },
  };
}

/** The header or footer template of the website. */
interface SitePart {
  readonly part: KeptPart;
  readonly source: LiquidSource;
  /** By its setting, which is `True` on every new site and absent on old ones. */
  readonly isKept: boolean;
}

function findSitePart(index: SiteIndex, part: KeptPart, templateId: string | undefined): SitePart | undefined {
  const template = index.templateById(templateId);
  const setting = index.setting(part === "header" ? "Header/OutputCache/Enabled" : "Footer/OutputCache/Enabled");
  return template && { part, source: { path: template.sourcePath, text: template.source }, isKept: /^\s*true\s*$/i.test(setting ?? "") };
}

/** A page whose template is a built-in one of the platform, or which has none: its title and copy. */
async function renderWithoutTemplate(view: PageView, session: LiquidSession, rewriteUrl: string | undefined): Promise<string> {
  const content = view.page && findContentPage(view, view.page);
  const copy = content?.parts.copy ?? view.page?.parts.copy;
  const title = view.page ? findTitle(view, view.page) : "Page not found";
  const text = copy ? await session.render(copy) : "";
  return `<div id="mainContent" class="container" role="main"><h1>${escapeHtml(title)}</h1>${text}${describeRewritePage(rewriteUrl)}</div>`;
}

/** CSS web files directly under Home are linked on every page. https://learn.microsoft.com/power-pages/configure/manage-css */
function listStylesheets(index: SiteIndex): string[] {
  return index.site.webFiles
    .filter((file) => file.active && file.url !== undefined && file.parentId === index.home?.id && /\.css$/i.test(file.partialUrl))
    .toSorted((a, b) => displayOrder(a.values["adx_displayorder"]) - displayOrder(b.values["adx_displayorder"]))
    .map((file) => encodeURI(file.url ?? ""));
}

const displayOrder = (value: unknown): number => (typeof value === "string" && value !== "" ? Number(value) : 0);

/** What pages find at `window.Microsoft.Dynamic365.Portal`. For an anonymous visitor `User` has empty texts on older versions; newer ones may lack it. */
function portalScript(index: SiteIndex, { visitor, anonymousPortalUser }: PageVisitor): string {
  const portal = {
    ...(visitor === undefined && anonymousPortalUser === "absent" ? {} : { User: describePortalUser(visitor) }),
    version: "9.7.0.0",
    type: "StudioPortal",
    id: index.site.website.id,
    geo: "LOCAL",
    // Microsoft's code-site samples make the address of their identity provider of it.
    tenant: organizationIds.tenant,
    orgId: organizationIds.organization,
    orgEnvironmentId: organizationIds.environment,
    isTelemetryEnabled: "false",
  };
  return `window["Microsoft"] = window["Microsoft"] || {}; window["Microsoft"].Dynamic365 = {Portal: ${JSON.stringify(portal).replaceAll("<", "\\u003c")}};`;
}
