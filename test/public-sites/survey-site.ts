import { join } from "node:path";
import { UserError } from "../../contract/user-error.ts";
import type { LiquidProblem } from "../../liquid/create-liquid.ts";
import { createEmulator } from "../../portal-emulator/create-emulator.ts";
import type { RenderedPage } from "../../portal-emulator/portal/render-all-pages.ts";
import type { Schema } from "../../portal-emulator/schema/schema.ts";
import { standardSchema } from "../../portal-emulator/schema/standard-schema.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { findUnresolved, type UnresolvedName } from "./find-unresolved.ts";
import { buildInventedSchema, inventTables, noTables } from "./invent-tables.ts";
import { surveySources, type SurveyedSource } from "./survey-sources.ts";

/** What became of one site folder. */
export type SiteSurvey = { readonly kind: "failed"; readonly name: string; readonly why: string } | RenderedSite;

export interface RenderedSite {
  readonly kind: "rendered";
  readonly name: string;
  /** Of a code site its root document is the one page. */
  readonly model: Site["model"] | "code";
  readonly languages: number;
  readonly visitors: readonly RenderedVisitor[];
  /** Tables and columns that pages ask for and neither the folder nor the emulator describes. */
  readonly lacking: Readonly<Record<string, readonly string[]>>;
  /** The same pages with those made up. */
  readonly described: { readonly visitors: readonly RenderedVisitor[]; readonly problems: readonly CountedProblem[] } | undefined;
  readonly unresolved: readonly UnresolvedName[];
  readonly problems: readonly CountedProblem[];
  readonly sources: readonly SurveyedSource[];
  readonly tookMs: number;
}

export interface RenderedVisitor {
  /** `anonymous`, or the persona. */
  readonly visitor: string;
  /** A page counts once per language. */
  readonly pages: number;
  /** Status → pages. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Pages that show an error, or on which something is not as its author wrote it. */
  readonly broken: number;
}

/** One place of the site, with the number of renderings it shows up in. */
export interface CountedProblem extends LiquidProblem {
  readonly renderings: number;
}

const addresses = { portal: "http://localhost:4180", org: "http://127.0.0.1:4181", insights: "http://127.0.0.1:4182" };
const distFolder = join(import.meta.dirname, "..", "..", "dist");

/**
 * Renders every page of the site for an anonymous visitor and for a signed-in one, an administrator where the site has that role; and once more with the
 * tables made up that its pages ask for, as often as they then ask for more.
 */
export async function surveySite(folder: string, name: string): Promise<SiteSurvey> {
  const begin = performance.now();
  try {
    const site = await readSite(folder);
    const sources = surveySources(site);
    const plain = await renderSite(site, standardSchema);
    let described: RenderedForAll | undefined;
    let lacking = noTables;
    for (let round = 0; round < maxRounds; round++) {
      const problems = (described ?? plain).renderings.flatMap((page) => page.problems);
      const more = inventTables(lacking, problems, site.tablePermissions);
      if (more === undefined) break;
      lacking = more;
      described = await renderSite(site, buildInventedSchema(lacking));
    }
    return {
      kind: "rendered",
      name,
      model: site.kind === "code" ? "code" : site.model,
      languages: site.languages.length,
      visitors: plain.visitors,
      lacking: Object.fromEntries(Array.from(lacking.tables, ([table, columns]) => [table, [...columns]])),
      described: described && { visitors: described.visitors, problems: countProblems(described.renderings) },
      unresolved: findUnresolved((described ?? plain).renderings, sources),
      problems: countProblems(plain.renderings),
      sources,
      tookMs: Math.round(performance.now() - begin),
    };
  } catch (error) {
    if (error instanceof UserError) return { kind: "failed", name, why: error.message };
    return { kind: "failed", name, why: `our bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` };
  }
}

/** A form names its columns one after the other, a query one at a time. */
const maxRounds = 60;

interface RenderedForAll {
  readonly visitors: readonly RenderedVisitor[];
  readonly renderings: readonly RenderedPage[];
}

async function renderSite(site: Site, schema: Schema): Promise<RenderedForAll> {
  const emulator = await createEmulator({ site, addresses, database: ":memory:", distFolder, schema });
  try {
    for (const { name, primaryName } of schema.tables.filter((table) => standardSchema.findTable(table.name) === undefined))
      for (const row of ["Example 1", "Example 2"]) emulator.store.insert(name, { [primaryName]: row });
    const persona = site.roles.some((role) => role.active && role.name.toLowerCase() === "administrators") ? "admin" : "ada";
    const anonymous = await emulator.renderAllPages();
    const signedIn = await emulator.renderAllPages(persona);
    return {
      visitors: [describeVisitor("anonymous", anonymous), describeVisitor(persona, signedIn)],
      renderings: [...anonymous, ...signedIn],
    };
  } finally {
    await emulator.close();
  }
}

function describeVisitor(visitor: string, pages: readonly RenderedPage[]): RenderedVisitor {
  const statuses: Record<string, number> = {};
  for (const { status } of pages) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    visitor,
    pages: pages.length,
    statuses,
    broken: pages.filter(({ errors, problems }) => errors > 0 || problems.some(isBroken)).length,
  };
}

/** Not merely assumed, not emulated or ignored as the portal ignores it. */
export const isBroken = ({ kind }: Pick<LiquidProblem, "kind">): boolean => kind !== "unsupported";

function countProblems(pages: readonly RenderedPage[]): CountedProblem[] {
  const found = new Map<string, { problem: LiquidProblem; renderings: number }>();
  for (const problem of pages.flatMap(({ problems }) => problems)) {
    const key = `${problem.kind}\n${problem.path}\n${problem.line}:${problem.column}\n${problem.message}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { problem, renderings: 1 });
    else known.renderings++;
  }
  return Array.from(found.values(), ({ problem, renderings }) => ({ ...problem, renderings }));
}
