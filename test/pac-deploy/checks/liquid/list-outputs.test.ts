import { describe, expect, it } from "vitest";
import { readPieces } from "../../../../liquid/read-pieces.ts";
import type { HtmlState } from "../../../../pac-deploy/checks/liquid/html-state.ts";
import { listOutputs } from "../../../../pac-deploy/checks/liquid/list-outputs.ts";

function describeState(state: HtmlState): string {
  if (state.kind === "script") return `script ${state.script.kind}`;
  if (state.kind === "tag") return state.isAfterEquals ? `${state.name}=` : "tag";
  if (state.kind !== "attribute") return state.kind;
  const { name, quote, value, script } = state.attribute;
  return `${name}=${quote}${value.replaceAll("\0", "…")}${name.startsWith("on") ? ` ${script.kind}` : ""}`;
}

const list = (text: string): string[] =>
  listOutputs(text, readPieces(text) ?? [], { kind: "text" }).outputs.map(
    ({ state, isQuery }) => `${describeState(state)}${isQuery ? " of a query" : ""}`,
  );

describe("an output stands in", () => {
  it.each<[string, string[]]>([
    ["<p>{{ a }} 1 < 2 {{ b }}</p>", ["text", "text"]],
    ["<a href=\"{{ a }}\" title='x{{ b }}'>{{ c }}</a>", ['href="', "title='x", "text"]],
    ["<a href = '/{{ a }}/{{ b }}'>", ["href='/", "href='/…/"]],
    ["<input value={{ a }} {{ b }}>{{ c }}", ["value=", "tag", "text"]],
    ["<input value=x{{ a }}>", ["value=x"]],
    ["<{{ a }}>", ["text"]],
    ["<!-- {{ a }} -->{{ b }}", ["comment", "text"]],
    ["<style>a{b:{{ c }}}</style>{{ d }}", ["style", "text"]],
    ["<script>a({{ b }})</script>{{ c }}", ["script code", "text"]],
    ["<script type=\"application/json\">{{ a }}</script><script type='module'>{{ b }}</script>", ["data", "script code"]],
    [
      "<script>'{{ a }}'+\"{{ b }}\"+`{{ c }}${ {{ d }} }{{ e }}`</script>",
      ["script single", "script double", "script template", "script code", "script template"],
    ],
    ["<script>// it's {{ a }}\n/* ' */{{ b }}</script>", ["script line-comment", "script code"]],
    ["<script>a = b / 2; '{{ c }}'; d.replace(/'/g, '{{ e }}')</script>", ["script single", "script single"]],
    ["<script>'it\\'s {{ a }}'; 'no end\n{{ b }}</script>", ["script single", "script code"]],
    ["<script>'</script>{{ a }}", ["text"]],
    ["<a onclick=\"go('{{ a }}')\">", ["onclick=\"go(' single"]],
    ["<a {% if b %}href='{% else %}title='{% endif %}{{ a }}'>{{ c }}", ["title='", "text"]],
    ['{% if b %}<a href="x">{% else %}<b title="{{ a }}">{% endif %}{{ c }}', ['title="', "text"]],
    ["<script>{% fetchxml a %}<condition value='{{ b }}'>{% endfetchxml %}{{ c }}</script>", ["value=' of a query", "script code"]],
    ['<a title="{% capture b %}{{ c }}{% endcapture %}{{ d }}">', ["text", 'title="']],
    ["{% raw %}<script>{% endraw %}{{ a }}", ["script code"]],
  ])("%s", (text, expected) => {
    expect(list(text)).toEqual(expected);
  });

  it("reads a long script in no time", () => {
    const began = performance.now();
    list(`<script>${"var a = 'b' + /c/ + d;\n".repeat(20_000)}{{ e }}</script><img src="data:${"x".repeat(500_000)}">{{ f }}`);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
