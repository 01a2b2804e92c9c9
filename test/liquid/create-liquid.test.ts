import { describe, expect, it } from "vitest";
import { createLiquid, findLiquidProblems } from "../../liquid/create-liquid.ts";
import { createHost, noon, renderPage, renderText } from "./render-page.ts";

describe("text without Liquid", () => {
  it.each([
    ["line feeds", "a\nb\n"],
    ["CR LF and no final line end", "a\r\nb"],
    ["lone CR", "a\rb\r\rc"],
    ["a byte order mark", "\uFEFF<p>é</p>"],
    ["single braces", "function f() { return {a: {b: 1}}; } %} #}"],
    ["nothing", ""],
  ])("passes unchanged: %s", async (_name, text) => {
    expect(await renderText(text)).toBe(text);
  });
});

describe("a session", () => {
  it("shares variables between its sources in document order", async () => {
    const session = createLiquid(createHost()).openSession({});
    expect(await session.render({ path: "a", text: "{% assign x = 1 %}{{ y }}" })).toBe("");
    expect(await session.render({ path: "b", text: "{{ x }}{% assign y = 2 %}" })).toBe("1");
    expect(await session.render({ path: "a", text: "{% assign x = 1 %}{{ y }}" })).toBe("2");
  });

  it("shares nothing with the next session", async () => {
    const liquid = createLiquid(createHost());
    await liquid.openSession({}).render({ path: "a", text: "{% assign x = 1 %}" });
    expect(await liquid.openSession({}).render({ path: "b", text: "[{{ x }}]" })).toBe("[]");
  });

  it("forgets a break outside a loop at the end of a source", async () => {
    const session = createLiquid(createHost()).openSession({});
    expect(await session.render({ path: "a", text: "1{% break %}2" })).toBe("1");
    expect(await session.render({ path: "b", text: "3" })).toBe("3");
  });

  it("reports the problems of a cached source again, with the path it has now", async () => {
    const liquid = createLiquid(createHost());
    for (const path of ["one.html", "two.html"]) {
      const session = liquid.openSession({});
      await session.render({ path, text: "\n {{ 'x' | nosuch }}" });
      expect(session.problems).toEqual([
        { kind: "unknown-filter", name: "nosuch", path, line: 2, column: 11, message: expect.stringContaining("nosuch") },
      ]);
    }
  });

  it("takes the host's clock for now", async () => {
    expect(await renderText("{{ now | date: 'yyyy-MM-dd HH:mm:ss' }}")).toBe("2026-03-04 12:05:06");
    expect(noon.getUTCFullYear()).toBe(2026);
  });
});

describe("the kit's own templates", () => {
  it("render to what surrounds them", async () => {
    const text =
      "{% comment %}portal-kit:begin tracking 0.1.0{% endcomment %}{% include 'Portal Kit Tracking' %}{% comment %}portal-kit:end tracking{% endcomment %}";
    const templates = {
      "Portal Kit Tracking":
        "<script>{% raw %}{{ a }}{% if %}{% endraw %}</script>{{ snippets['Portal Kit/Title'] | default: 'x & y' | escape }}",
    };
    const { text: html, problems } = await renderPage(text, { templates, objects: { snippets: {} } });
    expect(html).toBe("<script>{{ a }}{% if %}</script>x &amp; y");
    expect(problems).toEqual([]);
  });
});

describe("user and request", () => {
  const objects = { user: { fullname: "O'Brien <b>" }, request: { params: { q: "<i>" } }, page: { title: "<u>" } };

  it.each([
    ["{{ user.fullname }}", "O&#39;Brien &lt;b&gt;"],
    ["{{ user['fullname'] | upcase }}", "O&#39;BRIEN &lt;B&gt;"],
    ["{{ user.fullname | escape }}", "O&#39;Brien &lt;b&gt;"],
    ["{{ request.params.q }}", "&lt;i&gt;"],
    ["{{ page.title }}", "<u>"],
    ["{{ user.nothing | default: '<hr>' }}", "<hr>"],
    ["{% if request.params.q == '<i>' %}same{% endif %}", "same"],
  ])("are encoded when printed: %s", async (text, expected) => {
    expect(await renderText(text, { objects })).toBe(expected);
  });

  it("are not encoded where the site switched it off", async () => {
    expect(await renderText("{{ user.fullname }}", { objects, encodeUserAndRequest: false })).toBe("O'Brien <b>");
  });
});

describe("findLiquidProblems", () => {
  it("says what is wrong without rendering", () => {
    const text = "a\r{% if x %}\r\n{{ y | jsonify }}\n{% nope %}";
    expect(findLiquidProblems({ path: "t.html", text })).toMatchObject([
      { kind: "unknown-filter", name: "jsonify", path: "t.html", line: 3, column: 8 },
      { kind: "unknown-tag", name: "nope", path: "t.html", line: 4, column: 1 },
    ]);
  });

  it("says nothing of sound Liquid", () => {
    expect(
      findLiquidProblems({ path: "t.html", text: "{% if user and page.title contains 'x' %}{{ page.title | h }}{% endif %}" }),
    ).toEqual([]);
  });
});
