import fc from "fast-check";

/** Names that a language's own machinery answers to, among names that pages know. */
export const trickyNames = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "__defineGetter__",
  "__lookupGetter__",
  "then",
  "readMember",
  "readItems",
  "liquidMethodMissing",
  "session",
  "scopes",
  "environments",
  "globalThis",
  "process",
  "require",
] as const;

const roots = [
  "page",
  "user",
  "request",
  "params",
  "settings",
  "snippets",
  "weblinks",
  "sitemap",
  "website",
  "entities",
  "resx",
  "now",
  "x",
  "forloop",
  "block",
];

const name = fc.constantFrom(...trickyNames, ...roots);
const text = fc.oneof(
  fc.constantFrom(
    "",
    "'",
    '"',
    "a'b",
    "\0",
    "\ud800",
    "\udfff",
    "\ufeff",
    "\r",
    "\r\n",
    "%}",
    "}}",
    "{{",
    "{% raw %}",
    "(a+)+$",
    "<script",
    "$&$1",
    "9".repeat(400),
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const number = fc.constantFrom("0", "-1", "1.5", "1e9", "999999999", "-999999999", "9".repeat(30), "0.0000001", "NaN", "Infinity");

const value: fc.Arbitrary<string> = fc.oneof(
  name,
  number,
  text.map((inner) => `'${inner}'`),
  text.map((inner) => `"${inner}"`),
  fc.tuple(name, name).map(([a, b]) => `${a}.${b}`),
  fc.tuple(name, name).map(([a, b]) => `${a}["${b}"]`),
  fc.tuple(name, name).map(([a, b]) => `${a}[${b}]`),
  fc.tuple(number, number).map(([a, b]) => `(${a}..${b})`),
  fc.constantFrom("nil", "empty", "blank", "true", "false", "(1..3)", "(1..x)", "x[", "x]", "..", ""),
);

/** Every filter by name, and some that are none. */
export function createTemplates(tagNames: readonly string[], filterNames: readonly string[]): fc.Arbitrary<string> {
  const filter = fc
    .tuple(fc.constantFrom(...filterNames, "nope", ...trickyNames), fc.array(value, { maxLength: 3 }))
    .map(([called, given]) => ` | ${called}${given.length === 0 ? "" : `: ${given.join(", ")}`}`);
  const filtered = fc.tuple(value, fc.array(filter, { maxLength: 4 })).map(([initial, filters]) => initial + filters.join(""));
  const condition = fc
    .array(
      fc.tuple(value, fc.constantFrom("==", "!=", "<", ">=", "contains", "startswith", "constructor", "__proto__", "&&", "=~", ""), value),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .chain((parts) =>
      fc
        .array(fc.constantFrom(" and ", " or ", " && "), { minLength: parts.length, maxLength: parts.length })
        .map((joins) => parts.map((part, at) => part.join(" ") + (at === parts.length - 1 ? "" : (joins[at] ?? ""))).join("")),
    );
  const opening = fc.tuple(fc.constantFrom(...tagNames), value, filtered).map(([tag, first, second]) => `{% ${tag} ${first} ${second} %}`);
  const dash = fc.constantFrom("", "", "", "-");
  return fc.letrec<{ template: string; piece: string }>((tie) => ({
    template: fc.array(tie("piece"), { maxLength: 6 }).map((pieces) => pieces.join("")),
    piece: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      text,
      fc.tuple(dash, filtered, dash).map(([before, inner, after]) => `{{${before} ${inner} ${after}}}`),
      opening,
      fc.constantFrom(...tagNames).map((tag) => `{% end${tag} %}`),
      fc.tuple(name, filtered).map(([target, inner]) => `{% assign ${target} = ${inner} %}`),
      fc.tuple(condition, tie("template"), tie("template")).map(([test, yes, no]) => `{% if ${test} %}${yes}{% else %}${no}{% endif %}`),
      fc.tuple(name, value, tie("template")).map(([item, list, body]) => `{% for ${item} in ${list} %}${body}{% endfor %}`),
      fc
        .tuple(name, value, number, tie("template"))
        .map(([item, list, cols, body]) => `{% tablerow ${item} in ${list} cols:${cols} %}${body}{% endtablerow %}`),
      fc.tuple(name, tie("template")).map(([target, body]) => `{% capture ${target} %}${body}{% endcapture %}`),
      fc
        .tuple(value, fc.array(value, { minLength: 1, maxLength: 3 }), tie("template"))
        .map(([subject, cases, body]) => `{% case ${subject} %}{% when ${cases.join(" or ")} %}${body}{% else %}${body}{% endcase %}`),
      fc
        .tuple(fc.constantFrom("self", "other", "missing"), name, value)
        .map(([template, parameter, given]) => `{% include '${template}' ${parameter}: ${given} %}`),
      fc
        .tuple(fc.constantFrom("self", "other"), name, tie("template"))
        .map(([layout, block, body]) => `{% extends '${layout}' %}{% block ${block} %}${body}{{ block.super }}{% endblock %}`),
      fc.tuple(name, tie("template")).map(([block, body]) => `{% block ${block} %}${body}{% endblock %}`),
      fc
        .tuple(fc.constantFrom("snippets", "page", "x"), value)
        .map(([target, key]) => `{% editable ${target} ${key} type: 'html', liquid: true %}`),
      fc
        .tuple(fc.constantFrom("raw", "comment", "substitution", "ifchanged", "unless x", "manifest"), tie("template"))
        .map(([tag, body]) => `{% ${tag} %}${body}{% end${tag.split(" ", 1)[0] ?? ""} %}`),
      fc
        .tuple(name, tie("template"))
        .map(([variable, body]) => `{% fetchxml ${variable} %}<fetch><entity name="contact">${body}</entity></fetch>{% endfetchxml %}`),
    ),
  })).template;
}
