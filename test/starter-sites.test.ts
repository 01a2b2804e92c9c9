import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";

type Row = Readonly<Record<string, unknown>>;
interface StarterSite {
  readonly name: string;
  readonly bytes: ReadonlyMap<string, Buffer>;
  readonly texts: ReadonlyMap<string, string>;
  readonly rows: ReadonlyMap<string, readonly Row[]>;
}

const binaries = /\.(png|ico)$/;
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function readStarterSite(name: string): StarterSite {
  const folder = join(import.meta.dirname, "fixtures/sites", name);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = new Map(
    entries
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path)] as const),
  );
  const texts = new Map(
    [...bytes].filter(([path]) => !binaries.test(path)).map(([path, content]) => [path, content.toString("utf8")] as const),
  );
  const rows = new Map([...texts].filter(([path]) => isRecordFile(path)).map(([path, text]) => [path, parseRows(text)] as const));
  return { name, bytes, texts, rows };
}

function isRecordFile(path: string): boolean {
  return path.endsWith(".yml") && !path.endsWith("manifest.yml");
}

function parseRows(text: string): readonly Row[] {
  const value: unknown = parse(text, { schema: "failsafe" });
  // The tests below fail on anything that is not a record.
  return (Array.isArray(value) ? value : [value]) as readonly Row[];
}

/** The id column of a record: what its file, or the file's table, calls it. */
const idKeys: readonly (readonly [RegExp, string])[] = [
  [/^website\.yml$/, "adx_websiteid"],
  [/^websitelanguage\.yml$/, "adx_websitelanguageid"],
  [/^publishingstate\.yml$/, "adx_publishingstateid"],
  [/^webrole\.yml$/, "adx_webroleid"],
  [/^webpagerule\.yml$/, "adx_webpageaccesscontrolruleid"],
  [/^websiteaccess\.yml$/, "adx_websiteaccessid"],
  [/^sitesetting\.yml$/, "adx_sitesettingid"],
  [/^sitemarker\.yml$/, "adx_sitemarkerid"],
  [/^tag\.yml$/, "adx_tagid"],
  [/^urlhistory\.yml$/, "adx_urlhistoryid"],
  [/\/websitebinding\.yml$/, "adx_websitebindingid"],
  [/\/portallanguage\.yml$/, "adx_portallanguageid"],
  [/\.webtemplate\.yml$/, "adx_webtemplateid"],
  [/\.pagetemplate\.yml$/, "adx_pagetemplateid"],
  [/\.contentsnippet\.yml$/, "adx_contentsnippetid"],
  [/\.webpage\.yml$/, "adx_webpageid"],
  [/\.weblinkset\.yml$/, "adx_weblinksetid"],
  [/\.weblink\.yml$/, "adx_weblinkid"],
  [/\.webfile\.yml$/, "adx_webfileid"],
  [/\.tablepermission\.yml$/, "adx_entitypermissionid"],
  [/\.basicform\.yml$/, "adx_entityformid"],
];

function idKeyOf(path: string): string {
  const key = idKeys.find(([pattern]) => pattern.test(path))?.[1];
  if (key === undefined) throw new Error(`no id column is known for ${path}`);
  return key;
}

/** Look-ups and the files their targets live in. */
const references: readonly (readonly [string, RegExp])[] = [
  ["adx_defaultlanguage", /^websitelanguage\.yml$/],
  ["adx_headerwebtemplateid", /\.webtemplate\.yml$/],
  ["adx_footerwebtemplateid", /\.webtemplate\.yml$/],
  ["adx_webtemplateid", /\.webtemplate\.yml$/],
  ["adx_portallanguageid", /portallanguage\.yml$/],
  ["adx_publishingstate", /^publishingstate\.yml$/],
  ["adx_publishingstateid", /^publishingstate\.yml$/],
  ["adx_contentsnippetlanguageid", /^websitelanguage\.yml$/],
  ["adx_webpagelanguageid", /^websitelanguage\.yml$/],
  ["adx_websitelanguageid", /^websitelanguage\.yml$/],
  ["adx_pagetemplateid", /\.pagetemplate\.yml$/],
  ["adx_pageid", /\.webpage\.yml$/],
  ["adx_webpageid", /\.webpage\.yml$/],
  ["adx_parentpageid", /\.webpage\.yml$/],
  ["adx_rootwebpageid", /\.webpage\.yml$/],
  ["adx_weblinksetid", /\.weblinkset\.yml$/],
  ["adx_parentweblinkid", /\.weblink\.yml$/],
  ["objectid", /\.webfile\.yml$/],
  ["adx_entitypermission_webrole", /^webrole\.yml$/],
  ["adx_websiteaccess_webrole", /^webrole\.yml$/],
  ["adx_webpageaccesscontrolrule_webrole", /^webrole\.yml$/],
];

function idsIn(site: StarterSite, files: RegExp): ReadonlySet<unknown> {
  return new Set([...site.rows].filter(([path]) => files.test(path)).flatMap(([path, rows]) => rows.map((row) => row[idKeyOf(path)])));
}

function stemOf(name: unknown): string {
  return String(name).replaceAll(/[ /\\:*?"<>|]/g, "-");
}

function lineEndsOf(text: string): readonly string[] {
  return [...new Set(text.match(/\r\n|\n|\r/g))].map((end) => JSON.stringify(end).slice(1, -1));
}

function isOrdinal(words: readonly string[]): boolean {
  return words.every((word, at) => at === 0 || (words[at - 1] ?? "") < word);
}

function languageOf(site: StarterSite): Row {
  return site.rows.get("websitelanguage.yml")?.[0] ?? {};
}

function yamlOf(site: StarterSite): string {
  return [...site.texts]
    .filter(([path]) => path.endsWith(".yml"))
    .map(([, text]) => text)
    .join("");
}

function guidsIn(text: string): readonly string[] {
  return text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
}

const standard = readStarterSite("standard");
const enhanced = readStarterSite("enhanced");
const sites = [standard, enhanced];

describe.each(sites)("the $name starter site", (site) => {
  const recordFiles = [...site.rows.keys()];
  const read = (path: string): string => site.texts.get(path) ?? expect.fail(`${path} is missing`);
  const rowsOf = (path: string): readonly Row[] => site.rows.get(path) ?? expect.fail(`${path} is missing`);
  const setting = (name: string): unknown => rowsOf("sitesetting.yml").find((row) => row["adx_name"] === name)?.["adx_value"];

  it("is a small whole site", () => {
    expect(site.bytes.size).toBeGreaterThan(60);
    expect(site.bytes.size).toBeLessThan(150);
  });

  it.each(recordFiles)("%s is one YAML document as pac emits it", (path) => {
    const text = read(path);
    const documents = parseAllDocuments(text, { schema: "failsafe", uniqueKeys: true });
    expect(documents).toHaveLength(1);
    const [document] = documents;
    if (document === undefined || !("contents" in document)) expect.fail("no document");
    expect([document.errors, document.warnings]).toEqual([[], []]);
    expect(document.toString({ lineWidth: 0, indentSeq: false })).toBe(text.replaceAll("\r\n", "\n").replaceAll(/: $/gm, ":"));
    expect(text).not.toMatch(/^---|^\s*#| #|\t|^[- ]*\w+: "/m);
    expect(text.endsWith("\n") && !text.endsWith("\n\n")).toBe(true);
  });

  it.each(recordFiles)("%s has its keys in ordinal order", (path) => {
    for (const row of rowsOf(path)) {
      const keys = Object.keys(row);
      const noteAt = keys.indexOf("annotationid");
      const records = noteAt === -1 ? [keys] : [keys.slice(0, noteAt), keys.slice(noteAt)];
      expect(records.filter((record) => !isOrdinal(record))).toEqual([]);
    }
  });

  it.each(recordFiles)("%s has its records, and its roles, in the order of their ids", (path) => {
    const rows = rowsOf(path);
    expect(isOrdinal(rows.map((row) => String(row[idKeyOf(path)])))).toBe(true);
    for (const list of rows.flatMap((row) => Object.values(row)).filter(Array.isArray)) expect(isOrdinal(list.map(String))).toBe(true);
  });

  it("gives every record a lower-case id of its own", () => {
    const ids = [...site.rows]
      .filter(([path]) => !path.endsWith("portallanguage.yml"))
      .flatMap(([path, rows]) => rows.flatMap((row) => [row[idKeyOf(path)], row["annotationid"]]).filter((id) => id !== undefined))
      .map(String);
    expect(ids.filter((id) => !guid.test(id))).toEqual([]);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it.each(references)("resolves every %s", (key, files) => {
    const targets = idsIn(site, files);
    const dangling = [...site.rows].flatMap(([path, rows]) =>
      rows
        .flatMap((row) => row[key])
        .filter((id) => id !== undefined && id !== "" && !targets.has(id))
        .map((id) => `${path}: ${String(id)}`),
    );
    expect(dangling).toEqual([]);
  });

  it("names its files after the records", () => {
    const misnamed = recordFiles
      .filter((path) => path.includes("/") && !path.startsWith(".portalconfig/") && !path.endsWith(".weblink.yml"))
      .filter((path) => {
        const row = rowsOf(path)[0] ?? {};
        const stem = stemOf(path.startsWith("table-permissions/") ? row["adx_entityname"] : row["adx_name"]);
        const folder = basename(path.includes("/content-pages/") ? dirname(dirname(path)) : dirname(path));
        const isFlat = /^(page-templates|web-files|table-permissions)\//.test(path);
        return !basename(path).startsWith(`${stem}.`) || (!isFlat && folder !== stem.toLowerCase());
      });
    expect(misnamed).toEqual([]);
  });

  it("has the other half of every pair of files", () => {
    const missing = recordFiles
      .flatMap((path) => {
        if (path.endsWith(".webtemplate.yml")) return [path.replace(/yml$/, "source.html")];
        return path.endsWith(".webfile.yml") ? [path.replace(/\.webfile\.yml$/, "")] : [];
      })
      .filter((path) => !site.bytes.has(path));
    expect(missing).toEqual([]);
  });

  it("has no byte order mark, and every text is UTF-8", () => {
    for (const [path, text] of site.texts) expect([path, text.includes("\uFEFF") || text.includes("\uFFFD")]).toEqual([path, false]);
  });

  it("has line feeds alone, but for one template with CRLF and one with lone CR", () => {
    const others = [...site.texts]
      .map(([path, text]) => [path, lineEndsOf(text)])
      .filter(([, ends]) => String(ends) !== "\\n" && String(ends) !== "");
    const crlf = site === standard ? "header/Header" : "footer/Footer";
    expect(Object.fromEntries(others)).toEqual({
      [`web-templates/${crlf}.webtemplate.source.html`]: ["\\r\\n"],
      "web-templates/page-copy/Page-Copy.webtemplate.source.html": ["\\r"],
    });
  });

  it("ends few sources and values with a line end", () => {
    const sources = [...site.texts].filter(([path]) => /\.(source|value)\.html$/.test(path));
    const ended = sources.filter(([, text]) => /[\r\n]$/.test(text));
    expect(ended.length).toBeGreaterThan(0);
    expect(ended.length / sources.length).toBeLessThan(0.15);
  });

  it("has a header as makers have it", () => {
    const template = recordFiles.find(
      (path) => rowsOf(path)[0]?.["adx_webtemplateid"] === rowsOf("website.yml")[0]?.["adx_headerwebtemplateid"],
    );
    const source = read(String(template).replace(/yml$/, "source.html"));
    expect(source).toMatch(/^\{% assign /);
    expect(source).toMatch(/<\/script>$/);
    for (const part of [
      "{% editable snippets ",
      "{% include ",
      "weblinks[",
      "{% if user %}",
      "{% substitution %}",
      "website.sign_in_url_substitution",
    ]) {
      expect(source).toContain(part);
    }
    expect(setting("Header/OutputCache/Enabled")).toBe("True");
  });

  it("asks nothing of the network", () => {
    const outside = [...site.texts].flatMap(([path, text]) =>
      [...text.matchAll(/(?:https?:)?\/\/[\w.-]+\.\w+[^\s"')]*/g)].map(([address]) => `${path}: ${address}`),
    );
    expect(outside.filter((line) => !line.endsWith("http://www.w3.org/2000/svg"))).toEqual([]);
  });

  it("has mail addresses at example.com alone, and nothing of the kit", () => {
    for (const [path, text] of site.texts) {
      expect([path, (text.match(/[\w.]+@[\w.]+\w/g) ?? []).filter((address) => !address.endsWith("@example.com"))]).toEqual([path, []]);
      expect(`${path} ${text}`).not.toMatch(/portal.?kit/i);
    }
  });

  it("has one published home page, and content in its language for every page", () => {
    const pages = recordFiles.filter((path) => path.endsWith(".webpage.yml")).flatMap(rowsOf);
    const roots = pages.filter((page) => page["adx_isroot"] === "true");
    expect(roots.filter((page) => page["adx_partialurl"] === "/")).toHaveLength(1);
    const described = pages.filter((page) => page["adx_isroot"] === "false").map((page) => page["adx_rootwebpageid"]);
    expect(described).toHaveLength(roots.length);
    expect(new Set(described)).toEqual(new Set(roots.map((page) => page["adx_webpageid"])));
  });

  it("marks the five pages that every site has", () => {
    const markers = rowsOf("sitemarker.yml").filter((row) => row["adx_pageid"] !== undefined);
    expect(new Set(markers.map((row) => row["adx_name"]))).toEqual(
      new Set(["Access Denied", "Home", "Page Not Found", "Profile", "Search"]),
    );
  });

  it("lists its records in the manifest of the organization", () => {
    const text = read(".portalconfig/org00000000.crm.dynamics.com-manifest.yml");
    const value: unknown = parse(text, { schema: "failsafe" });
    // The next line fails when it is anything else.
    const manifest = value as Readonly<Record<string, readonly Row[]>>;
    expect(isOrdinal(Object.keys(manifest))).toBe(true);
    const entries = Object.values(manifest).flat();
    const listed = new Set(entries.map((entry) => entry["RecordId"]));
    const ids = [...site.rows].flatMap(([path, rows]) => rows.map((row) => row[idKeyOf(path)]));
    expect(ids.filter((id) => !listed.has(id))).toEqual([]);
    expect(entries.filter((entry) => !/^[0-9a-f]{64}$/.test(String(entry["CheckSum"])))).toEqual([]);
    expect(read(".portalconfig/manifest.yml")).toBe("{}\n");
  });
});

describe("the two data models", () => {
  const pageParts = ["copy.html", "summary.html", "custom_javascript.js", "custom_css.css"];

  it("share no record", () => {
    const ofStandard = new Set(guidsIn(yamlOf(standard)));
    expect(ofStandard.size).toBeGreaterThan(50);
    expect(guidsIn(yamlOf(enhanced)).filter((id) => ofStandard.has(id))).toEqual([]);
  });

  it("differ in the ids of a language", () => {
    expect(languageOf(standard)["adx_portallanguageid"]).not.toBe(languageOf(standard)["adx_websitelanguageid"]);
    expect(languageOf(enhanced)["adx_portallanguageid"]).toBe(languageOf(enhanced)["adx_websitelanguageid"]);
  });

  it.each([".portalconfig/websitebinding.yml", "tag.yml", "urlhistory.yml"])("differ in %s, which the standard one has", (path) => {
    expect([standard.bytes.has(path), enhanced.bytes.has(path)]).toEqual([true, false]);
  });

  it.each([
    ["an empty look-up", /^ *\w+: $/m, false, true],
    ["the source of a setting", /adx_source: 0/, false, true],
    ["Bootstrap 5", /Site\/BootstrapV5Enabled/, false, true],
    ["a stray key of the store", /adx_filecontent: $/m, false, true],
    ["an empty list of roles", /_webrole: \[\]/, true, false],
  ])("differ in %s", (_what, pattern, inStandard, inEnhanced) => {
    expect([pattern.test(yamlOf(standard)), pattern.test(yamlOf(enhanced))]).toEqual([inStandard, inEnhanced]);
  });

  it("differ in the parts of a page: the enhanced one always has four, the standard one none that are empty", () => {
    const pages = [...enhanced.rows.keys()].filter((path) => path.endsWith(".webpage.yml"));
    const missing = pages
      .flatMap((path) => pageParts.map((part) => path.replace(/yml$/, part)))
      .filter((path) => !enhanced.bytes.has(path));
    expect(missing).toEqual([]);
    expect([...standard.bytes].filter(([, bytes]) => bytes.length === 0)).toEqual([]);
  });
});
