import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { cardSource, footerSource, headerSource, pageSource, renderCopy, searchSource } from "./page-sources.ts";

type Values = Readonly<Record<string, string>>;

/** Address of the first generated page. */
export const generatedPath = "/department-0/";

/**
 * A starter of that data model with stock-like header, footer and page template, grown to a number of files: departments of pages with their content
 * pages, web templates, snippets, web files and table permissions, in about the shares that sites have them in, and a setting for each.
 */
export async function generateSite(
  root: string,
  folder: string,
  { model, fileCount }: { readonly model: Site["model"]; readonly fileCount: number },
): Promise<void> {
  await cp(join(root, "test/fixtures/sites", model), folder, { recursive: true });
  const starter = await readSite(folder);
  const files = new Map<string, string>();
  addStockPage(files, starter);
  const existing = new Set(await listFiles(folder));
  const settings: Values[] = [];
  for (let index = 0; countNew(files, existing) + existing.size < fileCount; index += 1) {
    settings.push({ adx_name: `Bench/Setting ${index}`, adx_sitesettingid: makeId("f", index), adx_value: `value ${index}` });
    for (const [path, text] of renderDepartment(starter, index)) {
      if (countNew(files, existing) + existing.size >= fileCount) break;
      files.set(path, text);
    }
  }
  settings.push({ adx_name: "Bench/Search", adx_sitesettingid: makeId("f", settings.length), adx_value: "true" });
  files.set("sitesetting.yml", (starter.texts.get("sitesetting.yml") ?? "") + renderList(settings));
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
}

const countNew = (files: ReadonlyMap<string, string>, existing: ReadonlySet<string>): number =>
  [...files.keys()].filter((path) => !existing.has(path)).length;

function addStockPage(files: Map<string, string>, site: Site): void {
  for (const [id, source] of [
    [site.website.headerTemplateId, headerSource],
    [site.website.footerTemplateId, footerSource],
  ] as const) {
    const template = site.webTemplates.find((one) => one.id === id);
    if (template === undefined) throw new Error("the starter has no header or footer");
    files.set(template.sourcePath, source);
  }
  addTemplate(files, "Bench Page", makeId("a", 0), pageSource);
  addTemplate(files, "Bench Card", makeId("a", 1), cardSource);
  addTemplate(files, "Bench Search", makeId("a", 2), searchSource);
  files.set(
    "page-templates/Bench-Page.pagetemplate.yml",
    renderRecord({
      adx_entityname: "adx_webpage",
      adx_isdefault: "false",
      adx_name: "Bench Page",
      adx_pagetemplateid: makeId("b", 0),
      adx_type: "756150001",
      adx_usewebsiteheaderandfooter: "true",
      adx_webtemplateid: makeId("a", 0),
    }),
  );
  addSnippet(files, site, "Bench Footer", makeId("c", 0), "<p>{{ website.name | escape }}, open every day</p>\n");
  const setId = makeId("d", 0);
  const stem = `weblink-sets/bench-navigation/Bench-Navigation.${languageCode(site)}.weblinkset`;
  files.set(
    `${stem}.yml`,
    renderRecord({ adx_name: "Bench Navigation", adx_weblinksetid: setId, adx_websitelanguageid: languageId(site) }),
  );
  const link = (index: number, values: Values): Values => ({
    adx_displayorder: String(index),
    adx_name: `Department ${index}`,
    adx_openinnewwindow: String(index % 5 === 4),
    ...values,
    adx_weblinkid: makeId("e", index),
    adx_weblinksetid: setId,
  });
  const links = Array.from({ length: 12 }, (_, index) => [
    link(index, index % 3 === 0 ? { adx_externalurl: `https://www.example.com/${index}` } : { adx_pageid: makeId("1", index % 3) }),
    ...(index % 4 === 1
      ? [1, 2, 3].map((below) => link(100 * index + below, { adx_pageid: makeId("1", 0), adx_parentweblinkid: makeId("e", index) }))
      : []),
  ]).flat();
  files.set(`${stem}.weblink.yml`, renderList(links));
}

/** Nineteen files of the enhanced data model's dialect, twelve of the standard one's: it leaves empty parts of pages out. */
function renderDepartment(site: Site, index: number): Map<string, string> {
  const files = new Map<string, string>();
  const name = `Department ${index}`;
  const slug = `department-${index}`;
  const common = {
    adx_displayorder: String(index + 10),
    adx_enablerating: "false",
    adx_enabletracking: "false",
    adx_excludefromsearch: "false",
    adx_hiddenfromsitemap: "false",
  };
  const rest = {
    adx_name: name,
    adx_pagetemplateid: makeId("b", 0),
    adx_parentpageid: site.pages.find((page) => page.url === "/")?.id ?? "",
    adx_partialurl: slug,
    adx_publishingstateid: site.publishingStates.find((state) => state.isVisible)?.id ?? "",
    adx_sharedpageconfiguration: "false",
    adx_title: name,
  };
  const stem = `web-pages/${slug}/Department-${index}.webpage`;
  const contentStem = `web-pages/${slug}/content-pages/Department-${index}.${languageCode(site)}.webpage`;
  files.set(`${stem}.yml`, renderRecord({ ...common, adx_isroot: "true", ...rest, adx_webpageid: makeId("1", index) }));
  files.set(
    `${contentStem}.yml`,
    renderRecord({
      ...common,
      adx_isroot: "false",
      ...rest,
      adx_rootwebpageid: makeId("1", index),
      adx_webpageid: makeId("2", index),
      adx_webpagelanguageid: languageId(site),
    }),
  );
  files.set(`${contentStem}.copy.html`, renderCopy(name));
  if (site.model === "enhanced") {
    for (const end of ["copy.html", "summary.html", "custom_javascript.js", "custom_css.css"]) files.set(`${stem}.${end}`, "");
    for (const end of ["summary.html", "custom_javascript.js", "custom_css.css"]) files.set(`${contentStem}.${end}`, "");
  }
  for (const part of ["Teaser", "List"]) {
    const text = `{% assign shown = ${index} %}\n<div class="${part.toLowerCase()}">\n${"{% if page.title %}<p>{{ page.title | escape }} {{ shown | plus: 1 }}</p>{% endif %}\n".repeat(12)}</div>\n`;
    addTemplate(files, `${name} ${part}`, makeId("3", 2 * index + (part === "List" ? 1 : 0)), text);
  }
  addSnippet(files, site, `${name}/Intro`, makeId("4", index), `<p>Welcome to ${slug}</p>\n`);
  const fileId = makeId("5", index);
  files.set(
    `web-files/${slug}.css.webfile.yml`,
    renderRecord({
      adx_enabletracking: "false",
      adx_name: `${slug}.css`,
      adx_parentpageid: makeId("1", index),
      adx_partialurl: `${slug}.css`,
      adx_publishingstateid: rest.adx_publishingstateid,
      adx_webfileid: fileId,
      filename: `${slug}.css`,
      isdocument: "true",
      mimetype: "text/css",
      objectid: fileId,
      objecttypecode: "adx_webfile",
    }),
  );
  files.set(`web-files/${slug}.css`, `.${slug} { color: teal; }\n`.repeat(30));
  const roles = site.roles.slice(0, 2).map((role) => `- ${role.id}\n`);
  files.set(
    `table-permissions/Department-${index}.tablepermission.yml`,
    `${renderRecord({ adx_append: "false", adx_create: "true", adx_entitylogicalname: "feedback", adx_entityname: name })}adx_entitypermission_webrole:\n${roles.join("")}${renderRecord({ adx_entitypermissionid: makeId("6", index), adx_read: "true", adx_scope: "756150000" })}`,
  );
  return files;
}

function addTemplate(files: Map<string, string>, name: string, id: string, source: string): void {
  const stem = name.replaceAll(" ", "-");
  const path = `web-templates/${stem.toLowerCase()}/${stem}.webtemplate`;
  files.set(`${path}.yml`, renderRecord({ adx_name: name, adx_webtemplateid: id }));
  files.set(`${path}.source.html`, source);
}

function addSnippet(files: Map<string, string>, site: Site, name: string, id: string, value: string): void {
  const stem = name.replaceAll(/[ /]/g, "-");
  const path = `content-snippets/${stem.toLowerCase()}/${stem}.${languageCode(site)}.contentsnippet`;
  files.set(
    `${path}.yml`,
    renderRecord({
      adx_contentsnippetid: id,
      adx_contentsnippetlanguageid: languageId(site),
      adx_display_name: name,
      adx_name: name,
      adx_type: "756150001",
    }),
  );
  files.set(`${path}.value.html`, value);
}

const languageId = (site: Site): string => site.website.defaultLanguageId ?? "";
const languageCode = (site: Site): string => site.languages.find((language) => language.id === languageId(site))?.code ?? "en-US";

const makeId = (kind: string, index: number): string => `${kind.repeat(8)}-0000-4000-8000-${index.toString(16).padStart(12, "0")}`;

const renderRecord = (values: Values): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");

const renderList = (records: readonly Values[]): string =>
  records.map((values) => `- ${renderRecord(values).trimEnd().replaceAll("\n", "\n  ")}\n`).join("");
