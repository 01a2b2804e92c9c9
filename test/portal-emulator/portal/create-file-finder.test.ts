import { describe, expect, it } from "vitest";
import { createFileFinder } from "../../../portal-emulator/portal/create-file-finder.ts";
import { findLiquidSource } from "../../../portal-emulator/portal/find-liquid-source.ts";
import { createEmulator } from "../../../portal-emulator/create-emulator.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site } from "../../../site/site.ts";
import { distFolder, starterFolder } from "../../support/kit-site.ts";

const copy = { path: "web-pages/home/Home.webpage.copy.html", text: "<p>\n{% nonsense %}</p>" };
const addresses = { portal: "http://localhost:4480", org: "http://127.0.0.1:4481", insights: "http://127.0.0.1:4482" };

async function readStarter(): Promise<Site> {
  const site = await readSite(starterFolder("enhanced"));
  const withCopy = <Page extends Site["pages"][number] | Site["pages"][number]["contentPages"][number]>(page: Page): Page => ({
    ...page,
    parts: { ...page.parts, copy },
  });
  return {
    ...site,
    pages: site.pages.map((page) =>
      page.url === "/" ? { ...withCopy(page), contentPages: page.contentPages.map((content) => withCopy(content)) } : page,
    ),
  };
}

describe("the file of a text", () => {
  it("is found for a page's copy and a snippet with Liquid, and for nothing else", async () => {
    const site = await readStarter();
    const find = createFileFinder(site);
    expect(find(copy.text)).toBe(copy.path);
    for (const text of ["", "plain", `${copy.text} `]) expect(find(text)).toBeUndefined();
    expect(findLiquidSource(site, copy.path)).toBe(copy.text);
    expect(findLiquidSource(site, "no/such.html")).toBeUndefined();
  });

  it("is where a problem is reported, with line and source, when a template prints the copy", async () => {
    const emulator = await createEmulator({ site: await readStarter(), database: ":memory:", distFolder, addresses });
    try {
      const answer = await emulator.fetch("portal", new Request(`${addresses.portal}/`, { headers: { host: "localhost:4480" } }));
      const html = await answer.text();
      expect(html).toContain(`<code>${copy.path}:2:1</code>`);
      expect(html).toContain("&gt; 2 | {% nonsense %}&lt;/p&gt;");
    } finally {
      await emulator.close();
    }
  });
});
