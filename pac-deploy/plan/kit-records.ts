import { kitVersion, textSnippetPrefix } from "../../contract/names.ts";
import { contentSnippetPaths, pageTemplatePath, webTemplatePaths, type NewRecord } from "../../site/file-names.ts";
import { lineEndForNewFile, withLineEnd } from "../../site/line-ends.ts";
import { renderRecord, type RecordKeys } from "../../site/render-record.ts";
import type { Site, WebsiteLanguage } from "../../site/site.ts";
import type { KitFiles } from "../kit-files.ts";
import { siteFinding, type Desired } from "./desired.ts";
import type { Finding } from "../../contract/finding.ts";
import { stableId } from "./stable-id.ts";

/** Renders the kit's records in the line ends of the site they go to. */
export interface RecordWriter {
  readonly site: Site;
  readonly lineEnd: string;
  /** A record's id, the same at every apply. */
  id(kind: string, name: string, language?: string): string;
  file(path: string, text: string, why: string, isPersons?: boolean): Desired;
  record(path: string, keys: RecordKeys, why: string): Desired;
  /** Text for a file beside a record: the site's line ends. */
  text(text: string): string;
}

export function createRecordWriter(site: Site): RecordWriter {
  const lineEnd = lineEndForNewFile(site.texts, ".yml");
  return {
    site,
    lineEnd,
    id: (kind, name, language) =>
      stableId(site.website.id, ["portal-kit", kind, name, ...(language === undefined ? [] : [language])].join("/")),
    file: (path, text, why, isPersons = false) => ({ kind: "file", path, text, why, isPersons }),
    record: (path, keys, why) => ({ kind: "file", path, text: renderRecord(keys, lineEnd), why, isPersons: false }),
    text: (text) => withLineEnd(text, lineEnd),
  };
}

export function webTemplate(writer: RecordWriter, name: string, source: string, why: string): Desired[] {
  const record: NewRecord = { id: writer.id("web-template", name), name };
  const paths = webTemplatePaths(writer.site, record);
  return [
    writer.record(paths.record, { adx_name: name, adx_webtemplateid: record.id }, why),
    writer.file(paths.source, writer.text(source), why),
  ];
}

/** `{% include %}` between the marks by which `remove` and a person find it. */
export function markedInclude(name: string): string {
  return `{% comment %}portal-kit:begin ${name} ${kitVersion}{% endcomment %}{% include '${name}' %}{% comment %}portal-kit:end ${name}{% endcomment %}`;
}

export function pageTemplate(writer: RecordWriter, name: string, webTemplateName: string, why: string): { id: string; desired: Desired } {
  const record: NewRecord = { id: writer.id("page-template", name), name };
  const desired = writer.record(
    pageTemplatePath(writer.site, record),
    {
      adx_entityname: "adx_webpage",
      adx_isdefault: "false",
      adx_name: name,
      adx_pagetemplateid: record.id,
      adx_type: "756150001",
      adx_usewebsiteheaderandfooter: "true",
      adx_webtemplateid: writer.id("web-template", webTemplateName),
    },
    why,
  );
  return { id: record.id, desired };
}

export interface SnippetText {
  readonly name: string;
  readonly value: string;
  /** undefined: for every language. */
  readonly language: WebsiteLanguage | undefined;
  readonly isHtml: boolean;
  readonly isPersons: boolean;
}

export function contentSnippet(writer: RecordWriter, snippet: SnippetText, why: string): Desired[] {
  const { name, language } = snippet;
  const record: NewRecord = { id: writer.id("content-snippet", name, language?.code), name };
  const paths = contentSnippetPaths(writer.site, record, language?.code);
  return [
    writer.record(
      paths.record,
      {
        adx_contentsnippetid: record.id,
        ...(language === undefined ? {} : { adx_contentsnippetlanguageid: language.id }),
        adx_display_name: name,
        adx_name: name,
        adx_type: snippet.isHtml ? "756150001" : "756150000",
      },
      why,
    ),
    writer.file(paths.value, snippet.value, why, snippet.isPersons),
  ];
}

/** Languages the texts are written for: the site's active ones (whose codes name files, so one without a code counts for nothing), or those the configuration names; a site without any gets neutral snippets. */
export function textLanguages(site: Site, wanted: readonly string[] | undefined): readonly (WebsiteLanguage | undefined)[] {
  const named = site.languages.filter(
    ({ active, code }, index) =>
      active && code !== "" && site.languages.findIndex((other) => other.active && other.code === code) === index,
  );
  const languages = named.filter(({ code }) => wanted === undefined || wanted.some((one) => one.toLowerCase() === code.toLowerCase()));
  return languages.length === 0 ? [undefined] : languages;
}

const fallbackLanguage = "en-US";

/** The kit's texts in one language: exact, else another region of it, else English. */
export function findTexts(kit: KitFiles, code: string | undefined): { texts: Readonly<Record<string, string>>; language: string } {
  const wanted = (code ?? fallbackLanguage).toLowerCase();
  const language =
    [...kit.texts.keys()].find((known) => known.toLowerCase() === wanted) ??
    [...kit.texts.keys()].find((known) => known.toLowerCase().split("-")[0] === wanted.split("-")[0]) ??
    fallbackLanguage;
  return { texts: kit.texts.get(language) ?? {}, language };
}

/** The texts under these keys as content snippets, one per language; a person may change them. */
export function textSnippets(
  writer: RecordWriter,
  kit: KitFiles,
  options: { readonly keys: (key: string) => boolean; readonly languages: readonly string[] | undefined; readonly why: string },
): { desired: Desired[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const desired = textLanguages(writer.site, options.languages).flatMap((language) => {
    const { texts, language: found } = findTexts(kit, language?.code);
    if (language !== undefined && found.split("-")[0] !== language.code.toLowerCase().split("-")[0]) {
      findings.push(
        siteFinding(
          "texts-in-english",
          "info",
          `the kit has no texts in ${language.code}: its snippets are in English, change them in ${textSnippetPrefix}…`,
        ),
      );
    }
    return Object.entries(texts)
      .filter(([key]) => options.keys(key))
      .flatMap(([key, value]) =>
        contentSnippet(writer, { name: textSnippetPrefix + key, value, language, isHtml: false, isPersons: true }, options.why),
      );
  });
  return { desired, findings };
}
