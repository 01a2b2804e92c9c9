import type { TagArguments } from "../../../liquid/liquid-host.ts";
import { createLiquidObject, type LiquidObject } from "../../../liquid/liquid-object.ts";
import { LiquidDecimal } from "../../../liquid/values/liquid-decimal.ts";
import type { VisitorData } from "../data/visitor-data.ts";
import { readArgument, readWhole } from "./create-view-object.ts";
import { readSearchDocuments, type SearchDocument } from "./search-documents.ts";
import { parseSearchQuery, renderFragment, scoreText, tokenize, type SearchedText } from "./search-text.ts";

interface Hit {
  readonly document: SearchDocument;
  readonly body: SearchedText;
  readonly score: number;
}

/**
 * `searchindex`: what a query finds in the site, best first. How the portal ranks is not documented; scores here mean something only among themselves.
 * A query without words finds nothing (assumed).
 * https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects#searchindex
 */
export function createSearchObject(data: VisitorData, arguments_: TagArguments, warn: (message: string) => void): LiquidObject {
  const read = (...names: readonly string[]): string | undefined => readArgument(arguments_, ...names);
  const query = parseSearchQuery(read("query") ?? "");
  const page = Math.max(1, readWhole(read("page")) ?? 1);
  const pageSize = Math.max(1, readWhole(read("page_size", "pagesize")) ?? 10);
  const tables = (read("logical_names", "logicalnames") ?? "")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (read("filter") !== undefined) warn("The filter of a search is not emulated: results are not filtered by it.");
  let answer: Promise<readonly Hit[]> | undefined;
  const ask = (): Promise<readonly Hit[]> => {
    answer ??= find();
    return answer;
  };
  const find = async (): Promise<readonly Hit[]> => {
    const isOff = /^false$/i.test(data.request.index.setting("Search/Enabled")?.trim() ?? "");
    if (isOff || query.required.length + query.optional.length === 0) return [];
    const documents = await readSearchDocuments(data, (table) => tables.length === 0 || tables.includes(table), warn);
    return documents
      .flatMap((document): Hit[] => {
        const body = tokenize(document.text);
        const score = scoreText(query, tokenize(document.title), body);
        return score > 0 ? [{ document, body, score }] : [];
      })
      .sort((one, other) => other.score - one.score || one.document.title.localeCompare(other.document.title, "en"));
  };
  const begin = (page - 1) * pageSize;
  return createLiquidObject({
    members: {
      page,
      page_size: pageSize,
      approximate_total_hits: async () => (await ask()).length,
      results: async () =>
        (await ask()).slice(begin, begin + pageSize).map(({ document, body, score }, at) =>
          createLiquidObject({
            members: {
              entity: document.entity,
              fragment: () => renderFragment(query, body),
              id: document.id,
              logical_name: document.table,
              number: begin + at + 1,
              score: new LiquidDecimal(Math.round(score * 1e6) / 1e6),
              title: document.title,
              url: document.url,
            },
          }),
        ),
    },
  });
}
