import { execFile } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LiquidProblem } from "../../liquid/create-liquid.ts";
import type { TablePermission } from "../../site/site.ts";
import { root, starterFolder, starters } from "../support/kit-site.ts";
import { describeSurvey } from "./describe-survey.ts";
import { findSiteFolders } from "./find-site-folders.ts";
import { findUnresolved } from "./find-unresolved.ts";
import { buildInventedSchema, inventTables, noTables } from "./invent-tables.ts";
import { countSources, surveySources, type SurveyedSource } from "./survey-sources.ts";
import { surveySite, type RenderedSite } from "./survey-site.ts";

const homeCopy = "web-pages/home/content-pages/Home.en-US.webpage.copy.html";
let folder = "";

/** A copy of a starter site whose home page says this at its end. */
function siteWith(name: string, text: string): string {
  const site = join(folder, name);
  cpSync(starterFolder("enhanced"), site, { recursive: true });
  appendFileSync(join(site, homeCopy), text);
  return site;
}

async function survey(name: string, text: string): Promise<RenderedSite> {
  const found = await surveySite(siteWith(name, text), name);
  if (found.kind !== "rendered") throw new Error(`${name} is ${found.kind}`);
  return found;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "portal-kit-survey-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the survey of site folders", () => {
  it("finds sites at any depth, and none inside another or in what is not the site's", async () => {
    for (const path of ["a/b/website.yml", "a/b/c/website.yml", "d/website.yml", "node_modules/e/website.yml", "f/readme.md"]) {
      const file = join(folder, "found", path);
      mkdirSync(join(file, ".."), { recursive: true });
      writeFileSync(file, "");
    }
    expect(await findSiteFolders(join(folder, "found"))).toEqual([join(folder, "found/a/b"), join(folder, "found/d")]);
  });

  it.each(starters)("renders every page of the %s starter site for everybody, nothing broken or unresolved", async (name) => {
    const found = await surveySite(starterFolder(name), name);
    expect(found).toMatchObject({ kind: "rendered", model: name, lacking: {}, described: undefined });
    if (found.kind !== "rendered") return;
    expect(found.visitors.map(({ visitor, broken }) => [visitor, broken])).toEqual([
      ["anonymous", 0],
      ["admin", 0],
    ]);
    expect(found.visitors[1]?.statuses).toEqual({ 200: found.visitors[1]?.pages });
    expect(found.sources.filter(({ failure }) => failure !== undefined)).toEqual([]);
    expect(found.unresolved.filter(({ kind }) => kind !== "site marker" && kind !== "content snippet")).toEqual([]);
  });

  it("says what breaks, what is named and not there, and leaves out what has a default", async () => {
    const found = await survey(
      "broken",
      "{% include 'Nowhere' %}{{ snippets['Not there'] }}{{ snippets['Guarded'] | default: 'x' }}{% entityform name: 'No form' %}{{ sitemarkers['No marker'].url }}{{ 'x' | nonsense }}",
    );
    expect(found.visitors.map(({ broken }) => broken)).toEqual([1, 1]);
    expect(found.problems.map(({ kind, renderings }) => [kind, renderings])).toEqual(
      expect.arrayContaining([
        ["missing-template", 2],
        ["unknown-filter", 2],
      ]),
    );
    const names = found.unresolved.map(({ kind, name, pages }) => `${kind} ${name} ${pages}`);
    expect(names).toEqual(
      expect.arrayContaining(["web template Nowhere 2", "content snippet Not there 2", "basic form No form 2", "site marker No marker 2"]),
    );
    expect(names.join()).not.toContain("Guarded");
  });

  it("makes up the tables that pages ask for, until they ask for no more", async () => {
    const query = '<fetch><entity name="new_thing"><attribute name="new_colour"/><attribute name="new_size"/></entity></fetch>';
    const site = siteWith("tables", `{% fetchxml q %}${query}{% endfetchxml %}`);
    const permission = readFileSync(join(site, "table-permissions/Feedback.tablepermission.yml"), "utf8");
    writeFileSync(
      join(site, "table-permissions/Thing.tablepermission.yml"),
      permission
        .replace("adx_entitylogicalname: feedback", "adx_entitylogicalname: new_thing")
        .replace("adx_read: false", "adx_read: true")
        .replace("52c85dba", "52c85dbb"),
    );
    const found = await surveySite(site, "tables");
    if (found.kind !== "rendered") throw new Error(found.kind);
    expect(found.lacking).toEqual({ new_thing: ["new_colour", "new_size"] });
    expect(found.problems.some(({ message }) => message.includes("new_thing"))).toBe(true);
    expect(found.described?.problems.some(({ message }) => message.includes("new_thing"))).toBe(false);
  });

  it("counts a code site as one page, and says of a folder why it cannot be read", async () => {
    const broken = siteWith("yaml", "");
    writeFileSync(join(broken, "sitesetting.yml"), "- adx_name: [");
    expect(await surveySite(broken, "yaml")).toMatchObject({ kind: "failed", why: expect.stringContaining("sitesetting.yml") as unknown });
    const code = await surveySite(starterFolder("code"), "code");
    expect(code).toMatchObject({ kind: "rendered", model: "code", visitors: [{ pages: 1 }, { pages: 1 }] });
  });

  it("runs as a program of its own", async () => {
    const program = join(root, "test/public-sites/survey.mjs");
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [program, starterFolder("enhanced")]);
    expect(stdout).toMatch(/^\| site \| model \|/);
    expect(stdout).toContain("| all |");
    await expect(run(process.execPath, [program])).rejects.toMatchObject({ code: 2 });
  });
});

describe("sources", () => {
  it("are judged by both engines, counted by file and once per text", async () => {
    const site = await survey("sources", "{% editable page 'adx_copy' %}");
    const first = site.sources.find(({ path }) => path === homeCopy);
    expect(first).toMatchObject({ kind: "page copy", failure: undefined, stockFailure: expect.stringContaining("editable") as unknown });
    const counts = countSources([...site.sources, ...site.sources]);
    expect(counts.at(-1)).toMatchObject({ kind: "all", files: 2 * site.sources.length, parsed: 2 * site.sources.length });
    expect(counts.at(-1)?.distinct).toBeLessThanOrEqual(site.sources.length);
    expect(counts.at(-1)?.stockParsed).toBeLessThan(counts.at(-1)?.parsed ?? 0);
  });

  it("that do not parse are named, with the reason", async () => {
    const found = await survey("unparsed", "{% if user %}");
    expect(found.sources.filter(({ failure }) => failure !== undefined).map(({ path }) => path)).toEqual([homeCopy]);
    expect(describeSurvey([found], countSources(found.sources))).toMatch(/does not parse: unparsed: .*if/);
  });

  it("are none where a site has no Liquid", () => {
    expect(surveySources({ webTemplates: [], snippets: [], pages: [] })).toEqual([]);
    expect(countSources([]).every(({ files }) => files === 0)).toBe(true);
  });
});

describe("an unresolved snippet", () => {
  const source = (text: string): Pick<SurveyedSource, "text">[] => [{ text }];
  const page = { url: "/", status: 200, errors: 0, problems: [], missing: [{ kind: "content snippet" as const, name: "A/B (c)" }] };

  it.each([
    ["{{ snippets['A/B (c)'] }}", true],
    ['{{ snippets["a/b (C)"] | escape }}', true],
    ['{{ snippets["A/B (c)"] | default: "x" | h }}', false],
    ["{% editable snippets 'A/B (c)' type: 'html', default: x %}", false],
    ["{% editable snippets 'A/B (c)' type: 'html' %}", true],
    ["{{ snippets['A/B (c)'] | default: 1 }}{% assign a = snippets['A/B (c)'] %}", true],
    ["{% if snippets['A/B (c)'] %}x{% endif %}", false],
    ["{{ snippets[name] }}", true],
  ])("%s: %s", (text, isUnresolved) => {
    expect(findUnresolved([page], source(text))).toHaveLength(isUnresolved ? 1 : 0);
  });
});

describe("made-up tables", () => {
  const problem = (message: string): LiquidProblem => ({ kind: "unsupported", path: "x", line: 1, column: 1, message });

  it.each([
    ["'contact' entity doesn't contain attribute with Name = 'name'. (line 3, column 17)", undefined],
    ["'contact' entity doesn't contain attribute with Name = 'new_name'.", { contact: ["new_name"] }],
    ['The table new_thing has no column "new_a".', { new_thing: ["new_a"] }],
    ["Something else", undefined],
  ])("of %s: %j", (message, expected) => {
    const found = inventTables(noTables, [problem(message)], []);
    expect(found && Object.fromEntries(Array.from(found.tables, ([table, columns]) => [table, [...columns]]))).toEqual(expected);
  });

  it.each([
    [{ adx_contactrelationship: "new_R" }, "contact"],
    [{ adx_accountrelationship: "new_R" }, "account"],
    [{ adx_parentrelationship: "new_R" }, "new_parent"],
    [{ adx_parentrelationship: "new_Other" }, undefined],
  ])("have the relationship that a permission follows: %j leads to %s", (values, target) => {
    const permission = { table: "new_thing", parentId: "p", values } as const;
    const parent = { id: "p", table: "new_parent", values: {} } as const;
    const message = "The emulated organization does not know the relationship new_R of a permission on new_thing; name it in its schema.";
    // As much of a permission as is looked at.
    const found = inventTables(noTables, [problem(message)], [permission, parent] as unknown as TablePermission[]);
    expect(found?.relationships.get("new_R")).toEqual(target && { table: "new_thing", target });
    if (found !== undefined) expect(buildInventedSchema(found).findRelationship("new_R")).toMatchObject({ parentTable: target });
  });

  it("have their columns as text", () => {
    const schema = buildInventedSchema({ ...noTables, tables: new Map([["new_thing", new Set(["new_a"])]]) });
    expect(schema.findTable("new_thing")?.columns.find(({ name }) => name === "new_a")).toMatchObject({ type: "string" });
  });
});
