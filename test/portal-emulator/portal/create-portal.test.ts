import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site, WebPage } from "../../../site/site.ts";
import { distFolder, starterFolder } from "../../support/kit-site.ts";

const addresses = { portal: "http://localhost:4280", org: "http://127.0.0.1:4281", insights: "http://127.0.0.1:4282" };
const switcher =
  '{% assign all = page.languages | order_by: "name" %}{% for language in all %}<a data-code="{{ language.code }}" href="/{{ language.url_substitution }}">{{ language.name }}</a>{% endfor %}';

let starter: Site;
let emulator: Emulator;
beforeAll(async () => {
  starter = await readSite(starterFolder("enhanced"));
});
afterEach(async () => {
  await emulator.close();
});

const start = async (site: Site): Promise<void> => {
  emulator = await createEmulator({ site, database: ":memory:", distFolder, addresses });
};
interface Ask {
  readonly method?: string;
  readonly body?: string;
  readonly cookie?: string;
}
const ask = async (path: string, { cookie = "", ...init }: Ask = {}): Promise<Response> =>
  emulator.fetch("portal", new Request(addresses.portal + path, { ...init, headers: { host: "localhost:4280", cookie } }));
const languageCookies = (response: Response): string[] =>
  response.headers.getSetCookie().filter((cookie) => cookie.startsWith("ContextLanguageCode="));
const titleOf = (html: string): string | undefined => /<title>([^<]*)/.exec(html)?.[1];

/** The starter with one of its pages changed. */
function withPage(url: string, change: (page: WebPage) => Partial<WebPage>): Site {
  return { ...starter, pages: starter.pages.map((page) => (page.url === url ? { ...page, ...change(page) } : page)) };
}

/** The starter's home page in two languages, with a header that offers them as the stock template does. */
function inTwoLanguages(): Site {
  const [english] = starter.languages;
  if (english === undefined) throw new Error("the starter has a language");
  const french = { ...english, id: "00000000-0000-4000-8000-0000000000f1", name: "French", code: "fr-FR" };
  const site = withPage("/", (page) => {
    const [content] = page.contentPages;
    if (content === undefined) throw new Error("the home page has a content page");
    return { contentPages: [content, { ...content, id: "00000000-0000-4000-8000-0000000000f2", languageId: french.id, title: "Accueil" }] };
  });
  return {
    ...site,
    languages: [english, french],
    webTemplates: site.webTemplates.map((template) =>
      template.id === site.website.headerTemplateId ? { ...template, source: switcher } : template,
    ),
  };
}

describe("addresses", () => {
  it.each([
    { path: "/visit-us", location: "/visit-us/" },
    { path: "/visit-us?from=mail", location: "/visit-us/?from=mail" },
    { path: "/VISIT-US", location: "/VISIT-US/" },
    { path: "//visit-us", location: "/visit-us/" },
    { path: "///visit-us", location: "/visit-us/" },
    { path: "/\\visit-us", location: "/visit-us/" },
  ])("sends $path to $location, never to another host", async ({ path, location }) => {
    await start(starter);
    const response = await ask(path);
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(location);
  });

  it.each([
    { path: "/visit-us/", status: 200 },
    { path: "/nowhere/", status: 404 },
    { path: "/%E0%A4%A", status: 404 },
    { path: "/gr%C3%BC%C3%9Fe", status: 404 },
    { path: "/theme.css", status: 200 },
  ])("answers HEAD $path as GET, with $status and no body", async ({ path, status }) => {
    await start(starter);
    const [get, head] = [await ask(path), await ask(path, { method: "HEAD" })];
    expect([get.status, head.status]).toEqual([status, status]);
    expect(head.headers.get("content-type")).toBe(get.headers.get("content-type"));
    expect(await head.text()).toBe("");
  });

  it.each(["/grüße/", "/gr%C3%BC%C3%9Fe/", "/GR%C3%9C%C3%9Fe/"])("finds a page whose address is beyond ASCII at %s", async (path) => {
    await start(withPage("/visit-us/", () => ({ url: "/grüße/" })));
    expect((await ask(path)).status).toBe(200);
  });

  it("says which methods a page takes", async () => {
    await start(starter);
    const response = await ask("/visit-us/", { method: "POST", body: "a=b" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD");
  });

  it("takes a person to the console without its last slash too", async () => {
    await start(starter);
    const response = await ask("/_emulator/console");
    expect([response.status, response.headers.get("location")]).toEqual([302, "/_emulator/console/"]);
  });
});

describe("languages", () => {
  it("offers a page's languages with addresses that the stock template completes", async () => {
    await start(inTwoLanguages());
    const html = await (await ask("/")).text();
    expect([...html.matchAll(/data-code="([^"]*)" href="([^"]*)"/g)].map(([, code, href]) => [code, href])).toEqual([
      ["en-US", "/en-US/"],
      ["fr-FR", "/fr-FR/"],
    ]);
  });

  it("keeps the chosen language for the session", async () => {
    await start(inTwoLanguages());
    const first = await ask("/fr-fr/");
    expect(titleOf(await first.text())).toMatch(/^Accueil/);
    expect(languageCookies(first)).toEqual(["ContextLanguageCode=fr-FR; Path=/"]);
    const chosen = { cookie: "ContextLanguageCode=fr-FR" };
    const second = await ask("/", chosen);
    expect(titleOf(await second.text())).toMatch(/^Accueil/);
    expect(languageCookies(second)).toEqual([]);
    const back = await ask("/en-US/", chosen);
    expect(titleOf(await back.text())).toMatch(/^Home/);
    expect(languageCookies(back)).toEqual(["ContextLanguageCode=en-US; Path=/"]);
  });

  it.each(["", "ContextLanguageCode=xx", "ContextLanguageCode=%E0%A4%A"])(
    "shows the default language with the cookie <%s>",
    async (cookie) => {
      await start(inTwoLanguages());
      expect(titleOf(await (await ask("/", { cookie })).text())).toMatch(/^Home/);
    },
  );
});

describe("pages", () => {
  it("calls a page without a title by its name", async () => {
    await start(
      withPage("/visit-us/", (page) => ({ title: "", contentPages: page.contentPages.map((content) => ({ ...content, title: "" })) })),
    );
    expect(titleOf(await (await ask("/visit-us/")).text())).toMatch(/^Visit us/i);
  });

  it("keeps its note on Liquid problems below the consent banner", async () => {
    await start({
      ...starter,
      webTemplates: starter.webTemplates.map((template) =>
        template.id === starter.website.footerTemplateId ? { ...template, source: "{% nonsense %}" } : template,
      ),
    });
    expect(await (await ask("/")).text()).toContain("<div data-portal-kit-emulator>");
    const layer = /z-index: (\d+)/.exec(await (await ask("/_emulator/overlay.css")).text())?.[1];
    expect(Number(layer)).toBeGreaterThan(0);
    expect(Number(layer)).toBeLessThan(2_147_482_999);
  });
});

describe("headers from site settings", () => {
  it.each(["HTTP/Content-Security-Policy", "HTTP/X-Frame-Options"])("are sent without what a header cannot hold: %s", async (name) => {
    const [one] = starter.settings;
    if (one === undefined) throw new Error("The starter has no settings.");
    const setting = { ...one, name, value: "script-src ‘self’ https://a.example.com", active: true };
    await start({ ...starter, settings: [setting, ...starter.settings.filter((other) => other.name !== name)] });
    const response = await ask("/");
    expect(response.status).toBe(200);
    expect(response.headers.get(name.slice("HTTP/".length))).toMatch(
      /^script-src\s+self\s+https:\/\/a\.example\.com(?:; report-uri \S+)?$/,
    );
  });
});
