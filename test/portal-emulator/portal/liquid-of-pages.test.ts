import { afterEach, describe, expect, it } from "vitest";
import { createEmulator, type Emulator } from "../../../portal-emulator/create-emulator.ts";
import type { EmulatorSwitches } from "../../../portal-emulator/switches.ts";
import { readSite } from "../../../site/read-site.ts";
import { distFolder, starterFolder } from "../../support/kit-site.ts";

const addresses = { portal: "http://localhost:4580", org: "http://127.0.0.1:4581", insights: "http://127.0.0.1:4582" };
let emulator: Emulator | undefined;

/** The home page of a site whose footer is this source. */
async function showFooter(source: string, switches: Partial<EmulatorSwitches> = {}): Promise<Response> {
  const starter = await readSite(starterFolder("enhanced"));
  const webTemplates = starter.webTemplates.map((template) =>
    template.id === starter.website.footerTemplateId ? { ...template, source } : template,
  );
  emulator = await createEmulator({ site: { ...starter, webTemplates }, database: ":memory:", distFolder, addresses });
  const headers = { host: "localhost:4580" };
  await emulator.fetch(
    "portal",
    new Request(`${addresses.portal}/_emulator/switches`, {
      method: "PATCH",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(switches),
    }),
  );
  return emulator.fetch("portal", new Request(`${addresses.portal}/`, { headers }));
}

afterEach(async () => {
  await emulator?.close();
});

describe("the Liquid of a page", () => {
  it.each<[name: string, switches: Partial<EmulatorSwitches>, source: string, shown: string]>([
    ["replaces text", {}, "[{{ 'a.c abc' | replace: 'a.c', 'x' }}]", "[x abc]"],
    ["replaces patterns", { replaceFilter: "pattern" }, "[{{ 'a.c abc' | replace: 'a.c', 'x' }}]", "[x x]"],
    ["keeps empty texts", {}, "[{{ '' | default: 'd' }}]", "[]"],
    ["takes empty texts for missing", { defaultFilter: "nil-and-empty" }, "[{{ '' | default: 'd' }}]", "[d]"],
    ["hands on what an unknown filter gets", {}, "[{{ 'a' | json: 1 }}]", "[a]"],
    [
      "shows an error for an unknown filter",
      { unknownFilters: "error" },
      "[{{ 'a' | json: 1 }}]",
      "[Liquid error: Unknown filter &quot;json&quot;.]",
    ],
    ["renders a tag over lines", {}, "{% assign y =\n 2 %}[{{ y }}]", "[2]"],
    [
      "refuses a tag over lines",
      { tagsOverLines: "refused" },
      "{% assign y =\n 2 %}[{{ y }}]",
      "spans lines and is not properly terminated",
    ],
  ])("%s", async (_name, switches, source, shown) => {
    expect(await (await showFooter(source, switches)).text()).toContain(shown);
  });

  it("redirects to a site marker's page", async () => {
    const answer = await showFooter('{% redirect sitemarker:"Home" %}');
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/"]);
  });

  it("shows an error instead of a redirect to nowhere", async () => {
    const answer = await showFooter('{% redirect sitemarker:"Nowhere" %}');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("Liquid error: The sitemarker is unavailable");
  });
});
