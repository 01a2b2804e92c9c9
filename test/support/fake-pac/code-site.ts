import { existsSync, readFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { madeId } from "./edit-site.ts";
import { codeSiteFolder, listFiles, type FoundSite } from "./read-site-folder.ts";
import { packBytes, textValue, type FakeRecord, type FakeSite, type FakeValue } from "./records.ts";
import { fail, type Session } from "./session.ts";
import type { Local, Step } from "./upload.ts";

export interface CodeSiteInput {
  readonly folder: string;
  readonly found: FoundSite;
  readonly site: FakeSite;
  readonly compiledPath: string | undefined;
}

interface Config {
  readonly compiledPath?: string;
  readonly bundleFilePatterns?: readonly string[];
  readonly includeSource?: boolean;
}

/** Part of the documented defaults. */
const defaultPatterns = ["main.*.js", "main.*.css", "vendor.*.js", "chunk-*.js", "bundle.*.js", "index-*.js", "index-*.css"];
const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "application/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/** Documented: web files of the last bundle go, those of the build come; the source too where the configuration says so. */
export function planCodeSite(
  session: Session,
  { folder, found, site, compiledPath }: CodeSiteInput,
): { locals: readonly Local[]; deletions: readonly Step[] } {
  const config = readConfig(found);
  site.config = found.config;
  const build = resolve(folder, compiledPath ?? config.compiledPath ?? "dist");
  if (!existsSync(build)) {
    if (session.behaviour.missingBuild === "refused") fail(session, `Error: The compiled path ${build} does not exist.`);
    return { locals: found.records, deletions: [] };
  }
  const patterns = config.bundleFilePatterns ?? defaultPatterns;
  session.print("Creating Power Pages records for compiled artifacts\n");
  session.print(
    `Found ${patterns.length} bundle pattern(s) to match for cleanup:\n${patterns.map((pattern, index) => `${index + 1}. ${pattern}`).join("\n")}`,
  );
  const built = listFiles(build).map((path) => ({ name: basename(path), bytes: readFileSync(join(build, path)) }));
  const names = new Set(built.map(({ name }) => name));
  const isBundle = (name: string): boolean => patterns.some((pattern) => matches(name, pattern));
  const isWebFile = ({ table }: Pick<FakeRecord, "table">): boolean => table === "adx_webfile";
  const nameIn = (record: Local): string => textValue(record, "name") ?? "";
  const stale = site.records.filter((record) => isWebFile(record) && isBundle(nameIn(record)) && !names.has(nameIn(record)));
  session.print(`\nCleanup summary: Deleted ${stale.length} bundle directories\n`);
  session.print("Updating Home page, header and footer web templates\n");
  const others = found.records.filter((record) => !isWebFile(record) || (!isBundle(nameIn(record)) && !names.has(nameIn(record))));
  const webFiles = built.map(({ name, bytes }) =>
    webFile({ name, bytes, known: [...site.records, ...found.records], home: homePage(found), site }),
  );
  const sources = config.includeSource === true ? sourceFiles(folder, build, site) : [];
  return {
    locals: [
      ...(session.behaviour.codeSiteTemplates === "reset" ? others.map((record) => resetTemplate(record, found)) : others),
      ...webFiles,
      ...sources,
    ],
    deletions: stale.map(({ table, id }) => ({ do: "delete", table, id })),
  };
}

function readConfig({ config }: FoundSite): Config {
  if (config === undefined) return {};
  const read: unknown = JSON.parse(config);
  // Outside data, of which only these three are asked for; a wrong one fails where it is used, as it does in pac.
  return Object(read) as Config;
}

const matches = (name: string, pattern: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(name);

function homePage({ records }: FoundSite): Local | undefined {
  return records.find(
    (record) =>
      record.table === "adx_webpage" && textValue(record, "partialurl") === "/" && textValue(record, "isroot")?.toLowerCase() === "true",
  );
}

interface Built {
  readonly name: string;
  readonly bytes: Buffer;
  readonly known: readonly Local[];
  readonly home: Local | undefined;
  readonly site: FakeSite;
}

function webFile({ name, bytes, known, home, site }: Built): Local {
  const there = known.find((record) => record.table === "adx_webfile" && textValue(record, "name") === name);
  const id = there?.id ?? madeId(`${site.id} web file ${name}`);
  const page = home?.id;
  const state = home === undefined ? undefined : textValue(home, "publishingstateid");
  const made: Record<string, FakeValue> = {
    annotationid: madeId(`${id} note`),
    enabletracking: "false",
    excludefromsearch: "false",
    filename: name,
    hiddenfromsitemap: "false",
    id,
    isdocument: "true",
    mimetype: types[extname(name)] ?? "application/octet-stream",
    name,
    objectid: id,
    objecttypecode: "adx_webfile",
    partialurl: name,
    ...(page === undefined ? {} : { parentpageid: page }),
    ...(state === undefined ? {} : { publishingstateid: state }),
  };
  return { table: "adx_webfile", id, values: there?.values ?? made, texts: { file: packBytes(bytes) } };
}

function sourceFiles(folder: string, build: string, site: FakeSite): Local[] {
  const skipped = (path: string): boolean =>
    path.startsWith(`${codeSiteFolder}/`) || resolve(folder, path).startsWith(build) || path === "powerpages.config.json";
  return listFiles(folder)
    .filter((path) => !skipped(path))
    .map((path) => {
      const there = site.records.find((record) => record.table === "adx_sourcefile" && textValue(record, "partialurl") === path);
      const id = there?.id ?? madeId(`${site.id} source ${path}`);
      const name = basename(path);
      const values = { filename: name, id, mimetype: types[extname(name)] ?? "text/plain", name, partialurl: path };
      return { table: "adx_sourcefile", id, values: there?.values ?? values, texts: { file: packBytes(readFileSync(join(folder, path))) } };
    });
}

function resetTemplate(record: Local, { records }: FoundSite): Local {
  const website = records.find(({ table }) => table === "adx_website");
  const ids = website === undefined ? [] : [textValue(website, "headerwebtemplateid"), textValue(website, "footerwebtemplateid")];
  return record.table === "adx_webtemplate" && ids.includes(record.id)
    ? { ...record, texts: { ...record.texts, source: "t<div/>" } }
    : record;
}
