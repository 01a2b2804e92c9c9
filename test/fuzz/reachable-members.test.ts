import { beforeAll, describe, expect, it } from "vitest";
import { LiquidObject } from "../../liquid/liquid-object.ts";
import { readItems, readMember } from "../../liquid/values/read-member.ts";
import { createPageObjects } from "../../portal-emulator/portal/page-objects.ts";
import { createSiteIndex } from "../../portal-emulator/portal/site-index.ts";
import { readSite } from "../../site/read-site.ts";
import { starterFolder } from "../support/kit-site.ts";
import { openSite, withLiquid, type OpenedSite } from "./open-site.ts";
import { trickyNames } from "./template-pieces.ts";

const names: readonly string[] = [
  ...trickyNames,
  "id",
  "title",
  "url",
  "children",
  "parent",
  "breadcrumbs",
  "root",
  "current",
  "params",
  "languages",
  "selected_language",
  "Default",
  "Primary Navigation",
  "Home",
  "weblinks",
  "entity",
  "roles",
  "size",
  "first",
  "last",
  "q",
  "adx_copy",
  "adx_entitylist",
  "Header",
  "/",
];

/** JavaScript's own objects: what one of these gives away is not the site's. */
const machinery: ReadonlySet<unknown> = new Set([
  Object.prototype,
  Array.prototype,
  String.prototype,
  Function.prototype,
  Date.prototype,
  Map.prototype,
  Promise.prototype,
  LiquidObject.prototype,
  globalThis,
  process,
]);

describe("what Liquid can read of the objects of a page", () => {
  it("is neither a function nor a prototype, however deep it looks", async () => {
    const index = createSiteIndex(await readSite(starterFolder("enhanced")));
    const page = index.home;
    const view = {
      index,
      page,
      language: index.site.languages[0],
      request: new Request("http://localhost:4680/?q=x&__proto__=y"),
      visitor: undefined,
      mayRead: () => true,
    };
    const objects = createPageObjects(view, new Date("2026-03-04T05:06:07Z"));
    const found: string[] = [];
    let looked = 0;
    const look = async (value: unknown, path: string, levels: number): Promise<void> => {
      looked++;
      const there = await value;
      if (typeof there === "function" || machinery.has(there)) found.push(path);
      if (levels === 0 || there === null || there === undefined) return;
      for (const name of names) await look(readMember(there, name), `${path}["${name}"]`, levels - 1);
      if (typeof there === "object")
        for (const [at, item] of readItems(there).slice(0, 2).entries()) await look(item, `${path}[${at}]`, levels - 1);
    };
    for (const [name, value] of Object.entries(objects)) await look(value, name, 3);
    expect(found).toEqual([]);
    expect(looked).toBeGreaterThan(1000);
  });
});

describe("what a page prints of the machinery's names", () => {
  let opened: OpenedSite;
  const show = async (text: string): Promise<string> => {
    opened.emulator.useSite(withLiquid(await readSite(starterFolder("enhanced")), text, "markup"));
    return (await opened.ask("/", { headers: { cookie } })).text();
  };
  let cookie = "";
  beforeAll(async () => {
    opened = await openSite(await readSite(starterFolder("enhanced")));
    const answer = await opened.ask("/_emulator/sign-in", { method: "POST", body: JSON.stringify({ persona: "ada" }) });
    cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(";", 1)[0])
      .join("; ");
  });

  it.each([
    "user",
    "page",
    "request",
    "params",
    "settings",
    "snippets",
    "resx",
    "weblinks",
    "sitemarkers",
    "sitemap",
    "website",
    "language",
    "entities",
    "entities.contact",
    "now",
    "user.roles",
    "forloop",
    "x",
  ])("%s shows none of them, for a signed-in visitor", async (root) => {
    const reads = trickyNames.map(
      (name) =>
        `{% assign v = ${root}["${name}"] %}{{ v }}{{ v.name }}{{ v.constructor }}{{ v | size }}{{ ${root}.${name}.constructor.constructor }}{% for i in v %}{{ i.key }}{{ i.value }}{% endfor %}`,
    );
    const html = await show(`{% for x in (1..1) %}begin-of-reads ${reads.join("\n")} end-of-reads{% endfor %}`);
    const shown = /begin-of-reads([\s\S]*?)end-of-reads/.exec(html)?.[1] ?? "nothing was shown";
    expect(shown).not.toMatch(/native code|\[object|function|=>|nothing was shown|is not iterable|Cannot/);
  });

  it.each([
    "{% assign __proto__ = page %}{{ readMember }}{{ toString }}|",
    "{% assign constructor = 1 %}{{ constructor }}|",
    "{% capture __proto__ %}x{% endcapture %}{{ __proto__ }}|",
    "{% for __proto__ in (1..2) %}{{ __proto__ }}{% endfor %}|",
    "{% increment __proto__ %}{% increment __proto__ %}|",
    "{% cycle __proto__: 'a', 'b' %}{% cycle constructor: 'a' %}|",
    "{% include 'x' __proto__: page, constructor: 1 %}|",
  ])("%s changes nothing for the next page", async (text) => {
    await show(`<p>${text}</p>`);
    expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(12);
    expect(await show("[{{ toString }}{{ title }}]")).toContain("[]");
  });
});
