import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { copySite, starterFolder, starters, storyConfiguration, type TemporarySite } from "../support/kit-site.ts";
import { apply } from "./round-trip.ts";
import { rewriteAsPac, stemOf } from "./rewrite-as-pac.ts";

const placements = ["header", "head-bottom"] as const;
const cases = starters.flatMap((starter) =>
  placements.flatMap((placement) =>
    (["\n", "\r\n"] as const).map((lineEnd) => ({ starter, placement, lineEnd, ends: lineEnd === "\n" ? "LF" : "CRLF" })),
  ),
);

/** Keys of lists and of their ids. */
const lists: Readonly<Record<string, string>> = { "sitesetting.yml": "adx_sitesettingid", "webrole.yml": "adx_webroleid" };

describe.each(cases)(
  "what the kit writes into the $starter starter ($placement, $ends), as the next download would write it",
  ({ starter, placement, lineEnd }) => {
    let copy: TemporarySite;
    let site: Site;
    let written: readonly string[];
    const read = (path: string): string => readFileSync(join(copy.folder, path), "utf8");
    beforeAll(async () => {
      copy = copySite(starterFolder(starter), {
        ...storyConfiguration,
        tracking: { script: "tracking.html", placement },
      });
      if (lineEnd === "\r\n") await useCarriageReturns(copy.folder);
      const plan = await apply(copy);
      written = plan.edits.filter(({ path }) => !path.startsWith(".portal-kit/")).map(({ path }) => path);
      site = await readSite(copy.folder);
    });
    afterAll(() => copy.remove());

    it("has the same bytes in every record", () => {
      const records = written.filter((path) => path.endsWith(".yml"));
      expect(records.length).toBeGreaterThan(5);
      for (const path of records) {
        const idKey = lists[path];
        expect(read(path), path).toBe(rewriteAsPac(read(path), { lineEnd, ...(idKey === undefined ? {} : { idKey }) }));
      }
    });

    it("has the same names: each file is called after its record, and no two records share a name", () => {
      const isWritten = ({ path }: { readonly path: string }): boolean => written.includes(path);
      const codeOf = new Map(site.languages.map(({ id, code }) => [id, code]));
      const expected = [
        ...site.webTemplates
          .filter(isWritten)
          .map(({ path, name }) => [path, `web-templates/${stemOf(name).toLowerCase()}/${stemOf(name)}.webtemplate.yml`]),
        ...site.pageTemplates.filter(isWritten).map(({ path, name }) => [path, `page-templates/${stemOf(name)}.pagetemplate.yml`]),
        ...site.snippets.filter(isWritten).map(({ path, name, languageId }) => {
          const code = languageId === undefined ? "" : `.${codeOf.get(languageId)}`;
          return [path, `content-snippets/${stemOf(name).toLowerCase()}/${stemOf(name)}${code}.contentsnippet.yml`];
        }),
        ...site.tablePermissions.filter(isWritten).map(({ path, name }) => [path, `table-permissions/${stemOf(name)}.tablepermission.yml`]),
        ...site.pages
          .filter(isWritten)
          .map(({ path, name }) => [path, `web-pages/${stemOf(name).toLowerCase()}/${stemOf(name)}.webpage.yml`]),
        ...site.pages.flatMap(({ name, contentPages }) =>
          contentPages
            .filter(isWritten)
            .map(({ path, languageId }) => [
              path,
              `web-pages/${stemOf(name).toLowerCase()}/content-pages/${stemOf(name)}.${codeOf.get(languageId ?? "")}.webpage.yml`,
            ]),
        ),
      ];
      expect(expected.length).toBeGreaterThan(10);
      for (const [path, name] of expected) expect(path).toBe(name);
      for (const records of [site.webTemplates, site.pageTemplates, site.tablePermissions, site.pages]) {
        const names = records.map(({ name }) => name.toLowerCase());
        expect(names).toEqual([...new Set(names)]);
      }
    });

    it("has the files that belong to a record, and ids as Dataverse writes them", () => {
      for (const path of written) {
        if (path.endsWith(".webtemplate.yml")) expect(existsSync(join(copy.folder, path.replace(/yml$/, "source.html"))), path).toBe(true);
        if (path.endsWith(".contentsnippet.yml"))
          expect(existsSync(join(copy.folder, path.replace(/yml$/, "value.html"))), path).toBe(true);
        if (!path.endsWith(".webpage.yml")) continue;
        for (const part of ["copy.html", "summary.html", "custom_javascript.js", "custom_css.css"])
          expect(existsSync(join(copy.folder, path.replace(/yml$/, part))) || starter === "standard", `${path}: ${part}`).toBe(true);
      }
      for (const path of written.filter((each) => each.endsWith(".yml")))
        for (const [id] of read(path).matchAll(/[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/g))
          expect(id, path).toBe(id.toLowerCase());
    });
  },
);

describe("the rewriter", () => {
  it.each([
    ["b: 1\na: 2\n", "a: 2\nb: 1\n"],
    ['a: "x"\n', "a: x\n"],
    ["a: ''\n", "a: ''\n"],
    ["a: 'it''s: here'\n", "a: 'it''s: here'\n"],
    ["a: '~/x'\n", "a: ~/x\n"],
    ["a:\n  - c\n  - b\n", "a:\n- b\n- c\n"],
    ["a: |-\n  one\n  two\n", "a: >-\n  one\n\n  two\n"],
    ["a: x", "a: x\n"],
  ])("writes %j as %j", (text, expected) => {
    expect(rewriteAsPac(text, { lineEnd: "\n" })).toBe(expected);
  });

  it("puts records in the order of their ids", () => {
    expect(rewriteAsPac("- id: b\n- id: a\n", { lineEnd: "\r\n", idKey: "id" })).toBe("- id: a\r\n- id: b\r\n");
  });
});

async function useCarriageReturns(folder: string): Promise<void> {
  const { readdir, readFile, writeFile } = await import("node:fs/promises");
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".yml")) continue;
    const file = join(entry.parentPath, entry.name);
    await writeFile(file, (await readFile(file, "utf8")).replaceAll(/\r?\n/g, "\r\n"));
  }
}
