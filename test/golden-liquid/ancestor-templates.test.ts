import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createLiquid } from "../../liquid/create-liquid.ts";
import type { LiquidHost } from "../../liquid/create-liquid.ts";
import { createLiquidObject } from "../../liquid/liquid-object.ts";

/** Names a checkout of Adoxio/xRM-Portals-Community-Edition, the portal's open-source ancestor. */
const folderVariable = "XRM_PORTALS_FOLDER";
const root = process.env[folderVariable] ?? "";
const folder = path.join(root, "Framework/Adxstudio.Xrm/Liquid");

const now = new Date("2026-03-04T12:05:06Z");
const child = { title: "Child <1>", url: "/a/child/", description: "About", entity: { logical_name: "adx_shortcut" }, children: [] };
const home = { title: "Home", url: "/", children: [{ title: "A", url: "/a/", children: [child] }], breadcrumbs: [] };
const page = createLiquidObject({
  members: { title: "A", url: "/a/", adx_copy: "<p>{{ page.title }}!</p>", breadcrumbs: [home], children: [child], parent: home },
});
const links = {
  editable: false,
  weblinks: [{ name: "Link <1>", url: "/link/", tooltip: "Tip", image: { url: ".glyphicon" }, weblinks: [{ name: "Sub", url: "/sub/" }] }],
};
const options = [{ id: "o1", answer: "Yes", percentage: 12.345 }];
const poll = { id: "p1", name: "Poll", question: "Well?", options, votes: 3, poll_url: "/poll/1", submit_url: "/poll/1/submit" };
const placement = { random_url: "/random?a=1&b=2", submit_url: "/submit" };
const post = { title: "Post", url: "/blog/post/", author: { name: "Ada", url: "/ada/" }, publish_date: now, comment_count: 2 };
const occurrence = {
  url: "/events/1/",
  event: createLiquidObject({ members: { adx_name: "Fair", adx_summary: "Come!" } }),
  start_time: now,
  end_time: now,
};
const list = createLiquidObject({
  members: {
    id: "l1",
    filter_enabled: true,
    is_filter_vertical: true,
    filter_apply_label: "Apply",
    get_data_url: "/_services/list",
    default_view_id: "v1",
    layouts: "W10=",
    adx_registerstartupscript: "start();",
    grid_metadata: createLiquidObject({ members: { css_class: "wide", empty_message: "None" } }),
  },
});

const objects = {
  page,
  user: { id: "u1", profile_badges_url: "/badges/u1", basic_badges_url: "/basic/u1" },
  params: { q: "<q>", mf: "" },
  settings: createLiquidObject({ index: (name) => (name === "search/enabled" ? "true" : null) }),
  snippets: createLiquidObject({ index: (name) => (name === "Greeting" ? "Hello {{ page.title }}" : null) }),
  sitemarkers: createLiquidObject({ index: (name) => ({ url: `/${String(name).toLowerCase()}/` }) }),
  resx: createLiquidObject({ index: (name) => `resx ${String(name)}` }),
  weblinks: createLiquidObject({ index: () => links }),
  sitemap: createLiquidObject({ members: { root: home, current: home }, index: () => ({ children: [child] }) }),
  website: { forums: [{ name: "Talk", url: "/forums/talk/", adx_description: "About all", thread_count: 4, post_count: 5 }] },
  polls: createLiquidObject({ members: { placements: createLiquidObject({ index: () => placement }) }, index: () => poll }),
  ads: createLiquidObject({
    members: { placements: createLiquidObject({ index: () => placement }) },
    index: () => ({ title: "Buy", redirect_url: "/buy/", copy: "<b>now</b>", image: { url: "/ad.png", height: 10, width: 20 } }),
  }),
  blogs: createLiquidObject({ members: { feed_url: "/feed", posts: createLiquidObject({ members: { all: [post] } }) } }),
  events: { occurrences: { from: createLiquidObject({ index: () => ({ to: createLiquidObject({ index: () => [occurrence] }) }) }) } },
  entities: createLiquidObject({ index: () => null }),
};

const filters = [
  { id: "f1", label: "Colour", selection_mode: "Single", options: [{ id: "red", type: "check", label: "Red", checked: true }] },
  { id: "f2", label: "Size", selection_mode: "Dropdown", options: [{ id: "xl", type: "check", label: "XL" }] },
];

const host: Omit<LiquidHost, "findTemplate"> = {
  now: () => now,
  openView: () => list,
  applyFilter: (name, input) => (name === "metafilters" && input === list ? filters : undefined),
};

/** The variables a template is included with, and what of its output shows that they arrived. */
const expectations: readonly (readonly [name: string, variables: string, shown: readonly string[]])[] = [
  ["ad", "ad_name: 'Ad'", ['<h5 class="ad-title" style="text-align:center">Buy</h5>', "<b>now</b>", 'width="20"']],
  ["ad", "ad_placement_name: 'Top'", ['data-url="/random?a=1&amp;b=2"']],
  ["ad_template", "ad: ad", ['src="/ad.png"', "height:10px;"]],
  ["badges", "type: 'basic-badges', userid: 'u2'", ['data-uri="/basic/u2"']],
  ["badges", "type: 'profile-badges'", ['data-uri="/badges/u1"']],
  ["blogs", "", ["resx Blogs_DefaultText", 'href="/feed"', '<a href="/blog/post/">Post</a>', "timeago", 'href="/blog home/"']],
  ["breadcrumbs", "", ['<a href="/" title="Home">Home</a>', '<li class="active">A</li>']],
  ["child_link_list_group", "", ["Child &lt;1&gt;", "fa-external-link", "About"]],
  [
    "entity_list",
    "key: 'k'",
    ['id="EntityListl1"', "Colour", 'value="red"', "checked", '<option value="xl" label="XL"', "start();", "col-md-9", "None"],
  ],
  ["entity_list_filter", "key: 'k'", ['for="single_f1"', "Apply"]],
  [
    "entity_list_grid",
    "key: 'k'",
    ['data-get-url="/_services/list"', 'data-user-isauthenticated="true"', "resx Error_Completing_Request_Error_Message"],
  ],
  ["events_upcoming", "", ["Fair", "Wed, 04 Mar 2026 12:05:06 GMT", "Come!"]],
  ["forums", "", ["Talk", "4 threads", "5 posts"]],
  ["layout_1_column", "", ["<h1>A</h1>", "<p>A!</p>"]],
  ["layout_2_column_wide_left", "", ["<h1>A</h1>", "<p>A!</p>"]],
  ["layout_2_column_wide_right", "", ["<h1>A</h1>", "<p>A!</p>"]],
  ["layout_3_column_wide_middle", "", ["<h1>A</h1>", "<p>A!</p>"]],
  ["page_copy", "", ["<p>A!</p>"]],
  ["page_header", "", ["<h1>A</h1>"]],
  ["poll", "poll_name: 'Poll'", ['data-url="/poll/1"', 'data-submit-url="/poll/1/submit"']],
  ["poll", "poll_placement_name: 'Top'", ['data-submit-url="/submit"']],
  ["poll_template", "poll: the_poll", ["Well?", "width:12.34%", ">12%<", "resx Poll_Totals_Label 3"]],
  ["random_ad", "name: 'Top'", ['data-url="/random?a=1&amp;b=2"']],
  ["random_poll", "id: 'i'", ['data-submit-url="/submit"']],
  ["search", "", ['action="/search/"', 'value="&lt;q&gt;"', "resx Search_DefaultText"]],
  ["side_navigation", "", ['class="side-nav"', "Child &lt;1&gt;"]],
  ["snippet", "snippet_name: 'Greeting'", ["Hello A"]],
  ["top_navigation", "", ["Link &lt;1&gt;", 'href="/sub/"', "glyphicon", "dropdown-toggle"]],
  ["weblink_list_group", "weblink_set_name: 'Set'", ["Link &lt;1&gt;", 'title="Tip"']],
];

describe.skipIf(root === "")(
  `the templates of the portal's ancestor (set ${folderVariable} to a checkout of Adoxio/xRM-Portals-Community-Edition)`,
  () => {
    const names = existsSync(folder)
      ? readdirSync(folder).flatMap((file) => (file.endsWith(".liquid") ? [path.basename(file, ".liquid")] : []))
      : [];
    const read = (name: string): string => readFileSync(path.join(folder, `${name}.liquid`), "utf8");
    const liquid = createLiquid({
      ...host,
      findTemplate: (name) => (names.includes(name.toLowerCase()) ? { path: name, text: read(name.toLowerCase()) } : undefined),
    });

    it("are 26, and each is expected to show something", () => {
      expect(names).toHaveLength(26);
      expect([...new Set(expectations.map(([name]) => name))].sort()).toEqual([...names].sort());
    });

    it.each(expectations)("%s %s parses and renders", async (name, variables, shown) => {
      const session = liquid.openSession({
        ...objects,
        the_poll: poll,
        ad: { redirect_url: "/buy/", image: { url: "/ad.png", height: 10 } },
      });
      const text = await session.render({ path: "page", text: `{% include '${name}' ${variables} %}` });
      expect(session.problems).toEqual([]);
      expect(text).not.toContain("Liquid error");
      for (const part of shown) expect(text).toContain(part);
    });
  },
);
