import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findDownloadedSite } from "../../../pac-deploy/pac/find-downloaded-site.ts";

const websiteId = "aaaa1111-2222-3333-4444-555555555555";
const classic = `adx_name: Contoso\nadx_websiteid: ${websiteId}\n`;
const code = `id: ${websiteId}\nname: Contoso\n`;

async function lay(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "downloaded-"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

describe("findDownloadedSite", () => {
  it.each([
    [
      "a classic site",
      "classic",
      { "contoso---contoso/website.yml": classic, "contoso---contoso/web-pages/home/x.yml": "" },
      "contoso---contoso",
    ],
    ["an id in quotes and capitals", "classic", { "s/website.yml": `adx_websiteid: "${websiteId.toUpperCase()}"\r\n` }, "s"],
    [
      "a code site in a folder",
      "code",
      { "Contoso/.powerpages-site/website.yml": code, "Contoso/powerpages.config.json": "{}" },
      "Contoso",
    ],
    ["a code site right there", "code", { ".powerpages-site/website.yml": code }, ""],
    ["a site beside a package's own", "code", { ".powerpages-site/website.yml": code, "node_modules/x/website.yml": classic }, ""],
  ] as const)("finds %s", async (_, kind, files, expected) => {
    const into = await lay(files);
    expect(await findDownloadedSite(into, { websiteId, kind })).toEqual({ siteFolder: join(into, expected), faults: [] });
  });

  it.each([
    ["nothing", "classic", {}, ["pac-nothing-downloaded"]],
    ["files without a site", "classic", { "a/sitesetting.yml": "" }, ["pac-nothing-downloaded"]],
    ["another site", "classic", { "s/website.yml": classic.replace("aaaa", "bbbb") }, ["pac-wrong-site"]],
    ["a site without an id", "classic", { "s/website.yml": "adx_name: Contoso\n" }, ["pac-wrong-site"]],
    ["two sites", "classic", { "a/website.yml": classic, "b/website.yml": classic }, ["pac-several-sites"]],
    ["a site of another kind", "code", { "s/website.yml": classic }, ["pac-site-kind-differs"]],
  ] as const)("tells of %s", async (_, kind, files, codes) => {
    const { faults } = await findDownloadedSite(await lay(files), { websiteId, kind });
    expect(faults.map((fault) => fault.code)).toEqual(codes);
  });
});
