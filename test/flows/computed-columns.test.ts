import { readFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { computeColumns, webApiWildcard } from "../../pac-deploy/checks/web-api/web-api-wildcard.ts";
import { placeOf, webApiNeeds } from "../../pac-deploy/checks/web-api/web-api-site.ts";
import { createCheckedSite } from "../../pac-deploy/checks/create-checked-site.ts";
import type { CheckedSite } from "../../pac-deploy/checks/check.ts";
import { readWebFileTexts } from "../../pac-deploy/plan/read-web-file-texts.ts";
import type { WebApiUse } from "../../pac-deploy/site-code/find-web-api-uses.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { findSiteFolders } from "../public-sites/find-site-folders.ts";
import { launchBrowser } from "../support/browser.ts";
import { withEdits } from "../support/with-edits.ts";
import {
  exampleId,
  exploreSite,
  repeatSteps,
  type Observation,
  type ObservedCall,
  type PageAction,
} from "./computed-columns/browse-site.ts";
import { findQueries } from "./computed-columns/find-queries.ts";
import { findQueriedTables, guessTables, learnTables, type LearnedTables } from "./computed-columns/learn-tables.ts";
import { matchUses } from "./computed-columns/match-uses.ts";
import { startTrial, type StartedTrial } from "./computed-columns/start-trial.ts";
import { tablesToServe, textsOf, withEveryRight, withPagesFor, type ServedColumns } from "./computed-columns/trial-site.ts";

// Folders with sites of other people, as `pac pages download` writes them: PORTAL_KIT_PUBLIC_SITES=/some/sites:/more/sites, only those with PORTAL_KIT_PUBLIC_SITE in their path.
const given = process.env["PORTAL_KIT_PUBLIC_SITES"];
const roots = given === undefined ? [] : given.split(delimiter);
const only = process.env["PORTAL_KIT_PUBLIC_SITE"] ?? "";
// Packages as npm unpacks them, for libraries that pages load from content hosts and that are none of the kit's own.
const libraries = process.env["PORTAL_KIT_PUBLIC_LIBRARIES"];
const limits = {
  pages: Number(process.env["PORTAL_KIT_PUBLIC_PAGES"] ?? 40),
  buttons: Number(process.env["PORTAL_KIT_PUBLIC_BUTTONS"] ?? 10),
  budgetMs: 1000 * Number(process.env["PORTAL_KIT_PUBLIC_SECONDS"] ?? 30),
};
const maxRounds = 3;
const maxLearningRounds = 10;

let browser: Browser;
beforeAll(async () => {
  if (roots.length > 0) browser = await launchBrowser("chromium");
}, 60_000);
afterAll(async () => browser?.close());

it.skipIf(roots.length > 0)(
  "computed columns of public sites are not tried: PORTAL_KIT_PUBLIC_SITES names no folders with some",
  (context) => {
    context.skip();
  },
);

describe.skipIf(roots.length === 0)("the columns computed for public sites (PORTAL_KIT_PUBLIC_SITES names folders with some)", async () => {
  const folders = (await Promise.all(roots.map((root) => findSiteFolders(resolve(root))))).flat().filter((folder) => folder.includes(only));

  it.each(folders)(
    "leave every call of the pages of %s as it was",
    async (folder) => {
      const site = await readSite(folder);
      const files = await readWebFileTexts(site);
      const checked = createCheckedSite(site, { webFiles: files });
      const needs = checked.once(webApiNeeds);
      if (needs.uses.length === 0) return;
      const tables = tablesToServe(site, needs.tables.keys());
      const lists = new Map(
        tables.flatMap((table) => {
          const { columns, missing } = computeColumns(checked, table);
          return missing === undefined ? [[table, columns.join(",")] as const] : [];
        }),
      );
      expectEditsToWrite(checked, lists);
      const words = [...site.texts.values(), ...files.values()];
      const trial = await tryStar(site, { checked, tables, words });
      // Tables without a list are answered as before.
      const listed = new Map(tables.map((table) => [table, lists.get(table) ?? "*"]));
      const after: ObservedCall[] = [];
      for (const { site: shown, observation } of trial.parts) {
        const started = await startTrial(withEveryRight(shown, listed, trial.learned.keys()), trial.learned);
        try {
          after.push(...(await repeatSteps(started, browser, { steps: observation.steps, restoreRows: started.restoreRows, libraries })));
        } finally {
          await started.close();
        }
      }
      const before = trial.parts.flatMap(({ observation }) => observation.calls);
      const answered = new Set(before.filter(({ status }) => status < 400).map(keyOf));
      const answeredAfter = new Set(after.filter(({ status }) => status < 400).map(keyOf));
      const refused = after.filter((call) => call.status >= 400 && answered.has(keyOf(call)) && !answeredAfter.has(keyOf(call)));
      // What was refused with the star as well, such as a column of no table, says nothing of the list.
      const refusedAnyway = new Set(before.filter(({ status }) => status >= 400).map(reasonOf));
      const ofColumns = after.filter((call) => isColumnRefused(call, [...lists.keys()]) && !refusedAnyway.has(reasonOf(call)));
      const rows = needs.uses.map((use) =>
        describeUse(use, { before, after, uses: needs.uses, isListed: lists.has(tableOf(checked, use)) }),
      );
      const ofTables = before.filter(({ path }) => [...lists.keys()].some((table) => path.startsWith(`/_api/${setOf(checked, table)}`)));
      const count = (kind: string): number => rows.filter((row) => row.reached === kind).length;
      say(
        folder,
        `${needs.uses.length} places; made by pages ${count("page")}, by a call of the harness ${count("called")}, on a page made for it ${count("stand-alone")}, refused ${count("refused")}, not reached ${count("none")}; ` +
          `${before.length} calls before (${countStatuses(before)}), ${after.length} after (${countStatuses(after)}), ${ofTables.length} of the ${lists.size} tables with a list (${[...lists.keys()].join(", ")}); ${refused.length + ofColumns.length} differences`,
      );
      for (const { text } of rows) say(folder, text);
      for (const error of new Set(trial.parts.flatMap(({ observation }) => observation.errors))) say(folder, `script stopped: ${error}`);
      for (const message of new Set(before.filter(({ status }) => status >= 400).map(reasonOf)))
        say(folder, `refused with the star too: ${message}`);
      expect([...new Set([...refused, ...ofColumns].map((call) => `${keyOf(call)} ${call.responseBody ?? ""}`))]).toEqual([]);
      expect(rows.filter(({ isLost }) => isLost).map(({ text }) => text)).toEqual([]);
    },
    1_800_000,
  );
});

/** The kit's own edits put these lists in the place of the stars that the site has. */
function expectEditsToWrite(checked: CheckedSite, lists: ServedColumns): void {
  const fixed = withEdits(checked.site, webApiWildcard.fix?.(checked, webApiWildcard.find(checked)) ?? []);
  const values = new Map(fixed.settings.map(({ name, value }) => [/^webapi\/([^/]+)\/fields$/i.exec(name)?.[1]?.toLowerCase(), value]));
  const stars = checked.site.settings.flatMap(({ name, value }) =>
    value?.trim() === "*" ? (/^webapi\/([^/]+)\/fields$/i.exec(name)?.[1]?.toLowerCase() ?? []) : [],
  );
  for (const table of stars.filter((one) => lists.has(one))) expect(values.get(table)).toBe(lists.get(table));
}

interface TriedPart {
  readonly site: Site;
  readonly observation: Observation;
}

interface Trying {
  readonly checked: CheckedSite;
  readonly tables: readonly string[];
  readonly words: readonly string[];
}

/**
 * With the star answered as a tenant does that still has it, until the pages ask for nothing that the schema lacks: the site's own pages first, then, for the places that
 * none of them reached, pages made for the texts that hold them.
 */
async function tryStar(
  site: Site,
  { checked, tables, words }: Trying,
): Promise<{ readonly parts: TriedPart[]; readonly learned: LearnedTables }> {
  const { uses } = checked.once(webApiNeeds);
  const stars = new Map(tables.map((table) => [table, "*"]));
  const shownTables = findQueriedTables(words);
  let learned = guessTables([...new Set([...tables, ...shownTables])], words);
  const isEnough = (calls: readonly ObservedCall[]): boolean => {
    const reached = new Set(calls.filter(({ status }) => status < 400).flatMap((call) => matchUses(call, uses)));
    return uses.every((use) => reached.has(use));
  };
  const explore = async (shown: Site, paths: readonly string[] | undefined, known: readonly ObservedCall[]): Promise<Observation> => {
    for (let round = 1; ; round++) {
      const trial = withEveryRight(shown, stars, learned.keys());
      const started = await startTrial(trial, learned);
      try {
        const observation = await exploreSite(started, browser, {
          personas: personasOf(words),
          paths: paths ?? (await findPaths(site, started)),
          queries: findQueries(words, exampleId),
          limits,
          restoreRows: started.restoreRows,
          libraries,
          isEnough: (calls) => isEnough([...known, ...calls]),
        });
        const refused = observation.calls.filter(({ status }) => status >= 400);
        const more = learnTables(learned, refused);
        if (more !== undefined) learned = await learnFromReads(trial, more, refused);
        if (more === undefined || round === maxRounds || isEnough([...known, ...observation.calls])) return observation;
      } finally {
        await started.close();
      }
    }
  };
  const own = { site, observation: await explore(site, undefined, []) };
  const reached = new Set(own.observation.calls.flatMap((call) => matchUses(call, uses)));
  const hidden = textsOf(uses.filter((use) => !reached.has(use) && !isBundle(use)));
  if (hidden.length === 0 || site.kind === "code") return { parts: [own], learned };
  const added = withPagesFor(site, hidden);
  return { parts: [own, { site: added.site, observation: await explore(added.site, added.paths, own.observation.calls) }], learned };
}

/** A refusal names one thing, so what was refused is asked for again, without a browser, until nothing new is learned. */
async function learnFromReads(trial: Site, learned: LearnedTables, refused: readonly ObservedCall[]): Promise<LearnedTables> {
  const reads = [...new Set(refused.flatMap(({ method, path }) => (method === "GET" ? [path] : [])))];
  let known = learned;
  for (let round = 0; round < maxLearningRounds && reads.length > 0; round++) {
    const started = await startTrial(trial, known);
    try {
      const answers = await Promise.all(
        reads.map(async (path) => {
          const response = await started.emulator.fetch("portal", new Request(new URL(path, started.emulator.addresses.portal)));
          return { path, status: response.status, requestBody: undefined, responseBody: await response.text() };
        }),
      );
      const more = learnTables(
        known,
        answers.filter(({ status }) => status >= 400),
      );
      if (more === undefined) break;
      known = more;
    } finally {
      await started.close();
    }
  }
  return known;
}

const isBundle = ({ source }: WebApiUse): boolean => source.role === "application" || source.text.length > 1_000_000;

interface UseRow {
  readonly reached: "page" | "called" | "stand-alone" | "refused" | "none";
  /** Answered with the star, and no more with the list. */
  readonly isLost: boolean;
  readonly text: string;
}

interface UseTrial {
  readonly before: readonly ObservedCall[];
  readonly after: readonly ObservedCall[];
  readonly uses: readonly WebApiUse[];
  readonly isListed: boolean;
}

function describeUse(use: WebApiUse, { before, after, uses, isListed }: UseTrial): UseRow {
  const made = before.filter((call) => matchUses(call, uses).includes(use));
  const answered = made.filter(({ status }) => status < 400);
  const again = after.filter((call) => matchUses(call, uses).includes(use));
  const kinds = new Set(answered.map(({ step: { path, action } }) => kindOf(path, action)));
  const reached = (["page", "called", "stand-alone"] as const).find((kind) => kinds.has(kind)) ?? (made.length > 0 ? "refused" : "none");
  const isLost = answered.length > 0 && again.every(({ status }) => status >= 400);
  const what = `${use.methods?.join("|") ?? "?"} ${use.setName ?? "?"}`;
  const text = `${reached}: ${what} ${placeOf(use)} ${made.length} (${countStatuses(made)}) then ${again.length} (${countStatuses(again)})${isListed ? "" : ", no list"}${isLost ? " LOST" : ""}`;
  return { reached, isLost, text };
}

const kindOf = (path: string, { kind }: PageAction): "page" | "called" | "stand-alone" =>
  kind === "call-functions" ? "called" : path.startsWith("/trial-page-") ? "stand-alone" : "page";

const tableOf = (checked: CheckedSite, { setName }: WebApiUse): string =>
  (setName === undefined ? undefined : checked.once(webApiNeeds).names.tableOf(setName)) ?? "";

const setOf = (checked: CheckedSite, table: string): string => checked.once(webApiNeeds).names.setOf(table) ?? `${table}s`;

/** The contact with every role, and, where the site asks for roles, one with none. */
const personasOf = (texts: readonly string[]): string[] =>
  texts.some((text) => /user\.roles|has_role/.test(text)) ? [exampleId, "ada"] : [exampleId];

/** Pages that hold code for the Web API, as they come out for the persona; each code once. */
async function findPaths(site: Site, started: StartedTrial): Promise<string[]> {
  if (site.kind === "code") return ["/"];
  const { portal } = started.emulator.addresses;
  const urls = (await started.emulator.renderAllPages(exampleId)).filter(({ status }) => status < 400).map(({ url }) => url);
  const signedIn = await started.emulator.fetch(
    "portal",
    new Request(`${portal}/_emulator/sign-in`, { method: "POST", body: JSON.stringify({ persona: exampleId }) }),
  );
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
  const scripts = await Promise.all(
    site.webFiles
      .flatMap(({ contentPath, partialUrl }) =>
        contentPath !== undefined && /\.m?js$/i.test(contentPath) ? [{ contentPath, partialUrl }] : [],
      )
      .map(async ({ contentPath, partialUrl }) => ({
        partialUrl,
        asks: (await readFile(join(site.folder, contentPath), "utf8").catch(() => "")).includes("_api/"),
      })),
  );
  const known = new Set<string>();
  const paths: string[] = [];
  for (const url of urls) {
    const response = await started.emulator.fetch(
      "portal",
      new Request(new URL(`${encodeURI(url)}?id=${exampleId}`, portal), { headers: { cookie } }),
    );
    const html = await response.text();
    const lines = html
      .split("\n")
      .filter((line) => line.includes("_api/") || scripts.some(({ asks, partialUrl }) => asks && line.includes(partialUrl)));
    const isNew = lines.some((line) => !known.has(line.trim()));
    for (const line of lines) known.add(line.trim());
    if (isNew) paths.push(url);
  }
  return paths;
}

/** Ids differ from run to run. */
const keyOf = ({ step: { visitor }, method, path }: ObservedCall): string =>
  `${visitor} ${method} ${path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, "<id>")}`;

const isColumnRefused = ({ status, responseBody }: ObservedCall, tables: readonly string[]): boolean =>
  status === 403 && tables.some((table) => new RegExp(`in table ${table} is not enabled for Web Api`).test(responseBody ?? ""));

const reasonOf = ({ method, path, status, responseBody }: ObservedCall): string =>
  `${status} ${method} ${path.split("?")[0]?.replaceAll(/\(.*?\)/g, "(…)") ?? ""} ${/"message":"([^"]{0,150})/.exec(responseBody ?? "")?.[1] ?? ""}`;

function countStatuses(calls: readonly ObservedCall[]): string {
  const counts = new Map<number, number>();
  for (const { status } of calls) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([status, count]) => `${count} × ${status}`)
    .join(", ");
}

function say(folder: string, text: string): void {
  process.stderr.write(`${folder}: ${text}\n`);
}
