import { describe, expect, it } from "vitest";
import { createLiquidObject } from "../../liquid/liquid-object.ts";
import { renderPage, renderText } from "./render-page.ts";

describe("conditions", () => {
  const objects = { n: 5, s: "five", e: "", l: ["a", "b"], none: [], t: true, o: { x: 1 }, d: new Date("2026-01-01T00:00:00Z") };

  it.each([
    ["n == 5", true],
    ["n != 5", false],
    ["n <> 4", true],
    ["n > 4 and s == 'five'", true],
    ["n >= 5.0", true],
    ["n < '10'", true],
    ["s == 5", false],
    ["'5' == n", true],
    ["n == '5'", true],
    ["missing == null", true],
    ["missing == nil", true],
    ["missing == empty", false],
    ["e == empty", true],
    ["e == blank", true],
    ["e", true],
    ["none == empty", true],
    ["none", true],
    ["missing < 5", false],
    ["missing >= 0", false],
    ["l contains 'b'", true],
    ["l contains 'c'", false],
    ["s contains 'iv'", true],
    ["missing contains 'x'", false],
    ["s startswith 'fi'", true],
    ["s endswith 've'", true],
    ["l startswith 'a'", true],
    ["l endswith 'a'", false],
    ["o.x == 1", true],
    ["l.size > 1", true],
    ["t == 'true'", true],
    ["d > '2025-12-31'", true],
  ])("%s is %s", async (condition, expected) => {
    const { text, problems } = await renderPage(`{% if ${condition} %}true{% else %}false{% endif %}`, { objects });
    expect(text).toBe(String(expected));
    expect(problems).toEqual([]);
  });

  it.each([
    ["t && missing", "true"],
    ["missing || t", "false"],
    ["s | upcase == 'FIVE'", "true"],
    ["n &gt; 10", "true"],
    ["n=='6'", "false"],
  ])("a portal does not see all of: %s", async (condition, expected) => {
    const { text, problems } = await renderPage(`{% if ${condition} %}true{% else %}false{% endif %}`, { objects });
    expect(text).toBe(expected);
    expect(problems).toMatchObject([{ kind: "unsupported" }]);
  });

  it.each([
    ["{% if(o.x) %}yes{% endif %}", "yes"],
    ["{% if t and (missing or t) %}yes{% endif %}", "yes"],
    ["{% if user == False %}anonymous{% endif %}", "anonymous"],
    ["{{ assign y = n }}", ""],
    ["{{ o('x') }}", "1"],
    ["a = '{{ o[\\'x y\\'] }}'", "a = ''"],
    ["{% entityform name: 'F' %}{% endentityform %}", "<form>"],
    ["{% assign page.title = 'x' %}{{ page.title }}", ""],
  ])("odd ways to write do no harm: %s", async (text, expected) => {
    expect(await renderText(text, { objects, host: { renderForm: () => "<form>" } })).toBe(expected);
  });

  it("an unknown operator is an error in place", async () => {
    expect(await renderText("a{% if n === 5 %}b{% endif %}c", { objects })).toBe("aLiquid error: Unknown operator ===c");
  });

  it.each([
    ["{% if missing %}1{% elsif t %}2{% else %}3{% endif %}", "2"],
    ["{% if missing %}1{% elseif t %}2{% endif %}", "2"],
    ["{% if missing %}1{% else junk %}3{% endif %}", "3"],
    ["{% unless missing %}1{% else %}2{% endunless %}", "1"],
    ["{% unless t %}1{% elsif n %}3{% else %}2{% endunless %}", "3"],
    ["{% case n %}{% when 1 %}a{% when 4, 5 %}b{% else %}c{% endcase %}", "b"],
    ["{% case s %} {% when 'x' or 'five' %}b{% endcase %}", "b"],
    ["{% case s %}{% when 'x' %}b{% else %}c{% endcase %}", "c"],
  ])("branches: %s", async (text, expected) => {
    expect(await renderText(text, { objects })).toBe(expected);
  });
});

describe("loops and variables", () => {
  it.each([
    ["{% for x in l %}{{ forloop.index }}{{ x }}{% unless forloop.last %},{% endunless %}{% endfor %}", "1a,2b,3c"],
    ["{% for x in l limit: 1 offset: 1 %}{{ x }}{% endfor %}", "b"],
    ["{% for x in l reversed %}{{ x }}{% endfor %}", "cba"],
    ["{% for x in (1..n) %}{{ x }}{% endfor %}", "123"],
    ["{% for x in l %}{% if x == 'b' %}{% continue %}{% endif %}{{ x }}{% endfor %}", "ac"],
    ["{% for x in l %}{% if x == 'b' %}{% break %}{% endif %}{{ x }}{% endfor %}!", "a!"],
    ["{% for p in o %}{{ p.key }}={{ p.value }};{% endfor %}", "x=1;y=2;"],
    ["{% for x in missing %}{{ x }}{% endfor %}", ""],
    ["{% for x in l %}{% for y in l %}{% break %}{% endfor %}{{ x }}{% endfor %}", "abc"],
    ["{% for x in l %}{% cycle '1', '2' %}{% endfor %}", "121"],
    ["{% increment i %}{% increment i %}{% decrement j %}", "01-1"],
    ["{% capture c %}<{{ n }}>{% endcapture %}{{ c }}{{ c }}", "<3><3>"],
    ["{% for x in l %}{% assign last = x %}{% endfor %}{{ last }}{{ x }}", "c"],
    ["{% assign a = l | join: '-' %}{{ a }}", "a-b-c"],
    [
      "{% tablerow x in l cols: 2 %}{{ x }}{% endtablerow %}",
      '<tr class="row1">\r\n<td class="col1">a</td><td class="col2">b</td></tr>\r\n<tr class="row2"><td class="col1">c</td></tr>\r\n',
    ],
    ["{% for x in same %}{% ifchanged %}{{ x }}{% endifchanged %}{% endfor %}", "12"],
    ["{% raw %}{{ x }}{% if %}{% endraw %}", "{{ x }}{% if %}"],
    ["a{% comment %}{{ 'broken {% if %} {% endcomment %}b", "ab"],
    ['{% manifest %}{"a": {"b": {{1}}}}{% endmanifest %}x', "x"],
    ["{{ l.first }}{{ l.last }}{{ l.size }}{{ l[1] }}{{ s.size }}", "ac3b4"],
    ["{{ l }}{{ o }}{{ none }}{{ true }}", "abctrue"],
    ["{{ \"it's\" }}{{ 'a\\n' }}", "it'sa\\n"],
  ])("%s", async (text, expected) => {
    const objects = { l: ["a", "b", "c"], n: 3, o: { x: 1, y: 2 }, same: [1, 1, 2], s: "four" };
    expect(await renderText(text, { objects })).toBe(expected);
  });

  it.each([
    ["a  {%- if true -%}  b  {%- endif -%}\n\n c", "ab\n c"],
    ["a\n{{- 'x' -}}\r\nb", "a\nxb"],
    ["a {{- 'x' -}} b", "axb"],
  ])("a dash takes blanks before it, and blanks or one line end after it: %j", async (text, expected) => {
    expect(await renderText(text)).toBe(expected);
  });

  it("a tag over several lines is rendered and reported", async () => {
    const { text, problems } = await renderPage("{% assign x =\n 1 %}{{ x }}");
    expect(text).toBe("1");
    expect(problems).toMatchObject([{ kind: "unsupported", name: "assign" }]);
  });
});

describe("include", () => {
  const templates = {
    "Pager / Small": "[{{ page_size }}|{{ total | default: 'none' }}]{% assign seen = 'yes' %}",
    "Page Copy": "own copy",
    Outer: "{% include 'Inner' a: a %}",
    Inner: "{{ a }}",
  };

  it.each([
    ["{% include 'Pager / Small' page_size: 5 total: n %}", "[5|9]"],
    ["{% include 'Pager / Small', page_size: 5, total: n %}", "[5|9]"],
    ['{% include "pager / small" page_size:5, total:n %}', "[5|9]"],
    ["{% assign name = 'Pager / Small' %}{% include name page_size: 'a: b' %}", "[a: b|none]"],
    ["{% include 'Pager / Small' page_size: 5 %}{{ page_size }}{{ seen }}", "[5|none]yes"],
    ["{% include 'page_copy' %}", "own copy"],
    ["{% include 'Outer' a: 'deep' %}", "deep"],
    ["{% include 'snippet' snippet_name: 'Greeting' %}", "Hello 9"],
    ["{% include 'weblink_list_group' weblink_set_name: 'None' %}", ""],
  ])("%s", async (text, expected) => {
    expect(await renderText(text, { templates, objects: { n: 9, snippets: { Greeting: "Hello {{ n }}" }, weblinks: {} } })).toBe(expected);
  });

  it("carries a continue out of the included template", async () => {
    expect(
      await renderText("{% for i in (1..3) %}{% include 'Skip' %}{{ i }}{% endfor %}", {
        templates: { Skip: "{% if i == 2 %}{% continue %}{% endif %}" },
      }),
    ).toBe("13");
  });
});

describe("extends", () => {
  const templates = {
    Base: "<{% block title %}base title{% endblock %}|{% block main %}base main{% endblock %}|{% block foot %}base foot{% endblock %}>",
    Middle:
      "{% extends 'Base' %}\n{% block main %}middle({% block side %}middle side{% endblock %}){% endblock %}{% block title %}middle, {{ block.super }}{% endblock %}",
    WithBlock: "{% block main %}own{% endblock %}",
  };

  it.each([
    ["{% extends 'base' %}", "<base title|base main|base foot>"],
    ["{% extends 'Base' %}{% block main %}mine{% endblock %}", "<base title|mine|base foot>"],
    ["{% extends 'Middle' %}{% block side %}deep{% endblock %}", "<middle, base title|middle(deep)|base foot>"],
    ["{% extends 'Middle' %}{% block title %}{{ block.super }}!{% endblock %}", "<middle, base title!|middle(middle side)|base foot>"],
    ["{% extends 'Base' %}{% block main %}{% include 'WithBlock' %}{% endblock %}", "<base title|own|base foot>"],
    [
      "{% extends 'layout_1_column' %}{% block title %}!{% endblock %}{% block activebreadcrumb %}here{% endblock %}{% block main %}m{% endblock %}",
      '<div class="container"><div class="page-heading"><ul class="breadcrumb"><li class="active">here</li></ul><div class="page-header"><h1>!</h1></div></div><div class="row"><div class="col-md-12">m</div></div></div>',
    ],
    ["{% block main %}no layout{% endblock %}", "no layout"],
  ])("%s", async (text, expected) => {
    expect(await renderText(text, { templates })).toBe(expected);
  });

  it.each([
    ["text before it", "x {% extends 'Base' %}", "extends"],
    ["text after it", "{% extends 'Base' %} x", "extends"],
    ["a tag after it", "{% extends 'Base' %}{% assign a = 1 %}", "extends"],
  ])("is broken by %s", async (_name, text, name) => {
    const { text: html, problems } = await renderPage(text, { templates });
    expect(html).toMatch(/^Liquid error: /);
    expect(problems).toMatchObject([{ kind: "syntax", name }]);
  });

  it("reports a problem in a block where the block stands", async () => {
    const { problems } = await renderPage("{% extends 'Base' %}\n{% block main %}{{ 1 | modulo: 0 }}{% endblock %}", { templates });
    expect(problems).toMatchObject([{ kind: "runtime", path: "page.html", line: 2, column: 17 }]);
  });
});

describe("substitution", () => {
  it("sees the page's objects and none of its variables", async () => {
    const text =
      "{% assign x = 'out' %}{% substitution %}[{{ x }}{{ page.title }}{% assign x = 'in' %}{{ x }}]{% endsubstitution %}{{ x }}";
    expect(await renderText(text, { objects: { page: { title: "T" } } })).toBe("[Tin]out");
  });

  it("keeps its own broken body to itself", async () => {
    const { text, problems } = await renderPage("a\n{% substitution %}{% if %}{% endsubstitution %}b");
    expect(text).toMatch(/^a\nLiquid error: .*b$/);
    expect(problems).toMatchObject([{ kind: "syntax", line: 2, column: 19 }]);
  });
});

describe("editable", () => {
  const objects = {
    page: createLiquidObject({ members: { adx_copy: "<b>{{ page.title }}</b>", title: "T & U" } }),
    snippets: createLiquidObject({
      index: (name) => (name === "Footer" ? Promise.resolve("f {{ 1 | plus: 1 }}") : name === "Empty" ? "" : null),
    }),
    nav: createLiquidObject({ members: { name: "Default" } }),
    resx: { Hello: "Hello" },
  };

  it.each([
    ["{% editable page 'adx_copy' type: 'html', liquid: true %}", "<b>T & U</b>"],
    ["{% editable page 'adx_copy' liquid: false %}", "<b>{{ page.title }}</b>"],
    ["{% editable page 'title' type: 'text', escape: true %}", "T &amp; U"],
    ['{% editable snippets "Footer" type: "html" %}', "f 2"],
    ["{% editable snippets 'Nothing' default: resx[\"Hello\"] %}", "Hello"],
    ["{% editable snippets 'Empty', default: 'd', type: 'text' %}", "d"],
    ["{% editable snippets 'Nothing' %}", ""],
    ["{% editable nav %}", ""],
    ["{% editable missing 'x' %}", ""],
  ])("%s", async (text, expected) => {
    expect(await renderText(text, { objects })).toBe(expected);
  });
});

describe("fetchxml", () => {
  it("asks with its rendered body and hands on what was found", async () => {
    const asked: string[] = [];
    const fetchXml = (xml: string) => {
      asked.push(xml);
      return Promise.resolve({
        entities: [{ fullname: "Ada" }, { fullname: "Grace" }],
        moreRecords: true,
        totalRecordCount: 7,
        entityName: "contact",
        permissionGranted: true,
      });
    };
    const text =
      '{% assign id = 3 %}{% fetchxml q %}<fetch top="{{ id }}"><entity name="contact">{% if id %}<all-attributes/>{% endif %}</entity></fetch>{% endfetchxml %}' +
      "{% for c in q.results.entities %}{{ c.fullname }} {% endfor %}{{ q.results.total_record_count }} {{ q.results.more_records }} {{ q.results.entity_name }} {{ q.results.TableName }}";
    expect(await renderText(text, { host: { fetchXml } })).toBe("Ada Grace 7 true contact contact");
    expect(asked).toEqual(['<fetch top="3"><entity name="contact"><all-attributes/></entity></fetch>']);
  });

  it("finds nothing without a database, and says so", async () => {
    const { text, problems } = await renderPage("{% fetchxml q %}<fetch/>{% endfetchxml %}{{ q.results.entities.size }}");
    expect(text).toBe("0");
    expect(problems).toMatchObject([{ kind: "unsupported", name: "fetchxml" }]);
  });
});

describe("components", () => {
  it("hand their arguments to the host", async () => {
    const seen: unknown[] = [];
    const host = {
      renderForm: (kind: string, given: object) => (seen.push([kind, { ...given }]), "F"),
      renderComponent: (kind: string, given: object) => (seen.push([kind, { ...given }]), "C"),
      openView: (kind: string, given: object) => (seen.push([kind, { ...given }]), createLiquidObject({ members: { total_records: 2 } })),
      log: (level: string, message: string) => void seen.push([level, message]),
      redirect: (url: string) => void seen.push(["redirect", url]),
    };
    const text =
      "{% entityform id: page.form.id %}{% webform name: 'W' %}{% powerbi authentication_type: 'AAD' path: 'p' %}" +
      "{% entityview id: 'v', page_size: 5 %}{{ entityview.total_records }}{% endentityview %}{{ entityview }}{% log message: 'm' level: 'Error' %}{% redirect sitemarker:\"Home\" %}";
    expect(await renderText(text, { objects: { page: { form: { id: "guid" } }, sitemarkers: { Home: { url: "/x" } } }, host })).toBe(
      "FFC2",
    );
    expect(seen).toEqual([
      ["entityform", { id: "guid" }],
      ["webform", { name: "W" }],
      ["powerbi", { authentication_type: "AAD", path: "p" }],
      ["entityview", { id: "v", page_size: 5 }],
      ["Error", "m"],
      ["redirect", "/x"],
    ]);
  });

  it.each([
    "entityform name: 'A<b>'",
    "webform name: 'A<b>'",
    "powerbi path: 'A<b>'",
    "chart id: 'A<b>'",
    "codecomponent name: 'A<b>'",
    "rating id: 'A<b>'",
  ])("show a placeholder and a problem without one: %s", async (tag) => {
    const { text, problems } = await renderPage(`[{% ${tag} %}]`);
    expect(text).toMatch(/^\[<div class="liquid-placeholder" .*A&lt;b&gt;.*<\/div>\]$/);
    expect(problems).toMatchObject([{ kind: "unsupported", name: tag.split(" ")[0] }]);
  });

  it("render the body of a search without results", async () => {
    const { text, problems } = await renderPage(
      "{% searchindex query: 'x', page: 2 %}{{ searchindex.approximate_total_hits }} on {{ searchindex.page }}{% endsearchindex %}",
    );
    expect(text).toBe("0 on 2");
    expect(problems).toMatchObject([{ kind: "unsupported", name: "searchindex" }]);
  });
});
