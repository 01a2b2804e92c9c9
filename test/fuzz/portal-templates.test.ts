import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { pageFilters } from "../../liquid/filters/page-filters.ts";
import { pageTags } from "../../liquid/tags/page-tags.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { starterFolder } from "../support/kit-site.ts";
import { fuzzSettings, fuzzTimeoutMs } from "./fuzz-settings.ts";
import { hostileTemplates } from "./hostile-templates.ts";
import { hostileQueries } from "./hostile-queries.ts";
import { underHurriedClock } from "./hurried-clock.ts";
import { openSite, withLiquid, type OpenedSite } from "./open-site.ts";
import { createTemplates } from "./template-pieces.ts";

/** Header, content, footer and snippets each have a limit of their own, which the hurried clock makes 200 ms; the rest is for a busy machine. */
const maxMs = 20_000;

let starter: Site;
let opened: OpenedSite;
beforeAll(async () => {
  starter = await readSite(starterFolder("enhanced"));
  opened = await openSite(starter, { switches: { outputCache: "off" } });
});

/** The home page under the text, and what a web file's request gets that is sent while the page is made. */
async function show(text: string): Promise<{ readonly page: Response; readonly html: string; readonly meanwhile: Response }> {
  opened.emulator.useSite(withLiquid(starter, text));
  const shown = opened.ask("/");
  const meanwhile = await opened.ask("/_layout/tokenhtml");
  const page = await shown;
  return { page, html: await page.text(), meanwhile };
}

describe("a portal whose pages hold hostile Liquid", () => {
  it.each(
    Object.entries(hostileTemplates).filter(
      ([, text], at) => text.length < 500_000 && (process.env["PORTAL_KIT_FUZZ_RUNS"] !== undefined || at % 4 === 0),
    ),
  )(
    "answers all the same: %s",
    async (_name, text) => {
      const { value, tookMs } = await underHurriedClock(() => show(text));
      expect(value.page.status).toBe(200);
      expect(value.meanwhile.status).toBe(200);
      expect(tookMs).toBeLessThan(maxMs);
    },
    fuzzTimeoutMs,
  );

  it.each(Object.entries(hostileQueries))("answers a hostile query with an error in its place: %s", async (_name, xml) => {
    const began = Date.now();
    const { page, html } = await show(`[{% fetchxml q %}${xml}{% endfetchxml %}{{ q.results.entities.size }}]`);
    expect(page.status).toBe(200);
    expect(html).toMatch(/\[(?:Liquid error: [^\]]*|\d+)\]/);
    expect(html).not.toContain("root:");
    expect(html.length).toBeLessThan(5_000_000);
    expect(Date.now() - began).toBeLessThan(maxMs);
  });

  it(
    "made of random pieces answers each request with a page",
    async () => {
      const generated = createTemplates([...pageTags.keys()], [...pageFilters.keys()]);
      await fc.assert(
        fc.asyncProperty(generated, async (text) => {
          const { value, tookMs } = await underHurriedClock(() => show(text));
          expect([200, 302]).toContain(value.page.status);
          expect(value.meanwhile.status).toBe(200);
          expect(tookMs).toBeLessThan(maxMs);
          expect(value.html).not.toMatch(/is not a function|Cannot read propert|is not iterable/);
        }),
        fuzzSettings(30),
      );
    },
    fuzzTimeoutMs,
  );
});
