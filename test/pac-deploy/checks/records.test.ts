import { duplicateName } from "../../../pac-deploy/checks/records/duplicate-name.ts";
import { fileNameDiffers } from "../../../pac-deploy/checks/records/file-name-differs.ts";
import { inactiveRecordUsed } from "../../../pac-deploy/checks/records/inactive-record-used.ts";
import { pageIncomplete } from "../../../pac-deploy/checks/records/page-incomplete.ts";
import { redirectLoop } from "../../../pac-deploy/checks/records/redirect-loop.ts";
import { rootCopyStale } from "../../../pac-deploy/checks/records/root-copy-stale.ts";
import { settingMisspelt } from "../../../pac-deploy/checks/records/setting-misspelt.ts";
import { urlTakenTwice } from "../../../pac-deploy/checks/records/url-taken-twice.ts";
import { webFileEmpty } from "../../../pac-deploy/checks/records/web-file-empty.ts";
import { describeChecks, type CheckCase, type FindCase } from "./describe-checks.ts";
import { draft, english, home, id, page, pagePath, permission, settings, webFile } from "./records-in-site.ts";

const inactive = "statecode: 1\nstatuscode: 2\n";

function snippet(name: string, number: number, value: string, language = english): Record<string, string> {
  const stem = `content-snippets/s${number}/${name}_${id(number).slice(0, 8)}.en-US.contentsnippet`;
  return {
    [`${stem}.yml`]: `adx_contentsnippetid: ${id(number)}\n${language === "" ? "" : `adx_contentsnippetlanguageid: ${language}\n`}adx_name: ${name}\n`,
    [`${stem}.value.html`]: value,
  };
}
const snippetPath = (name: string, number: number): string =>
  `content-snippets/s${number}/${name}_${id(number).slice(0, 8)}.en-US.contentsnippet.yml`;

function template(name: string, number: number, source: string, more = ""): Record<string, string> {
  const stem = `web-templates/t${number}/${name}_${id(number).slice(0, 8)}.webtemplate`;
  return { [`${stem}.yml`]: `adx_name: ${name}\nadx_webtemplateid: ${id(number)}\n${more}`, [`${stem}.source.html`]: source };
}

const pageTemplate = (name: string, number: number, more = ""): Record<string, string> => ({
  [`page-templates/${name}.pagetemplate.yml`]: `adx_name: ${name}\nadx_pagetemplateid: ${id(number)}\n${more}`,
});

const root = pagePath("Offers").replace(/yml$/, "");
const content = "web-pages/offers/content-pages/Offers.en-US.webpage.";
const pageWithContent = (rootCopy: string, contentCopy: string | undefined): Record<string, string> => ({
  ...page("Offers", 20),
  [`${root}copy.html`]: rootCopy,
  [`${content}yml`]: `adx_isroot: false\nadx_name: Offers\nadx_rootwebpageid: ${id(20)}\nadx_webpageid: ${id(21)}\nadx_webpagelanguageid: ${english}\n`,
  ...(contentCopy === undefined ? {} : { [`${content}copy.html`]: contentCopy }),
});

const redirects = (...entries: readonly (readonly [from: string, to: string, more?: string])[]): Record<string, string> => ({
  "redirect.yml": entries
    .map(
      ([from, to, more = ""], index) =>
        `- adx_inboundurl: ${from}\n  adx_name: R${index}\n  adx_redirectid: ${id(index + 1)}\n  ${to}\n${more}`,
    )
    .join(""),
});
const toUrl = (url: string): string => `adx_redirecturl: ${url}`;

const finds: readonly FindCase[] = [
  {
    what: "two snippets of one language that differ",
    check: duplicateName,
    texts: { ...snippet("Greeting", 1, "Hello"), ...snippet("Greeting", 2, "Bye") },
    places: [[snippetPath("Greeting", 2), 1]],
    message: /2 content snippets are called "Greeting" and differ/,
  },
  {
    what: "two templates whose names differ in case, and that say the same",
    check: duplicateName,
    texts: { ...template("Card", 1, "<p></p>\r\n"), ...template("card", 2, "<p></p>") },
    places: [[`web-templates/t2/card_00000000.webtemplate.yml`, 1]],
    message: /say the same/,
  },
  {
    what: "two settings with different values",
    check: duplicateName,
    texts: settings(["HTTP/X-Frame-Options", "SAMEORIGIN"], ["Search/Enabled", "true"], ["HTTP/x-frame-options", "DENY"]),
    places: [["sitesetting.yml", 7]],
    message: /the first|finds first/,
  },
  {
    what: "two site markers with one name",
    check: duplicateName,
    texts: {
      "sitemarker.yml": `- adx_name: Offers\n  adx_pageid: ${home}\n  adx_sitemarkerid: ${id(1)}\n- adx_name: Offers\n  adx_sitemarkerid: ${id(2)}\n`,
    },
    places: [["sitemarker.yml", 4]],
  },
  {
    what: "a page template that pages use",
    check: inactiveRecordUsed,
    texts: {
      ...pageTemplate("Old", 1, inactive),
      ...page("A", 2, `adx_pagetemplateid: ${id(1)}\n`),
      ...page("B", 3, `adx_pagetemplateid: ${id(1)}\n`),
    },
    places: [["page-templates/Old.pagetemplate.yml", 1]],
    message: /"A" and "B" hang on it/,
  },
  {
    what: "the web template of a page template",
    check: inactiveRecordUsed,
    texts: { ...template("Gone", 1, "", inactive), ...pageTemplate("Shown", 2, `adx_webtemplateid: ${id(1)}\n`) },
    places: [["web-templates/t1/Gone_00000000.webtemplate.yml", 1]],
  },
  {
    what: "a page above others",
    check: inactiveRecordUsed,
    texts: { ...page("Above", 1, inactive), [pagePath("Below")]: page("Below", 2)[pagePath("Below")]?.replace(home, id(1)) ?? "" },
    places: [[pagePath("Above"), 1]],
    message: /has no address/,
  },
  {
    what: "the page of a site marker",
    check: inactiveRecordUsed,
    texts: {
      ...page("Offers", 1, inactive),
      "sitemarker.yml": `- adx_name: Offers\n  adx_pageid: ${id(1)}\n  adx_sitemarkerid: ${id(2)}\n`,
    },
    places: [[pagePath("Offers"), 1]],
    message: /leads nowhere/,
  },
  {
    what: "a page without its template",
    check: pageIncomplete,
    texts: page("Bare", 1, "adx_pagetemplateid: \n"),
    places: [[pagePath("Bare"), 1]],
    message: /"Bare" has no page template/,
  },
  {
    what: "a page without a publishing state",
    check: pageIncomplete,
    texts: page("Bare", 1, "adx_publishingstateid: \n"),
    places: [[pagePath("Bare"), 1]],
    message: /no publishing state/,
  },
  {
    what: "several at once",
    check: pageIncomplete,
    texts: { ...page("A", 1, "adx_pagetemplateid: \n"), ...page("B", 2, "adx_pagetemplateid: \n") },
    places: [[pagePath("A"), 1]],
    message: /^2 pages/,
  },
  {
    what: "an old copy",
    check: rootCopyStale,
    texts: pageWithContent("<script>old()</script>", "<script>fresh()</script>"),
    places: [[`${root}copy.html`, 1]],
    message: /may be an old copy/,
  },
  {
    what: "a copy beside an empty one",
    check: rootCopyStale,
    texts: pageWithContent("<script>old()</script>", ""),
    places: [[`${root}copy.html`, 1]],
  },
  {
    what: "several, once",
    check: rootCopyStale,
    texts: {
      ...pageWithContent("<script>old()</script>", "<script>fresh()</script>"),
      [`${root}custom_css.css`]: "a {}",
      [`${content}custom_css.css`]: "b {}",
    },
    places: [[`${root}copy.html`, 1]],
    message: /^2 texts/,
  },
  {
    what: "two pages",
    check: urlTakenTwice,
    texts: { ...page("Offers", 1), ...page("Deals", 2, "adx_partialurl: Offers\n") },
    places: [[pagePath("Offers"), 1]],
    message: /has the address \/offers, and so has "Deals"/,
  },
  {
    what: "a page of the starter",
    check: urlTakenTwice,
    texts: page("Zoo", 1, "adx_partialurl: visit-us\n"),
    places: [[pagePath("Zoo"), 1]],
  },
  {
    what: "two web files",
    check: urlTakenTwice,
    texts: { ...webFile("a.css", 1), "web-files/b.css.webfile.yml": webFile("a.css", 2)["web-files/a.css.webfile.yml"] ?? "" },
    places: [["web-files/b.css.webfile.yml", 1]],
    message: /: one of them cannot be reached\.$/,
  },
  {
    what: "three web files, of which one can be reached",
    check: urlTakenTwice,
    texts: Object.fromEntries(
      [1, 2, 3].map((number) => [`web-files/a${number}.css.webfile.yml`, webFile("a.css", number)["web-files/a.css.webfile.yml"] ?? ""]),
    ),
    places: [["web-files/a2.css.webfile.yml", 1]],
    message: /: only one of them can be reached\.$/,
  },
  { what: "one without a note", check: webFileEmpty, texts: webFile("gone.png", 1, ""), places: [["web-files/gone.png.webfile.yml", 1]] },
  {
    what: "several, once",
    check: webFileEmpty,
    texts: { ...webFile("a.png", 1, ""), ...webFile("b.png", 2, "") },
    places: [["web-files/a.png.webfile.yml", 1]],
    message: /^2 web files \("a\.png" and "b\.png"\)/,
  },
  {
    what: "one with a summary and nothing else",
    check: webFileEmpty,
    texts: webFile("a.png", 1, "adx_summary: Text\n"),
    places: [["web-files/a.png.webfile.yml", 1]],
  },
  { what: "one onto itself", check: redirectLoop, texts: redirects(["/old", toUrl("/Old/")]), places: [["redirect.yml", 1]] },
  {
    what: "two onto each other, once",
    check: redirectLoop,
    texts: redirects(["old", toUrl("/new")], ["/new", toUrl("~/old")]),
    places: [["redirect.yml", 1]],
    message: /over \/old and \/new/,
  },
  {
    what: "one onto the page at its own address",
    check: redirectLoop,
    texts: redirects(["/", `adx_webpageid: ${home}`]),
    places: [["redirect.yml", 1]],
  },
  {
    what: "a letter too few",
    check: settingMisspelt,
    texts: settings(["Search/Enabled", "true"], ["Authentication/Registration/OpenRegistrationEnable", "false"]),
    places: [["sitesetting.yml", 4]],
    message: /a slip for "Authentication\/Registration\/OpenRegistrationEnabled"/,
  },
  {
    what: "a letter too few in a short one",
    check: settingMisspelt,
    texts: settings(["Search/Enable", "true"]),
    places: [["sitesetting.yml", 1]],
  },
  {
    what: "a word of the Web API",
    check: settingMisspelt,
    texts: settings(["Webapi/contact/field", "fullname"]),
    places: [["sitesetting.yml", 1]],
    message: /Webapi\/contact\/fields/,
  },
  {
    what: "letters in a wrong order",
    check: settingMisspelt,
    texts: settings(["Webapi/contact/enabeld", "true"]),
    places: [["sitesetting.yml", 1]],
  },
  {
    what: "a blank at the end",
    check: settingMisspelt,
    texts: settings(["HTTP/Content-Security-Policy ", "x"]),
    places: [["sitesetting.yml", 1]],
    message: /blanks around it/,
  },
  {
    what: "a value that is neither",
    check: settingMisspelt,
    texts: settings(["Header/OutputCache/Enabled", "ture"]),
    places: [["sitesetting.yml", 1]],
    message: /expected true or false/,
  },
  {
    what: "a template after an old name",
    check: fileNameDiffers,
    texts: {
      "web-templates/old/Old.webtemplate.yml": `adx_name: New name\nadx_webtemplateid: ${id(1)}\n`,
      "web-templates/old/Old.webtemplate.source.html": "",
    },
    places: [["web-templates/old/Old.webtemplate.yml", 1]],
    message: /Old\.webtemplate\.yml \("New name"\)/,
  },
  {
    what: "a page that lost its accents",
    check: fileNameDiffers,
    texts: {
      "web-pages/solicitacao/Solicitacao.webpage.yml":
        page("Offers", 1)[pagePath("Offers")]?.replace("adx_name: Offers", "adx_name: Solicitação") ?? "",
    },
    places: [["web-pages/solicitacao/Solicitacao.webpage.yml", 1]],
  },
  {
    what: "a permission made by hand",
    check: fileNameDiffers,
    texts: { "table-permissions/contact.tablepermission.yml": Object.values(permission({ number: 3 }))[0] ?? "" },
    places: [["table-permissions/contact.tablepermission.yml", 1]],
  },
];

const silent: readonly CheckCase[] = [
  {
    what: "one snippet in two languages",
    check: duplicateName,
    texts: { ...snippet("Greeting", 1, "Hello"), ...snippet("Greeting", 2, "Bonjour", id(9)) },
  },
  { what: "an inactive second", check: duplicateName, texts: { ...template("Card", 1, "a"), ...template("Card", 2, "b", inactive) } },
  {
    what: "two permissions of one name, which nobody looks up",
    check: duplicateName,
    texts: { ...permission(), ...permission({ number: 2 }) },
  },
  {
    what: "two policies, which another check tells",
    check: duplicateName,
    texts: settings(["HTTP/Content-Security-Policy", "a"], ["HTTP/Content-Security-Policy", "b"]),
  },
  { what: "one that nothing uses", check: inactiveRecordUsed, texts: pageTemplate("Old", 1, inactive) },
  {
    what: "an inactive page that uses it",
    check: inactiveRecordUsed,
    texts: { ...pageTemplate("Old", 1, inactive), ...page("A", 2, `adx_pagetemplateid: ${id(1)}\n${inactive}`) },
  },
  {
    what: "active ones",
    check: inactiveRecordUsed,
    texts: { ...pageTemplate("Good", 1), ...page("A", 2, `adx_pagetemplateid: ${id(1)}\n`) },
  },
  { what: "a whole page", check: pageIncomplete, texts: page("Whole", 1) },
  { what: "an inactive page", check: pageIncomplete, texts: page("Bare", 1, `adx_pagetemplateid: \n${inactive}`) },
  {
    what: "a page that was deleted",
    check: pageIncomplete,
    texts: { "web-pages/bare-deleted/Bare.webpage.yml": page("Bare", 1, "adx_pagetemplateid: \n")[pagePath("Bare")] ?? "" },
  },
  {
    what: "other line ends and indentation",
    check: rootCopyStale,
    texts: pageWithContent("{% if user %}\r\n  Same{% endif %}\r\n", "{% if user %} Same{% endif %}"),
  },
  { what: "the plain text of a page's first day", check: rootCopyStale, texts: pageWithContent("<p>Coming soon</p>", "<p>Here</p>") },
  { what: "an empty root", check: rootCopyStale, texts: pageWithContent("\n", "<script>fresh()</script>") },
  { what: "a content page without the file", check: rootCopyStale, texts: pageWithContent("<script>old()</script>", undefined) },
  { what: "a page without content pages", check: rootCopyStale, texts: { ...page("Offers", 1), [`${root}copy.html`]: "<p>Shown</p>" } },
  {
    what: "a draft of another",
    check: urlTakenTwice,
    texts: page("Zoo", 1, `adx_partialurl: visit-us\nadx_publishingstateid: ${draft}\n`),
  },
  { what: "an inactive page", check: urlTakenTwice, texts: page("Zoo", 1, `adx_partialurl: visit-us\n${inactive}`) },
  {
    what: "one name below two pages",
    check: urlTakenTwice,
    texts: { ...page("A", 1), ...page("C", 3), [pagePath("B")]: page("C", 4)[pagePath("C")]?.replace(home, id(1)) ?? "" },
  },
  { what: "one whose content is missing, which the reading tells", check: webFileEmpty, texts: webFile("gone.png", 1) },
  { what: "an inactive one", check: webFileEmpty, texts: webFile("gone.png", 1, inactive) },
  { what: "those of the starter", check: webFileEmpty, texts: {} },
  { what: "one that leads on", check: redirectLoop, texts: redirects(["/old", toUrl("/new")], ["/new", toUrl("/newest")]) },
  { what: "another site", check: redirectLoop, texts: redirects(["/old", toUrl("https://example.com/old")]) },
  {
    what: "an inactive half of a circle",
    check: redirectLoop,
    texts: redirects(["/old", toUrl("/new")], ["/new", toUrl("/old"), "  statecode: 1\n"]),
  },
  {
    what: "one that leads into a circle, which is told once",
    check: redirectLoop,
    texts: redirects(["/a", toUrl("/b")], ["/b", toUrl("/c")]),
  },
  ...[
    ["WEBAPI/Contact/Enabled", "true"],
    ["Webapi/contact/disableodatafilter", "true"],
    ["Webapi/error/innererror", "true"],
    ["WebAPI/enableReadOperationPreview", "true"],
    ["header/outputcache/enabled", "TRUE "],
    ["Header/OutputCache/Enabled", undefined],
    ["Header/ShowAllProfileNavigationLinks", "false"],
    ["Shop/Enable", "true"],
    ["Authentication/OpenIdConnect/AzureAD/RegistrationEnabled", "true"],
    ["Demo/Search/Enabled", "true"],
    ["fieldsenabled", "true"],
  ].map(([name, value]) => ({ what: `${name}: ${value}`, check: settingMisspelt, texts: settings([name ?? "", value]) })),
  {
    what: "names with strange characters",
    check: fileNameDiffers,
    texts: {
      "web-templates/a---b-/A---B-.webtemplate.yml": `adx_name: 'A / B?'\nadx_webtemplateid: ${id(1)}\n`,
      "web-templates/a---b-/A---B-.webtemplate.source.html": "",
    },
  },
  { what: "the suffix of a duplicate and a language", check: fileNameDiffers, texts: { ...snippet("Greeting", 1, "Hello") } },
  {
    what: "other case",
    check: fileNameDiffers,
    texts: { "table-permissions/PERMISSION-1.tablepermission.yml": Object.values(permission())[0] ?? "" },
  },
  { what: "lists, which hold many", check: fileNameDiffers, texts: settings(["Anything", "1"]) },
];

describeChecks("records", { finds, silent });
