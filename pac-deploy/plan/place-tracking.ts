import type { Configuration } from "../../contract/configuration.ts";
import { templateNames } from "../../contract/names.ts";
import type { ContentSnippet } from "../../site/site.ts";
import type { Desired } from "./desired.ts";
import { contentSnippet, markedInclude, textLanguages, type RecordWriter } from "./kit-records.ts";

/** Content snippets with a place of their own in the page. https://learn.microsoft.com/power-pages/configure/customize-content-snippets */
const slots = { "head-bottom": "Head/Bottom", "tracking-code": "Tracking Code" } as const;

/** What goes onto every page; with the outbox also the form's script, so that the next page, whichever it is, finishes what could not be sent. */
interface Included {
  readonly name: string;
  readonly why: string;
}

/** Includes the tracking template on every page: at the end of the website's header, or of a content snippet that the page shell shows. */
export function placeTracking(writer: RecordWriter, { tracking, capture }: Configuration): Desired[] {
  const { placement } = tracking;
  const included: Included[] = [
    { name: templateNames.tracking, why: "puts tracking on every page" },
    ...(capture.path !== "none" && capture.outbox
      ? [{ name: templateNames.captureScript, why: "finishes on the next page what could not be sent" }]
      : []),
  ];
  if (placement === "none") return [];
  if (placement !== "header") return includeInSnippet(writer, slots[placement], included);
  const { site } = writer;
  const header = site.webTemplates.find((template) => template.id === site.website.headerTemplateId);
  return header === undefined ? [] : include(header.sourcePath, included, "that shows the website's header");
}

const include = (path: string, included: readonly Included[], where: string): Desired[] =>
  included.map(({ name, why }) => ({
    kind: "marked",
    path,
    name,
    block: markedInclude(name),
    why: name === templateNames.tracking ? `${why} ${where}` : why,
  }));

/**
 * In each snippet of that name, and in a new one for each language that has none: a page shows the snippet of its language, else the one for every language. Where the
 * site has none at all, the documents leave the language of `Tracking Code` blank.
 */
function includeInSnippet(writer: RecordWriter, name: string, included: readonly Included[]): Desired[] {
  const { site } = writer;
  const where = `through the content snippet ${name}`;
  const why = included.map((one, index) => (index === 0 ? `${one.why} ${where}` : one.why)).join("; ");
  const value = included.map((one) => markedInclude(one.name)).join(writer.lineEnd);
  const present = site.snippets.filter((snippet) => snippet.active && snippet.name.toLowerCase() === name.toLowerCase());
  const covers = (languageId: string | undefined): boolean =>
    present.some((snippet) => snippet.languageId === undefined || snippet.languageId === languageId);
  const missing =
    present.length === 0 && name === slots["tracking-code"]
      ? [undefined]
      : textLanguages(site, undefined).filter((language) => !covers(language?.id));
  /** One without a value has no file for it. */
  const extend = (snippet: ContentSnippet): Desired[] =>
    snippet.value === undefined ? [writer.file(snippet.valuePath, value, why)] : include(snippet.valuePath, included, where);
  return [
    ...present.flatMap(extend),
    ...missing.flatMap((language) => contentSnippet(writer, { name, value, language, isHtml: false, isPersons: false }, why)),
  ];
}
