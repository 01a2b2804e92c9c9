import { emailAsAuthId } from "../../../pac-deploy/checks/scripts/email-as-auth-id.ts";
import { logicalNameInAddress } from "../../../pac-deploy/checks/scripts/logical-name-in-address.ts";
import { odataUnescaped } from "../../../pac-deploy/checks/scripts/odata-unescaped.ts";
import { postSentAgain } from "../../../pac-deploy/checks/scripts/post-sent-again.ts";
import { scriptFileBlocked } from "../../../pac-deploy/checks/scripts/script-file-blocked.ts";
import { scriptSyntax } from "../../../pac-deploy/checks/scripts/script-syntax.ts";
import { secretInScript } from "../../../pac-deploy/checks/scripts/secret-in-script.ts";
import { setUserEarly } from "../../../pac-deploy/checks/scripts/set-user-early.ts";
import { tokenMissing } from "../../../pac-deploy/checks/scripts/token-missing.ts";
import { tokenStored } from "../../../pac-deploy/checks/scripts/token-stored.ts";
import { windowOnloadTaken } from "../../../pac-deploy/checks/scripts/window-onload-taken.ts";
import type { Check } from "../../../pac-deploy/checks/check.ts";
import { footer, headBottom, header } from "./checked-site.ts";
import { describeChecks, type CheckCase, type FindCase } from "./describe-checks.ts";
import { id, permission } from "./records-in-site.ts";

const homeCopy = "web-pages/home/content-pages/Home.en-US.webpage.copy.html";
const script = (code: string) => ({ [header]: `<script>\n${code}\n</script>` });

/** A case that is one script in the header; found in its line. */
const found = (check: Check, what: string, code: string, line = 2): FindCase => ({
  check,
  what,
  texts: script(code),
  places: [[header, line]],
});
const unfound = (check: Check, what: string, code: string): CheckCase => ({ check, what, texts: script(code) });

const webFile = (name: string, number: number) => ({
  [`web-files/${name}.webfile.yml`]: `adx_name: ${name}\nadx_partialurl: ${name}\nadx_webfileid: ${id(number)}\n`,
  [`web-files/${name}`]: "var a;",
});

/** Put together here, so that no scanner takes them for real ones. */
const signature = ["si", "g=", "Abcdefghij0123456789Abcdefghij0123456789abc"].join("");
const flow = `https://prod-00.westeurope.logic.azure.com/workflows/1/triggers/manual/paths/invoke?api-version=1&${signature}`;
const stripe = ["sk", "live", "abcdefghij0123456789ABCD"].join("_");
const storage = `AccountKey=${"abcdefghij0123456789".repeat(4)}==`;

const post = (more = "") =>
  `fetch("/_api/contacts", { method: "POST", headers: { "Content-Type": "application/json"${more} }, body: "{}" });`;

const finds: readonly FindCase[] = [
  found(tokenMissing, "a POST by fetch", post()),
  found(tokenMissing, "a DELETE by $.ajax", '$.ajax({ type: "DELETE", url: "/_api/contacts(" + id + ")" });'),
  found(
    tokenMissing,
    "a PATCH by XMLHttpRequest",
    'const r = new XMLHttpRequest();\nr.open("PATCH", `/_api/contacts(${id})`); r.setRequestHeader("Accept", "*/*"); r.send("{}");',
    3,
  ),
  found(tokenMissing, "a POST by $.post", '$.post("/_api/contacts", JSON.stringify({ firstname: "A" }));'),
  found(tokenStored, "a token in localStorage", 'localStorage.setItem("__RequestVerificationToken", token);'),
  found(tokenStored, "a token in sessionStorage", 'window.sessionStorage.setItem("csrfToken", token);'),
  found(tokenStored, "a token by its input", 'localStorage.setItem("t", $("[name=__RequestVerificationToken]").val());'),
  found(
    postSentAgain,
    "one in a catch",
    `function save() {\n return ${post().replace(";", "")}.catch(function () { return save(); });\n}`,
    3,
  ),
  found(
    postSentAgain,
    "one by a timer in error",
    'function save() {\n $.ajax({ type: "POST", url: "/_api/leads", error: function () { setTimeout(function () { save(); }, 1000); } });\n}',
    3,
  ),
  found(postSentAgain, "one behind try", `async function save() {\n try { await ${post()} } catch { await save(); }\n}`, 3),
  found(
    odataUnescaped,
    "a value of an input",
    "fetch(`/_api/contacts?$select=contactid&$filter=emailaddress1 eq '${document.getElementById(\"mail\").value}'`);",
  ),
  found(
    odataUnescaped,
    "one that was only encoded",
    'const mail = encodeURIComponent($("#mail").val().trim());\nfetch("/_api/contacts?$select=contactid&$filter=emailaddress1 eq \'" + mail + "\'");',
    3,
  ),
  found(
    odataUnescaped,
    "one of contains, in an address of its own name",
    "const text = box.value;\nconst url = `/_api/accounts?$select=name&$filter=contains(name,'${text}')`;\nfetch(url);",
    3,
  ),
  found(logicalNameInAddress, "contact", 'fetch("/_api/contact?$select=firstname");'),
  found(logicalNameInAddress, "incident with a key", '$.ajax({ type: "GET", url: "/_api/incident(" + id + ")?$select=title" });'),
  {
    ...found(logicalNameInAddress, "a table of the site's own", 'fetch("/_api/new_city?$select=new_name");'),
    texts: { ...script('fetch("/_api/new_city?$select=new_name");'), ...permission({ table: "new_city" }) },
  },
  {
    check: scriptFileBlocked,
    what: "a script",
    texts: webFile("site.js", 1),
    places: [["web-files/site.js.webfile.yml", 1]],
    message: /^A web file is/,
  },
  {
    check: scriptFileBlocked,
    what: "two, once",
    texts: { ...webFile("a.js", 1), ...webFile("b.js", 2) },
    places: [["web-files/a.js.webfile.yml", 1]],
    message: /^2 web files/,
  },
  { check: scriptFileBlocked, what: "a module", texts: webFile("site.mjs", 1), places: [["web-files/site.mjs.webfile.yml", 1]] },
  {
    check: windowOnloadTaken,
    what: "header and footer, once",
    texts: { ...script("window.onload = a;"), [footer]: "<script>window.onload = b;</script>" },
    places: [[footer, 1]],
    message: /and so does/,
  },
  {
    check: windowOnloadTaken,
    what: "two in one text, once",
    texts: script("window.onload = a;\nwindow.onload = b;"),
    places: [[header, 2]],
  },
  {
    check: windowOnloadTaken,
    what: "a page that the footer puts out, at the page",
    texts: { [homeCopy]: "<script>\nwindow.onload = a;</script>", [footer]: '<script>window["onload"] = b;</script>' },
    places: [[homeCopy, 2]],
    message: /and so does .*Footer/,
  },
  {
    check: windowOnloadTaken,
    what: "several that the footer puts out, once and where they have it from",
    texts: {
      [homeCopy]: "<script>window.onload = a;</script>",
      [headBottom]: "<script>window.onload = c;</script>",
      [footer]: "<script>\nwindow.onload = b;</script>",
    },
    places: [[footer, 2]],
    message: /and so do /,
  },
  {
    check: secretInScript,
    what: "a flow's address with its signature",
    texts: script(`fetch("${flow}");`),
    places: [[header, 2]],
    message: /signature/,
  },
  {
    check: secretInScript,
    what: "two of a kind, once",
    texts: script(`fetch("${flow}");\nfetch("${flow}x");`),
    places: [[header, 2]],
    message: /2 of them/,
  },
  {
    check: secretInScript,
    what: "a payment key in a snippet",
    texts: { [headBottom]: `<script>const k = "${stripe}";</script>` },
    places: [[headBottom, 1]],
  },
  {
    check: secretInScript,
    what: "a storage key",
    texts: script(`const c = "DefaultEndpointsProtocol=https;${storage}";`),
    places: [[header, 2]],
  },
  found(emailAsAuthId, "a name that says so", "window.MSCI.setUser({ authId: email });"),
  found(emailAsAuthId, "an input", 'window["MSCI"].setUser({ authId: document.getElementById("emailaddress1").value });'),
  found(emailAsAuthId, "the user's, by Liquid", 'window.MSCI.setUser({ "authId": "{{ user.emailaddress1 }}" });'),
  found(setUserEarly, "one at the script's top", 'window.MSCI.setUser({ authId: "1" });'),
  found(setUserEarly, "one by the bare name", 'MSCI.setUser({ authId: "1" });'),
  found(
    setUserEarly,
    "one that was kept",
    "const tracker = window.MSCI;\nbutton.onclick = function () { tracker.setUser({ authId: id }); };",
    3,
  ),
  found(scriptSyntax, "a text over two lines", 'var a = "one\ntwo";'),
  found(scriptSyntax, "a bracket too few", "function a() {\n  b();", 4),
  found(scriptSyntax, "a name declared twice", "let a = 1;\nlet a = 2;", 3),
];

const silent: readonly CheckCase[] = [
  unfound(tokenMissing, "one with the token", post(', "__RequestVerificationToken": token')),
  unfound(tokenMissing, "a read", 'fetch("/_api/contacts?$select=firstname");'),
  unfound(tokenMissing, "the documented wrapper", 'webapi.safeAjax({ type: "POST", url: "/_api/contacts", data: "{}" });'),
  unfound(
    tokenMissing,
    "a wrapper of the script's own",
    'function send(options) { shell.getTokenDeferred().done(function (token) { $.extend(options, { headers: { __RequestVerificationToken: token } }); $.ajax(options); }); }\nsend({ type: "POST", url: "/_api/contacts", data: "{}" });',
  ),
  unfound(
    tokenMissing,
    "headers that are made elsewhere",
    'fetch("/_api/contacts", { method: "POST", headers: await headers(), body: "{}" });',
  ),
  unfound(
    tokenMissing,
    "headers that are completed later",
    'const headers = {}; headers["__RequestVerificationToken"] = token; fetch("/_api/contacts", { method: "POST", headers, body: "{}" });',
  ),
  unfound(tokenMissing, "a site that sets it up for all", `$.ajaxSetup({ headers: {} }); ${post()}`),
  unfound(tokenStored, "another value", 'localStorage.setItem("theme", "dark");'),
  unfound(
    tokenStored,
    "a token in a variable",
    'const token = $("[name=__RequestVerificationToken]").val(); cache.setItem("RequestVerificationToken", token);',
  ),
  unfound(tokenStored, "its removal", 'localStorage.removeItem("__RequestVerificationToken");'),
  unfound(
    postSentAgain,
    "one that looks at the status",
    `function save() { return ${post().replace(";", "")}.catch(function (answer) { if (answer.status === 429) return save(); }); }`,
  ),
  unfound(postSentAgain, "a read", 'function load() { return fetch("/_api/contacts?$select=firstname").catch(load); }'),
  unfound(
    postSentAgain,
    "a handler that tells people",
    `function save() { return ${post().replace(";", "")}.catch(function () { alert("no"); }); }`,
  ),
  unfound(
    odataUnescaped,
    "one with its quotes doubled",
    "const text = box.value.replace(/'/g, \"''\");\nfetch(`/_api/contacts?$filter=lastname eq '${text}'`);",
  ),
  unfound(odataUnescaped, "an id", "fetch(`/_api/contacts?$filter=contactid eq '${box.value}'`);"),
  unfound(odataUnescaped, "a choice", "fetch(`/_api/contacts?$filter=address1_country eq '${countrySelect.value}'`);"),
  unfound(
    odataUnescaped,
    "what nobody types",
    "fetch(`/_api/contacts?$filter=lastname eq '{{ user.lastname }}'`); fetch(`/_api/leads?$filter=subject eq '${subject}'`);",
  ),
  unfound(logicalNameInAddress, "set names", 'fetch("/_api/contacts?$select=firstname"); fetch("/_api/feedback?$select=title");'),
  unfound(logicalNameInAddress, "a flow", 'fetch("/_api/cloudflow/v1.0/trigger/1");'),
  unfound(logicalNameInAddress, "a name that no table is known by", 'fetch("/_api/new_city?$select=new_name");'),
  { check: scriptFileBlocked, what: "other files", texts: webFile("site.css", 1) },
  {
    check: scriptFileBlocked,
    what: "a file whose bytes are missing",
    texts: { "web-files/a.js.webfile.yml": `adx_name: a.js\nadx_webfileid: ${id(1)}\n` },
  },
  { check: scriptFileBlocked, what: "none", texts: {} },
  unfound(windowOnloadTaken, "a listener", 'window.addEventListener("load", a);'),
  unfound(windowOnloadTaken, "an image's", "image.onload = a;"),
  unfound(windowOnloadTaken, "one alone", 'window["onload"] = a;'),
  {
    check: windowOnloadTaken,
    what: "the portal's own header, which does something in Internet Explorer only",
    texts: {
      ...script(
        'window.onload = function() {\n  if (window.navigator.appName == "Microsoft Internet Explorer" || window.navigator.userAgent.indexOf("Trident") > 0) { a(); }\n};',
      ),
      [footer]: "<script>window.onload = b;</script>",
    },
  },
  unfound(
    windowOnloadTaken,
    "one that calls what was there",
    "const before = window.onload; window.onload = function () { before && before(); };",
  ),
  unfound(
    secretInScript,
    "keys for browsers",
    'const map = "AIzaSyExampleExampleExampleExampleExamp"; const site = "6LfExampleExampleExampleExampleExampleExam";',
  ),
  unfound(secretInScript, "a placeholder", `const k = "${["sk", "live", "yourkeyherexxxxxxxxxxxxxx"].join("_")}";`),
  unfound(
    secretInScript,
    "a flow's address without a signature",
    'fetch("https://prod-00.westeurope.logic.azure.com/workflows/1/triggers/manual/paths/invoke?api-version=1");',
  ),
  unfound(emailAsAuthId, "the contact's id", "window.MSCI.setUser({ authId: contactId });"),
  unfound(emailAsAuthId, "the other product's", "window.msdynmkt.setUser({ authId: email });"),
  unfound(emailAsAuthId, "an id that is found by the address", "window.MSCI.setUser({ authId: contactIdByEmail });"),
  unfound(setUserEarly, "one that asks first", 'if (window.MSCI && window.MSCI.setUser) { window.MSCI.setUser({ authId: "1" }); }'),
  unfound(setUserEarly, "one in a handler", "form.onsubmit = function () { window.MSCI.setUser({ authId: id }); };"),
  unfound(setUserEarly, "an optional one", 'window.MSCI?.setUser({ authId: "1" });'),
  unfound(
    setUserEarly,
    "one looked up in the same function",
    "function tell() { const tracker = window.MSCI; tracker.setUser({ authId: id }); }",
  ),
  unfound(scriptSyntax, "today's JavaScript", "export const a = { ...b, c: d?.e ?? 1n }; await import('x');"),
  unfound(scriptSyntax, "what Liquid completes", "var a = {{ value }}{% if b %}, c{% endif %};\nvar d = {% include 'x' %};"),
  {
    check: scriptSyntax,
    what: "data in a script element",
    texts: { [header]: '<script type="application/json">{ "a": 1 }</script><script></script>' },
  },
  unfound(scriptSyntax, "an HTML comment around it", "<!--\nvar a = 1;\n//-->"),
];

describeChecks("scripts", { finds, silent });
