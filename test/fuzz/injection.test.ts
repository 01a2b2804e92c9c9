import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { starterFolder } from "../support/kit-site.ts";
import { attacksOn, findInjections, pagePaths } from "./attack-pages.ts";
import { findExecutableSurface, findNewParts } from "./executable-surface.ts";
import { fuzzTimeoutMs } from "./fuzz-settings.ts";
import { addresses, openSite, withLiquid, type OpenedSite } from "./open-site.ts";
import { payloads } from "./payloads.ts";

describe("the comparison of two pages", () => {
  const surface = (html: string): ReturnType<typeof findExecutableSurface> => findExecutableSurface(html, addresses.portal);
  it.each([
    ["a script", "<script>alert(1)</script>"],
    ["a script from elsewhere", '<script src="//evil.example/x.js"></script>'],
    ["a handler", "<img src=x onerror=alert(1)>"],
    ["a handler in capitals", "<SVG/ONLOAD=alert(1)>"],
    ["an address that is code", '<a href="java&#10;script:alert(1)">x</a>'],
    ["a frame", "<iframe srcdoc='<script>alert(1)</script>'></iframe>"],
    ["a base address", "<base href=//evil.example/>"],
    ["a refresh", '<meta http-equiv="refresh" content="0;url=//evil.example">'],
    ["a form that leads away", "<form action='//evil.example/x'></form>"],
    ["a button that leads away", "<button formaction=https://evil.example>x</button>"],
    ["a style sheet from elsewhere", "<link rel=stylesheet href=//evil.example/x.css>"],
  ])("sees %s", (_name, html) => {
    const plain = surface("<p>Example</p><form action='/search/'></form><script>ours()</script>");
    expect(
      findNewParts(plain, surface(`<p>Example</p><form action='/search/'></form><script>ours()</script>${html}`), /never/g),
    ).not.toEqual([]);
    expect(findNewParts(plain, surface("<p>&lt;script&gt;</p><script>ours()</script>"), /never/g)).toEqual([]);
  });
});

describe.each(["standard", "enhanced"])("every page of the %s starter", (name) => {
  let opened: OpenedSite;
  let site: Site;
  beforeAll(async () => {
    site = await readSite(starterFolder(name));
    opened = await openSite(site);
  });

  it(
    "runs nothing that a link or form of a stranger's brings",
    async () => {
      const paths = pagePaths(site);
      expect(paths.length).toBeGreaterThan(2);
      for (const path of paths) expect(await findInjections(attacksOn(path, opened), path, payloads)).toEqual([]);
    },
    fuzzTimeoutMs,
  );
});

describe("Liquid that prints what the visitor sends", () => {
  const prints =
    "<p title='{{ request.params.q }}'>{{ params.q }}{{ request.url }}{{ request.raw_url }}{{ request.query }}{{ request.path }}{{ request.path_and_query }}{{ request.params['q'] | upcase }}{{ request.params['q'] | default: 'none' }}</p>";

  it.each([undefined, "true"])("is encoded with the setting %s", async (value) => {
    const starter = withLiquid(await readSite(starterFolder("enhanced")), prints, "markup");
    const [setting] = starter.settings;
    if (setting === undefined) throw new Error("the starter has settings");
    const settings =
      value === undefined ? starter.settings : [...starter.settings, { ...setting, name: "Site/EnableDefaultHtmlEncoding", value }];
    const opened = await openSite({ ...starter, settings });
    expect(await findInjections(attacksOn("/", opened), "/", payloads)).toEqual([]);
  });

  it("runs where the site has switched encoding off, so that the comparison would see it", async () => {
    const starter = withLiquid(await readSite(starterFolder("enhanced")), "{{ request.params.q }}", "markup");
    const [setting] = starter.settings;
    if (setting === undefined) throw new Error("the starter has settings");
    const opened = await openSite({
      ...starter,
      settings: [...starter.settings, { ...setting, name: "Site/EnableDefaultHtmlEncoding", value: "False" }],
    });
    const found = await findInjections(attacksOn("/", opened), "/", payloads);
    expect(found.map(({ payload }) => payload)).toContain('"><script>alert(1)</script>');
  });
});

/** Sites of other people that lie on this machine: `PORTAL_KIT_FUZZ_SITES=<folder>` names the folder that holds their site folders. */
const sitesFolder = process.env["PORTAL_KIT_FUZZ_SITES"] ?? "";
const folders = sitesFolder === "" || !existsSync(sitesFolder) ? [] : findSiteFolders(sitesFolder, 6);

describe.runIf(folders.length > 0)("every page of a public site", () => {
  it.each(folders)(
    "%s runs nothing that a link or form of a stranger's brings",
    async (folder) => {
      const site = await readSite(folder);
      const opened = await openSite(site);
      const found = [];
      for (const path of pagePaths(site)) found.push(...(await findInjections(attacksOn(path, opened), path, payloads.slice(0, 5))));
      expect(
        found.map(({ attack, path, payload, parts }) => ({ attack, path, payload, parts: parts.map((part) => part.slice(0, 300)) })),
      ).toEqual([]);
    },
    24 * 3_600_000,
  );
});

function findSiteFolders(folder: string, levels: number): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  if (entries.some(({ name }) => name === "website.yml")) return [folder];
  if (levels === 0) return [];
  return entries.flatMap((entry) =>
    entry.isDirectory() && entry.name !== "node_modules" ? findSiteFolders(join(folder, entry.name), levels - 1) : [],
  );
}
