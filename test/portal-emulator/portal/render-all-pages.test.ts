import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import type { RenderedPage } from "../../../portal-emulator/portal/render-all-pages.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site } from "../../../site/site.ts";
import { distFolder, starterFolder } from "../../support/kit-site.ts";
import { testAddresses } from "../../support/emulator-context.ts";

let site: Site;
const open: Emulator[] = [];

beforeAll(async () => {
  site = await readSite(starterFolder("enhanced"));
});
afterAll(() => Promise.all(open.map((emulator) => emulator.close())));

async function render(parts: Partial<Site> = {}, persona?: string): Promise<readonly RenderedPage[]> {
  const emulator = await createEmulator({ site: { ...site, ...parts }, addresses: testAddresses, database: ":memory:", distFolder });
  open.push(emulator);
  return emulator.renderAllPages(persona);
}

const withHomeCopy = (text: string): Partial<Site> => ({
  pages: site.pages.map((page) =>
    page.url === "/"
      ? {
          ...page,
          contentPages: page.contentPages.map((content) => ({ ...content, parts: { ...content.parts, copy: { path: "copy", text } } })),
        }
      : page,
  ),
});
const find = (pages: readonly RenderedPage[], url: string): RenderedPage | undefined => pages.find((page) => page.url === url);

describe("rendering all pages", () => {
  it("keeps the profile for signed-in visitors", async () => {
    expect(find(await render(), "/profile/")?.status).toBe(302);
    expect(find(await render({}, "ada"), "/profile/")?.status).toBe(200);
  });

  it("renders for the persona that is named, and for no other", async () => {
    const greeting = withHomeCopy("{% if user %}{% include 'Signed in' %}{% else %}{% include 'Nobody' %}{% endif %}");
    const included = (pages: readonly RenderedPage[]): (string | undefined)[] => find(pages, "/")?.problems.map(({ name }) => name) ?? [];
    expect(included(await render(greeting))).toEqual(["Nobody"]);
    expect(included(await render(greeting, "ada"))).toEqual(["Signed in"]);
    await expect(render(greeting, "nobody")).rejects.toMatchObject({ code: "unknown-persona" });
  });

  it("counts the errors that stand on a page, and names what it asks for and has not", async () => {
    const pages = await render(
      withHomeCopy(
        "{% include 'Nowhere' %}{{ snippets['None'] }}{{ weblinks['No set'].id }}{{ sitemarkers['No page'].id }}{{ snippets['None'] }}",
      ),
    );
    const home = find(pages, "/");
    expect(home?.errors).toBe(1);
    expect(home?.missing).toEqual(
      expect.arrayContaining([
        { kind: "content snippet", name: "None" },
        { kind: "web link set", name: "No set" },
        { kind: "site marker", name: "No page" },
      ]),
    );
    expect(home?.missing.filter(({ name }) => name === "None")).toHaveLength(1);
    expect(find(pages, "/visit-us/")?.errors).toBe(0);
  });

  it("addresses pages by their language where the site's setting says so", async () => {
    const [first] = site.languages;
    if (first === undefined) throw new Error("the starter site has no language");
    const [setting] = site.settings;
    if (setting === undefined) throw new Error("the starter site has no settings");
    const languages = [first, { ...first, id: "00000000-0000-4000-8000-000000000002", code: "de-DE" }];
    const shown = { ...setting, name: "MultiLanguage/DisplayLanguageCodeInURL", value: "True" };
    const urls = (await render({ languages, settings: [...site.settings.filter(({ name }) => name !== shown.name), shown] })).map(
      ({ url }) => url,
    );
    expect(urls).toContain(`/${first.code}/visit-us/`);
    expect((await render({ languages })).map(({ url }) => url)).toContain("/visit-us/");
  });

  it("says which page has no address", async () => {
    const pages = await render({ pages: site.pages.map((page) => (page.url === "/visit-us/" ? { ...page, url: undefined } : page)) });
    expect(pages.filter(({ status }) => status === 404)).toEqual([
      { url: expect.stringContaining("no address") as unknown, status: 404, errors: 0, problems: [], missing: [] },
    ]);
  });
});
