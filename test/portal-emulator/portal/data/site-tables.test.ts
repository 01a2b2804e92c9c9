import { describe, expect, it } from "vitest";
import { idOf } from "../../../site/small-site.ts";
import { openDataPage, type DataPage } from "./data-page.ts";

const page = (n: number, name: string, more = ""): string =>
  `adx_name: ${name}\nadx_webpageid: ${idOf(n)}\nadx_isroot: true\nadx_displayorder: ${n}\nadx_pagetemplateid: ${idOf(90)}\n${more}`;
const texts = new Map([
  ["web-pages/a/A.webpage.yml", page(1, "Alpha")],
  ["web-pages/b/B.webpage.yml", page(2, "Beta", `adx_parentpageid: ${idOf(1)}\nadx_title: "{{ 1 }}"\n`)],
  ["web-pages/c/C.webpage.yml", page(3, "Gone", "statecode: 1\n")],
  ["page-templates/T.pagetemplate.yml", `adx_name: Full page\nadx_pagetemplateid: ${idOf(90)}\n`],
  ["basic-forms/f/F.basicform.yml", `id: ${idOf(80)}\nname: Contact us\nentityname: contact\n`],
]);
const permissions = ["adx_webpage", "adx_pagetemplate", "adx_entityform", "mspp_webpage"].map((table) => ({ table, read: true }));
const open = (allowed = permissions): DataPage => openDataPage({ permissions: allowed }, { more: { texts } });
const fetch = (inside: string, body: string): string =>
  `{% fetchxml q %}<fetch>${inside}</fetch>{% endfetchxml %}{% for r in q.results.entities %}${body};{% endfor %}`;

describe("FetchXML about a site's own records", () => {
  it.each([
    [
      '<entity name="adx_webpage"><attribute name="adx_name"/><order attribute="adx_name" descending="true"/></entity>',
      "{{ r.adx_name }}",
      "Gone;Beta;Alpha;",
    ],
    [
      '<entity name="adx_webpage"><attribute name="adx_name"/><filter><condition attribute="statecode" operator="eq" value="0"/><condition attribute="adx_displayorder" operator="gt" value="1"/></filter></entity>',
      "{{ r.adx_name }}",
      "Beta;",
    ],
    [
      `<entity name="adx_webpage"><attribute name="adx_parentpageid"/><filter><condition attribute="adx_webpageid" operator="eq" value="${idOf(2)}"/></filter></entity>`,
      "{{ r.adx_parentpageid.name }} {{ r.adx_parentpageid.logical_name }}",
      "Alpha adx_webpage;",
    ],
    [
      '<entity name="adx_webpage"><attribute name="adx_name"/><filter><condition attribute="adx_name" operator="eq" value="alpha"/></filter><link-entity name="adx_pagetemplate" from="adx_pagetemplateid" to="adx_pagetemplateid" alias="t"><attribute name="adx_name"/></link-entity></entity>',
      "{{ r['t.adx_name'] }}",
      "Full page;",
    ],
    [
      '<entity name="adx_entityform"><attribute name="adx_name"/><attribute name="adx_entityname"/></entity>',
      "{{ r.adx_name }} of {{ r.adx_entityname }}",
      "Contact us of contact;",
    ],
    [
      '<entity name="mspp_webpage"><attribute name="mspp_name"/><filter><condition attribute="mspp_name" operator="like" value="B%"/></filter></entity>',
      "{{ r.mspp_name }}",
      "Beta;",
    ],
  ])("answers %s", async (query, body, expected) => {
    expect(await open().render(fetch(query, body))).toBe(expected);
  });

  it("shows nothing without a table permission, and no error", async () => {
    const { text, problems } = await open([]).renderAll(
      fetch('<entity name="adx_webpage"><attribute name="adx_name"/></entity>', "{{ r.adx_name }}"),
    );
    expect([text, problems]).toEqual(["", []]);
  });

  it.each([
    [
      "joins a table of the organization",
      '<entity name="adx_webpage"><link-entity name="contact" from="contactid" to="adx_webpageid"/></entity>',
      "unsupported",
      "joins adx_webpage, of the site, and contact",
    ],
    [
      "is about a table that a folder has not",
      '<entity name="adx_communityforumthread"><attribute name="adx_name"/></entity>',
      "unsupported",
      "no such table",
    ],
    ["names a column that no record has", '<entity name="adx_webpage"><attribute name="adx_nosuch"/></entity>', "runtime", "adx_nosuch"],
  ])("says so of a query that %s", async (_what, query, kind, message) => {
    const { problems } = await open().renderAll(fetch(query, ""));
    expect(problems).toMatchObject([{ kind, message: expect.stringContaining(message) as unknown }]);
  });

  it("finds a record by its id under either prefix", async () => {
    expect(
      await open().render(`{{ entities.adx_webpage['${idOf(2)}'].adx_name }} {{ entities['mspp_webpage']['${idOf(2)}'].mspp_name }}`),
    ).toBe("Beta Beta");
  });
});
