import { describe, expect, it } from "vitest";
import { parseSearchQuery, renderFragment, scoreText, tokenize } from "../../../../portal-emulator/portal/lists/search-text.ts";
import { stripMarkup } from "../../../../portal-emulator/portal/lists/search-documents.ts";
import type { Site, WebFile, WebPage } from "../../../../site/site.ts";
import { anonymousRole, authenticatedRole, type TinySite } from "../../../access/tiny-site.ts";
import { openDataPage, type DataPageOptions } from "../data/data-page.ts";

const home = "00000000-0000-4000-8000-000000000001";

function pageOf(number: number, title: string, copy: string, more: Partial<WebPage> = {}): WebPage {
  const path = `web-pages/p${number}/P.webpage.yml`;
  return {
    id: `00000000-0000-4000-8000-00000000000${number}`,
    name: title,
    path,
    line: 1,
    active: true,
    values: {},
    title,
    partialUrl: `p${number}`,
    url: number === 1 ? "/" : `/p${number}/`,
    parentId: number === 1 ? undefined : home,
    pageTemplateId: undefined,
    publishingStateId: undefined,
    displayOrder: 0,
    hiddenFromSitemap: false,
    parts: { copy: { path, text: copy }, summary: undefined, customJavaScript: undefined, customCss: undefined },
    contentPages: [],
    ...more,
  };
}

const pages: readonly WebPage[] = [
  pageOf(1, "Home", "<p>Welcome to the garden centre. We repair mowers.</p>"),
  pageOf(2, "Repairing mowers", "<p>Bring your <b>mower</b> & we look at it.</p><script>var secretWord = 1;</script>"),
  pageOf(3, "Drafts", "mowers", { publishingStateId: "draft" }),
  pageOf(4, "Members", "mowers for members"),
  pageOf(5, "Hidden", "mowers", { values: { adx_excludefromsearch: "true" } }),
  pageOf(6, "Plants <i>", "We sell <em>roses</em>, {{ snippets['x'] }} {% if user %}tulips{% endif %} and &lt;seeds&gt;."),
];
const file: WebFile = {
  id: "00000000-0000-4000-8000-0000000000aa",
  name: "mower-manual.pdf",
  path: "web-files/mower-manual.pdf.webfile.yml",
  line: 1,
  active: true,
  values: {},
  partialUrl: "mower-manual.pdf",
  url: "/mower-manual.pdf",
  parentId: home,
  mimeType: "application/pdf",
  publishingStateId: undefined,
  contentPath: undefined,
};
const site: Partial<Site> = {
  pages,
  webFiles: [file],
  publishingStates: [{ id: "draft", name: "Draft", path: "", line: 1, active: true, values: {}, isVisible: false, isDefault: false }],
  pageRules: [
    {
      id: "rule",
      name: "Members only",
      path: "",
      line: 1,
      active: true,
      values: {},
      right: "restrict-read",
      pageId: "00000000-0000-4000-8000-000000000004",
      roleIds: [authenticatedRole],
    },
  ],
};

const search = (arguments_: string, body = "{% for r in searchindex.results %}{{ r.url }} {% endfor %}"): string =>
  `{% searchindex ${arguments_} %}${body}{% endsearchindex %}`;
const open = (tiny: TinySite = {}, options: DataPageOptions = {}) => openDataPage(tiny, { ...options, more: { ...site, ...options.more } });
const urls = async (arguments_: string, tiny?: TinySite, options?: DataPageOptions): Promise<string> =>
  (await open(tiny, options).render(search(arguments_))).trim();

describe("searchindex", () => {
  it.each([
    ["the best first, in titles before texts", "mower", "/mower-manual.pdf /p2/ /"],
    ["inflected words", "repaired", "/p2/ /"],
    ["without regard to case and accents", "WÉLCOME", "/"],
    ["text that is markup", "roses", "/p6/"],
    ["nothing of scripts", "secretWord", ""],
    ["nothing of Liquid", "snippets", ""],
    ["a beginning", "gard*", "/"],
    ["words in a row only", '"mower manual"', "/mower-manual.pdf"],
    ["any of several words", "garden roses", "/p6/ /"],
    ["all that must be there", "+garden +roses", ""],
    ["none that must not", "mower -manual -repair", ""],
    ["nothing for a negative alone", "-manual", ""],
    ["nothing for no words", "!? ()", ""],
  ])("finds %s", async (_what, query, expected) => {
    expect(await urls(`query: '${query}'`)).toBe(expected);
  });

  it("finds what the visitor may read, and nothing that is unpublished or left out", async () => {
    expect(await urls("query: 'members'")).toBe("");
    const persona = { contactId: "11111111-1111-4111-8111-111111111111", roleIds: [authenticatedRole] };
    expect(await urls("query: 'members'", {}, { persona })).toBe("/p4/");
    expect(await urls("query: 'drafts hidden'", {}, { persona })).toBe("");
  });

  it("pages and numbers its results", async () => {
    const body =
      "{{ searchindex.approximate_total_hits }} {{ searchindex.page }} {{ searchindex.page_size }}{% for r in searchindex.results %} {{ r.number }}{{ r.logical_name }}{% endfor %}";
    expect(await open().render(search("query: 'mower', page: 2, page_size: 2", body))).toBe("3 2 2 3adx_webpage");
    expect(await open().render(search("query: 'mower', page: 9, page_size: 2", body))).toBe("3 9 2");
  });

  it.each([
    ["adx_webfile", "/mower-manual.pdf"],
    ["adx_webpage, adx_webfile", "/mower-manual.pdf /p2/ /"],
    ["contact", ""],
  ])("keeps to the tables asked for: %s", async (tables, expected) => {
    expect(await urls(`query: 'mower', logical_names: '${tables}'`)).toBe(expected);
  });

  it("says that it does not filter, and finds nothing where search is off", async () => {
    const { problems } = await open().renderAll(search("query: 'mower', filter: '+statecode:0'"));
    expect(problems).toMatchObject([{ kind: "unsupported", name: "searchindex" }]);
    expect(await urls("query: 'mower'", { settings: [["Search/Enabled", "False"]] })).toBe("");
  });

  it("marks what was found in a fragment, and lets no markup of the text through", async () => {
    const body = "{% for r in searchindex.results %}{{ r.fragment }}|{{ r.title }}{% endfor %}";
    expect(await open().render(search("query: 'seeds'", body))).toBe(
      'We sell roses , tulips and &lt;<em class="highlight">seeds</em>|Plants <i>',
    );
  });

  describe("of other tables", () => {
    const settings = [["Search/EnableAdditionalEntities", "true"]] as const;
    const marker = {
      id: "m",
      name: "account_SearchResultPage",
      path: "",
      line: 1,
      active: true,
      values: {},
      pageId: "00000000-0000-4000-8000-000000000002",
    };
    const id = "22222222-2222-4222-8222-222222222222";
    const find = async (tiny: TinySite, siteMarkers = [marker]): Promise<string> => {
      const page = open(tiny, { more: { siteMarkers } });
      page.store.insert("account", { accountid: id, name: "Lawn & Sons", description: "mower dealers" });
      return (
        await page.render(
          search("query: 'lawn dealer'", "{% for r in searchindex.results %}{{ r.url }} {{ r.title }} {{ r.entity.name }}{% endfor %}"),
        )
      ).trim();
    };
    const permissions = [{ table: "account", read: true, roleIds: [anonymousRole] }];

    it("finds rows, with the page that shows one", async () => {
      expect(await find({ settings, permissions })).toBe(`/p2/?id=${id} Lawn & Sons Lawn & Sons`);
    });
    it.each<[string, TinySite, (typeof marker)[]]>([
      ["without the setting", { permissions }, [marker]],
      ["without permission", { settings }, [marker]],
      ["without a marker", { settings, permissions }, []],
    ])("finds none %s", async (_what, tiny, markers) => {
      expect(await find(tiny, markers)).toBe("");
    });
  });
});

describe("search text", () => {
  it("ranks a text with all words above one with many of one word", () => {
    const query = parseSearchQuery("red rose");
    const score = (text: string): number => scoreText(query, tokenize(""), tokenize(text));
    expect(score("red rose in the vase")).toBeGreaterThan(score("red red red red vase"));
    expect(score("blue")).toBe(0);
  });

  it("gives no fragment for wildcards, and the beginning where only the title fits", () => {
    expect(renderFragment(parseSearchQuery("ro*"), tokenize("a rose"))).toBeUndefined();
    expect(renderFragment(parseSearchQuery("title"), tokenize("some <text>"))).toBe("some &lt;text");
    expect(renderFragment(parseSearchQuery("title"), tokenize(""))).toBe("");
  });

  it.each([
    ["<p>a</p><p>b</p>", "a b"],
    ["<script>x</script>y<!-- z -->", "y"],
    ["&lt;script&gt;", "<script>"],
    ["a {% if x %}b{% endif %}", "a b"],
    ["<<<", "<<<"],
    ["<STYLE>p{}</STYLE >İ a < b", "İ a < b"],
    ["{% never closed", "{% never closed"],
  ])("takes the markup out of %s", (html, expected) => {
    expect(stripMarkup(html)).toBe(expected);
  });

  it.each(["<", "<script", "{%", "<!--", "{{ ", "<a"])("takes no more than a moment for a long text of %s", (piece) => {
    const begin = performance.now();
    stripMarkup(piece.repeat(200_000));
    expect(performance.now() - begin).toBeLessThan(2000);
  });

  it("survives long hostile queries", () => {
    const query = parseSearchQuery('"'.repeat(5000) + "+-*".repeat(5000) + " a".repeat(5000));
    expect(query.required.length + query.optional.length + query.excluded.length).toBeLessThanOrEqual(50);
  });
});
