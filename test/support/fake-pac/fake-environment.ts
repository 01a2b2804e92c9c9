import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { editSite } from "./edit-site.ts";
import { layOutSite, originsOf, siteFolderName } from "./lay-out-site.ts";
import type { Edit } from "./lies.ts";
import { manifestFileName } from "./manifest.ts";
import { nameOf } from "./names.ts";
import { codeSiteFolder, readSiteFolder } from "./read-site-folder.ts";
import { recordKey, textValue, unpackBytes, type FakeKind, type FakeModel, type FakeSite, type FakeValue } from "./records.ts";
import { tick } from "./session.ts";
import type { Store } from "./store.ts";

export interface SeedOptions {
  /** Told from the folder otherwise: the enhanced model has equal ids in every language row. */
  readonly model?: FakeModel;
  readonly websiteId?: string;
  readonly name?: string;
}

export interface Seeded {
  readonly websiteId: string;
  /** Files of the folder that stand for no record, or for one that is there twice: an environment does not know them. */
  readonly ignored: readonly string[];
}

export interface EnvironmentRecord {
  readonly table: string;
  readonly id: string;
  readonly name: string;
  readonly values: Readonly<Record<string, FakeValue>>;
  /** Files beside the record: text, or a Buffer where the bytes are no UTF-8. */
  readonly texts: Readonly<Record<string, string | Buffer>>;
  readonly modified: number;
}

/** What a test does to an environment without pac. Everything is honest, whatever lies are told. */
export interface FakeEnvironment {
  readonly host: string;
  readonly url: string;
  /** Takes a folder as pac wrote it; of a code site the application's. */
  seed(siteFolder: string, options?: SeedOptions): Seeded;
  websites(): readonly { readonly id: string; readonly name: string; readonly model: FakeModel; readonly kind: FakeKind }[];
  /** By `table/id`. Without an id: of the one site there is. */
  records(websiteId?: string): ReadonlyMap<string, EnvironmentRecord>;
  /** Path → bytes as a download would write them, without the manifests. */
  files(websiteId?: string): ReadonlyMap<string, Buffer>;
  /** Writes a whole download into a folder (one that goes with the fake otherwise) and returns the site's folder; of a code site the application's. */
  download(websiteId?: string, into?: string): string;
  /** What another person does in the studio. */
  edit(websiteId: string, edits: readonly Edit[]): void;
}

export function openEnvironment(store: Store, host: string): FakeEnvironment {
  const environment = () => {
    const found = store.environments().find((one) => one.host === host);
    if (found === undefined) throw new Error(`no environment ${host}`);
    return found;
  };
  const siteOf = (id: string | undefined): FakeSite => {
    const sites = store.sites(host);
    const [site, second] = id === undefined ? sites : sites.filter((one) => one.id === id.toLowerCase());
    if (site === undefined) throw new Error(`no site ${id ?? ""} in ${host}`);
    if (second !== undefined) throw new Error(`several sites in ${host}: say which`);
    return site;
  };
  return {
    host,
    url: environment().url,
    seed: (siteFolder, options = {}) => seed(store, host, { siteFolder, ...options }),
    websites: () => store.sites(host).map(({ id, name, model, kind }) => ({ id, name, model, kind })),
    records: (websiteId) =>
      new Map(
        siteOf(websiteId).records.map((record) => [recordKey(record), { ...record, name: nameOf(record), texts: legible(record.texts) }]),
      ),
    files: (websiteId) => new Map([...layOutSite(siteOf(websiteId), host)].filter(([path]) => !path.endsWith("manifest.yml"))),
    download: (websiteId, into = mkdtempSync(join(dirname(store.folder), "download-"))) => {
      const site = siteOf(websiteId);
      const folder = join(into, siteFolderName(site));
      for (const [path, bytes] of layOutSite(site, host)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
      return folder;
    },
    edit: (websiteId, edits) => {
      const site = siteOf(websiteId);
      const clock = environment();
      editSite(site, edits, () => tick(store, clock));
      store.saveSite(host, site);
    },
  };
}

const legible = (texts: Readonly<Record<string, string>>): Record<string, string | Buffer> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text.startsWith("t") ? text.slice(1) : unpackBytes(text)]));

function seed(store: Store, host: string, { siteFolder, model, websiteId, name }: SeedOptions & { readonly siteFolder: string }): Seeded {
  const kind = existsSync(join(siteFolder, codeSiteFolder)) ? "code" : "classic";
  const found = readSiteFolder(siteFolder, kind);
  const website = found.records.find(({ table }) => table === "adx_website");
  const empty: FakeSite = {
    id: (websiteId ?? found.websiteId).toLowerCase(),
    name: name ?? (website === undefined ? undefined : textValue(website, "name")) ?? "Site",
    model: model ?? (kind === "code" || isEnhanced(found.records) ? "enhanced" : "standard"),
    kind,
    layout: found.layout,
    prefixed: found.prefixed,
    lineEnd: found.lineEnd,
    records: [],
    bare: { ...found.bare },
    config: found.config,
  };
  const { records, dropped } = originsOf(found, empty);
  const site = { ...empty, records };
  const row = records.find(({ table }) => table === "adx_website");
  if (row !== undefined && (websiteId !== undefined || name !== undefined)) rename(site, row.id, { websiteId: site.id, name: site.name });
  store.saveSite(host, site);
  const inside = kind === "code" ? `${codeSiteFolder}/` : "";
  const used = new Set([...layOutSite(site, host).keys(), `${inside}.portalconfig/${manifestFileName(host)}`]);
  return { websiteId: site.id, ignored: [...found.strangers, ...dropped].map((path) => inside + path).filter((path) => !used.has(path)) };
}

/** The same site under another id: what a copy of an environment would hold. */
function rename(site: FakeSite, formerId: string, { websiteId, name }: { websiteId: string; name: string }): void {
  site.records = site.records.map((record) => {
    if (record.table !== "adx_website" || record.id !== formerId) return record;
    const idKey = record.values["adx_websiteid"] === undefined ? "id" : "adx_websiteid";
    const nameKey = record.values["adx_name"] === undefined ? "name" : "adx_name";
    return { ...record, id: websiteId, values: { ...record.values, [idKey]: websiteId, [nameKey]: name } };
  });
}

function isEnhanced(records: readonly { readonly table: string; readonly values: Readonly<Record<string, FakeValue>> }[]): boolean {
  const languages = records.filter(({ table }) => table === "adx_websitelanguage");
  return languages.length > 0 && languages.every(({ values }) => values["adx_portallanguageid"] === values["adx_websitelanguageid"]);
}
