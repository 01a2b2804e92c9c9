import { describe, expect, it } from "vitest";
import { findCachedReads } from "../../../portal-emulator/portal/find-cached-reads.ts";

const find = (text: string): string[] =>
  findCachedReads({ path: "Header.html", text }).map(({ line, column, message }) => `${line}:${column} ${/"(\w+)"/.exec(message)?.[1]}`);

describe("findCachedReads", () => {
  it.each([
    ["{{ page.title }}", ["1:4 page"]],
    ["<p>\r{% if request.path == '/' %}x{% endif %}</p>", ["2:7 request"]],
    ["a\r\nb\n{{ now | date: 'yyyy' }}", ["3:4 now"]],
    ["{% for page in pages %}{{ page.url }}{% endfor %}{{ Request.Path | default: now.year }}", ["1:53 request", "1:77 now"]],
    ["{% assign x = params['q'] %}{{ sitemap.current.title }}", ["1:15 params", "1:32 sitemap"]],
  ])("finds %j", (text, found) => {
    expect(find(text)).toEqual(found);
  });

  it.each([
    "{% substitution %}{{ page.title }}{% endsubstitution %}",
    "{%- substitution -%}{% assign a = page.id %}{%- endsubstitution -%}",
    "{% comment %}{{ page.title }}{% endcomment %}",
    "{% raw %}{{ page.title }}{% endraw %}",
    "{{ snippets['page.title'] }}",
    "{{ website.name }} page.title",
    "{{ homepage.title }}",
    "{% for page in pages %}{{ page.title }}{% endfor %}",
    "{{ page.title",
    "{% assign below = sitemap[link.url].children %}",
    "{% if user %}{{ user.fullname }}{% endif %}",
    "",
  ])("is silent about %j", (text) => {
    expect(find(text)).toEqual([]);
  });
});
