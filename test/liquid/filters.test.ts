import { describe, expect, it } from "vitest";
import { createLiquidObject } from "../../liquid/liquid-object.ts";
import { renderPage, renderText } from "./render-page.ts";

const objects = {
  html: '<a href="x">O\'Brien & é</a>',
  url: "https://example.com:8080/a/b?x=1&y=2#top",
  path: "/search?q=a%20b",
  list: [3, 1, 2],
  people: [
    { name: "Bo", age: 30, city: { name: "Oslo" } },
    { name: "Al", age: 30, city: { name: "Rome" } },
    { name: "Cy", age: 20, city: { name: "Oslo" } },
  ],
  member: createLiquidObject({ members: { roles: ["Administrators", "Authenticated Users"] } }),
  when: new Date("2024-02-29T23:30:00Z"),
  markup: '<p onclick="x()">hi <script>bad()</script><a href=" javascript:x">a</a><b>b</b></p>',
};

describe("filters", () => {
  it.each([
    // escaping
    ["html | escape", "&lt;a href=&quot;x&quot;&gt;O&#39;Brien &amp; &#233;&lt;/a&gt;"],
    ["html | h", "&lt;a href=&quot;x&quot;&gt;O&#39;Brien &amp; &#233;&lt;/a&gt;"],
    ["html | xml_escape", "&lt;a href=&quot;x&quot;&gt;O&apos;Brien &amp; é&lt;/a&gt;"],
    ["'a b&c/é' | url_escape", "a+b%26c%2f%c3%a9"],
    ["markup | html_safe_escape", "<p>hi <a>a</a><b>b</b></p>"],
    ["missing | escape", ""],
    // text
    ["'one two' | capitalize", "One Two"],
    ["'abc' | append: 'd' | prepend: '_'", "_abcd"],
    ["missing | append: 'x'", "x"],
    ["'a.b.c' | replace: '.', '\\'", "a\\b\\c"],
    ["'a$1' | replace: 'a', '$&'", "$&$1"],
    ["'a.b.a' | replace_first: 'a', 'x'", "x.b.a"],
    ["'a.b.a' | remove: 'a'", ".b."],
    ["'a.b.a' | remove_first: 'a'", ".b.a"],
    ["'a,,b' | split: ',' | size", "2"],
    ["'hello world' | truncate: 8", "hello..."],
    ["'hello world' | truncate: 8, ''", "hello wo"],
    ["'one two three' | truncate_words: 2", "one two..."],
    ["'<p>a<b>c</b></p>' | strip_html", "ac"],
    ["' x ' | strip | append: '.'", "x."],
    ["'a' | upcase | downcase", "a"],
    [
      "'a & http://example.com/x?y=1.' | text_to_html",
      '<p>a &amp; <a href="http://example.com/x?y=1" rel="nofollow">http://example.com/x?y=1</a>.</p>',
    ],
    // numbers
    ["5 | divided_by: 2", "2"],
    ["5 | divided_by: 2.0", "2.5"],
    ["-5 | divided_by: 2", "-2"],
    ["4.0 | divided_by: 2 | divided_by: 4", "0.5"],
    ["0.1 | plus: 0.2", "0.3"],
    ["'1' | plus: 1", "11"],
    ["'1' | integer | plus: 1", "2"],
    ["10 | minus: 3 | times: 2 | modulo: 5", "4"],
    ["2.5 | round", "2"],
    ["3.5 | round", "4"],
    ["1.005 | round: 2", "1"],
    ["2.345 | round: 1", "2.3"],
    ["1.2 | ceil", "2"],
    ["1.8 | floor", "1"],
    ["missing | plus: 1", ""],
    ["1234.5 | decimals: 2", "1,234.50"],
    ["1234.50 | max_decimals: 2", "1,234.5"],
    ["1.5 | decimals: 4000", "1.50000000000000000000"],
    ["0.125 | format: 'P1', 'en-GB'", "12.5%"],
    ["1234.5 | format: 'C'", "$1,234.50"],
    ["2.345 | invariant_culture_decimal_value: 1", "2.3"],
    ["missing | round", "0"],
    ["missing | ceil", "0"],
    // types
    ["'Yes' | boolean", "true"],
    ["'off' | boolean", "false"],
    ["'maybe' | boolean", ""],
    ["missing | boolean | default: 'd'", "d"],
    ["'10.1' | integer | default: 'nil'", "nil"],
    ["'10' | integer | times: 2", "20"],
    ["'10.50' | decimal", "10.5"],
    ["7 | string | append: 'x'", "7x"],
    // default
    ["missing | default: 'd'", "d"],
    ["'' | default: 'd'", ""],
    ["false | default: 'd'", "false"],
    // lists
    ["list | order_by: 'x' | join: ','", "3,1,2"],
    ["list | sort | join: ','", "1,2,3"],
    ["list | reverse | join", "2 1 3"],
    ["people | order_by: 'age' | then_by: 'name', 'desc' | select: 'name' | join: ','", "Cy,Bo,Al"],
    ["people | order_by: 'city.name', 'desc' | select: 'name' | join: ','", "Al,Bo,Cy"],
    ["people | where: 'city.name', 'Oslo' | map: 'name' | join: ','", "Bo,Cy"],
    ["people | except: 'age', 30 | select: 'name' | join: ','", "Cy"],
    ["people | group_by: 'age' | size", "2"],
    ["list | batch: 2 | size", "2"],
    ["list | skip: 1 | take: 1 | join", "1"],
    ["list | paginate: 1, 2 | join: ','", "1,2"],
    ["list | concat: list | uniq | size", "3"],
    ["list | shuffle | sort | join: ','", "1,2,3"],
    ["list | first", "3"],
    ["list | last", "2"],
    // addresses
    ["path | add_query: 'page', 2", "/search?q=a%20b&page=2"],
    ["path | add_query: 'q', 'c d'", "/search?q=c+d"],
    ["url | remove_query: 'x'", "https://example.com:8080/a/b?y=2#top"],
    ["url | remove_query: 'x' | remove_query: 'y'", "https://example.com:8080/a/b#top"],
    ["url | path", "/a/b"],
    ["url | path_and_query", "/a/b?x=1&y=2"],
    ["url | base", "https://example.com:8080"],
    ["url | host", "example.com"],
    ["url | port", "8080"],
    ["'https://example.com/' | port", "443"],
    ["url | scheme", "https"],
    // dates
    ["when | date: 'g'", "2/29/2024 11:30 PM"],
    ["when | date_add_hours: 1 | date: 'yyyy-MM-dd HH:mm'", "2024-03-01 00:30"],
    ["when | date_add_days: 0.5 | date: 's'", "2024-03-01T11:30:00"],
    ["when | date_add_years: 1 | date: 'yyyy-MM-dd'", "2025-02-28"],
    ["when | date_add_months: -1 | date: 'yyyy-MM-dd'", "2024-01-29"],
    ["when | date_to_iso8601", "2024-02-29T23:30:00Z"],
    ["when | date_to_rfc822", "Thu, 29 Feb 2024 23:30:00 Z"],
    ["'2024-01-31' | date_add_months: 1 | date: 'M/d/yyyy'", "2/29/2024"],
    ["'not a date' | date: 'yyyy'", "not a date"],
    ["missing | date: 'yyyy'", ""],
    ["when", "2/29/2024 11:30:00 PM"],
    // the rest
    ["member | has_role: 'Administrators'", "true"],
    ["member | has_role: 'Nobody'", "false"],
    ["missing | has_role: 'x'", "false"],
    ["2048 | file_size", "2 KB"],
    ["1572864 | file_size: 1", "1.5 MB"],
    ["'name ASC, age DESC' | current_sort: 'age'", "DESC"],
    ["'name ASC' | current_sort: 'name' | reverse_sort", "DESC"],
    ["'other' | reverse_sort", ""],
  ])("{{ %s }}", async (expression, expected) => {
    const { text, problems } = await renderPage(`{{ ${expression} }}`, { objects });
    expect(text).toBe(expected);
    expect(problems).toEqual([]);
  });

  it("reads the search filter setting as pairs", async () => {
    const text =
      "{% assign f = 'Content:adx_webpage,adx_webfile;Events:adx_event' | search_filter_options %}{% for o in f %}[{{ o.key }}={{ o.value }}]{% endfor %}";
    expect(await renderText(text)).toBe("[Content=adx_webpage,adx_webfile][Events=adx_event]");
  });

  it("render a text as Liquid, in the page's variables", async () => {
    expect(await renderText("{{ t | liquid | append: '!' }}{{ x }}", { objects: { t: "{% assign x = 1 %}{{ x | plus: 2 }}" } })).toBe(
      "3!1",
    );
  });

  it("draw from the host's randomness", async () => {
    const host = { random: () => 0 };
    expect(await renderText("{{ list | random }} {{ list | shuffle | join: ',' }}", { objects, host })).toBe("3 1,2,3");
  });

  it("groups with key and items", async () => {
    expect(
      await renderText("{% assign g = people | group_by: 'city.name' %}{% for x in g %}{{ x.key }}:{{ x.items.size }} {% endfor %}", {
        objects,
      }),
    ).toBe("Oslo:2 Rome:1 ");
  });

  it.each([
    ["1 | round: 29", "Liquid error: Decimal can only round to between 0 and 28 digits of precision."],
    ["'x' | minus: 1.5", "Liquid error: Input string was not in a correct format."],
    [
      "'10' | minus: 1",
      "Liquid error: The binary operator Subtract is not defined for the types &#39;System.String&#39; and &#39;System.Int32&#39;.",
    ],
    ["1 | modulo: 0", "Liquid error: Attempted to divide by zero."],
    ["'x' | append", "Liquid error: Filter &quot;append&quot; takes 1 argument, not 0."],
    ["'x' | upcase: 1", "Liquid error: Filter &quot;upcase&quot; takes no argument, not 1."],
  ])("fail in place: {{ %s }}", async (expression, expected) => {
    expect(await renderText(`{{ ${expression} }}`)).toBe(expected);
  });

  it("of blogs, forums and polls go to the host, or say that they are missing", async () => {
    const { text, problems } = await renderPage("{{ 'x' | popular: 5 }}");
    expect(text).toContain("popular");
    expect(problems).toMatchObject([{ kind: "unsupported", name: "popular" }]);
    expect(
      await renderText("{{ 'x' | popular: 5 }}", {
        host: { applyFilter: (name, input, given) => `${name}(${String(input)},${String(given[0])})` },
      }),
    ).toBe("popular(x,5)");
  });
});
