import { describe, expect, it } from "vitest";
import { createLiquid } from "../../liquid/create-liquid.ts";
import { createHost, renderPage, renderText } from "./render-page.ts";

describe("a source that does not parse", () => {
  it.each([
    ["an open block", "a\rb {% if x %} c", "syntax", undefined, 2, 3],
    ["an unknown tag", "a\n\n  {% frobnicate %}", "unknown-tag", "frobnicate", 3, 3],
    ["a tag without an end", "a {% if x", "syntax", undefined, 1, 3],
    ["an output without an end", "{{ a }\n", "syntax", undefined, 1, 1],
    ["the wrong end", "{% if x %}{% endfor %}", "syntax", "endfor", 1, 11],
    ["else in a loop", "{% for a in b %}{% else %}{% endfor %}", "syntax", "else", 1, 17],
    ["an open comment", "{% comment %} {{ x }}", "syntax", "comment", 1, 1],
    ["an open raw", "{% raw %} {{ x }}", "syntax", "raw", 1, 1],
    ["a tag without a name", "{% %}", "syntax", undefined, 1, 1],
    ["a loop without a collection", "{% for x of y %}{% endfor %}", "syntax", "for", 1, 1],
    ["Shopify's render", "{% render 'x' %}", "unknown-tag", "render", 1, 1],
  ])("shows only its error: %s", async (_name, text, kind, name, line, column) => {
    const { text: html, problems } = await renderPage(text);
    expect(html).toMatch(/^Liquid error: [^<>]+$/);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ kind, line, column, path: "page.html" });
    if (name !== undefined) expect(problems[0]).toMatchObject({ name });
  });

  it("encodes the message", async () => {
    expect(await renderText("{% <b> %}")).toContain("&lt;b&gt;");
  });

  it("does not take the page that includes it along", async () => {
    const { text, problems } = await renderPage("[{% include 'Broken' %}]", { templates: { broken: "x {% if %}" } });
    expect(text).toMatch(/^\[Liquid error: .+\]$/);
    expect(problems).toMatchObject([{ kind: "syntax", path: "web-templates/broken", line: 1, column: 3 }]);
  });
});

describe("a run-time error", () => {
  it("prints in place and rendering goes on", async () => {
    const { text, problems } = await renderPage("a {{ 1 | divided_by: 0 }}\nb {{ 'x' | truncate: 1, 2, 3 }} c");
    expect(text).toBe(
      "a Liquid error: Attempted to divide by zero.\nb Liquid error: Filter &quot;truncate&quot; takes 0 to 2 arguments, not 3. c",
    );
    expect(problems).toMatchObject([
      { kind: "runtime", line: 1, column: 3 },
      { kind: "runtime", line: 2, column: 3, name: "truncate" },
    ]);
  });

  it("catches what a host throws", async () => {
    const host = { fetchXml: () => Promise.reject(new Error("no such <table>")) };
    const { text, problems } = await renderPage("a{% fetchxml q %}<fetch/>{% endfetchxml %}b{{ q.results.entities.size }}", { host });
    expect(text).toBe("aLiquid error: no such &lt;table&gt;b");
    expect(problems).toMatchObject([{ kind: "runtime", message: "no such <table>" }]);
  });

  it("is reported once however often it happens", async () => {
    const { problems } = await renderPage("{% for i in (1..5) %}{{ i | divided_by: 0 }}{% endfor %}");
    expect(problems).toHaveLength(1);
  });
});

describe("an unknown filter", () => {
  it("gives its input and a problem that names it", async () => {
    const { text, problems } = await renderPage("{{ 'x' | json | upcase }}");
    expect(text).toBe("X");
    expect(problems).toMatchObject([{ kind: "unknown-filter", name: "json", line: 1, column: 10 }]);
  });
});

describe("a missing template", () => {
  it("prints that it was not found", async () => {
    const { text, problems } = await renderPage("a {% include 'No <Such>' %} b");
    expect(text).toBe('a Liquid error: Template "No &lt;Such&gt;" not found. b');
    expect(problems).toMatchObject([{ kind: "missing-template", name: "No <Such>", line: 1, column: 3 }]);
  });
});

describe("limits", () => {
  it("end a template that includes itself", async () => {
    const { text, problems } = await renderPage("{% include 'a' %}", { templates: { a: "x{% include 'b' %}", b: "y{% include 'A' %}" } });
    expect(text).toMatch(/^(xy){24,25}x?Liquid error: Nesting too deep/);
    expect(problems).toMatchObject([{ kind: "runtime" }]);
  });

  it("end a snippet that renders itself", async () => {
    const objects = { snippets: { A: "s{% editable snippets 'A' %}" } };
    expect(await renderText("{% editable snippets 'A' %}", { objects })).toMatch(/^s{40,}Liquid error: Nesting too deep/);
  });

  it("refuse a huge range before it is built", async () => {
    const began = Date.now();
    expect(await renderText("{% for i in (1..4000000000) %}x{% endfor %}")).toMatch(/^Liquid error: memory alloc limit exceeded/);
    expect(Date.now() - began).toBeLessThan(2000);
  });

  it("refuse text that doubles without end", async () => {
    expect(await renderText("{% assign s = 'xxxxxxxx' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}")).toContain(
      "memory alloc limit exceeded",
    );
  });

  it("let the next source of the session be rendered", async () => {
    const session = createLiquid(createHost()).openSession({});
    await session.render({ path: "a", text: "{% for i in (1..4000000000) %}x{% endfor %}" });
    expect(await session.render({ path: "b", text: "{{ 1 | plus: 1 }}" })).toBe("2");
  });
});
