import type { ContentPage, WebPage } from "../../../site/site.ts";
import { isTrue, textOf } from "../../../site/site-rows.ts";
import { isText } from "../../schema/table-definition.ts";
import { createReadCheck } from "../find-target.ts";
import { findContentPage, findTitle } from "../page-objects.ts";
import { createFetchRowObject } from "../data/row-object.ts";
import { runVisitorFetch } from "../data/run-visitor-fetch.ts";
import { findSiteRecord } from "../data/site-record.ts";
import type { VisitorData } from "../data/visitor-data.ts";
import { findView } from "./find-view.ts";

/** Something a search may find. */
export interface SearchDocument {
  readonly table: string;
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly entity: () => object | undefined;
}

/** Page details of these tables go by markers of another name. https://learn.microsoft.com/power-pages/configure/search/additional-tables */
const markerNames: Readonly<Record<string, string>> = { incident: "Case", knowledgearticle: "Knowledge Article" };
const maxRows = 5000;

/** The pages, web files and rows a visitor may find, of the tables that `wants` takes. */
export async function readSearchDocuments(
  data: VisitorData,
  wants: (table: string) => boolean,
  warn: (message: string) => void,
): Promise<readonly SearchDocument[]> {
  return [
    ...(wants("adx_webpage") ? listPages(data) : []),
    ...(wants("adx_webfile") ? listFiles(data) : []),
    ...(await readTables(data, wants, warn)),
  ];
}

/** Published pages that the visitor may read, with title, summary and copy in the visitor's language; what their Liquid prints is not searched (assumed). */
function listPages(data: VisitorData): SearchDocument[] {
  const { index, language, persona, ctx } = data.request;
  const mayRead = createReadCheck(index, { ...persona, rulesWithoutPage: ctx.switches.rulesWithoutPage });
  return index.site.pages.flatMap((page) => {
    if (page.url === undefined || index.pageById(page.id) === undefined || !mayRead(page, "page")) return [];
    const content = findContentPage({ language }, page);
    if (isTrue(page.values, "excludefromsearch") || (content !== undefined && isTrue(content.values, "excludefromsearch"))) return [];
    return [
      {
        table: "adx_webpage",
        id: page.id,
        title: findTitle({ language }, page),
        text: readPageText(page, content),
        url: page.url,
        entity: () => findSiteRecord(index.site, "adx_webpage", page.id),
      },
    ];
  });
}

function readPageText(page: WebPage, content: ContentPage | undefined): string {
  const { copy, summary } = content?.parts ?? page.parts;
  const description = textOf(content?.values ?? page.values, "meta_description") ?? "";
  return [summary?.text ?? "", copy?.text ?? "", description].map(stripMarkup).join(" ").trim();
}

/** Web files are found by name, title and summary; what they hold is not read. */
function listFiles(data: VisitorData): SearchDocument[] {
  const { index, persona, ctx } = data.request;
  const mayRead = createReadCheck(index, { ...persona, rulesWithoutPage: ctx.switches.rulesWithoutPage });
  return index.site.webFiles.flatMap((file) => {
    if (file.url === undefined || index.fileByUrl(file.url) !== file || isTrue(file.values, "excludefromsearch")) return [];
    if (file.parentId !== index.home?.id && !mayRead(index.pageById(file.parentId), "file")) return [];
    const title = textOf(file.values, "title") || file.name;
    return [
      {
        table: "adx_webfile",
        id: file.id,
        title,
        text: `${file.name} ${stripMarkup(textOf(file.values, "summary") ?? "")}`.trim(),
        url: file.url,
        entity: () => findSiteRecord(index.site, "adx_webfile", file.id),
      },
    ];
  });
}

/**
 * Rows of tables that are set up for it: the setting `Search/EnableAdditionalEntities` and a site marker for the page of one row.
 * What is searched are the columns of the view `Portal Search`; where the view is not at hand, the table's texts.
 */
async function readTables(
  data: VisitorData,
  wants: (table: string) => boolean,
  warn: (message: string) => void,
): Promise<SearchDocument[]> {
  const { index } = data.request;
  if (!/^true$/i.test(index.setting("Search/EnableAdditionalEntities")?.trim() ?? "")) return [];
  const viewName = index.setting("Search/IndexQueryName")?.trim() || "Portal Search";
  const documents: SearchDocument[] = [];
  for (const table of data.names.schema.tables) {
    const page = index.markerPage(markerNames[table.name] ?? `${table.name}_SearchResultPage`);
    if (page?.url === undefined || !wants(table.name)) continue;
    const columns = table.columns.filter(isText).map(({ name }) => name);
    const view = findView(data, { id: undefined, name: viewName, table: table.name, columns }, warn);
    if (view === undefined) continue;
    const found = await runVisitorFetch(data, { fetch: { ...view.fetch, top: undefined, count: maxRows }, table });
    if (found.kind === "denied") continue;
    for (const row of found.result.rows) {
      const id = String(row.row?.[table.primaryId] ?? "");
      const texts = row.cells.flatMap(({ value }) => (typeof value === "string" ? [value] : []));
      documents.push({
        table: table.name,
        id,
        title: texts[0] ?? "",
        text: stripMarkup(texts.slice(1).join(" ")),
        url: `${page.url}?id=${id}`,
        entity: () => createFetchRowObject(data, table, row),
      });
    }
  }
  return documents;
}

/** Text without Liquid, scripts, styles, comments and tags. What is not closed stays. Takes time in proportion to the text, whatever it holds. */
export function stripMarkup(html: string): string {
  const holes = [
    ["{%", "%}"],
    ["{{", "}}"],
    ["<!--", "-->"],
    ["<script", "</script"],
    ["<style", "</style"],
    ["<", ">"],
  ] as const;
  return holes
    .reduce((text, [open, close]) => cutOut(text, open, close), html)
    .replaceAll(/&(amp|lt|gt|quot|nbsp|#39);/g, (_entity, name: string) => characters[name] ?? " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function cutOut(text: string, open: string, close: string): string {
  // Letters outside ASCII may change their length.
  const folded = text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const begin = folded.indexOf(open, at);
    const end = begin < 0 ? -1 : folded.indexOf(close, begin + open.length);
    if (end < 0) return [...kept, text.slice(at)].join(" ");
    kept.push(text.slice(at, begin));
    // The rest of a closing tag of a script is a tag like others.
    at = close.startsWith("</") ? end : end + close.length;
  }
}

const characters: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: " " };
