import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Liquid, Tag, Value } from "liquidjs";
import type { Context, Emitter, TagToken, Template, TopLevelToken } from "liquidjs";
import { parse } from "yaml";

type PlainRecord = Readonly<Record<string, unknown>>;

/** What a short program reads of a site folder: every file with `fs`, every record with the `yaml` package. */
export interface PlainSite {
  readonly texts: ReadonlyMap<string, string>;
  readonly records: readonly (readonly [path: string, record: PlainRecord])[];
}

export async function readPlainSite(folder: string): Promise<PlainSite> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = new Map(
    await Promise.all(files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, "utf8")] as const)),
  );
  const records = [...texts].flatMap(([path, text]) => {
    if (!path.endsWith(".yml")) return [];
    // The generated site's files hold one record or a list of them.
    const parsed = parse(text) as PlainRecord | PlainRecord[] | null;
    return [parsed ?? []].flat().map((record) => [path, record] as const);
  });
  return { texts, records };
}

/** liquidjs with its caches, and with the one tag of Power Pages that the page needs. */
export function createPlainLiquid(templates: Record<string, string>): Liquid {
  const liquid = new Liquid({ templates, cache: true });
  const parsed = new Map<string, Template[]>();
  liquid.registerTag(
    "editable",
    class extends Tag {
      readonly value: Value;
      constructor(token: TagToken, rest: TopLevelToken[], engine: Liquid) {
        super(token, rest, engine);
        this.value = new Value(token.args.replace(/^(\w+)\s+('[^']*').*$/, "$1[$2]"), engine);
      }
      *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
        const value = yield this.value.value(context);
        const text = typeof value === "string" ? value : "";
        const known = parsed.get(text) ?? liquid.parse(text);
        parsed.set(text, known);
        yield liquid.renderer.renderTemplates(known, context, emitter);
      }
    },
  );
  return liquid;
}

/** Gives the text of a page by its partial address: header, page and footer, one after the other. */
export function createPlainPages({ texts, records }: PlainSite): (slug: string) => string {
  const byId = (kind: string): Map<string, readonly [path: string, record: PlainRecord]> =>
    new Map(
      records
        .filter(([path]) => path === `${kind}.yml` || path.endsWith(`.${kind}.yml`))
        .map((found) => [String(found[1][`adx_${kind}id`]), found]),
    );
  const [templates, pages, pageTemplates] = [byId("webtemplate"), byId("webpage"), byId("pagetemplate")];
  const website = byId("website").values().next().value?.[1] ?? {};
  const sources = [...templates.values()].map(
    ([path, record]) => [String(record["adx_name"]), textBeside(texts, path, ".source.html")] as const,
  );
  const liquid = createPlainLiquid(Object.fromEntries(sources));
  const valuesOf = (kind: string, value: (path: string, record: PlainRecord) => unknown): PlainRecord =>
    Object.fromEntries([...byId(kind).values()].map(([path, record]) => [String(record["adx_name"]), value(path, record)]));
  const urlOf = (id: unknown): string => {
    const page = pages.get(String(id))?.[1];
    if (page === undefined || page["adx_partialurl"] === "/") return "/";
    return `${urlOf(page["adx_parentpageid"])}${String(page["adx_partialurl"])}/`;
  };
  const weblinks = byId("weblink");
  const links = (setId: unknown, parent: unknown): unknown[] =>
    [...weblinks.values()]
      .filter(([, link]) => link["adx_weblinksetid"] === setId && link["adx_parentweblinkid"] === parent)
      .toSorted(([, a], [, b]) => Number(a["adx_displayorder"]) - Number(b["adx_displayorder"]))
      .map(([, link]) => ({
        name: link["adx_name"],
        url: link["adx_externalurl"] ?? urlOf(link["adx_pageid"]),
        open_in_new_window: link["adx_openinnewwindow"],
        weblinks: links(setId, link["adx_weblinkid"]),
      }));
  const objects = {
    website: { name: website["adx_name"] },
    snippets: valuesOf("contentsnippet", (path) => textBeside(texts, path, ".value.html")),
    settings: valuesOf("sitesetting", (_, record) => String(record["adx_value"])),
    weblinks: valuesOf("weblinkset", (_, record) => ({ weblinks: links(record["adx_weblinksetid"], undefined) })),
  };
  const sourceOf = (id: unknown): Template[] => liquid.parse(textBeside(texts, templates.get(String(id))?.[0] ?? "", ".source.html"));
  const header = sourceOf(website["adx_headerwebtemplateid"]);
  const footer = sourceOf(website["adx_footerwebtemplateid"]);
  return (slug) => {
    const content = [...pages.values()].find(([, record]) => record["adx_partialurl"] === slug && record["adx_isroot"] === false);
    if (content === undefined) throw new Error(`no page ${slug}`);
    const [path, record] = content;
    const page = {
      title: record["adx_title"],
      adx_copy: textBeside(texts, path, ".copy.html"),
      breadcrumbs: [{ title: "Home", url: "/" }],
    };
    const pageTemplate = pageTemplates.get(String(record["adx_pagetemplateid"]))?.[1];
    const template = sourceOf(pageTemplate?.["adx_webtemplateid"]);
    // A template renders to text.
    return [header, template, footer].map((parsed) => liquid.renderSync(parsed, { ...objects, page }) as string).join("");
  };
}

/** What stands beside a record's file: its source, value or copy. */
const textBeside = (texts: ReadonlyMap<string, string>, path: string, end: string): string =>
  texts.get(path.replace(/\.yml$/, "") + end) ?? "";
