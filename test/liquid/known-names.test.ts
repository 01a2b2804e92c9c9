import { describe, expect, it } from "vitest";
import { pageFilters } from "../../liquid/filters/page-filters.ts";
import { pageTags } from "../../liquid/tags/page-tags.ts";
import { findUnsupported } from "../../portal-emulator/evidence/unsupported.ts";
import { createPageObjects } from "../../portal-emulator/portal/page-objects.ts";
import { createSiteIndex } from "../../portal-emulator/portal/site-index.ts";
import { readSite } from "../../site/read-site.ts";
import { starterFolder } from "../support/kit-site.ts";
import { renderPage } from "./render-page.ts";

/** https://learn.microsoft.com/power-pages/configure/liquid/liquid-tags */
const documentedTags =
  "if unless case for cycle tablerow assign capture comment raw include extends block substitution fetchxml editable entityform webform entitylist entityview searchindex chart powerbi codecomponent log manifest break continue";

/** The open-source ancestor's and its engine's. */
const ancestorTags =
  "editable entitylist entityform webform entityview fetchxml outputcache searchindex chart redirect rating substitution assign block extends break capture case comment continue cycle decrement for if ifchanged include increment literal param raw tablerow unless";

/** https://learn.microsoft.com/power-pages/configure/liquid/liquid-filters */
const documentedFilters =
  "batch concat except first group_by join last order_by random select shuffle size skip take then_by where date date_add_days date_add_hours date_add_minutes date_add_months date_add_seconds date_add_years date_to_iso8601 date_to_rfc822 escape html_safe_escape url_escape xml_escape h current_sort metafilters reverse_sort ceil divided_by floor minus modulo plus round times append capitalize downcase newline_to_br prepend remove remove_first replace replace_first split strip_html strip_newlines text_to_html truncate truncate_words upcase boolean decimal integer string add_query base host path path_and_query port remove_query scheme default file_size has_role liquid paginate from_index all popular recent top top_level related";

const ancestorFilters =
  "default file_size has_role liquid web_template date_add_days date_add_hours date_add_minutes date_add_months date_add_seconds date_add_years date_to_local date_to_utc date_to_iso8601 date_to_rfc822 date_to_xml_schema current_sort reverse_sort metafilters all batch concat except group_by order_by orderby then_by thenby top_level category_number related top recent popular paginate random select shuffle skip take where ceil floor round boolean decimal integer string text_to_html url_escape xml_escape base_currency currency format decimals max_decimals invariant_culture_decimal_value add_query remove_query base host path path_and_query port scheme is_sitemap_ancestor is_sitemap_current search_filter_options size slice downcase upcase url_encode capitalize escape h truncate truncate_words split strip_html strip lstrip rstrip strip_newlines join sort map replace replace_first remove remove_first append prepend newline_to_br date first last plus minus times divided_by modulo uniq abs at_least at_most compact";

/** https://learn.microsoft.com/power-pages/configure/liquid/liquid-objects */
const documentedObjects =
  "user request params page website settings snippets weblinks sitemap sitemarkers entities now language ads blogs events forums polls knowledge resx";

const site = await readSite(starterFolder("enhanced"));
const objects = createPageObjects(
  {
    index: createSiteIndex(site),
    page: site.pages[0],
    language: site.languages[0],
    request: new Request("https://portal.example.com/"),
    visitor: undefined,
    mayRead: () => true,
    entities: {},
  },
  new Date("2026-03-04T12:05:06Z"),
);

const words = (list: string): readonly string[] => [...new Set(list.split(" "))].sort();

describe("the engine knows", () => {
  it.each(words(`${documentedTags} ${ancestorTags}`))("tag %s", (name) => {
    expect(pageTags.has(name)).toBe(true);
  });

  it.each(words(`${documentedFilters} ${ancestorFilters}`))("filter %s", (name) => {
    expect(pageFilters.has(name)).toBe(true);
  });

  it.each(words(documentedObjects))("object %s", (name) => {
    expect(objects).toHaveProperty(name);
  });
});

describe("what is known and not built", () => {
  it.each(["base_currency", "category_number", "currency", "popular", "recent", "related", "top", "top_level"])(
    "filter %s says so, and the table of missing things has it",
    async (name) => {
      const { text, problems } = await renderPage(`{{ 'x' | ${name}: 1, 2 }}`);
      expect(text).toContain("Liquid error");
      expect(problems).toMatchObject([{ kind: "unsupported", name }]);
      expect(findUnsupported(name)).toBeDefined();
    },
  );

  it.each(["powerbi", "codecomponent", "chart", "rating"])("tag %s says so, and the table of missing things has it", async (name) => {
    const { problems } = await renderPage(`{% ${name} id: '1' %}`);
    expect(problems).toMatchObject([{ kind: "unsupported", name }]);
    expect(findUnsupported(name)).toBeDefined();
  });

  it.each(["outputcache", "param"])("tag %s says that it has no effect", async (name) => {
    const { text, problems } = await renderPage(`{% ${name} culture = 'fr-FR' %}`);
    expect(text).toBe("");
    expect(problems).toMatchObject([{ kind: "unsupported", name }]);
    expect(findUnsupported(name)).toBeDefined();
  });
});

describe("redirect", () => {
  const sitemarkers = { Home: { url: "/home/" }, Bare: {} };

  it("leads to the page of a site marker", async () => {
    const seen: string[] = [];
    const { text, problems } = await renderPage('a{% redirect sitemarker:"Home" %}b', {
      objects: { sitemarkers },
      host: { redirect: (url) => void seen.push(url) },
    });
    expect([text, seen, problems]).toEqual(["ab", ["/home/"], []]);
  });

  it("shows a placeholder where nothing can be redirected", async () => {
    const { problems } = await renderPage('{% redirect sitemarker:"Home" %}', { objects: { sitemarkers } });
    expect(problems).toMatchObject([{ kind: "unsupported", name: "redirect" }]);
  });

  it.each(["", "'/x'", "sitemarker: 'Home'", 'sitemarker:"Bare"', 'sitemarker:"None"'])(
    "is an error in the page without a page behind it: %s",
    async (args) => {
      const { text, problems } = await renderPage(`{% redirect ${args} %}`, {
        objects: { sitemarkers },
        host: { redirect: () => undefined },
      });
      expect(text).toMatch(/^Liquid error: /);
      expect(problems).toMatchObject([{ kind: "runtime", name: "redirect" }]);
    },
  );
});

describe("web_template", () => {
  const id = "0f0e0d0c-0b0a-4908-8706-050403020100";
  const host = { findTemplateById: (asked: string) => (asked === id ? { path: "t", text: "T{{ x }}" } : undefined) };

  it.each([
    ["an id", id, "T1"],
    ["an id in braces", `{${id.toUpperCase()}}`, "T1"],
    ["a lookup", { id, logical_name: "adx_webtemplate" }, "T1"],
    ["an id of nothing", "00000000-0000-4000-8000-000000000000", ""],
    ["a name", "T", ""],
    ["nil", null, ""],
  ])("renders by %s", async (_name, given, expected) => {
    const { text, problems } = await renderPage("{{ given | web_template }}", { objects: { given, x: 1 }, host });
    expect([text, problems]).toEqual([expected, []]);
  });
});
