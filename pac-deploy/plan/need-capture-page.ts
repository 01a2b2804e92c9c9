import type { Finding } from "../../contract/finding.ts";
import { templateNames } from "../../contract/names.ts";
import { contentPagePaths, webPagePaths, type NewRecord } from "../../site/file-names.ts";
import type { Site } from "../../site/site.ts";
import type { KitFiles } from "../kit-files.ts";
import { siteFinding, type Desired } from "./desired.ts";
import { findTexts, pageTemplate, textLanguages, webTemplate, type RecordWriter } from "./kit-records.ts";

/** A page with the form, directly under Home: page template, root page, and a content page per language. */
export function needCapturePage(
  writer: RecordWriter,
  kit: KitFiles,
  partialUrl: string,
  languages: readonly string[] | undefined,
): { desired: Desired[]; findings: Finding[] } {
  const { site } = writer;
  const home = site.pages.find((page) => page.active && page.url === "/");
  const state = site.publishingStates.find((candidate) => candidate.active && candidate.isVisible);
  const rootId = writer.id("web-page", partialUrl);
  const findings = findPageFindings(site, partialUrl, rootId, home !== undefined);
  if (home === undefined) return { desired: [], findings };

  const why = `the page /${partialUrl}`;
  const template = pageTemplate(writer, templateNames.capturePage, templateNames.capturePage, why);
  const title = (code: string | undefined): string => findTexts(kit, code).texts["page.title"] ?? partialUrl;
  const root: NewRecord = { id: rootId, name: `Portal Kit ${partialUrl}` };
  const shared = {
    adx_displayorder: "900",
    adx_enablerating: "false",
    adx_enabletracking: "false",
    adx_excludefromsearch: "false",
    adx_feedbackpolicy: "756150005",
    adx_hiddenfromsitemap: "false",
    adx_name: root.name,
    adx_pagetemplateid: template.id,
    adx_parentpageid: home.id,
    adx_partialurl: partialUrl,
    ...(state === undefined ? {} : { adx_publishingstateid: state.id }),
    adx_sharedpageconfiguration: "false",
  };
  const rootPaths = webPagePaths(site, root);
  const contentPages = textLanguages(site, languages).flatMap((language) => {
    if (language === undefined) return [];
    const paths = contentPagePaths(site, root, language.code);
    const keys = {
      ...shared,
      adx_isroot: "false",
      adx_rootwebpageid: rootId,
      adx_title: title(language.code),
      adx_webpageid: writer.id("content-page", partialUrl, language.code),
      adx_webpagelanguageid: language.id,
    };
    return [writer.record(paths.record, keys, why), ...pageParts(writer, paths, why, intro)];
  });
  return {
    desired: [
      ...webTemplate(writer, templateNames.capturePage, kit.capturePage, why),
      template.desired,
      writer.record(rootPaths.record, { ...shared, adx_isroot: "true", adx_title: title(undefined), adx_webpageid: rootId }, why),
      // Visitors see the content page's copy; a site without languages has the root page only.
      ...pageParts(writer, rootPaths, why, contentPages.length === 0 ? intro : ""),
      ...contentPages,
    ],
    findings,
  };
}

/** The text above the form: a content snippet, so that a marketer changes it in one place. */
const intro = "<p>{{ snippets['Portal Kit/page.intro'] | escape }}</p>";

/** Enhanced sites always have the full set of a page's files, standard ones since 2023 leave the empty ones out; the copy is there for a maker to fill. */
function pageParts(writer: RecordWriter, paths: ReturnType<typeof webPagePaths>, why: string, copy: string): Desired[] {
  const parts = writer.site.model === "enhanced" ? [paths.summary, paths.customJavaScript, paths.customCss] : [];
  return [writer.file(paths.copy, copy, why, true), ...parts.map((path) => writer.file(path, "", why, true))];
}

function findPageFindings(site: Site, partialUrl: string, rootId: string, hasHome: boolean): Finding[] {
  if (!hasHome)
    return [
      siteFinding(
        "no-home-page",
        "error",
        `the site folder has no active home page to put /${partialUrl} under: leave capture.page out and include the template by hand`,
      ),
    ];
  const taken = [...site.pages, ...site.webFiles].find(
    (record) => record.active && record.id !== rootId && record.url?.toLowerCase().replace(/\/$/, "") === `/${partialUrl.toLowerCase()}`,
  );
  return taken === undefined
    ? []
    : [
        siteFinding(
          "page-address-taken",
          "error",
          `/${partialUrl} is already the address of "${taken.name}": choose another capture.page`,
          taken,
        ),
      ];
}
