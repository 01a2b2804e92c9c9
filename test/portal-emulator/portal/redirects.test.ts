import { afterEach, describe, expect, it } from "vitest";
import { inFrench, openSite, type OpenedSite, type SiteChanges } from "./open-site.ts";

let opened: OpenedSite;
afterEach(async () => {
  await opened.emulator.close();
});

const idOf = (url: string): string => `{{${url}}}`;
/** Redirect records with page addresses in double braces for ids. */
async function open(records: { readonly redirects?: string; readonly history?: string }, changes: SiteChanges = {}): Promise<OpenedSite> {
  const { site, emulator } = await openSite();
  await emulator.close();
  const fill = (text: string): string =>
    text.replaceAll(/\{\{([^}]+)\}\}/g, (_, url: string) => site.pages.find((page) => page.url === url)?.id ?? "none");
  opened = await openSite({
    ...changes,
    texts: { "redirect.yml": fill(records.redirects ?? ""), "urlhistory.yml": fill(records.history ?? "") },
  });
  return opened;
}
const redirect = (values: Readonly<Record<string, string>>): string =>
  `- ${Object.entries({ redirectid: "00000000-0000-4000-8000-0000000000c1", name: "x", ...values })
    .map(([key, value]) => `${key === "statecode" ? "" : "adx_"}${key}: ${value}`)
    .join("\n  ")}\n`;
const ask = async (path: string): Promise<readonly [number, string | null]> => {
  const response = await opened.ask(path);
  return [response.status, response.headers.get("location")];
};

describe("redirects", () => {
  it.each([
    ["a page", { inboundurl: "visit", webpageid: idOf("/visit-us/") }, "/visit", [302, "/visit-us/"]],
    ["a page for good", { inboundurl: "/visit", webpageid: idOf("/visit-us/"), statuscode: "301" }, "/visit", [301, "/visit-us/"]],
    ["without regard to case", { inboundurl: "~/Visit", webpageid: idOf("/visit-us/") }, "/vISIT", [302, "/visit-us/"]],
    [
      "another site",
      { inboundurl: "visit", redirecturl: "https://www.example.com/a?b=c" },
      "/visit",
      [302, "https://www.example.com/a?b=c"],
    ],
    ["an address of this site", { inboundurl: "visit", redirecturl: "~/visit-us/?from=x" }, "/visit", [302, "/visit-us/?from=x"]],
    ["from an address with a query", { inboundurl: "/visit?a=1", webpageid: idOf("/visit-us/") }, "/visit?a=1", [302, "/visit-us/"]],
    ["from the home page", { inboundurl: "/", webpageid: idOf("/visit-us/") }, "/", [302, "/visit-us/"]],
    ["not with a slash too many", { inboundurl: "visit", webpageid: idOf("/visit-us/") }, "/visit/", [404, null]],
    ["not with another query", { inboundurl: "visit", webpageid: idOf("/visit-us/") }, "/visit?a=1", [404, null]],
    ["not when inactive", { inboundurl: "visit", webpageid: idOf("/visit-us/"), statecode: "1" }, "/visit", [404, null]],
    ["not in a circle", { inboundurl: "/visit-us/", webpageid: idOf("/visit-us/") }, "/visit-us/", [200, null]],
    ["not to a page that is not there", { inboundurl: "visit", webpageid: "00000000-0000-4000-8000-00000000ffff" }, "/visit", [404, null]],
    ["not to a script", { inboundurl: "visit", redirecturl: "javascript:alert(1)" }, "/visit", [404, null]],
    ["not to a host without a scheme", { inboundurl: "visit", redirecturl: "//evil.example.com/" }, "/visit", [404, null]],
  ])("lead to %s", async (_, values, path, answer) => {
    await open({ redirects: redirect(values) });
    expect(await ask(path)).toEqual(answer);
  });

  it("lead to a site marker's page", async () => {
    const { site, emulator } = await openSite();
    await emulator.close();
    const marker = site.siteMarkers.find(({ name }) => name === "Search");
    await open({ redirects: redirect({ inboundurl: "find", sitemarkerid: marker?.id ?? "" }) });
    expect(await ask("/find")).toEqual([302, "/search/"]);
  });
});

describe("pages that moved", () => {
  const history = [
    `- adx_changeddate: 2024-01-01T00:00:00.0000000Z\n  adx_name: ~/old\n  adx_urlhistoryid: 00000000-0000-4000-8000-0000000000d1\n  adx_webpageid: ${idOf("/workshops/")}\n`,
    `- adx_changeddate: 2025-01-01T00:00:00.0000000Z\n  adx_name: ~/Old\n  adx_urlhistoryid: 00000000-0000-4000-8000-0000000000d2\n  adx_webpageid: ${idOf("/visit-us/")}\n`,
    `- adx_name: ~/courses\n  adx_urlhistoryid: 00000000-0000-4000-8000-0000000000d3\n  adx_webpageid: ${idOf("/workshops/")}\n`,
    `- adx_name: ~/search\n  adx_urlhistoryid: 00000000-0000-4000-8000-0000000000d4\n  adx_webpageid: ${idOf("/workshops/")}\n`,
  ].join("");
  it.each([
    ["/old", [301, "/visit-us/"]],
    ["/OLD/?a=b", [301, "/visit-us/?a=b"]],
    ["/courses/spring-planting-day", [301, "/workshops/spring-planting-day/"]],
    ["/courses/nothing", [404, null]],
    ["/search/", [200, null]],
  ])("are found at %s", async (path, answer) => {
    await open({ history });
    expect(await ask(path)).toEqual(answer);
  });
});

describe("language codes in addresses", () => {
  const setting = { "MultiLanguage/DisplayLanguageCodeInURL": "True" };
  it.each([
    ["/visit-us/?a=b", [302, "/en-US/visit-us/?a=b"]],
    ["/", [302, "/en-US/"]],
    ["/fr-FR/visit-us/", [200, null]],
    ["/theme.css", [200, null]],
    ["/nowhere/", [404, null]],
  ])("are asked for by the setting at %s", async (path, answer) => {
    opened = await openSite({ settings: setting, change: inFrench });
    expect(await ask(path)).toEqual(answer);
  });

  it("are in the links that Liquid writes", async () => {
    const source = `{{ page.url }} {{ sitemap.root.url }} {{ sitemarkers['Search'].url }} {% for child in sitemap.root.children %}{{ child.url }} {% endfor %}`;
    opened = await openSite({
      settings: { ...setting, "Header/OutputCache/Enabled": "False" },
      change(site) {
        const webTemplates = site.webTemplates.map((template) =>
          template.id === site.website.headerTemplateId ? { ...template, source: `[[${source}]]` } : template,
        );
        return { ...inFrench(site), webTemplates };
      },
    });
    const links =
      /\[\[(.*?)\]\]/s
        .exec(await opened.show("/fr-FR/visit-us/"))?.[1]
        ?.trim()
        .split(/\s+/) ?? [];
    expect(links.slice(0, 3)).toEqual(["/fr-FR/visit-us/", "/fr-FR/", "/fr-FR/search/"]);
    expect(links.every((link) => link.startsWith("/fr-FR/"))).toBe(true);
  });

  it("mean nothing on a site of one language", async () => {
    opened = await openSite({ settings: setting });
    expect(await ask("/visit-us/")).toEqual([200, null]);
  });

  it.each([
    ["kept", [200, null]],
    ["redirected", [302, "/visit-us/?a=b"]],
  ] as const)("are %s by switch where the site shows none", async (needlessLanguageCode, answer) => {
    opened = await openSite({ change: inFrench }, { switches: { needlessLanguageCode } });
    const response = await opened.ask("/fr-FR/visit-us/?a=b");
    expect([response.status, response.headers.get("location")]).toEqual(answer);
    expect(response.headers.getSetCookie().join()).toContain("ContextLanguageCode=fr-FR");
  });
});
