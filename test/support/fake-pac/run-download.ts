import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { layOutSite, siteFolderName } from "./lay-out-site.ts";
import { findLie, isSkipped } from "./lies.ts";
import { manifestFileName, manifestRows, parseManifest, renderManifest, rowKey, type ManifestRow } from "./manifest.ts";
import { modelMismatch } from "./printed.ts";
import { codeSiteFolder, isMissing, manifestPath, readSiteFolder } from "./read-site-folder.ts";
import type { FakeModel, FakeSite } from "./records.ts";
import { doneBeforeFault, Exit, fail, letOthersEdit, otherSite, shareOf, strike, type Session } from "./session.ts";
import type { StoredEnvironment } from "./store.ts";

export interface DownloadRequest {
  readonly environment: StoredEnvironment;
  readonly websiteId: string;
  readonly path: string;
  readonly isCode: boolean;
  /** undefined for code sites, which have one model only. */
  readonly model: FakeModel | undefined;
  readonly overwrites: boolean;
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}

export async function runDownload(session: Session, request: DownloadRequest): Promise<void> {
  const { environment, websiteId } = request;
  const { print, lies, store } = session;
  letOthersEdit(session, "before", { environment, websiteId });
  print(`Started downloading website ${websiteId}`);
  await strike(session, "nothing");
  const site = findSite(session, request);
  if (request.model !== undefined && site.model !== request.model) fail(session, modelMismatch(request.model));
  print(`Connected to... ${environment.name}`);
  const into = resolve(session.cwd, request.path);
  const target = request.isCode && session.behaviour.codeSiteFolder === "plain" ? into : join(into, siteFolderName(site));
  if (existsSync(target) && readdirSync(target).length > 0 && !request.overwrites) {
    fail(session, `Error: The folder ${target} is not empty. Pass --overwrite to overwrite its content.`);
  }
  const files = layOutSite(selectRecords(session, site, request), environment.host);
  const inside = request.isCode ? `${codeSiteFolder}/` : "";
  const deleted = rememberDeletions(target, inside, { site, host: environment.host });
  if (deleted.length > 0) files.set(inside + manifestPath, Buffer.from(renderManifest(deleted)));
  removeGone(target, request.isCode, site);
  const cut = findLie(lies, "cut-download");
  const all = [...files];
  const written = all.slice(0, cut === undefined ? shareOf(doneBeforeFault(lies), all.length) : Math.floor(all.length / 2));
  for (const [path, bytes] of written) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), bytes);
  }
  const tables = [...new Set(site.records.map(({ table }) => table))].sort();
  for (const table of tables) print(`Downloading - ${table}`);
  for (const table of cut === undefined ? tables : tables.slice(0, Math.floor(tables.length / 2))) print(`Downloaded - ${table}`);
  await strike(session, "half");
  if (cut !== undefined) throw new Exit(cut.exitCode ?? 0);
  for (const table of tables) print(`Processing - ${table}`);
  letOthersEdit(session, "after", { environment, websiteId });
  await strike(session, "all");
  print("Power Pages website download succeeded in 12.34 secs.");
  store.saveEnvironment(environment);
}

function findSite(session: Session, { environment, websiteId }: DownloadRequest): FakeSite {
  const sites = session.store.sites(environment.host);
  const wrong = findLie(session.lies, "wrong-site");
  if (findLie(session.lies, "stale-download") !== undefined) {
    const former = session.store.formerSite(environment.host, websiteId);
    if (former !== undefined) return former;
  }
  const site = wrong === undefined ? sites.find(({ id }) => id === websiteId) : otherSite(sites, websiteId, wrong.websiteId);
  return site ?? fail(session, `Error: No website with id ${websiteId} was found in this environment.`);
}

function selectRecords(session: Session, site: FakeSite, { included, excluded }: DownloadRequest): FakeSite {
  const lie = findLie(session.lies, "incomplete-download");
  const told = (table: string): boolean =>
    table === "adx_website" || ((included.length === 0 || included.includes(table)) && !excluded.includes(table));
  const records = site.records
    .filter(({ table }) => told(table))
    .filter((record, index) => lie === undefined || record.table === "adx_website" || !isSkipped(lie, record, index));
  return { ...site, records };
}

/** Documented: what the last manifest names and the environment lacks is noted in `manifest.yml`, for other environments to delete. */
function rememberDeletions(target: string, inside: string, { site, host }: { site: FakeSite; host: string }): ManifestRow[] {
  const former = readManifest(join(target, inside, ".portalconfig", manifestFileName(host))) ?? [];
  const noted = readManifest(join(target, inside, manifestPath)) ?? [];
  const now = new Set(manifestRows(site.records).map(rowKey));
  const gone = former.filter((row) => !now.has(rowKey(row))).map((row) => ({ ...row, sum: "", isDeleted: true }));
  return [...new Map([...noted, ...gone].map((row) => [rowKey(row), row])).values()];
}

export function readManifest(path: string): ManifestRow[] | undefined {
  try {
    return parseManifest(readFileSync(path, "utf8"));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** A record that is gone from the environment loses its files here; other files in the folder stay. Assumed. */
function removeGone(target: string, isCode: boolean, site: FakeSite): void {
  const folder = isCode ? join(target, codeSiteFolder) : target;
  if (!existsSync(join(folder, "website.yml"))) return;
  const there = new Set(site.records.map(({ table, id }) => `${table}/${id}`));
  const found = readSiteFolder(target, isCode ? "code" : "classic").records;
  const kept = new Set(found.filter(({ table, id }) => there.has(`${table}/${id}`)).map(({ path }) => path));
  for (const record of found) {
    if (kept.has(record.path)) continue;
    for (const path of [record.path, ...Object.values(record.sides)]) rmSync(join(folder, path), { force: true });
  }
}
