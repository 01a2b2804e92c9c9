import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openChecked, runChecks } from "../../pac-deploy/checks/run-checks.ts";
import { readSite } from "../../site/read-site.ts";
import { copySite, starterFolder, starters, type TemporarySite } from "../support/kit-site.ts";
import { expectRoundTrip } from "./round-trip.ts";

const header = "web-templates/header/Header.webtemplate.source.html";
const settings = "sitesetting.yml";

/** A site folder to do harm to. */
interface Site {
  readonly folder: string;
  readonly path: (name: string) => string;
  readonly read: (name: string) => string;
  readonly put: (name: string, content: string | Uint8Array) => void;
  /** Every text of a record and beside it. */
  readonly rewrite: (change: (text: string) => string, ends?: string) => void;
  readonly link: (target: string, name: string) => void;
}

function harm(folder: string): Site {
  const path = (name: string): string => join(folder, name);
  const site: Site = {
    folder,
    path,
    read: (name) => readFileSync(path(name), "utf8"),
    put: (name, content) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), content);
    },
    rewrite: (change, ends = "") => {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(?:yml|html|js|css)$/.test(entry.name) || !entry.name.endsWith(ends)) continue;
        const file = join(entry.parentPath, entry.name);
        writeFileSync(file, change(readFileSync(file, "utf8")));
      }
    },
    link: (target, name) => {
      mkdirSync(dirname(path(name)), { recursive: true });
      symlinkSync(target, path(name));
    },
  };
  return site;
}

const template = (id: number, name: string): string =>
  `adx_name: ${name}\nadx_webtemplateid: 00000000-0000-4000-8000-${String(id).padStart(12, "0")}\n`;
const addTemplate = (site: Site, id: number, name: string, folder: string, stem: string): void => {
  site.put(`web-templates/${folder}/${stem}.webtemplate.yml`, template(id, name));
  site.put(`web-templates/${folder}/${stem}.webtemplate.source.html`, `<p>${id}</p>`);
};
const long = "a-page-below-a-page-".repeat(4);

/** What is done to a starter, and whether the kit goes in: "applied", or the code that it is refused with. */
const hostile: Readonly<Record<string, readonly [harm: (site: Site) => void, outcome: string]>> = {
  "CRLF everywhere": [({ rewrite }) => rewrite((text) => text.replaceAll(/\r?\n/g, "\r\n")), "applied"],
  "lone CR in templates and snippets": [({ rewrite }) => rewrite((text) => text.replaceAll(/\r?\n/g, "\r"), ".html"), "applied"],
  "a header of mixed line ends": [({ put, read }) => put(header, `a\r\nb\rc\n${read(header)}\r`), "applied"],
  "no final line end anywhere": [({ rewrite }) => rewrite((text) => text.replace(/[\r\n]+$/, "")), "applied"],
  "several final line ends": [({ rewrite }) => rewrite((text) => `${text}\n\n`), "applied"],
  "a byte order mark in every file": [({ rewrite }) => rewrite((text) => `\uFEFF${text}`), "applied"],
  "anchors and aliases in the settings": [
    ({ put, read }) =>
      put(
        settings,
        `- &o0\n  adx_name: Anchored\n  adx_sitesettingid: 00000000-0000-4000-8000-0000000000aa\n  adx_value: &v true\n- adx_name: Aliased\n  adx_sitesettingid: 00000000-0000-4000-8000-0000000000ab\n  adx_value: *v\n${read(settings)}`,
      ),
    "applied",
  ],
  "comments and blank lines among the settings": [
    ({ put, read }) => put(settings, `# mine\n\n${read(settings).replaceAll("\n- ", "\n\n# next\n- ")}\n\n# end`),
    "applied",
  ],
  "settings with dashes set in": [
    ({ put, read }) => put(settings, read(settings).replaceAll(/^/gm, "   ").replaceAll("   - ", "  -  ").trimEnd()),
    "applied",
  ],
  "no settings at all": [({ put }) => put(settings, ""), "applied"],
  "an empty list of settings": [({ put }) => put(settings, "[]\n"), "applied"],
  "settings in flow style": [
    ({ put }) => put(settings, "[{adx_name: A, adx_sitesettingid: 00000000-0000-4000-8000-0000000000aa, adx_value: b}]\n"),
    "yaml-style",
  ],
  "settings that are one record": [({ put }) => put(settings, template(1, "A")), "yaml-style"],
  "paths of 200 characters": [
    (site) => {
      addTemplate(site, 1, long, long, long);
      site.put(`web-files/${"b".repeat(190)}`, "x");
    },
    "applied",
  ],
  "names in other scripts, and one in two normal forms": [
    (site) => {
      addTemplate(site, 1, "Заголовок", "заголовок", "Заголовок");
      addTemplate(site, 2, "見出し", "見出し", "見出し");
      addTemplate(site, 3, "Caf\u00e9", "caf\u00e9", "Caf\u00e9");
      addTemplate(site, 4, "Cafe\u0301", "cafe\u0301", "Cafe\u0301");
      addTemplate(site, 5, "\u{1F600}".repeat(30), "\u{1F600}".repeat(30), "\u{1F600}".repeat(30));
    },
    "applied",
  ],
  "names that are there twice": [
    (site) => {
      addTemplate(site, 1, "Twice", "twice_0a1b2c3d", "Twice_0a1b2c3d");
      addTemplate(site, 2, "Twice", "twice_1A2B3C4D", "Twice_1A2B3C4D");
    },
    "applied",
  ],
  "names that differ in case only": [
    (site) => {
      addTemplate(site, 1, "case", "case", "case");
      addTemplate(site, 2, "CASE", "CASE", "CASE");
    },
    "applied",
  ],
  "a folder of the kit's name in another case": [(site) => site.put("web-templates/PORTAL-KIT-TRACKING/mine.txt", "mine"), "edit-conflict"],
  "inactive records": [
    (site) => {
      addTemplate(site, 1, "Gone", "gone", "Gone");
      site.put("web-templates/gone/Gone.webtemplate.yml", `${template(1, "Gone")}statecode: 1\nstatuscode: 2\n`);
      site.put(
        settings,
        `${site.read(settings)}- adx_name: Webapi/contact/enabled\n  adx_sitesettingid: ffffffff-0000-4000-8000-0000000000aa\n  adx_value: true\n  statecode: 1\n  statuscode: 2\n`,
      );
    },
    "applied",
  ],
  "a header that is not there": [({ path }) => rmSync(path(header)), "site-incomplete"],
  "an empty header": [({ put }) => put(header, ""), "applied"],
  "no roles": [({ path }) => rmSync(path("webrole.yml")), "no-anonymous-role"],
  "a record that is no YAML": [({ put }) => put("web-templates/x/X.webtemplate.yml", "a: [\n"), "yaml-syntax"],
  strangers: [
    (site) => {
      for (const name of [
        "node_modules/x/website.yml",
        ".git/HEAD",
        "dist/index.html",
        "README.md",
        ".vscode/settings.json",
        "web-templates/.DS_Store",
        "web-templates/header/Header.webtemplate.source.html.orig",
      ])
        site.put(name, "<<<<<<< mine\n");
    },
    "applied",
  ],
  "temporary files of another program": [(site) => site.put("web-templates/header/.Header.webtemplate.source.html.tmp", "mine"), "applied"],
  "links: inside, outward, nowhere, round": [
    (site) => {
      mkdirSync(`${site.folder}-outside`);
      writeFileSync(`${site.folder}-outside/x.yml`, template(9, "Outside"));
      site.link("header", "web-templates/inside");
      site.link(`${site.folder}-outside`, "web-templates/outward");
      site.link("nowhere", "web-templates/nowhere");
      site.link("..", "web-templates/round");
      site.link("self", "web-templates/self");
      site.link(`${site.folder}-outside/x.yml`, "web-templates/header/X.webtemplate.yml");
    },
    "applied",
  ],
  "a header that is a link to a file inside": [
    (site) => {
      renameSync(site.path(header), site.path("web-templates/header/real.html"));
      site.link("real.html", header);
    },
    "applied",
  ],
  "a header that is a link out of the folder": [
    (site) => {
      renameSync(site.path(header), `${site.folder}-outside.html`);
      site.link(`${site.folder}-outside.html`, header);
    },
    "site-incomplete",
  ],
  "a .portal-kit that is a link": [
    (site) => {
      mkdirSync(`${site.folder}-outside`);
      site.link(`${site.folder}-outside`, ".portal-kit");
    },
    "state-folder-link",
  ],
  "a read-only header": [({ path }) => chmodSync(path(header), 0o444), "edit-conflict"],
  "read-only settings": [({ path }) => chmodSync(path(settings), 0o400), "edit-conflict"],
  "a read-only file that is not written": [({ path }) => chmodSync(path("website.yml"), 0o444), "applied"],
  "modes of its own": [({ path }) => chmodSync(path(header), 0o751), "applied"],
  "a header of 2 MB": [({ put, read }) => put(header, `${"<p>x</p>\n".repeat(230_000)}${read(header)}`), "applied"],
  "a header on one long line": [({ put }) => put(header, `<div>${"x".repeat(1_500_000)}</div>`), "applied"],
  "a header that is not UTF-8": [({ put }) => put(header, new Uint8Array([0x3c, 0x70, 0x3e, 0xe9, 0x0a])), "not-utf-8"],
  "settings that are not UTF-8": [
    ({ put, folder }) => put(settings, Buffer.concat([readFileSync(join(folder, settings)), Buffer.from([0x23, 0xe9, 0x0a])])),
    "edit-conflict",
  ],
  "other files that are not UTF-8": [(site) => site.put("web-files/photo.jpg", new Uint8Array([0xff, 0xd8, 0x00, 0xff])), "applied"],
  "a state that is cut off": [({ put }) => put(".portal-kit/state.json", '{"version": 1, "fil'), "state-broken"],
  "an empty state": [({ put }) => put(".portal-kit/state.json", ""), "state-broken"],
  "a state with a merge left open": [
    ({ put }) => put(".portal-kit/state.json", '{\n<<<<<<< HEAD\n  "version": 1,\n=======\n  "version": 1,\n>>>>>>> branch\n}\n'),
    "state-broken",
  ],
  "a state of a newer kit": [({ put }) => put(".portal-kit/state.json", '{"version": 2, "kit": "9.0.0"}'), "state-newer"],
  "a state that is not UTF-8": [({ put }) => put(".portal-kit/state.json", new Uint8Array([0x7b, 0xff])), "state-broken"],
  "a state that is a folder": [({ path }) => mkdirSync(path(".portal-kit/state.json"), { recursive: true }), "state-broken"],
  "a journal of a newer kit": [
    ({ put }) => put(".portal-kit/writing.json", '{"version": 2, "kit": "9.0.0", "files": []}'),
    "journal-newer",
  ],
  "a journal with a merge left open": [({ put }) => put(".portal-kit/writing.json", '<<<<<<< HEAD\n{"version":1}\n'), "journal-broken"],
  "a journal of another shape": [({ put }) => put(".portal-kit/writing.json", '{"version": 1, "files": [7]}'), "journal-broken"],
  "a journal that leads out": [
    ({ put }) =>
      put(
        ".portal-kit/writing.json",
        JSON.stringify({
          version: 1,
          kit: "0",
          action: "apply",
          pid: 1,
          startedAt: "",
          files: [{ path: "../x", before: "x", after: null }],
          folders: [],
        }),
      ),
    "journal-broken",
  ],
  "a journal of another machine that still writes": [
    ({ put }) =>
      put(
        ".portal-kit/writing.json",
        JSON.stringify({ version: 1, kit: "0", action: "apply", pid: 1, host: "another machine", startedAt: "", files: [], folders: [] }),
      ),
    "site-busy",
  ],
};

const open: TemporarySite[] = [];
afterEach(() => {
  for (const site of open.splice(0)) site.remove();
});

const posixOnly = /link|mode|read-only|case|200 characters/;

describe("a site that is hard to handle goes through apply, apply and remove, or is refused and left as it is", () => {
  it.each(
    Object.entries(hostile)
      .filter(([name]) => process.platform !== "win32" || !posixOnly.test(name))
      .map(([name, [act, outcome]], index) => ({ name, act, outcome, starter: starters[index % starters.length] ?? "enhanced" })),
  )("$name ($starter): $outcome", async ({ act, outcome, starter }) => {
    const site = copySite(starterFolder(starter));
    open.push(site);
    act(harm(site.folder));
    const outside = `${site.folder}-outside`;
    const found = await expectRoundTrip(site);
    expect(found.kind === "applied" ? found.kind : found.code).toBe(outcome);
    if (existsSync(outside)) expect(readdirSync(outside).filter((name) => name !== "x.yml")).toEqual([]);
    // A check says what it finds, or why the folder cannot be read; it does not fall over.
    const checking = readSite(site.folder).then((read) => openChecked(read, { configPath: site.configPath, webFiles: new Map() }));
    await expect(
      checking.then(runChecks).then(Array.isArray, (error: unknown) => (error instanceof Error ? error.name : error)),
    ).resolves.toSatisfy((answer) => answer === true || answer === "UserError");
  });
});
