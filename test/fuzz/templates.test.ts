import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLiquid, type LiquidHost } from "../../liquid/create-liquid.ts";
import { pageFilters } from "../../liquid/filters/page-filters.ts";
import { createLiquidObject } from "../../liquid/liquid-object.ts";
import { pageTags } from "../../liquid/tags/page-tags.ts";
import { fuzzSettings, fuzzTimeoutMs } from "./fuzz-settings.ts";
import { hostileTemplates } from "./hostile-templates.ts";
import { underHurriedClock } from "./hurried-clock.ts";
import { createTemplates } from "./template-pieces.ts";

/** The engine's limit is 10 s, which the hurried clock makes 200 ms; the rest is for what lies between two looks at the clock, on a busy machine. */
const maxMs = 8000;
const maxOutputChars = 70_000_000;

const templates: Readonly<Record<string, string>> = {
  twice: "{% include 'twice' %}{% include 'twice' %}",
  tree: "{% for i in (1..9) %}{% include 'tree' %}{% endfor %}",
  layout: "{% extends 'layout' %}{% block a %}{{ block.super }}{% endblock %}",
  first: "{% extends 'second' %}{% block a %}{{ block.super }}{% endblock %}",
  second: "{% extends 'first' %}{% block a %}{{ block.super }}{% endblock %}",
  other: "{% block a %}{% include 'self' %}{% endblock %}{% assign x = 1 %}",
};
const snippets = createLiquidObject({
  index: (key) => (key === "twice" ? "{% editable snippets 'twice' %}{% editable snippets 'twice' %}" : "{% editable snippets 'self' %}"),
});

interface Rendered {
  readonly text: string;
  /** What another source of the same session shows afterwards. */
  readonly next: string;
}

async function render(source: string): Promise<Rendered> {
  const host: LiquidHost = {
    findTemplate(name) {
      const text = name === "self" ? source : Object.hasOwn(templates, name) ? templates[name] : undefined;
      return text === undefined ? undefined : { path: name, text };
    },
    now: () => new Date("2026-03-04T05:06:07Z"),
    fetchXml: (xml) =>
      Promise.resolve({ entities: [], moreRecords: false, totalRecordCount: xml.length, entityName: "contact", permissionGranted: true }),
    random: () => 0.5,
  };
  const session = createLiquid(host).openSession({
    page: { title: "Example" },
    request: { url: "/" },
    params: { id: "1" },
    snippets,
    weblinks: {},
  });
  const text = await session.render({ path: "page.html", text: source });
  expect(session.problems.find(({ message }) => message.length > 10_000)).toBeUndefined();
  return { text, next: await session.render({ path: "next.html", text: "{{ 1 | plus: 1 }}{% for i in (1..2) %}.{% endfor %}" }) };
}

describe("a hostile template", () => {
  it.each(Object.entries(hostileTemplates))(
    "ends within the limits: %s",
    async (_name, source) => {
      const { value, tookMs } = await underHurriedClock(() => render(source));
      expect(tookMs).toBeLessThan(maxMs);
      expect(value.text.length).toBeLessThan(maxOutputChars);
      expect(value.next).toBe("2..");
    },
    fuzzTimeoutMs,
  );

  it.each([
    ["a lone CR as line end", "a\r{% if x %}\r{% else %}b{% endif %}\r", "a\rb\r"],
    ["a byte order mark", "\ufeff{{ 1 }}", "\ufeff1"],
    ["NUL", "a\0{{ 'b\0c' }}", "a\0b\0c"],
    ["lone surrogates", "\ud800{{ '\udfff' | url_encode }}", "\ud800%ef%bf%bd"],
    ["a query without an end", "{% fetchxml q %}<!DOCTYPE x [<!ENTITY a 'aa'>]>", expect.stringMatching(/^Liquid error: /)],
    ["names of the machinery", "{{ constructor }}{{ __proto__ }}{{ page.constructor.constructor }}{{ 'constructor' | boolean }}.", "."],
    ["the machinery's names as operators", "{% if 1 constructor 2 %}x{% endif %}", "Liquid error: Unknown operator constructor"],
    ["the machinery's names as a date format", "{{ now | date: 'constructor' | size }}", expect.stringMatching(/^\d+$/)],
  ])("is rendered as it stands: %s", async (_name, source, expected) => {
    expect((await render(source)).text).toEqual(expected);
  });

  it(
    "made of random pieces gives a text in time and leaves the next source alone",
    async () => {
      const generated = createTemplates([...pageTags.keys()], [...pageFilters.keys()]);
      await fc.assert(
        fc.asyncProperty(generated, async (source) => {
          const { value, tookMs } = await underHurriedClock(() => render(source));
          expect(tookMs).toBeLessThan(maxMs);
          expect(value.next).toBe("2..");
          // Neither a function's source nor what an object without a text is called in JavaScript.
          if (!source.includes("function") && !source.includes("native"))
            expect(value.text).not.toMatch(/\[native code\]|\[object |function /);
          expect(value.text).not.toMatch(/is not a function|Cannot read propert|is not iterable|Cannot convert/);
        }),
        fuzzSettings(400),
      );
    },
    fuzzTimeoutMs,
  );
});
