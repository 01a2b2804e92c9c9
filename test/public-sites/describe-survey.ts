import { isBroken, type CountedProblem, type RenderedSite, type RenderedVisitor, type SiteSurvey } from "./survey-site.ts";
import type { SourceCounts } from "./survey-sources.ts";

/** Markdown: a row per site, what is behind its numbers, and the sources of all. */
export function describeSurvey(surveys: readonly SiteSurvey[], sources: readonly SourceCounts[]): string {
  const rendered = surveys.filter((survey) => survey.kind === "rendered");
  const lines = [
    "| site | model | languages | pages | anonymous | signed in | broken pages | tables made up | broken with them | names not resolved | other notes |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
    ...rendered.map(describeRow),
    "",
    ...rendered.flatMap(describeDetails),
    ...surveys.flatMap((survey) => (survey.kind === "failed" ? [`## ${survey.name}`, "", `failed: ${survey.why}`, ""] : [])),
    "| sources with Liquid | files | parse | stock liquidjs | distinct | parse | stock liquidjs |",
    "|---|---|---|---|---|---|---|",
    ...sources.map(
      (one) =>
        `| ${one.kind} | ${one.files} | ${share(one.parsed, one.files)} | ${share(one.stockParsed, one.files)} | ${one.distinct} | ${share(one.distinctParsed, one.distinct)} | ${share(one.distinctStockParsed, one.distinct)} |`,
    ),
    "",
    ...rendered.flatMap(({ name, sources: texts }) =>
      texts.flatMap(({ path, failure }) => (failure === undefined ? [] : [`- does not parse: ${name}: ${path}: ${failure}`])),
    ),
  ];
  return lines.join("\n");
}

function describeRow({ name, model, languages, visitors, lacking, described, unresolved, problems }: RenderedSite): string {
  const [anonymous, signedIn] = visitors;
  const cells = [
    name,
    model,
    languages,
    anonymous?.pages ?? 0,
    listStatuses(anonymous),
    listStatuses(signedIn),
    countBroken(visitors),
    Object.keys(lacking).length,
    described === undefined ? "" : countBroken(described.visitors),
    unresolved.length,
    problems.filter((problem) => !isBroken(problem)).length,
  ];
  return `| ${cells.join(" | ")} |`;
}

function listStatuses(visitor: RenderedVisitor | undefined): string {
  const counts = Object.entries(visitor?.statuses ?? {}).map(([status, count]) => `${count} × ${status}`);
  return counts.join(", ");
}

/** Of the anonymous visitor and of the signed-in one. */
const countBroken = (visitors: readonly RenderedVisitor[]): string => visitors.map(({ broken }) => broken).join(" + ");

function describeDetails({ name, problems, described, unresolved, lacking, tookMs }: RenderedSite): string[] {
  const made = Object.entries(lacking).map(([table, columns]) => `- made up: ${table} (${columns.join(", ")})`);
  return [
    `## ${name} (${tookMs} ms)`,
    "",
    ...problems.map(describeProblem),
    ...unresolved.map(({ kind, name: missing, pages }) => `- no ${kind} "${missing}" (${pages} ×)`),
    ...(described === undefined ? [] : ["", "With tables made up:", "", ...made, ...described.problems.map(describeProblem)]),
    "",
  ];
}

const describeProblem = ({ kind, path, line, column, message, renderings }: CountedProblem): string =>
  `- ${kind}, ${renderings} ×: ${path}:${line}:${column}: ${message}`;

const share = (part: number, whole: number): string => (whole === 0 ? "–" : `${part} (${((100 * part) / whole).toFixed(1)} %)`);
