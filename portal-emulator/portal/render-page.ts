import type { LiquidHole, LiquidProblem, LiquidSession, LiquidSource } from "../../liquid/create-liquid.ts";
import { createLiquid } from "../../liquid/create-liquid.ts";
import type { PagePart, WebPage, WebsiteLanguage } from "../../site/site.ts";
import { type Clock } from "../emulator-context.ts";
import { defaultSwitches, type EmulatorSwitches } from "../switches.ts";
import type { Holes } from "./cache/holes.ts";
import type { KeptPart } from "./cache/output-cache.ts";
import { renderKeptPart, type OutputKeeping, type ShownPart } from "./cache/render-kept-part.ts";
import { createFileFinder } from "./create-file-finder.ts";
import { createPageObjects, findContentPage, findTitle, type MissingName, type PageView } from "./page-objects.ts";
import { createBodyDescriber } from "./describe-body.ts";
import { findCachedReads } from "./find-cached-reads.ts";
import { wrapFormContent } from "./forms/form-content.ts";
import { escapeHtml, renderShell } from "./page-shell.ts";
import { renderPageMeta } from "./page-meta.ts";
import { resourceStringsAddress } from "./resource-strings.ts";
import { findRewritePage, type RewritePage } from "./rewrite-pages/find-rewrite-page.ts";
import { profileMark, questionMark, rewriteTemplate } from "./rewrite-pages/rewrite-templates.ts";
import type { PageServices } from "./create-page-services.ts";
import type { SiteIndex } from "./site-index.ts";
import { renderPortalScript } from "./portal-object.ts";
import type { SignedInVisitor } from "./user-object.ts";

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
  readonly templateOfRewritePages?: EmulatorSwitches["templateOfRewritePages"];
  /** The form of the built-in profile page. */
  readonly profile?: string;
  /** Why the site has no page for what is asked: it is not there [404], or not for this visitor. */
  readonly refusedWith?: 403 | 404;
  /** Pages that navigation shows; every page by default. */
  readonly mayRead?: (page: WebPage) => boolean;
  /** Where headers and footers are kept whose settings say so; without it they are rendered anew. */
  readonly keeping?: OutputKeeping;
  /** Told of each name that the page asks for and the site does not have. */
  readonly noteMissing?: (missing: MissingName) => void;
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
    findTemplateById(id) {
      const template = index.templateById(id);
      return template && { path: template.sourcePath, text: template.source };
    },
    findFile: createFileFinder(index.site),
    now: () => clock.now(),
  });
  const encodeUserAndRequest = !/^false$/i.test(index.setting("Site/EnableDefaultHtmlEncoding") ?? "");
  const stylesheets = listStylesheets(index);
  const describeBody = createBodyDescriber();
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
        noteMissing: reader.noteMissing,
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
      const { templateOfRewritePages = defaultSwitches.templateOfRewritePages } = reader;
      const rewrite = page && findRewritePage(index, page, { templateOfRewritePages });
      const source = rewrite === undefined ? index.templateById(template?.webTemplateId) : undefined;

      const body = open();
      const written = source
        ? await body.render({ path: source.sourcePath, text: source.source })
        : await renderBuiltIn(body, {
            rewrite,
            rewriteUrl: template?.rewriteUrl,
            request,
            profile: reader.profile,
            refusedWith: reader.refusedWith,
          });
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
        title: escapeHtml(page ? findTitle(view, page) : titleOfRefusal(reader)) + (await snippet("Browser Title Suffix")).trimEnd(),
        meta: renderPageMeta(view),
        resourceStrings: resourceStringsAddress(index.site.website.id, language?.code ?? "en-US"),
        stylesheets,
        headFonts: await snippet("Head/Fonts"),
        headBootstrap: await snippet("Head/Bootstrap"),
        headBottom: await snippet("Head/Bottom"),
        customCss: await part(content_?.parts.customCss ?? page?.parts.customCss),
        portalScript: renderPortalScript(index.site, reader),
        header: header.html,
        content,
        footer: footer.html,
        customJavaScript: await part(content_?.parts.customJavaScript ?? page?.parts.customJavaScript),
        trackingCode: await snippet("Tracking Code"),
        chatWidgetCode: await snippet("Chat Widget Code"),
        bodyAttributes: describeBody(view),
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

interface BuiltInPage {
  /** undefined: the site has no page for what is asked. */
  readonly rewrite: RewritePage | undefined;
  readonly rewriteUrl: string | undefined;
  readonly request: Request;
  readonly profile: string | undefined;
  readonly refusedWith: PageVisitor["refusedWith"] | undefined;
}

const titleOfRefusal = ({ refusedWith }: { readonly refusedWith?: PageVisitor["refusedWith"] | undefined }): string =>
  refusedWith === 403 ? "Access denied" : "Page not found";

/** A page that no web template renders. */
async function renderBuiltIn(session: LiquidSession, { rewrite, rewriteUrl, request, profile, refusedWith }: BuiltInPage): Promise<string> {
  if (rewrite === undefined) return `<div id="mainContent" class="container" role="main"><h1>${titleOfRefusal({ refusedWith })}</h1></div>`;
  const html = await session.render(rewriteTemplate(rewrite));
  if (rewrite === "search") return html.replace(questionMark, () => escapeHtml(findQuestion(new URL(request.url))));
  if (rewrite === "profile") return html.replace(profileMark, () => profile ?? "");
  return rewrite === "unknown"
    ? `${html}<p class="alert alert-info" role="note">Power Pages renders this page itself (<code>${escapeHtml(rewriteUrl ?? "")}</code>). The emulator shows its title, its copy and the form or list that it names.</p>`
    : html;
}

const findQuestion = (url: URL): string => [...url.searchParams].find(([name]) => name.toLowerCase() === "q")?.[1] ?? "";

/** CSS web files directly under Home are linked on every page. https://learn.microsoft.com/power-pages/configure/manage-css */
function listStylesheets(index: SiteIndex): string[] {
  return index.site.webFiles
    .filter((file) => file.active && file.url !== undefined && file.parentId === index.home?.id && /\.css$/i.test(file.partialUrl))
    .toSorted((a, b) => displayOrder(a.values["adx_displayorder"]) - displayOrder(b.values["adx_displayorder"]))
    .map((file) => encodeURI(file.url ?? ""));
}

const displayOrder = (value: unknown): number => (typeof value === "string" && value !== "" ? Number(value) : 0);
