import { readFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { computeColumns, webApiWildcard } from "../../pac-deploy/checks/web-api/web-api-wildcard.ts";
import { webApiNeeds, webApiTables } from "../../pac-deploy/checks/web-api/web-api-site.ts";
import { createCheckedSite } from "../../pac-deploy/checks/create-checked-site.ts";
import type { CheckedSite } from "../../pac-deploy/checks/check.ts";
import { readWebFileTexts } from "../../pac-deploy/plan/read-web-file-texts.ts";
import { startEmulator, type StartedEmulator } from "../../portal-emulator/start-emulator.ts";
import { standardSchema } from "../../portal-emulator/schema/standard-schema.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { findSiteFolders } from "../public-sites/find-site-folders.ts";
import { launchBrowser } from "../support/browser.ts";
import { distFolder } from "../support/kit-site.ts";
import { withEdits } from "../support/with-edits.ts";
import { browseSite, exampleId, type ObservedCall } from "./computed-columns/browse-site.ts";
import { buildLearnedSchema, guessTables, learnTables, type LearnedTables } from "./computed-columns/learn-tables.ts";

// Folders with sites of other people, as `pac pages download` writes them: PORTAL_KIT_PUBLIC_SITES=/some/sites:/more/sites, only those with PORTAL_KIT_PUBLIC_SITE in their path.
const given = process.env["PORTAL_KIT_PUBLIC_SITES"];
const roots = given === undefined ? [] : given.split(delimiter);
const only = process.env["PORTAL_KIT_PUBLIC_SITE"] ?? "";
const limits = {
  pages: Number(process.env["PORTAL_KIT_PUBLIC_PAGES"] ?? 8),
  buttons: Number(process.env["PORTAL_KIT_PUBLIC_BUTTONS"] ?? 6),
};
const maxRounds = 3;

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
      const checked = createCheckedSite(site, { webFiles: await readWebFileTexts(site) });
      const listed = checked
        .once(webApiTables)
        .map(({ table }) => table)
        .filter((table) => isListed(checked, table));
      const { uses } = checked.once(webApiNeeds);
      if (listed.length === 0) {
        if (uses.length > 0) say(folder, `${uses.length} uses, no star that a list could replace`);
        return;
      }
      const fixed = withEdits(site, webApiWildcard.fix?.(checked, webApiWildcard.find(checked)) ?? []);
      const { calls: before, learned } = await observeUntilAllIsKnown(site);
      const paths = await findPaths(site, learned);
      // Tables whose star no list could replace are answered as before.
      const after = await observe(fixed, { learned, paths });
      const answered = new Set(before.filter(({ status }) => status < 400).map(keyOf));
      const refused = after.filter((call) => call.status === 403 && answered.has(keyOf(call)));
      const ofColumns = after.filter((call) => isColumnRefused(call, listed));
      const ofTables = after.filter(({ path }) => listed.some((table) => path.startsWith(`/_api/${setOf(checked, table)}`)));
      say(
        folder,
        `${paths.length} pages, ${before.length} calls before (${countStatuses(before)}), ${after.length} after (${countStatuses(after)}), ${ofTables.length} of the tables listed: ${listed.join(", ")}; ${refused.length + ofColumns.length} differences`,
      );
      for (const message of new Set(before.filter(({ status }) => status >= 400).map(reasonOf)))
        say(folder, `refused with the star too: ${message}`);
      expect([...new Set([...refused, ...ofColumns].map((call) => `${keyOf(call)} ${call.responseBody ?? ""}`))]).toEqual([]);
    },
    900_000,
  );
});

const isListed = (checked: CheckedSite, table: string): boolean => {
  const found = webApiWildcard.find(checked).some(({ message, fix }) => fix && message.startsWith(`Webapi/${table}/fields `));
  return found && computeColumns(checked, table).missing === undefined;
};

const setOf = (checked: CheckedSite, table: string): string => checked.once(webApiNeeds).names.setOf(table) ?? `${table}s`;

/** With the star answered as a tenant does that still has it, until the pages ask for nothing that the schema lacks. */
async function observeUntilAllIsKnown(site: Site): Promise<{ readonly calls: readonly ObservedCall[]; readonly learned: LearnedTables }> {
  const served = site.settings.flatMap(({ name }) => /^webapi\/([^/]+)\/enabled$/i.exec(name)?.[1]?.toLowerCase() ?? []);
  const files = await readWebFileTexts(site);
  let learned = guessTables(served, [...site.texts.values(), ...files.values()]);
  for (let round = 1; ; round++) {
    const paths = await findPaths(site, learned);
    const calls = await observe(site, { learned, paths });
    const more =
      round === maxRounds
        ? undefined
        : learnTables(
            learned,
            calls.filter(({ status }) => status >= 400),
          );
    if (more === undefined) return { calls, learned };
    learned = more;
  }
}

interface Trial {
  readonly learned: LearnedTables;
  readonly paths: readonly string[];
}

async function observe(site: Site, { learned, paths }: Trial): Promise<ObservedCall[]> {
  const started = await start(site, learned);
  try {
    return await browseSite(started, browser, { persona: personaOf(site), paths, limits });
  } finally {
    await started.close();
  }
}

async function start(site: Site, learned: LearnedTables): Promise<StartedEmulator> {
  const schema = buildLearnedSchema(learned);
  const started = await startEmulator(
    {
      site: withEveryRight(site),
      database: ":memory:",
      distFolder,
      schema,
      switches: { wildcardFields: "every-column" },
      // A name below localhost: there the samples of Microsoft's call their portal.
      portalHost: "portal.localhost",
    },
    { portal: 0, org: 0, insights: 0 },
  );
  for (const table of learned.keys()) {
    const definition = schema.findTable(table);
    if (definition !== undefined && standardSchema.findTable(table) === undefined)
      started.emulator.store.insert(table, { [definition.primaryId]: exampleId, [definition.primaryName]: "Example" });
  }
  return started;
}

/** Columns are what is tried here: everybody may do everything, so that no call ends before its columns are looked at. */
function withEveryRight(site: Site): Site {
  const tables = new Set(site.settings.flatMap(({ name }) => /^webapi\/([^/]+)\/enabled$/i.exec(name)?.[1]?.toLowerCase() ?? []));
  const rights = { read: true, create: true, write: true, delete: true, append: true, appendTo: true } as const;
  const added = [...tables].map((table, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    name: `Trial ${table}`,
    path: "trial",
    line: 1,
    active: true,
    values: {},
    table,
    scope: "global" as const,
    roleIds: site.roles.map(({ id }) => id),
    ...rights,
    parentId: undefined,
  }));
  return { ...site, tablePermissions: [...site.tablePermissions, ...added] };
}

const personaOf = (site: Site): string =>
  site.roles.some(({ active, name }) => active && name.toLowerCase() === "administrators") ? "admin" : "ada";

/** Pages that hold code for the Web API, as they come out for the persona; each code once. */
async function findPaths(site: Site, learned: LearnedTables): Promise<string[]> {
  if (site.kind === "code") return ["/"];
  const started = await start(site, learned);
  try {
    const { portal } = started.emulator.addresses;
    const urls = (await started.emulator.renderAllPages(personaOf(site))).filter(({ status }) => status < 400).map(({ url }) => url);
    const signedIn = await started.emulator.fetch(
      "portal",
      new Request(`${portal}/_emulator/sign-in`, { method: "POST", body: JSON.stringify({ persona: personaOf(site) }) }),
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
  } finally {
    await started.close();
  }
}

/** Ids differ from run to run. */
const keyOf = ({ visitor, method, path }: ObservedCall): string =>
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
