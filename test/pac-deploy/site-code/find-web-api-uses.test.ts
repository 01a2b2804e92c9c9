import { describe, expect, it } from "vitest";
import { findWebApiUses, type WebApiUse } from "../../../pac-deploy/site-code/find-web-api-uses.ts";
import { listSiteScripts } from "../../../pac-deploy/site-code/list-site-scripts.ts";
import type { SiteText } from "../../../pac-deploy/site-code/list-site-texts.ts";
import { createScriptParser } from "../../../pac-deploy/site-code/parse-script.ts";
import { createScriptReader } from "../../../pac-deploy/site-code/script-scopes.ts";

const textOf = (text: string, language: SiteText["language"] = "script"): SiteText => ({
  path: "a",
  text,
  language,
  role: "page-script",
  isLiquid: true,
  name: "a",
  where: "a",
  isShown: true,
});

/** Of the last of these texts; the others are what its pages load beside it. */
const usesBeside = (...codes: readonly string[]): WebApiUse[] => {
  const texts = codes.map((code, index) => ({ ...textOf(code), path: `file ${index}` }));
  const uses = findWebApiUses(texts, listSiteScripts(texts), createScriptReader(createScriptParser()));
  return uses.filter(({ source }) => source === texts.at(-1));
};

const usesOf = (text: string, language?: SiteText["language"]): WebApiUse[] => {
  const texts = [textOf(text, language)];
  return findWebApiUses(texts, listSiteScripts(texts), createScriptReader(createScriptParser()));
};

const brief = ({ methods, setName, reads, writes, links, related, unknown, isUnselected }: WebApiUse): string =>
  [
    `${methods?.join("|") ?? "?"} ${setName ?? "?"}`,
    ...(reads.length > 0 ? [`reads ${reads.join(",")}`] : []),
    ...(writes.length > 0 ? [`writes ${writes.join(",")}`] : []),
    ...(links.length > 0 ? [`links ${links.join(",")}`] : []),
    ...related.map(({ navigation, columns }) => `${navigation}: ${columns.join(",")}`),
    ...(isUnselected ? ["no $select"] : []),
    ...(unknown === undefined ? [] : [`? ${unknown}`]),
  ].join("; ");

describe("what a script asks the Web API for", () => {
  it.each([
    ['fetch("/_api/contacts?$select=a,b")', "GET contacts; reads a,b"],
    ["fetch(`/_api/contacts(${id})?$select=a`)", "GET contacts; reads a"],
    ["fetch(`{{ website.url }}/_api/contacts?$select=a&$filter=b eq {{ user.id }}`)", "GET contacts; reads a,b"],
    [
      "fetch(\"/_api/contacts?$select=a&$filter=contains(b,'x y') and (c gt 2024-01-01T00:00:00Z or d eq null)\")",
      "GET contacts; reads a,b,c,d",
    ],
    [
      "fetch(\"/_api/contacts?$select=a&$filter=Microsoft.Dynamics.CRM.LastXDays(PropertyName='b',PropertyValue=7)\")",
      "GET contacts; reads a,b",
    ],
    ['fetch("/_api/contacts?$select=a&$expand=x($select=c,d;$orderby=e desc),y")', "GET contacts; reads a; x: c,d,e; y: "],
    ['fetch("/_api/contacts?$apply=groupby((a),aggregate(b with sum as total))")', "GET contacts; reads a,b"],
    ['fetch("/_api/contacts?%24select=a%2Cb")', "GET contacts; reads a,b"],
    ['axios.post("/_api/contacts", { a: 1 })', "POST contacts; writes a"],
    ['axios({ method: "patch", url: "/_api/contacts(1)", data: { a: 1, ...{ b: 2 } } })', "PATCH contacts; writes a,b"],
    [
      'shell.ajaxSafePost({ type: "POST", url: "/_api/contacts", data: JSON.stringify({ "x_Y@odata.bind": "/accounts(1)", "@odata.type": "x" }) })',
      "POST contacts; links x_Y",
    ],
    ['const r = new XMLHttpRequest(); r.open("DELETE", "/_api/contacts(" + id + ")"); r.send();', "DELETE contacts"],
    [
      'const c = { set: "contacts", columns: ["a", "b"] }; fetch("/_api/" + c.set + "?$select=" + c.columns.join(","))',
      "GET contacts; reads a,b",
    ],
    [
      'function row() { return { a: 1, b: two }; } $.ajax({ type: "POST", url: "/_api/contacts", data: JSON.stringify(row()) })',
      "POST contacts; writes a,b",
    ],
    [
      'function fill(r) { r.b = 2; } const o = { a: 1 }; fill(o); fetch("/_api/contacts", { method: "POST", body: JSON.stringify(o) })',
      "POST contacts; writes b,a",
    ],
    [
      'let f = ""; ids.forEach((id) => { f += "b ne " + id + " and "; }); f = f.slice(0, -5); fetch("/_api/contacts?$select=a&$filter=" + f)',
      "GET contacts; reads a,b",
    ],
    [
      'const create = (set, row) => fetch("/_api/" + set, { method: "POST", body: JSON.stringify(row) }); function save() { const payload = { a: 1 }; if (b) payload["x_Y@odata.bind"] = c; payload.d = 2; return create("contacts", payload); }',
      "POST contacts; writes d,a; links x_Y",
    ],
    ['$pages.webAPI.retrieveMultipleRecords("contacts", "?$select=a")', "GET contacts; reads a"],
    ['fetch("/_api/contacts(1)/a", { method: "PUT", body: "{}" })', "PUT contacts; writes a"],
    ['fetch("/_api/contacts(1)/x_y/$ref", { method: "DELETE" })', "DELETE contacts; links x_y"],
    ['image.src = "/_api/contacts(1)/entityimage/$value"', "GET contacts; reads entityimage"],
    ["{% if a %}var x = 1;{% else %}let x = 2;{% endif %} let x; fetch('/_api/contacts?$select=a')", "GET contacts; reads a"],
  ])("%s", (code, expected) => {
    expect(usesOf(code).map(brief)).toEqual([expected]);
  });

  it.each([
    ['fetch("/_api/contacts")', "GET contacts; no $select"],
    ['fetch("/_api/contacts?$select=" + columns)', "GET contacts; ? a part of its $select"],
    ['fetch("/_api/contacts?" + query)', "GET contacts; no $select; ? an option of its query"],
    ["fetch(`/_api/contacts?$select=a&$filter=${filter}`)", "GET contacts; reads a; ? a part of its $filter"],
    ["fetch(`/_api/contacts?$select=a&$filter=${column} eq 1`)", "GET contacts; reads a; ? a part of its $filter"],
    ["fetch(`/_api/${set}?$select=a`)", "GET ?; ? the set's name"],
    ['fetch("/_api/contacts", { method: "POST", body: JSON.stringify(values) })', "POST contacts; ? what it writes"],
    [
      'const o = {}; o[name] = 1; fetch("/_api/contacts", { method: "POST", body: JSON.stringify(o) })',
      "POST contacts; ? a column that it writes",
    ],
    ['fetch("/_api/contacts(1)/" + column, { method: "PUT" })', "PUT contacts; ? the column behind the key"],
    ['keep("/_api/contacts(1)", options)', "? contacts; no $select; ? the method"],
    ['const addresses = { a: "/_api/contacts" };', "? contacts; ? which request it is for"],
  ])("%s is said to be unknown", (code, expected) => {
    expect(usesOf(code).map(brief)).toEqual([expected]);
  });

  it.each([
    "// fetch('/_api/contacts')",
    'fetch("/_api/cloudflow/v1.0/trigger/1")',
    'fetch("https://example.sharepoint.com/_api/web/lists")',
    "{% comment %}fetch('/_api/contacts'){% endcomment %}",
    'const text = "the folder of _api files";',
    "",
  ])("%s asks for no table", (code) => {
    expect(usesOf(code)).toEqual([]);
  });

  it("is told once for each way by which a function of the script is called, where it is called", () => {
    const code =
      'function load(set, columns) {\n return $.getJSON("/_api/" + set + "?$select=" + columns);\n}\nload("contacts", "a");\nload("accounts", "b");';
    const uses = usesOf(code);
    expect(uses.map(brief)).toEqual(["GET contacts; reads a", "GET accounts; reads b"]);
    expect(uses.map(({ offset }) => code.slice(0, offset).split("\n").length)).toEqual([4, 5]);
  });

  it.each([
    ["function", "function create(data, url) { return webapi.safeAjax({ type: 'POST', url: url, data: JSON.stringify(data) }); }"],
    ["arrow", "const create = (data, url) => $.ajax({ type: 'POST', url, data: JSON.stringify(data) });"],
  ])("is told through a wrapper that another script of the site declares (%s)", (_, wrapper) => {
    const uses = usesBeside(wrapper, 'var row = { a: 1 };\ncreate(row, "/_api/contacts");');
    expect(uses.map(brief)).toEqual(["POST contacts; writes a"]);
    expect(uses.map(({ offset }) => offset)).toEqual([20]);
  });

  it.each([
    ["two scripts declare", ["function send(u) { return fetch(u); }", "function send(u) { return fetch(u, { method: 'DELETE' }); }"]],
    ["is within a function there", ["(function () { function send(u) { return fetch(u); } })();"]],
    ["nobody declares", ["other();"]],
  ])("is not told through a wrapper that %s", (_, others) => {
    expect(usesBeside(...others, 'send("/_api/contacts?$select=a");').map(brief)).toEqual(["? contacts; reads a; ? the method"]);
  });

  it("is told through the script's own wrapper where another script has one of the name", () => {
    const other = "function send(u) { return fetch(u, { method: 'DELETE' }); }";
    expect(usesBeside(other, 'function send(u) { return fetch(u); } send("/_api/contacts?$select=a");').map(brief)).toEqual([
      "GET contacts; reads a",
    ]);
  });

  it("is found in attributes, with a place in the file", () => {
    const html = "<p></p>\n<img src='/_api/contacts({{ id }})/entityimage/$value'>";
    const uses = usesOf(html, "html");
    expect(uses.map(brief)).toEqual(["GET contacts; reads entityimage"]);
    expect(html.slice(uses[0]?.offset)).toMatch(/^\/_api\/contacts/);
  });

  it("is bounded where names lead to each other in circles", () => {
    expect(usesOf("let a = b; let b = a + a; const o = { p: o.p }; fetch('/_api/contacts?$select=' + a + o.p)").map(brief)).toEqual([
      "GET contacts; ? a part of its $select",
    ]);
  });
});
