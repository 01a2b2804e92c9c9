import { afterEach, describe, expect, it } from "vitest";
import { inFrench, openSite, type OpenedSite, type SiteChanges } from "./open-site.ts";

let opened: OpenedSite | undefined;
afterEach(async () => {
  await opened?.emulator.close();
  opened = undefined;
});
const show = async (changes: SiteChanges, path = "/"): Promise<string> => (opened = await openSite(changes)).show(path);

const part = (text: string): { readonly path: string; readonly text: string } => ({ path: "part", text });
const everySlot: SiteChanges = {
  settings: { "Header/OutputCache/Enabled": "False", "Footer/OutputCache/Enabled": "False" },
  snippets: {
    "Browser Title Suffix": " · {{ 1 | plus: 1 }}",
    "Head/Fonts": "<!--fonts {{ 'a' | upcase }}-->",
    "Head/Bootstrap": "<!--bootstrap {{ 'b' | upcase }}-->",
    "Head/Bottom": "<!--bottom {{ 'c' | upcase }}-->",
    "Tracking Code": "<!--tracking {{ 'd' | upcase }}-->",
    "Chat Widget Code": "<!--chat {{ 'e' | upcase }}-->",
  },
  pages: {
    "/": (page) => ({
      contentPages: page.contentPages.map((content) => ({
        ...content,
        values: { ...content.values, adx_meta_description: 'Plants & "pots"' },
        parts: { ...content.parts, customCss: part("/* css {{ page.title }} */"), customJavaScript: part("/* js {{ page.title }} */") },
      })),
    }),
  },
  change: (site) => ({
    webTemplates: site.webTemplates.map((template) => {
      if (template.id === site.website.headerTemplateId) return { ...template, source: "<!--header-->" };
      return template.id === site.website.footerTemplateId ? { ...template, source: "<!--footer-->" } : template;
    }),
  }),
};

describe("a page that uses the website's header and footer", () => {
  it("has every part of the shell in its place, each with its Liquid rendered", async () => {
    const html = await show(everySlot);
    const parts = [
      "<!DOCTYPE html>",
      "<head>",
      '<meta charset="utf-8">',
      '<meta name="viewport"',
      "<title>Home · 2</title>",
      '<meta name="description" content="Plants &amp; &quot;pots&quot;">',
      "/Resources/ResourceManager?lang=en-US",
      "<!--fonts A-->",
      "<!--bootstrap B-->",
      "/theme.css",
      "/* css Home */",
      "<!--bottom C-->",
      "</head>",
      "<body data-sitename=",
      'window["Microsoft"]',
      "<!--header-->",
      '<div id="antiforgerytoken" data-url="/_layout/tokenhtml">',
      "/jquery.min.js",
      "/preform.js",
      'id="mainContent"',
      "<!--footer-->",
      "/* js Home */",
      "<!--tracking D-->",
      "<!--chat E-->",
      "</body>",
    ];
    const places = parts.map((text) => [text, html.indexOf(text)] as const);
    expect(places.filter(([, at]) => at < 0)).toEqual([]);
    expect(places.map(([text]) => text)).toEqual(places.toSorted(([, a], [, b]) => a - b).map(([text]) => text));
  });

  it("gives Bootstrap's place to the snippet, and without it to the site's own file of that name", async () => {
    const sheet = (site: Parameters<NonNullable<SiteChanges["change"]>>[0]): ReturnType<NonNullable<SiteChanges["change"]>> => ({
      webFiles: site.webFiles.flatMap((file) =>
        file.partialUrl === "theme.css"
          ? [
              file,
              {
                ...file,
                id: "00000000-0000-4000-8000-0000000000b1",
                partialUrl: "bootstrap.min.css",
                url: "/bootstrap.min.css",
                values: { adx_displayorder: "9" },
              },
            ]
          : [file],
      ),
    });
    const without = await show({ change: sheet });
    expect(without.indexOf("/bootstrap.min.css")).toBeGreaterThan(0);
    expect(without.indexOf("/bootstrap.min.css")).toBeLessThan(without.indexOf("/theme.css"));
    await opened?.emulator.close();
    expect(await show({ change: sheet, snippets: { "Head/Bootstrap": "<!--own-->" } })).not.toContain("bootstrap.min.css");
  });

  it("serves the texts of the platform's scripts", async () => {
    const address = /src="([^"]*ResourceManager[^"]*)"/.exec(await show({}))?.[1] ?? "";
    const response = await (opened as OpenedSite).ask(address); // opened by the line above
    expect(response.headers.get("content-type")).toMatch(/^text\/javascript/);
    expect(await response.text()).toMatch(/^window\.ResourceManager = \{.*"Sign_In":"Sign in"/);
  });

  it.each([
    ["/", 'data-sitemap-state="/"'],
    ["/workshops/spring-planting-day/", 'data-sitemap-state="/workshops/spring-planting-day/:/workshops/:/"'],
    ["/", 'data-dateformat="M/d/yyyy" data-timeformat="h:mm tt" data-datetimeformat="M/d/yyyy h:mm tt"'],
    ["/fr-FR/", 'data-dateformat="dd/MM/yyyy" data-timeformat="HH:mm"'],
  ])("says at %s in its body's attributes: %s", async (path, attributes) => {
    const html = await show({ change: inFrench }, path);
    const body = /<body[^>]*>/.exec(html)?.[0];
    expect(body).toContain(attributes);
  });

  it("shows dates as the site's settings say", async () => {
    expect(await show({ settings: { "DateTime/DateFormat": "yyyy-MM-dd", "DateTime/TimeFormat": "HH:mm" } })).toContain(
      'data-datetimeformat="yyyy-MM-dd HH:mm"',
    );
  });

  it("keeps what a page's record says from ending an attribute or the title", async () => {
    const hostile = '"><script>x()</script>';
    const html = await show({
      pages: {
        "/": (page) => ({
          values: { adx_meta_description: hostile },
          contentPages: page.contentPages.map((content) => ({ ...content, title: hostile, values: {} })),
        }),
      },
    });
    expect(html.slice(0, html.indexOf("</head>"))).not.toContain("<script>x()");
  });

  it("names its languages in the portal's object", async () => {
    expect(await show({ change: inFrench })).toContain('"activeLanguages":["en-US","fr-FR"]');
  });
});
