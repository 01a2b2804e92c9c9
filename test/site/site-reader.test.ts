import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSite } from "../../site/read-site.ts";
import { createSiteReader, type SiteReader } from "../../site/site-reader.ts";
import type { Site } from "../../site/site.ts";
import { starterFolder } from "../support/kit-site.ts";

const header = "web-templates/header/Header.webtemplate.source.html";

describe("createSiteReader", () => {
  let above: string;
  let folder: string;
  let reader: SiteReader;
  const at = (path: string): string => join(folder, path);
  const write = (path: string, text: string | Buffer): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  const remove = (path: string): void => rmSync(at(path), { recursive: true, force: true });
  beforeEach(() => {
    above = mkdtempSync(join(tmpdir(), "site-reader-"));
    folder = join(above, "site");
    cpSync(starterFolder("enhanced"), folder, { recursive: true });
    reader = createSiteReader(folder);
  });
  afterEach(() => rmSync(above, { recursive: true, force: true }));

  it("reads what readSite reads", async () => {
    expect(await reader.read()).toEqual(await readSite(folder));
  });

  it("looks only at the files that are named", async () => {
    await reader.read();
    write(header, "new header");
    write("web-templates/footer/Footer.webtemplate.source.html", "new footer");
    const site = await reader.read([header]);
    expect(site.texts.get(header)).toBe("new header");
    expect(site.texts.get("web-templates/footer/Footer.webtemplate.source.html")).not.toBe("new footer");
    expect((await reader.read()).texts.get("web-templates/footer/Footer.webtemplate.source.html")).toBe("new footer");
  });

  it("names what is broken until it is mended", async () => {
    await reader.read();
    const path = "page-templates/Search.pagetemplate.yml";
    const good = readFileSync(at(path));
    write(path, 'adx_name: "Half');
    await expect(reader.read([path])).rejects.toMatchObject({ code: "yaml-syntax", place: { path } });
    write(path, good);
    expect(await reader.read([path])).toEqual(await readSite(folder));
  });

  it("reads the site that has taken the place of the one before", async () => {
    await reader.read();
    rmSync(folder, { recursive: true });
    await expect(reader.read([undefined])).rejects.toMatchObject({ code: "site-not-found" });
    cpSync(starterFolder("standard"), folder, { recursive: true });
    expect(await reader.read([undefined])).toEqual(await readSite(folder));
  });

  it("reads a code site's records, whose paths begin elsewhere", async () => {
    const project = join(above, "project");
    renameSync(folder, join(above, ".powerpages-site"));
    mkdirSync(project);
    renameSync(join(above, ".powerpages-site"), join(project, ".powerpages-site"));
    reader = createSiteReader(project);
    await reader.read();
    writeFileSync(join(project, ".powerpages-site", header), "new header");
    expect((await reader.read([`.powerpages-site/${header}`])).texts.get(header)).toBe("new header");
  });

  /** What happens to a site folder, and the paths that a watcher tells of it. */
  const changes: Readonly<Record<string, () => (string | undefined)[]>> = {
    "a template is saved": () => (write(header, `header ${Math.random()}`), [header]),
    "a template is saved and nobody knows which": () => (write(header, `header ${Math.random()}`), [undefined]),
    "a record is renamed": () => {
      const path = "page-templates/Search.pagetemplate.yml";
      write(path, readFileSync(starterPath(path), "utf8").replace("adx_name: Search", "adx_name: Find"));
      return [path];
    },
    "the list of settings changes": () => (
      write("sitesetting.yml", "- adx_name: One\n  adx_sitesettingid: 00000000-0000-4000-8000-000000000001\n"),
      ["sitesetting.yml"]
    ),
    "a template becomes undecodable": () => (write(header, Buffer.from([0x61, 0xff, 0x62])), [header]),
    "a snippet becomes undecodable": () => (
      write("content-snippets/footer/Footer.en-US.contentsnippet.value.html", Buffer.from([0xc3])),
      ["content-snippets/footer/Footer.en-US.contentsnippet.value.html"]
    ),
    "a web file's content goes": () => (remove("web-files/theme.css"), ["web-files/theme.css"]),
    "a web file's content comes": () => (write("web-files/theme.css", "p {}"), ["web-files/theme.css"]),
    "a folder of pages goes": () => (remove("web-pages/workshops"), ["web-pages/workshops", "web-pages/workshops/Workshops.webpage.yml"]),
    "the pages go": () => (remove("web-pages"), ["web-pages"]),
    "a folder of pages comes": () => {
      cpSync(starterPath("web-pages/workshops"), at("web-pages/workshops"), { recursive: true });
      return ["web-pages/workshops"];
    },
    "a folder becomes a file": () => (remove("weblink-sets"), write("weblink-sets", "x"), ["weblink-sets"]),
    "a file becomes a folder": () => (remove("weblink-sets"), write("weblink-sets/x.yml", ""), ["weblink-sets"]),
    "a link comes that leads out of the site": () => {
      writeFileSync(join(above, "secret.html"), "secret");
      remove("web-templates/linked.html");
      mkdirSync(at("web-templates"), { recursive: true });
      symlinkSync(join(above, "secret.html"), at("web-templates/linked.html"));
      return ["web-templates/linked.html"];
    },
    "the link becomes a file": () => (
      remove("web-templates/linked.html"),
      write("web-templates/linked.html", "own"),
      ["web-templates/linked.html"]
    ),
    "the link goes": () => (remove("web-templates/linked.html"), ["web-templates/linked.html"]),
    "strangers come": () => (
      write("notes.txt", "x"),
      write("web-templates/node_modules/x/y.html", "x"),
      ["notes.txt", "web-templates/node_modules/x/y.html"]
    ),
    "a folder is linked into the site": () => {
      mkdirSync(join(above, "outside"), { recursive: true });
      writeFileSync(join(above, "outside/in.html"), "outside");
      remove("lists");
      symlinkSync(join(above, "outside"), at("lists"));
      return ["lists/in.html"];
    },
    "the header's record goes": () => (
      remove("web-templates/header/Header.webtemplate.yml"),
      ["web-templates/header/Header.webtemplate.yml"]
    ),
    "the header comes back": () => (
      cpSync(starterPath("web-templates/header"), at("web-templates/header"), { recursive: true }),
      [header, "web-templates/header/Header.webtemplate.yml"]
    ),
    "the website is renamed": () => (
      write("website.yml", readFileSync(starterPath("website.yml"), "utf8").replace(/adx_name: .*/, "adx_name: Other")),
      ["website.yml"]
    ),
  };
  const starterPath = (path: string): string => join(starterFolder("enhanced"), path);
  /** A site, or why there is none. */
  const settle = (reading: Promise<Site>): Promise<unknown> => reading.catch((error: unknown) => ({ error }));

  it("comes to what a reading of all files comes to, whatever has happened", { timeout: 60_000 }, async () => {
    const names = Object.keys(changes);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
        async (turns) => {
          rmSync(folder, { recursive: true, force: true });
          cpSync(starterFolder("enhanced"), folder, { recursive: true });
          const watching = createSiteReader(folder);
          await watching.read();
          let left: (string | undefined)[] = [];
          for (const turn of turns) {
            const paths = [...left, ...turn.flatMap((name) => changes[name]?.() ?? [])];
            const found = await settle(watching.read(paths));
            expect(found).toEqual(await settle(readSite(folder)));
            left = typeof found === "object" && found !== null && "error" in found ? paths : [];
          }
        },
      ),
      { numRuns: 40, examples: names.map((name) => [[[name], [name]]]) },
    );
  });
});
