import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { UserError } from "../../contract/user-error.ts";
import { planApply } from "../../pac-deploy/plan/plan-apply.ts";
import { createEmulator } from "../../portal-emulator/create-emulator.ts";
import { parseSite } from "../../site/parse-site.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { writeEdits } from "../../site/write-edits.ts";
import { readFolderBytes } from "../support/folder-bytes.ts";
import { copySite, distFolder, kitFolder, starterFolder } from "../support/kit-site.ts";
import { idOf, ids, page, record, smallSite } from "../site/small-site.ts";
import { fuzzSettings, fuzzTimeoutMs } from "./fuzz-settings.ts";
import { addresses } from "./open-site.ts";

const secret = "secret-beside-the-site";
const maxMs = 10_000;

let outer: string;
let folder: string;
beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), "portal-kit-fuzz-"));
  folder = join(outer, "site");
  writeFileSync(join(outer, "secret.txt"), secret);
  for (const [path, text] of smallSite()) put(path, text);
});
afterEach(() => rmSync(outer, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

/** The site, or why it is refused; anything but a refusal meant for people is a fault of the reader's. */
async function readOrRefuse(): Promise<Site | UserError> {
  const began = performance.now();
  try {
    return await readSite(folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).toMatch(/\S/);
    return error;
  } finally {
    expect(performance.now() - began).toBeLessThan(maxMs);
  }
}

/** Asks for every address the site has, and those given; gives all the texts. */
async function showAll(site: Site, paths: readonly string[] = []): Promise<string> {
  const emulator = await createEmulator({ site, database: ":memory:", distFolder, addresses });
  onTestFinished(() => emulator.close());
  const texts: string[] = [];
  const urls = [...site.pages, ...site.webFiles].flatMap(({ url }) =>
    url === undefined ? [] : [url, encodeURI(url), url.replace(/\/$/, "")],
  );
  for (const path of new Set(["/", "/nowhere/", ...urls, ...paths])) {
    if (!path.startsWith("/") || !URL.canParse(addresses.portal + path) || new URL(addresses.portal + path).origin !== addresses.portal)
      continue;
    const answer = await emulator.fetch("portal", new Request(addresses.portal + path));
    expect(answer.status, path).toBeLessThan(500);
    texts.push(await answer.text());
  }
  return texts.join("\n");
}

const bomb = `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 12 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array.from({ length: 10 }, () => `*a${at}`).join(",")}]\n`).join("")}`;
const hostileYaml: Readonly<Record<string, string | Uint8Array>> = {
  "anchors of anchors": bomb,
  "an anchor of itself": "adx_name: &x [*x]\n",
  "a record of itself": "&x\nadx_name: *x\n",
  "a record that merges itself": "&x\n<<: *x\nadx_name: a\n",
  "an anchor that is not there": "adx_name: *nowhere\n",
  "a key twice": "adx_name: a\nadx_name: b\n",
  "a key that is a record": "? {a: b}\n: c\n",
  "a list of lists": "- - - a\n",
  "a text": "just words\n",
  "two documents": "adx_name: a\n---\nadx_name: b\n",
  "a tag of a language": "!!js/function \"x\": !!js/function 'function(){ throw 1 }'\nadx_name: !!python/object/apply:os.system [id]\n",
  "names of the machinery": `__proto__: x\nconstructor: y\ntoString: z\nadx_name: a\n`,
  "a record for a prototype": '{"__proto__": {"adx_name": "x"}, "adx_name": "a"}\n',
  tabs: "\tadx_name: a\n",
  "a byte order mark": "\ufeffadx_name: a\n",
  "invalid UTF-8": new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0xfe, 0xc0, 0x80, 0x0a]),
  NUL: "adx_name: a\0b\n",
  nothing: "",
  "blanks only": "   \n\n  ",
  "10,000 lists within each other": `adx_name: ${"[".repeat(10_000)}${"]".repeat(10_000)}\n`,
  "10,000 records within each other": Array.from({ length: 10_000 }, (_, at) => `${" ".repeat(at)}a:\n`).join(""),
  "a line of a million characters": `adx_name: ${"a".repeat(1_000_000)}\n`,
  "a line of a million blanks": `adx_name: a${" ".repeat(1_000_000)}b\n`,
  "100,000 keys": Array.from({ length: 100_000 }, (_, at) => `k${at}: v\n`).join(""),
  "a quote that does not end": 'adx_name: "a\n',
  "lone CR line ends": "adx_name: a\radx_webpageid: b\r",
  "a directive": "%YAML 9.9\n---\nadx_name: a\n",
};
const recordPaths = [
  "web-pages/x/x.webpage.yml",
  "sitesetting.yml",
  "web-templates/x/x.webtemplate.yml",
  "table-permissions/x.tablepermission.yml",
  "web-files/x.txt.webfile.yml",
  "basic-forms/x/x.basicform.yml",
  "website.yml",
];

/** Each kind of record with some of the texts; a longer run gives each all. */
const recordPathsOf = (at: number): readonly string[] =>
  process.env["PORTAL_KIT_FUZZ_RUNS"] === undefined ? [recordPaths[at % recordPaths.length] ?? "website.yml"] : recordPaths;

describe("a hostile record", () => {
  it.each(Object.entries(hostileYaml).flatMap(([name, text], at) => recordPathsOf(at).map((path) => [name, path, text] as const)))(
    "%s in %s is read or refused, and what is read is served",
    async (_name, path, text) => {
      put(path, text);
      const site = await readOrRefuse();
      if (!(site instanceof UserError)) await showAll(site);
    },
  );

  const names = [
    "../../etc/passwd",
    "%2e%2e/%2e%2e/x",
    "..\\..\\x",
    "/etc/passwd",
    "C:\\x",
    "//evil.example",
    "\\\\evil.example\\x",
    "_emulator",
    "_api/contacts",
    "",
    " ",
    ".",
    "..",
    "a\0b",
    "a%0d%0ab",
    "__proto__",
    "\u202e",
    "a".repeat(5000),
    "<script>alert(1)</script>",
    "?x#y",
  ];
  it.each(names)("a partial address %j leads to no file beside the site", async (name) => {
    const quoted = JSON.stringify(name);
    put(
      "web-pages/x/x.webpage.yml",
      page({ adx_name: quoted, adx_partialurl: quoted, adx_parentpageid: ids.home, adx_webpageid: idOf(800) }),
    );
    put(
      "web-files/x.txt.webfile.yml",
      record({
        adx_name: quoted,
        adx_partialurl: quoted,
        adx_parentpageid: ids.home,
        adx_webfileid: idOf(801),
        adx_publishingstateid: ids.published,
        filename: quoted,
      }),
    );
    put("web-files/x.txt", "own");
    const site = await readOrRefuse();
    if (!(site instanceof UserError)) expect(await showAll(site, ["/../secret.txt", "/%2e%2e/secret.txt"])).not.toContain(secret);
  });

  it("serves no content of a web file that lies, or leads, outside the site", async () => {
    for (const [at, name] of ["../secret.txt", "..\\secret.txt", "linked.txt", "folder/secret.txt"].entries()) {
      put(
        `web-files/${at}.webfile.yml`,
        record({
          adx_name: name,
          adx_partialurl: `f${at}.txt`,
          adx_parentpageid: ids.home,
          adx_webfileid: idOf(810 + at),
          adx_publishingstateid: ids.published,
          filename: name,
        }),
      );
    }
    symlinkSync(join(outer, "secret.txt"), join(folder, "web-files/linked.txt"));
    symlinkSync(join(outer, "secret.txt"), join(folder, "web-files/2"));
    symlinkSync(outer, join(folder, "web-files/folder"));
    const site = await readSite(folder);
    expect(await showAll(site, ["/f0.txt", "/f1.txt", "/f2.txt", "/f3.txt"])).not.toContain(secret);
  });

  it("serves no content that became a link after the site was read", async () => {
    put(
      "web-files/x.txt.webfile.yml",
      record({
        adx_name: "x.txt",
        adx_partialurl: "x.txt",
        adx_parentpageid: ids.home,
        adx_webfileid: idOf(820),
        adx_publishingstateid: ids.published,
      }),
    );
    put("web-files/x.txt", "own");
    const site = await readSite(folder);
    expect(await showAll(site, ["/x.txt"])).toContain("own");
    rmSync(join(folder, "web-files/x.txt"));
    symlinkSync(join(outer, "secret.txt"), join(folder, "web-files/x.txt"));
    expect(await showAll(site, ["/x.txt"])).not.toContain(secret);
  });

  it("reads no text behind a link that leads out", async () => {
    symlinkSync(join(outer, "secret.txt"), join(folder, "web-templates/site-top/x.html"));
    symlinkSync(outer, join(folder, "web-pages/out"));
    rmSync(join(folder, "web-templates/footer/Footer.webtemplate.source.html"), { force: true });
    symlinkSync(join(outer, "secret.txt"), join(folder, "web-templates/footer/Footer.webtemplate.source.html"));
    const site = await readOrRefuse();
    if (!(site instanceof UserError)) expect(JSON.stringify([...site.texts])).not.toContain(secret);
  });

  it("pages that are each other's parents end no walk", async () => {
    for (const [at, parent] of [
      [830, 831],
      [831, 832],
      [832, 830],
      [833, 833],
    ] as const)
      put(
        `web-pages/c${at}/c.webpage.yml`,
        page({ adx_name: `c${at}`, adx_partialurl: "c", adx_parentpageid: idOf(parent), adx_webpageid: idOf(at) }),
      );
    put(
      "web-templates/site-top/Site-Top.webtemplate.source.html",
      "{% for p in page.breadcrumbs %}{{ p.title }}{% endfor %}{{ sitemap.root.children.size }}{{ page.parent.parent.parent.title }}",
    );
    expect(await showAll(await readSite(folder))).not.toContain("Liquid error");
  });
});

describe("records made of random pieces", () => {
  const scalar = fc.oneof(
    fc.constantFrom(
      "true",
      "1",
      "-1",
      "null",
      "",
      ids.home,
      ids.published,
      ids.header,
      idOf(800),
      "../x",
      "[]",
      "{}",
      "[a, b]",
      "{a: b}",
      "*x",
      "&x a",
      "|",
      ">-",
      "!!binary x",
      "'",
      '"',
      "2026-99-99",
      "9".repeat(40),
    ),
    fc.string({ unit: "binary", maxLength: 10 }),
  );
  const kinds = fc.constantFrom(
    "webpage",
    "webtemplate",
    "contentsnippet",
    "webfile",
    "tablepermission",
    "weblinkset",
    "weblink",
    "basicform",
    "basicformmetadata",
    "advancedform",
    "advancedformstep",
    "list",
    "pagetemplate",
    "columnpermissionprofile",
    "serverlogic",
  );
  const columns = fc.constantFrom(
    "name",
    "partialurl",
    "parentpageid",
    "webpageid",
    "pagetemplateid",
    "publishingstateid",
    "isroot",
    "rootwebpageid",
    "webpagelanguageid",
    "statecode",
    "displayorder",
    "entityname",
    "entitylogicalname",
    "mode",
    "scope",
    "right",
    "views",
    "filter_definition",
    "settings",
    "contactid",
    "value",
    "type",
    "webtemplateid",
    "weblinksetid",
    "parentweblinkid",
    "__proto__",
    "constructor",
  );
  const folders: Readonly<Record<string, string>> = {
    webpage: "web-pages",
    webtemplate: "web-templates",
    contentsnippet: "content-snippets",
    webfile: "web-files",
    tablepermission: "table-permissions",
    weblinkset: "weblink-sets",
    weblink: "weblink-sets",
    basicform: "basic-forms",
    basicformmetadata: "basic-forms",
    advancedform: "advanced-forms",
    advancedformstep: "advanced-forms",
    list: "lists",
    pagetemplate: "page-templates",
    columnpermissionprofile: "column-permission-profiles",
    serverlogic: "server-logics",
  };

  it(
    "are read or refused, and what is read is served",
    async () => {
      const files = fc.array(fc.tuple(kinds, fc.array(fc.tuple(columns, scalar), { maxLength: 8 }), fc.constantFrom("adx_", "")), {
        minLength: 1,
        maxLength: 4,
      });
      await fc.assert(
        fc.asyncProperty(files, async (records) => {
          const changes = Object.fromEntries(
            records.map(([kind, cells, prefix], at) => [
              `${folders[kind] ?? ""}/r${at}/r${at}.${kind}.yml`,
              `${prefix}${kind}id: ${idOf(800 + at)}\n${cells.map(([column, value]) => `${prefix}${column}: ${value}\n`).join("")}`,
            ]),
          );
          let site: Site;
          try {
            site = parseSite(smallSite(changes), folder);
          } catch (error) {
            if (error instanceof UserError) return;
            throw error;
          }
          await showAll(site);
        }),
        fuzzSettings(30),
      );
    },
    fuzzTimeoutMs,
  );
});

describe("apply", () => {
  it.each(["web-templates", "content-snippets", "web-pages", "page-templates", "table-permissions"])(
    "writes nothing through a link %s that leads out of the site",
    async (name) => {
      const site = copySite(starterFolder("enhanced"));
      onTestFinished(() => site.remove());
      const elsewhere = join(outer, "elsewhere");
      if (existsSync(join(site.folder, name))) cpSync(join(site.folder, name), elsewhere, { recursive: true });
      else mkdirSync(elsewhere);
      rmSync(join(site.folder, name), { recursive: true, force: true });
      symlinkSync(elsewhere, join(site.folder, name));
      const before = readFolderBytes(elsewhere);
      await applyTo(site).catch((error: unknown) => expect(error).toBeInstanceOf(UserError));
      expect(readFolderBytes(elsewhere)).toEqual(before);
    },
  );

  it.each(["../outside.txt", "a/../../outside.txt", "/outside.txt", "..\\outside.txt", "C:/outside.txt"])(
    "refuses an edit of %s",
    async (path) => {
      const before = readFolderBytes(outer);
      const edits = [{ kind: "create", path, text: "x", why: "a test" }] as unknown as Parameters<typeof writeEdits>[1];
      await writeEdits(folder, edits).catch((error: unknown) => expect(error).toBeInstanceOf(UserError));
      const after = readFolderBytes(outer);
      expect(Object.keys(after).filter((key) => !key.startsWith("site/") && before[key] === undefined)).toEqual([]);
      expect(readFileSync(join(outer, "secret.txt"), "utf8")).toBe(secret);
    },
  );
});

async function applyTo({ folder: siteFolder, configPath }: { readonly folder: string; readonly configPath: string }): Promise<void> {
  const plan = await planApply(siteFolder, { kitFolder, configPath });
  await writeEdits(siteFolder, plan.edits);
}
