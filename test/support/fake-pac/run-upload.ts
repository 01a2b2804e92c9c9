import { join } from "node:path";
import { planCodeSite } from "./code-site.ts";
import { findLie, isSkipped, type Lie } from "./lies.ts";
import { manifestFileName } from "./manifest.ts";
import { modelMismatch, noWebsiteYml, progress, publicNotice } from "./printed.ts";
import { overrideRecords } from "./profile.ts";
import { NoWebsite, codeSiteFolder, manifestPath, readSiteFolder, type FoundSite } from "./read-site-folder.ts";
import { madeId } from "./edit-site.ts";
import { textValue, type FakeModel, type FakeSite } from "./records.ts";
import { readManifest } from "./run-download.ts";
import { doneBeforeFault, fail, letOthersEdit, otherSite, shareOf, strike, tick, type Session } from "./session.ts";
import type { StoredEnvironment } from "./store.ts";
import { planUpload, runStep, type Step } from "./upload.ts";

export interface UploadRequest {
  readonly environment: StoredEnvironment;
  /** The folder with `website.yml`; the application's folder for code sites. */
  readonly folder: string;
  readonly isCode: boolean;
  readonly model: FakeModel;
  readonly profile: string;
  readonly all: boolean;
  readonly compiledPath: string | undefined;
  readonly siteName: string | undefined;
}

export async function runUpload(session: Session, request: UploadRequest): Promise<void> {
  const { environment, isCode, folder } = request;
  const { print, lies, store } = session;
  if (!isCode) print(publicNotice);
  const found = readFound(session, request);
  letOthersEdit(session, "before", { environment, websiteId: found.websiteId });
  print(`Connected to... ${environment.name}`);
  await strike(session, "nothing");
  const former = store.sites(environment.host).find(({ id }) => id === found.websiteId);
  if (former !== undefined) store.keepFormer(environment.host, former);
  const site = findTarget(session, found, request);
  const inside = isCode ? join(folder, codeSiteFolder) : folder;
  const known = request.all ? undefined : readManifest(join(inside, ".portalconfig", manifestFileName(environment.host)));
  const code = isCode ? planCodeSite(session, { ...request, found, site }) : { locals: found.records, deletions: [] };
  const steps = [
    ...planUpload({
      locals: isCode ? code.locals : overrideRecords(session, { folder, tag: request.profile, records: code.locals }),
      known,
      deleted: readManifest(join(inside, manifestPath)) ?? [],
      behaviour: { ...session.behaviour, ...forcedBehaviour(lies) },
    }),
    ...code.deletions,
  ];
  print("Loading Power Pages website manifest...");
  print(
    `Found ${steps.length} records to process across ${new Set(steps.map((step) => ("table" in step ? step.table : step.record.table))).size} entities`,
  );
  print("Manifest loaded successfully.");
  const isNothing = findLie(lies, "does-nothing") !== undefined;
  runSteps(session, {
    site,
    steps: isNothing ? [] : steps.slice(0, shareOf(doneBeforeFault(lies), steps.length)),
    modified: tick(store, environment),
  });
  if (!isNothing && doneBeforeFault(lies) !== "nothing") store.saveSite(environment.host, site);
  await strike(session, "half");
  letOthersEdit(session, "after", { environment, websiteId: found.websiteId });
  await strike(session, "all");
  print(progress(steps.length, steps.length));
  print("Power Pages website upload succeeded in 14.97 secs.");
  if (isCode) print("Upload complete");
}

function readFound(session: Session, { folder, isCode, siteName }: UploadRequest): FoundSite {
  try {
    const found = readSiteFolder(folder, isCode ? "code" : "classic");
    if (isCode) session.print(`Power Pages folder already initialized in : ${folder}`);
    return found;
  } catch (error) {
    if (!(error instanceof NoWebsite))
      fail(session, `Error: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`);
    // Seen: this line without `Error:`, and a good end all the same.
    if (!isCode) fail({ ...session, behaviour: { ...session.behaviour, errorExitCode: 0 } }, `${noWebsiteYml}\nUpload complete`);
    session.print(`Initializing Power Pages in folder: ${folder}`);
    return newCodeSite(siteName ?? "New site", folder);
  }
}

/** The first upload of a code site makes a site, inactive at first. */
function newCodeSite(name: string, folder: string): FoundSite {
  const id = madeId(`${folder} ${name}`);
  const values = { id, name, website_language: "1033" };
  const website = { table: "adx_website", id, path: "website.yml", index: 0, yaml: "", tangled: false, values, texts: {}, sides: {} };
  return {
    kind: "code",
    layout: "files",
    prefixed: false,
    websiteId: id,
    records: [website],
    bare: {},
    strangers: [],
    lineEnd: "\n",
    config: undefined,
  };
}

function findTarget(session: Session, found: FoundSite, request: UploadRequest): FakeSite {
  const sites = session.store.sites(request.environment.host);
  const wrong = findLie(session.lies, "wrong-site");
  const id =
    wrong === undefined
      ? found.websiteId
      : (otherSite(sites, found.websiteId, wrong.websiteId)?.id ?? madeId(`${found.websiteId} elsewhere`));
  const site = sites.find((one) => one.id === id);
  if (site !== undefined) {
    if (!request.isCode && site.model !== request.model) fail(session, modelMismatch(request.model));
    return site;
  }
  // Reported: an id that the environment does not know makes a site.
  const website = found.records.find(({ table }) => table === "adx_website");
  const name = website === undefined ? undefined : textValue(website, "name");
  const { kind, layout, prefixed, lineEnd, config } = found;
  return {
    id,
    name: name ?? "New site",
    model: request.isCode ? "enhanced" : request.model,
    kind,
    layout,
    prefixed,
    lineEnd,
    config,
    records: [],
    bare: {},
  };
}

/** Lies that say no to what a behaviour would allow. */
function forcedBehaviour(lies: readonly Lie[]): Partial<Session["behaviour"]> {
  return {
    ...(findLie(lies, "ignored-deletions") === undefined ? {} : { deletions: "ignored", manifestUnlinks: "ignored" }),
    ...(findLie(lies, "ignored-blanks") === undefined ? {} : { blanks: "ignored" }),
    ...(findLie(lies, "ignored-unlinks") === undefined ? {} : { unlinks: "ignored", manifestUnlinks: "ignored" }),
  };
}

function runSteps(session: Session, { site, steps, modified }: { site: FakeSite; steps: readonly Step[]; modified: number }): void {
  const { lies, print } = session;
  const silent = findLie(lies, "partial-upload");
  const loud = findLie(lies, "complete-after-failures");
  const behaviour = { ...session.behaviour, ...forcedBehaviour(lies) };
  for (const [index, step] of steps.entries()) {
    const about = "record" in step ? step.record : step;
    if (silent !== undefined && isSkipped(silent, about, index)) continue;
    const verb = step.do === "delete" ? "Deleting" : "Updating";
    const isRefused = loud !== undefined && isSkipped(loud, about, index);
    const reason = isRefused ? "Generic SQL error." : runStep(site, step, { behaviour, modified, onWrite: plugIn(lies) });
    if (reason !== undefined) print(`${verb} table ${about.table} with record ID:${about.id} FAILED due to ${reason}`);
    if (index % 50 === 49) print(progress(index + 1, steps.length));
  }
  if (findLie(lies, "lost-roles") !== undefined) clearRoles(site);
}

/** Reported of uploads: permissions end up without web roles. */
function clearRoles(site: FakeSite): void {
  for (const record of site.records) {
    if (record.table !== "adx_entitypermission") continue;
    record.values = Object.fromEntries(Object.entries(record.values).map(([key, value]) => [key, key.endsWith("_webrole") ? [] : value]));
  }
}

function plugIn(lies: readonly Lie[]): (value: string, table: string, key: string) => string {
  const lie = findLie(lies, "plug-in");
  if (lie === undefined) return (value) => value;
  const change = {
    trim: (text: string) => text.trim(),
    upper: (text: string) => text.toUpperCase(),
    "line-ends": (text: string) => text.replaceAll(/\r\n?|\n/g, "\r\n"),
  }[lie.change];
  const isId = (key: string): boolean => /id$/i.test(key);
  return (value, table, key) =>
    (lie.table ?? table) === table && (lie.key === undefined ? !isId(key) : lie.key === key) ? change(value) : value;
}
