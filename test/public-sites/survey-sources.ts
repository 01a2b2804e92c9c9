import { Liquid } from "liquidjs";
import { createGrammar } from "../../liquid/create-liquid.ts";
import { parseSource } from "../../liquid/grammar/page-parser.ts";
import type { Site } from "../../site/site.ts";

export const sourceKinds = ["web template", "page copy", "content snippet", "page JavaScript", "page CSS"] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** A text of a site that contains Liquid, and what the two engines say of it. */
export interface SurveyedSource {
  readonly kind: SourceKind;
  readonly path: string;
  readonly text: string;
  /** Why the emulator's engine takes none of it; undefined: it parses. */
  readonly failure: string | undefined;
  /** What it parses and the portal ignores or takes otherwise than it looks. */
  readonly notices: readonly string[];
  /** Why stock liquidjs does not parse it. */
  readonly stockFailure: string | undefined;
}

type SiteTexts = Pick<Site, "webTemplates" | "snippets" | "pages">;

export interface SourceCounts {
  readonly kind: SourceKind | "all";
  readonly files: number;
  readonly parsed: number;
  readonly stockParsed: number;
  /** Stock templates repeat from site to site: each text once. */
  readonly distinct: number;
  readonly distinctParsed: number;
  readonly distinctStockParsed: number;
}

/** Every text of the site that the portal renders as Liquid and that has some. */
export function surveySources(site: SiteTexts): SurveyedSource[] {
  const grammar = createGrammar();
  const stock = new Liquid();
  return listTexts(site)
    .filter(({ text }) => text.includes("{{") || text.includes("{%"))
    .map(({ kind, path, text }) => {
      const { failure, notices } = parseSource(text, grammar);
      return {
        kind,
        path,
        text,
        failure: failure?.message,
        notices: notices.map(({ message }) => message),
        stockFailure: parseWithStock(stock, text),
      };
    });
}

export function countSources(sources: readonly SurveyedSource[]): SourceCounts[] {
  return ([...sourceKinds, "all"] as const).map((kind) => {
    const ofKind = sources.filter((source) => kind === "all" || source.kind === kind);
    const distinct = [...new Map(ofKind.map((source) => [source.text.replaceAll(/\r\n?/g, "\n"), source])).values()];
    const parsed = (list: readonly SurveyedSource[]): number => list.filter(({ failure }) => failure === undefined).length;
    const stockParsed = (list: readonly SurveyedSource[]): number => list.filter(({ stockFailure }) => stockFailure === undefined).length;
    return {
      kind,
      files: ofKind.length,
      parsed: parsed(ofKind),
      stockParsed: stockParsed(ofKind),
      distinct: distinct.length,
      distinctParsed: parsed(distinct),
      distinctStockParsed: stockParsed(distinct),
    };
  });
}

interface SiteText {
  readonly kind: SourceKind;
  readonly path: string;
  readonly text: string;
}

function listTexts(site: SiteTexts): SiteText[] {
  const found: SiteText[] = [
    ...site.webTemplates.map(({ sourcePath, source }) => ({ kind: "web template" as const, path: sourcePath, text: source })),
    ...site.snippets.map(({ valuePath, value = "" }) => ({ kind: "content snippet" as const, path: valuePath, text: value })),
  ];
  for (const { parts } of site.pages.flatMap((page) => [page, ...page.contentPages])) {
    if (parts.copy !== undefined) found.push({ kind: "page copy", ...parts.copy });
    if (parts.customJavaScript !== undefined) found.push({ kind: "page JavaScript", ...parts.customJavaScript });
    if (parts.customCss !== undefined) found.push({ kind: "page CSS", ...parts.customCss });
  }
  return found;
}

function parseWithStock(stock: Liquid, text: string): string | undefined {
  try {
    stock.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
  }
}
