import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { idKeys, kindNamed, type Kind } from "./kinds.ts";
import { packBytes, type FakeKind, type FakeLayout, type FakeValue } from "./records.ts";
import { parseYamlFile } from "./yaml-text.ts";

/** One record as a folder holds it. */
export interface FoundRecord {
  readonly table: string;
  readonly id: string;
  readonly path: string;
  readonly index: number;
  readonly yaml: string;
  readonly tangled: boolean;
  readonly values: Record<string, FakeValue>;
  readonly texts: Record<string, string>;
  readonly sides: Record<string, string>;
}

export interface FoundSite {
  readonly kind: FakeKind;
  readonly layout: FakeLayout;
  readonly prefixed: boolean;
  readonly websiteId: string;
  readonly records: readonly FoundRecord[];
  /** List files without a record. */
  readonly bare: Readonly<Record<string, string>>;
  /** Files that stand for no record. `.portalconfig/*manifest.yml` is not among them. */
  readonly strangers: readonly string[];
  readonly lineEnd: "\n" | "\r\n";
  readonly config: string | undefined;
}

/** The folder has no website: what pac says about it. */
export class NoWebsite extends Error {}

export const codeSiteFolder = ".powerpages-site";
export const manifestPath = ".portalconfig/manifest.yml";
const notWalked = new Set(["node_modules", ".git"]);
const isManifest = (path: string): boolean => /^\.portalconfig\/(?:.*-)?manifest\.yml$/.test(path);

/** Reads what pac would read. For a code site `root` is the application's folder. */
export function readSiteFolder(root: string, kind: FakeKind): FoundSite {
  const folder = kind === "code" ? join(root, codeSiteFolder) : root;
  const paths = existsSync(folder) ? listFiles(folder) : [];
  const all = new Set(paths);
  if (!all.has("website.yml")) throw new NoWebsite(folder);
  const used = new Set<string>();
  const records: FoundRecord[] = [];
  const bare: Record<string, string> = {};
  let crlf = 0;
  let yamlFiles = 0;
  for (const path of paths) {
    const fileKind = isManifest(path) ? undefined : kindOfFile(path, kind);
    if (isManifest(path)) used.add(path);
    if (fileKind === undefined) continue;
    used.add(path);
    const text = readFileSync(join(folder, path), "utf8");
    yamlFiles++;
    if (text.includes("\r\n")) crlf++;
    const { items, isList } = parseYamlFile(text);
    if (items.length === 0) bare[path] = text;
    for (const [index, item] of items.entries()) {
      const id = idOf(item.values, fileKind, path);
      const sides = isList ? {} : findSides({ path, kind: fileKind, values: item.values, all, isCode: kind === "code" });
      const texts: Record<string, string> = {};
      for (const [key, side] of Object.entries(sides)) {
        const bytes = readSide(folder, side);
        if (bytes === undefined) continue;
        used.add(side);
        texts[key] = packBytes(bytes);
      }
      const present = Object.fromEntries(Object.entries(sides).filter(([key]) => key in texts));
      records.push({ ...item, table: fileKind.table, id, path, index, texts, sides: present });
    }
  }
  const website = records.find(({ table }) => table === "adx_website");
  if (website === undefined) throw new NoWebsite(folder);
  return {
    kind,
    layout: kind === "code" && !all.has("sitesetting.yml") ? "files" : "lists",
    prefixed: Object.keys(website.values).some((key) => key === "adx_name"),
    websiteId: website.id,
    records,
    bare,
    strangers: paths.filter((path) => !used.has(path)),
    lineEnd: crlf > yamlFiles / 2 ? "\r\n" : "\n",
    config: kind === "code" ? readConfig(root) : undefined,
  };
}

export function listFiles(folder: string): string[] {
  const found: string[] = [];
  const walk = (at: string): void => {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (!entry.isDirectory()) found.push(path);
      else if (!notWalked.has(entry.name)) walk(path);
    }
  };
  walk("");
  return found.sort();
}

/** By the last part of its name; lists stand at the top, in `.portalconfig` or in `forums`, and `.yml` files of other tools do not count. */
function kindOfFile(path: string, site: FakeKind): Kind | undefined {
  if (!path.endsWith(".yml") || path.startsWith("deployment-profiles/")) return undefined;
  const name = path.slice(path.lastIndexOf("/") + 1, -".yml".length);
  const dot = name.lastIndexOf(".");
  const kind = kindNamed(name.slice(dot + 1));
  if (kind === undefined) return undefined;
  const isWhole = dot < 0;
  const hasListFile = kind.folder === undefined && kind.parent === undefined;
  if (isWhole) return hasListFile && /^(?:\.portalconfig\/|forums\/)?[^/]+$/.test(path) ? kind : undefined;
  return hasListFile && site !== "code" ? undefined : kind;
}

function idOf(values: Readonly<Record<string, FakeValue>>, kind: Kind, path: string): string {
  for (const key of idKeys(kind)) {
    const id = values[key];
    if (typeof id === "string" && id !== "") return id.toLowerCase();
  }
  throw new Error(`${path}: a record of ${kind.table} without an id`);
}

interface SideSearch {
  readonly path: string;
  readonly kind: Kind;
  readonly values: Readonly<Record<string, FakeValue>>;
  readonly all: ReadonlySet<string>;
  readonly isCode: boolean;
}

function findSides({ path, kind, values, all, isCode }: SideSearch): Record<string, string> {
  if (kind.kind === "sourcefile") {
    const url = values["partialurl"] ?? values["adx_partialurl"];
    return isCode && typeof url === "string" && !url.split("/").includes("..") ? { file: `../${url}` } : {};
  }
  return Object.fromEntries(Object.entries(sidePaths(path, kind)).filter(([, side]) => all.has(side)));
}

/** Every file that may lie beside a record's YAML, by its key. */
export function sidePaths(path: string, kind: Kind): Record<string, string> {
  const base = path.slice(0, -".yml".length);
  const stem = path.slice(0, -`.${kind.kind}.yml`.length);
  if (kind.kind === "webfile") return { file: stem };
  if (kind.kind === "serverlogic") return { code: `${stem}.js` };
  return Object.fromEntries(Object.entries(kind.sides ?? {}).map(([key, end]) => [key, `${base}.${end}`]));
}

function readSide(folder: string, path: string): Buffer | undefined {
  try {
    return readFileSync(join(folder, path));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function readConfig(root: string): string | undefined {
  return readSide(root, "powerpages.config.json")?.toString("utf8");
}

export const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";
