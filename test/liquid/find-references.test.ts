import { describe, expect, it } from "vitest";
import { findReferences } from "../../liquid/find-references.ts";
import type { LiquidReferences } from "../../liquid/liquid-references.ts";

function read(source: string): LiquidReferences {
  const found = findReferences(source);
  if (found === undefined) throw new Error(`Not read: ${source}`);
  return found;
}

const paths = (source: string): string[] =>
  read(source).paths.map(
    ({ path, use, filters }) =>
      `${use} ${[path.root, ...path.steps.map((step) => step ?? "?")].join("/")}${filters.map((name) => ` | ${name}`).join("")}`,
  );

describe("paths", () => {
  it.each<[string, string[]]>([
    ["{{ user.fullname | escape }}", ["output user/fullname | escape"]],
    ["{{ Request.params['q'] }}", ["output request/params/q"]],
    ['{{ snippets["A/B"] | default: resx.c }}', ["output snippets/A/B | default", "argument resx/c"]],
    ["{{ entities['contact'][id].name }}", ["output entities/contact/?/name", "argument id"]],
    ["{{ a.results.entities[0].b }}", ["output a/results/entities/0/b"]],
    ["{{ 'text.more' }}{{ 12.5 }}{{ true }}", []],
    ["{% assign a = b | plus: c %}", ["assign b | plus", "argument c"]],
    ["{% if a.b == 'c' and d contains e %}{% endif %}", ["condition a/b", "condition d", "condition e"]],
    ["{% for a in b.c limit: d reversed %}{% endfor %}", ["loop b/c", "loop d"]],
    ["{% include 'A' b: c, d: 'e' f:g.h %}", ["argument c", "argument g/h"]],
    ["{% comment %}{{ a }}{% endcomment %}{% raw %}{{ b }}{% endraw %}", []],
    ["{% substitution %}{{ a }}{% endsubstitution %}", ["output a"]],
    ["{% editable page 'adx_copy' type: 'html' %}", ["target page"]],
  ])("of %s", (source, expected) => {
    expect(paths(source)).toEqual(expected);
  });

  it("stand at their place in the source", () => {
    const source = "x {{ a.b }} {% if c['d'] %}{% endif %}";
    expect(read(source).paths.map(({ path }) => source.slice(path.offset, path.end))).toEqual(["a.b", "c['d']"]);
  });

  it("know the loops and conditions around them", () => {
    const [a, b, c] = read("{{ a }}{% if x %}{% endif %}{% for i in y %}{{ b }}{% endfor %}{{ c }}").paths.filter(
      ({ use }) => use === "output",
    );
    expect([a, b, c].map((one) => [one?.loops, one?.isConditional])).toEqual([
      [0, false],
      [1, true],
      [0, false],
    ]);
  });

  it("know the substitution around them", () => {
    expect(read("{{ a }}{% substitution %}{{ b }}{% endsubstitution %}{{ c }}").paths.map(({ substitution }) => substitution)).toEqual([
      undefined,
      7,
      undefined,
    ]);
  });
});

it("tells templates with their parameters", () => {
  const { templates } = read("{% extends 'Layout' %}{% block a %}{% include \"A B\" c: 'd' e:f %}{% include name %}{% endblock %}");
  expect(templates.map(({ kind, name, parameters, isConditional }) => [kind, name, Object.fromEntries(parameters), isConditional])).toEqual(
    [
      ["extends", "Layout", {}, false],
      ["include", "A B", { c: "'d'", e: "f" }, true],
      ["include", undefined, {}, true],
    ],
  );
});

it("tells what variables are made by", () => {
  const source =
    "{% assign a = b %}{% capture C %}{% endcapture %}{% fetchxml d %}{% endfetchxml %}{% for e in f.g %}{% endfor %}{% entityview logical_name: 'x' %}{% endentityview %}";
  expect(read(source).variables.map(({ name, by }) => `${by} ${name}`)).toEqual([
    "assign a",
    "capture c",
    "query d",
    "loop forloop",
    "loop e",
    "view entityview",
  ]);
});

it("tells snippets that editable shows", () => {
  const { editables } = read(
    "{% editable snippets 'A' type: 'html' %}{% editable snippets[\"B\"], default: x, liquid: false %}{% editable snippets name %}",
  );
  expect(editables.map(({ name, hasDefault, rendersLiquid }) => [name, hasDefault, rendersLiquid])).toEqual([
    ["A", false, true],
    ["B", true, false],
  ]);
});

it("tells forms and lists", () => {
  const { components } = read("{% entityform name: 'A' %}{% webform id:\"b\" %}{% entitylist key: c %}{% endentitylist %}");
  expect(components.map(({ kind, by, value }) => [kind, by, value])).toEqual([
    ["entityform", "name", "A"],
    ["webform", "id", "b"],
    ["entitylist", "key", undefined],
  ]);
});

it.each(["{% if", "{{ a }", "{% raw %}", "{% %}"])("reads nothing of a source that cannot be cut: %s", (source) => {
  expect(findReferences(source)).toBeUndefined();
});

it("reads the rest where only a substitution cannot be cut", () => {
  expect(paths("{{ a }}{% substitution %}{{ b }{% endsubstitution %}{{ c }}")).toEqual(["output a", "output c"]);
});

it("takes no more than a moment for a long tag", () => {
  const source = `{% if ${"a ".repeat(50_000)} %}{% endif %}{{ a ${" ".repeat(50_000)}| ${"b".repeat(50_000)} }}`;
  const began = performance.now();
  read(source);
  expect(performance.now() - began).toBeLessThan(2000);
});
