import { describe, expect, it } from "vitest";
import { defaultDialect } from "../../liquid/liquid-host.ts";
import type { LiquidDialect } from "../../liquid/liquid-host.ts";
import { createLiquidObject } from "../../liquid/liquid-object.ts";
import { renderPage, renderText } from "./render-page.ts";

const objects = {
  x: 1,
  zero: 0,
  no: false,
  yes: true,
  text: "abc",
  list: ["a", "b", "c"],
  none: [],
  empty_text: "",
  o: { a: 1, b: 2 },
  page: createLiquidObject({ members: { title: "T", breadcrumbs: [{ url: "/" }, { url: "/a/" }], url: "/a/b/" } }),
  row: { fullname: "Ada", FullName: "other" },
};

describe("an effect of the portal's engine", () => {
  it.each([
    ["a dash takes blanks before it and one line end after it", "a \t{%- if x -%}\n\nb{%- endif -%}  c", "a\nbc"],
    ["words after a filter are ignored", "{{ text | upcase and more }}", "ABC"],
    ["a quoted literal beats .size", "{{ 'abc'.size }}", "abc"],
    ["!x is the name x", "{% if !x %}x{% endif %}{% if !no %}not{% endif %}", "x"],
    ["and, or are read from the right", "{% if no and yes or yes %}1{% else %}2{% endif %}{% if yes or yes and no %}3{% endif %}", "23"],
    [
      "the right operand is brought to the left one's type",
      "{% if x == '1' %}a{% endif %}{% if '1' == x %}b{% endif %}{% if x == yes %}c{% endif %}",
      "abc",
    ],
    [
      "what cannot be brought to it is an error in an order",
      "{% if x < 'b' %}{% endif %}",
      "Liquid error: Cannot compare &quot;1&quot; with &quot;b&quot;.",
    ],
    [
      "contains looks in texts and lists",
      "{% if text contains 'b' %}1{% endif %}{% if list contains 'b' %}2{% endif %}{% if o contains 'a' %}3{% endif %}",
      "12",
    ],
    [
      "contains in a text wants a text",
      "{% if text contains 1 %}{% endif %}",
      "Liquid error: Unable to cast object to type &#39;System.String&#39;.",
    ],
    ["startswith and endswith", "{% if text startswith 'ab' and list endswith 'c' %}1{% endif %}", "1"],
    [
      "empty is a symbol for texts and lists",
      "{% if empty_text == empty and none == empty %}1{% endif %}{% if gone == empty %}2{% endif %}",
      "1",
    ],
    ["blank is empty", "{% if empty_text == blank %}1{% endif %}{% if gone == blank or no == blank %}2{% endif %}", "1"],
    ["junk after else is fine in if", "{% if no %}1{% else no matter %}2{% endif %}", "2"],
    [
      "junk after else is refused in case",
      "{% case x %}{% else junk %}2{% endcase %}",
      "Liquid error: Syntax error in tag &quot;case&quot;: else takes nothing.",
    ],
    ["two values of a when that fit render twice", "{% case x %}{% when 1, 1 %}a{% endcase %}", "aa"],
    [
      "tablerow writes CR LF",
      "{% tablerow i in list cols: 3 %}{{ i }}{% endtablerow %}",
      '<tr class="row1">\r\n<td class="col1">a</td><td class="col2">b</td><td class="col3">c</td></tr>\r\n',
    ],
    ["tablerow over nothing writes nothing", "{% tablerow i in gone %}{% endtablerow %}", ""],
    ["an assign to page.title makes a variable of that name", "{% assign page.title = 'new' %}{{ page.title }}", "T"],
    ["escape is .NET's HtmlEncode", "{{ \"<a> & 'é' €\" | escape }}", "&lt;a&gt; &amp; &#39;&#233;&#39; €"],
    ["capitalize is title case", "{{ 'the QUICK fOX' | capitalize }}", "The QUICK Fox"],
    ["split drops empty pieces", "{{ 'a,,b' | split: ',' | size }}", "2"],
    ["split gives a blank text as a list of itself", "{{ '' | split: ',' | size }}", "1"],
    ["whole numbers divide without a rest", "{{ 7 | divided_by: 2 }} {{ -7 | divided_by: 2 }}", "3 -3"],
    ["a half is rounded to the even neighbour", "{{ 0.5 | round }} {{ 1.5 | round }} {{ 2.5 | round }} {{ 2.25 | round: 1 }}", "0 2 2 2.2"],
    ["decimals print without zeros at their end", "{{ 12.50 }} {{ 10 | times: 1.0 }} {{ 12.5 | times: 10 }}", "12.5 10 125"],
    ["text plus a number puts them together", "{{ '1' | plus: 1 }}", "11"],
    ["text times a number repeats it", "{{ 'ab' | times: 2 }}", "abab"],
    [
      "boolean knows words",
      "{% assign words = 'ON,enabled,Yes,off,DISABLED,no,maybe' | split: ',' %}{% for w in words %}{{ w | boolean }} {% endfor %}",
      "true true true false false false  ",
    ],
    ["a decimal's text is no integer", "[{{ '10.1' | integer }}]", "[]"],
    ["a decimal is rounded to an integer", "{{ 10.5 | integer }} {{ 11.5 | integer }}", "10 12"],
    ["an unknown filter returns its input", "{{ text | shopify_only: 1, 2 }}", "abc"],
    ["a missing argument is an error", "{{ text | append }}", "Liquid error: Filter &quot;append&quot; takes 1 argument, not 0."],
    ["a surplus argument is an error", "{{ text | upcase: 1 }}", "Liquid error: Filter &quot;upcase&quot; takes no argument, not 1."],
    ["a syntax error leaves only the message", "<h1>{% if x %}</h1>", "Liquid error: Tag &quot;if&quot; was never closed."],
    ["a missing template is named", "a{% include 'X' %}b", 'aLiquid error: Template "X" not found.b'],
    ["names of columns are exact", "{{ row.fullname }}{{ row.Fullname }}{{ row.FULLNAME }}", "Ada"],
    ["a missing limit is none at all", "{% for i in list limit: gone %}{{ i }}{% endfor %}", ""],
    [
      "a loop goes on where the last one ended",
      "{% for i in list limit: 1 %}{{ i }}{% endfor %}-{% for i in list offset: continue %}{{ i }}{% endfor %}",
      "a-bc",
    ],
    ["a loop over a text takes its characters", "{% for c in text %}{{ c }}.{% endfor %}", "a.b.c."],
    ["a loop over an object takes its pairs", "{% for p in o %}{{ p[0] }}{{ p.value }}{% endfor %}", "a1b2"],
    ["a range with blanks is nothing", "{% for i in (1 .. 3) %}{{ i }}{% endfor %}", ""],
    ["a cycle's group is a value", "{% cycle text: 1, 2 %}{% cycle 'abc': 1, 2 %}", "12"],
    ["ifchanged has one memory", "{% ifchanged %}a{% endifchanged %}{% ifchanged %}a{% endifchanged %}", "a"],
    [
      "increment counts apart from assign",
      "{% assign i = 5 %}{% increment i %}{% increment i %}{{ i }} {% decrement j %}{{ j }}",
      "015 -1-1",
    ],
    ["default keeps an empty text", "[{{ empty_text | default: 'd' }}][{{ gone | default: 'd' }}]", "[][d]"],
    [
      "a link to this page is told from one above it",
      "{{ '/a/b/' | is_sitemap_current }} {{ '/a/' | is_sitemap_ancestor }} {{ '/a/b/' | is_sitemap_ancestor }}",
      "true true false",
    ],
    ["date without a format leaves a text", "{{ '2024-01-31' | date: gone }}", "2024-01-31"],
    [
      "a lone letter that is no format is an error",
      "{{ now | date: 'H' }} {{ now | date: '%H' }}",
      "Liquid error: Input string was not in a correct format. 12",
    ],
  ])("%s", async (_name, source, expected) => {
    expect(await renderText(source, { objects })).toBe(expected);
  });

  it("values of user and request are encoded unless the site says otherwise", async () => {
    const hostile = { user: { fullname: "<b>" }, request: { params: { q: "<i>" } }, params: { q: "<u>" }, page: { title: "<s>" } };
    const source = "{{ user.fullname }}{{ request.params.q }}{{ params.q }}{{ page.title }}";
    expect(await renderText(source, { objects: hostile })).toBe("&lt;b&gt;&lt;i&gt;&lt;u&gt;<s>");
    expect(await renderText(source, { objects: hostile, encodeUserAndRequest: false })).toBe("<b><i><u><s>");
  });

  it("an unreadable row is nil, an unreadable query is empty and says so", async () => {
    const host = {
      fetchXml: () => ({ entities: [], moreRecords: false, totalRecordCount: -1, entityName: "contact", permissionGranted: false }),
    };
    const entities = createLiquidObject({ members: { contact: createLiquidObject({ index: () => null }) } });
    expect(
      await renderText(
        "{% if entities.contact['1'] %}1{% endif %}{% fetchxml q %}<fetch/>{% endfetchxml %}{{ q.results.entities.size }} {{ q.results.permission_granted }}",
        { objects: { entities }, host },
      ),
    ).toBe("0 false");
  });

  it("a snippet that shows itself stops with an error in the page, and an empty one is nil", async () => {
    const snippets = createLiquidObject({ index: (name) => (name === "A" ? "a{% editable snippets 'A' %}" : null) });
    expect(
      await renderText("{% editable snippets 'A' %}!{% if snippets['Empty'] == nil %}nil{% endif %}", { objects: { snippets } }),
    ).toMatch(/^a{40,}Liquid error: Nesting too deep.*!nil$/);
  });

  it("an include is rendered with what it is given, for each element of a list", async () => {
    const templates = { card: "[{{ card }}]", Two: "{{ card }}" };
    const given = { templates, objects: { items: ["a", "b"], one: "o" } };
    expect(await renderText("{% include 'card' for items %}{% include 'card' with items[0] %}", given)).toBe("[a][b][a]");
    expect(await renderText("{% include 'card' %}", given)).toBe("[]");
    const { text, problems } = await renderPage("{% assign card = 'xy' %}{% include 'card' %}", given);
    expect(text).toBe("[x][y]");
    expect(problems).toMatchObject([{ kind: "unsupported", name: "include" }]);
    expect((await renderPage("{% include 'card' card: one %}", given)).problems).toMatchObject([{ kind: "unsupported", name: "include" }]);
  });
});

describe("where sources on the engine disagree", () => {
  it.each<[name: string, dialect: Partial<LiquidDialect>, source: string, expected: string]>([
    ["replace is literal", {}, "{{ 'a.c abc' | replace: 'a.c', 'x' }}", "x abc"],
    ["replace is a pattern", { replacedText: "pattern" }, "{{ 'a.c abc' | replace: 'a.c', 'x' }}", "x x"],
    ["a pattern's options and anchors", { replacedText: "pattern" }, "{{ 'Ab ab' | replace: '(?i)\\Aab', 'x' }}", "x ab"],
    ["a pattern once", { replacedText: "pattern" }, "{{ 'a1b2' | replace_first: '\\d', '$0' }}", "a$0b2"],
    [
      "a pattern that is none",
      { replacedText: "pattern" },
      "{{ 'a' | replace: '(', 'x' }}",
      "Liquid error: Filter &quot;replace&quot; does not take &quot;(&quot; for a pattern.",
    ],
    ["default of an empty text", { missingValues: "nil-and-empty" }, "{{ '' | default: 'd' }}", "d"],
    ["a tag over lines", {}, "a{% assign y =\n 2 %}{{ y }}", "a2"],
    [
      "a tag over lines refused",
      { tagsOverLines: "refused" },
      "a{% assign y =\n 2 %}{{ y }}",
      "Liquid error: Tag &quot;assign&quot; spans lines and is not properly terminated.",
    ],
    [
      "an output over lines refused",
      { tagsOverLines: "refused" },
      "a{{ x\n }}",
      "Liquid error: An output spans lines and is not properly terminated.",
    ],
  ])("%s", async (_name, dialect, source, expected) => {
    expect(await renderText(source, { objects, host: { dialect: { ...defaultDialect, ...dialect } } })).toBe(expected);
  });

  it("a pattern that backtracks without end stops", async () => {
    const began = performance.now();
    const { text, problems } = await renderPage("{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' | replace: '(a+)+$', '' }}after", {
      host: { dialect: { ...defaultDialect, replacedText: "pattern" } },
    });
    expect(text).toMatch(/^Liquid error: The RegEx engine has timed out.*after$/);
    expect(problems).toMatchObject([{ kind: "runtime" }]);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it("many such patterns end with the source's time", async () => {
    const began = performance.now();
    const text = await renderText("{% for i in (1..200) %}{{ s | replace: '(a+)+$', '' }}{% endfor %}", {
      objects: { s: `${"a".repeat(60)}!` },
      host: { dialect: { ...defaultDialect, replacedText: "pattern" } },
    });
    expect(text).toContain("took too long");
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it("a pattern that JavaScript lacks is named", async () => {
    const { problems } = await renderPage("{{ 'a' | replace: '(?>a)', '' }}", {
      host: { dialect: { ...defaultDialect, replacedText: "pattern" } },
    });
    expect(problems).toMatchObject([{ kind: "unsupported", name: "replace" }]);
  });
});

describe("what a portal reads in another way than it is written", () => {
  it.each([
    ["{% if x && no %}1{% endif %}"],
    ["{% if no || x %}1{% endif %}"],
    ["{% if text | upcase == 'ABC' %}1{% endif %}"],
    ["{% if text | size and no %}1{% endif %}"],
    ["{% if(x) %}1{% endif %}"],
    ["{% if no and (x or yes) %}1{% endif %}"],
    ["{% if x or yes and no %}1{% endif %}"],
    ["{% if !x %}1{% endif %}"],
    ["{% if user == False %}1{% endif %}"],
    ["{% if x &gt;= 1 %}1{% endif %}"],
    ["{% if x=='1' %}1{% endif %}"],
    ["{{ assign y = x }}"],
    ["{{ o[\\'a\\'] }}"],
    ["{{ o('a') }}"],
    ["{% for i in (1 .. 2) %}{% endfor %}"],
    ["{% assign y =\n x %}"],
    ["{{ x\n }}"],
    ["{{ now | date: '%Y-%m-%d' }}"],
    ["{% case x %}{% when 1 and 2 %}{% endcase %}"],
    ["{% entityform name: 'F' %}{% endentityform %}"],
    ["{{ text words }}"],
    ["{% outputcache cacheability: 'Public' %}"],
    ["{% param culture = 'de-DE' %}"],
  ])("is said: %s", async (source) => {
    const { text, problems } = await renderPage(source, { objects, host: { renderForm: () => "" } });
    expect(text).not.toContain("Liquid error");
    expect(problems.map(({ kind }) => kind)).toContain("unsupported");
  });

  it.each([
    ["%M", "3"],
    ["%d", "5"],
    ["%y", "24"],
  ])("is not said of a .NET format of one letter: %s", async (format, expected) => {
    const { text, problems } = await renderPage(`{{ at | date: '${format}' }}`, { objects: { at: new Date(Date.UTC(2024, 2, 5)) } });
    expect(text).toBe(expected);
    expect(problems).toEqual([]);
  });

  it.each([
    ["{% if x == 1 and text contains 'a (b' %}1{% endif %}"],
    ["{{ now | date: 'yyyy-MM-dd' }}"],
    ["{% for i in (1..2) %}{% endfor %}"],
    ["{% if x and yes and text %}1{% endif %}"],
  ])("is not said of %s", async (source) => {
    expect((await renderPage(source, { objects })).problems).toEqual([]);
  });
});
