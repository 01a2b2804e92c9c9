import { beforeAll, describe, expect, it } from "vitest";
import type { TrackingPlacement } from "../../../contract/configuration.ts";
import { stateFilePath } from "../../../contract/names.ts";
import { parseConfiguration } from "../../../pac-deploy/configuration/parse-configuration.ts";
import { parseTrackingScript } from "../../../pac-deploy/configuration/parse-tracking-script.ts";
import { readKitFiles, type KitFiles } from "../../../pac-deploy/kit-files.ts";
import { planKit } from "../../../pac-deploy/plan/plan-apply.ts";
import { planRemoval } from "../../../pac-deploy/plan/plan-remove.ts";
import type { Plan } from "../../../pac-deploy/plan/plan.ts";
import { applyEdits } from "../../../site/apply-edits.ts";
import { parseSite } from "../../../site/parse-site.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site } from "../../../site/site.ts";
import { kitFolder, starterFolder, starters } from "../../support/kit-site.ts";
import { sampleTracker } from "./sample-tracker.ts";

type Texts = ReadonlyMap<string, string>;
const script = parseTrackingScript(sampleTracker(), "tracking.html");
const snippetNames = { "head-bottom": "Head/Bottom", "tracking-code": "Tracking Code" } as const;
type SnippetPlacement = keyof typeof snippetNames;

let kit: KitFiles;
const starterTexts = new Map<string, Texts>();
beforeAll(async () => {
  kit = await readKitFiles(kitFolder);
  for (const name of starters) starterTexts.set(name, (await readSite(starterFolder(name))).texts);
});

const parse = (texts: Texts): Site => parseSite(texts, "site");
function plan(texts: Texts, placement: TrackingPlacement, capture: object = {}): Plan {
  const configuration = parseConfiguration(JSON.stringify({ tracking: { script: "tracking.html", placement }, capture }), "config.json");
  return planKit(parse(texts), { configuration, trackingScript: script, kit, stateText: texts.get(stateFilePath) });
}
const apply = (texts: Texts, placement: TrackingPlacement, capture?: object): Texts =>
  applyEdits(texts, plan(texts, placement, capture).edits);
const remove = (texts: Texts): Texts => applyEdits(texts, planRemoval(parse(texts), texts.get(stateFilePath)).edits);

const begin = "{% comment %}portal-kit:begin Portal Kit Tracking ";
const held = (texts: Texts): string[] =>
  [...texts]
    .filter(([path, text]) => path !== stateFilePath && text.includes(begin))
    .map(([path]) => path)
    .toSorted();

/** The starter without its snippets of that name, and with these instead. */
interface Given {
  readonly file: string;
  readonly language?: "en-US" | "de-DE";
  /** null: a record without a value file. */
  readonly value: string | null;
  readonly name?: string;
  readonly inactive?: true;
}
const germanId = "d0000000-0000-4000-8000-00000000de00";

function siteWith(placement: SnippetPlacement, given: readonly Given[], { isBilingual = false } = {}): Map<string, string> {
  const base = starterTexts.get("enhanced") ?? new Map<string, string>();
  const slug = snippetNames[placement].toLowerCase().replace(/[ /]/, "-");
  const texts = new Map([...base].filter(([path]) => !path.startsWith(`content-snippets/${slug}/`)));
  const english = parse(base).languages[0]?.id ?? "";
  if (isBilingual) {
    // In the enhanced data model a language of the site has the id of its portal language.
    const languages = texts.get("websitelanguage.yml") ?? "";
    texts.set("websitelanguage.yml", languages + languages.replaceAll(english, germanId).replaceAll("English", "Deutsch"));
    const codes = ".portalconfig/portallanguage.yml";
    const german = `- adx_languagecode: de-DE\n  adx_lcid: 1031\n  adx_portallanguageid: ${germanId}\n`;
    texts.set(codes, (texts.get(codes) ?? "") + german);
  }
  given.forEach(({ file, language, value, name = snippetNames[placement], inactive }, index) => {
    const path = `content-snippets/${slug}/${file}.contentsnippet`;
    texts.set(
      `${path}.yml`,
      [
        `adx_contentsnippetid: c0000000-0000-4000-8000-00000000000${index}`,
        ...(language === undefined ? [] : [`adx_contentsnippetlanguageid: ${language === "en-US" ? english : germanId}`]),
        `adx_display_name: ${name}`,
        `adx_name: ${name}`,
        "adx_type: 756150001",
        ...(inactive ? ["statecode: 1"] : []),
        "",
      ].join("\n"),
    );
    if (value !== null) texts.set(`${path}.value.html`, value);
  });
  return texts;
}

/** Applied, applied again, taken out: what each step has to come to. */
function expectRoundTrip(before: Texts, placement: TrackingPlacement, capture?: object): Texts {
  const after = apply(before, placement, capture);
  expect(plan(after, placement, capture).edits).toEqual([]);
  expect(Object.fromEntries(remove(after))).toEqual(Object.fromEntries(before));
  return after;
}

describe.each(starters)("the %s starter", (starter) => {
  it.each(["header", "head-bottom", "tracking-code"] as const)("takes tracking through %s in and out again, in one place", (placement) => {
    const before = starterTexts.get(starter) ?? new Map<string, string>();
    const after = expectRoundTrip(before, placement);
    const site = parse(after);
    const header = site.webTemplates.find(({ id }) => id === site.website.headerTemplateId)?.sourcePath ?? "";
    const shown =
      placement === "header"
        ? [header]
        : site.snippets.filter(({ name, active }) => active && name === snippetNames[placement]).map(({ valuePath }) => valuePath);
    expect(shown).not.toEqual([]);
    expect(held(after)).toEqual(shown.toSorted());
    // Everything that was in these files before is still there, in front.
    for (const path of shown) expect(after.get(path)?.startsWith(before.get(path) ?? "")).toBe(true);
  });

  it.each([
    ["header", "head-bottom"],
    ["head-bottom", "tracking-code"],
    ["tracking-code", "header"],
    ["tracking-code", "none"],
  ] as const)("moves it from %s to %s and leaves nothing behind", (from, to) => {
    const before = starterTexts.get(starter) ?? new Map<string, string>();
    const moved = apply(apply(before, from), to);
    expect(Object.fromEntries(moved)).toEqual(Object.fromEntries(apply(before, to)));
    expect(Object.fromEntries(remove(moved))).toEqual(Object.fromEntries(before));
  });
});

describe.each(["head-bottom", "tracking-code"] as const)("the snippet of %s", (placement) => {
  const slug = placement;
  const stem = placement === "head-bottom" ? "Head-Bottom" : "Tracking-Code";
  const value = (file: string): string => `content-snippets/${slug}/${file}.contentsnippet.value.html`;
  const own = (code?: string): string => value(code === undefined ? stem : `${stem}.${code}`);
  const link = '<link rel="preload" href="/a.css">';

  it.each<[string, readonly Given[], readonly string[], { isBilingual?: boolean }]>([
    ["for every language", [{ file: "S", value: link }], [value("S")], { isBilingual: true }],
    [
      "for each language",
      [
        { file: "S.en-US", language: "en-US", value: link },
        { file: "S.de-DE", language: "de-DE", value: link },
      ],
      [value("S.de-DE"), value("S.en-US")],
      { isBilingual: true },
    ],
    [
      "for one of two languages",
      [{ file: "S.en-US", language: "en-US", value: link }],
      [own("de-DE"), value("S.en-US")],
      { isBilingual: true },
    ],
    [
      "for one language and for all",
      [
        { file: "S.en-US", language: "en-US", value: link },
        { file: "S", value: "" },
      ],
      [value("S.en-US"), value("S")],
      { isBilingual: true },
    ],
    ["without a value", [{ file: "S", value: null }], [value("S")], {}],
    ["with an empty value", [{ file: "S", value: "" }], [value("S")], {}],
    ["with CRLF", [{ file: "S", value: `${link}\r\n<!-- two -->\r\n` }], [value("S")], {}],
    ["with lone CR", [{ file: "S", value: `${link}\r<!-- two -->` }], [value("S")], {}],
    ["with a byte order mark and no final line end", [{ file: "S", value: `\uFEFF${link}` }], [value("S")], {}],
    [
      "in another letter case",
      [{ file: "S", name: placement === "head-bottom" ? "HEAD/bottom" : "tracking CODE", value: link }],
      [value("S")],
      {},
    ],
    [
      "twice for the same language",
      [
        { file: "S.en-US_A", language: "en-US", value: link },
        { file: "S.en-US_B", language: "en-US", value: "" },
      ],
      [value("S.en-US_A"), value("S.en-US_B")],
      {},
    ],
  ])("that is there %s is extended and given back byte for byte", (_, given, shown, options) => {
    const before = siteWith(placement, given, options);
    const after = expectRoundTrip(before, placement);
    expect(held(after)).toEqual(shown.toSorted());
    for (const { file, value: text } of given) expect(after.get(value(file))).toContain(text ?? "");
  });

  it("is left alone when it is inactive, and another one is made", () => {
    const before = siteWith(placement, [{ file: stem, value: link, inactive: true }]);
    const after = expectRoundTrip(before, placement);
    expect(after.get(own())).toBe(link);
    expect(
      parse(after).snippets.filter(({ name, active, value: text }) => active && name === snippetNames[placement] && text?.includes(begin)),
    ).toHaveLength(1);
  });

  it("is made where the site has none", () => {
    const after = expectRoundTrip(siteWith(placement, [], { isBilingual: true }), placement);
    expect(held(after)).toEqual(placement === "head-bottom" ? [own("de-DE"), own("en-US")] : [own()]);
    expect(parse(after).snippets.find(({ name }) => name === snippetNames[placement])?.type).toBe("text");
  });

  it("gets the form's script behind tracking with the outbox, and the header does not", () => {
    const capture = { path: "A", acceptAnonymousContactAccess: true, outbox: true };
    for (const given of [[], [{ file: "S", value: link }], [{ file: "S", value: null }]] satisfies (readonly Given[])[]) {
      const before = siteWith(placement, given);
      const after = expectRoundTrip(before, placement, capture);
      const site = parse(after);
      const snippet = site.snippets.find(({ name, active }) => active && name === snippetNames[placement]);
      const includes = [...(snippet?.value ?? "").matchAll(/include '(.*?)'/g)].map(([, name]) => name);
      expect(includes).toEqual(["Portal Kit Tracking", "Portal Kit Capture Script"]);
      expect(site.webTemplates.find(({ id }) => id === site.website.headerTemplateId)?.source).not.toContain("portal-kit:begin");
    }
  });

  it("is not written to when it is no UTF-8 text", () => {
    const texts = siteWith(placement, [{ file: "S", value: null }]);
    const site = parseSite(texts, "site", { undecodable: new Map([[value("S"), "caf\uFFFD"]]) });
    const configuration = parseConfiguration(JSON.stringify({ tracking: { script: "t.html", placement } }), "config.json");
    expect(() => planKit(site, { configuration, trackingScript: script, kit, stateText: undefined })).toThrow(
      expect.objectContaining({ code: "not-utf-8", exitCode: 1, place: { path: value("S") } }),
    );
  });
});

describe("a page that comes without the website's header", () => {
  const withBareTemplate = (source: string): Texts => {
    const texts = new Map(starterTexts.get("enhanced"));
    const site = parse(texts);
    const home = site.pages.find(({ url }) => url === "/");
    const web = site.webTemplates.find(({ id }) => id !== site.website.headerTemplateId);
    if (home === undefined || web === undefined) throw new Error("the starter has a home page and more than one web template");
    const pageTemplate = site.pageTemplates.find(({ id }) => id === home.pageTemplateId);
    if (pageTemplate === undefined) throw new Error("the home page has a page template");
    const record = (texts.get(pageTemplate.path) ?? "")
      .replace(/adx_usewebsiteheaderandfooter: .*/, "adx_usewebsiteheaderandfooter: false")
      .replace(/adx_webtemplateid: .*/, `adx_webtemplateid: ${web.id}`);
    texts.set(pageTemplate.path, record);
    texts.set(web.sourcePath, source);
    return texts;
  };
  const found = (texts: Texts, placement: TrackingPlacement): Plan["findings"] =>
    plan(texts, placement).findings.filter(({ code }) => code === "page-without-header");

  it.each([
    ["header", /shows no website header: no tracking there \(\//],
    ["head-bottom", /without Head\/Bottom: no tracking there/],
    ["tracking-code", /without Tracking Code: no tracking there/],
  ] as const)("is told with the placement %s, with what to do", (placement, message) => {
    const findings = found(withBareTemplate("<!doctype html><html></html>"), placement);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ severity: "warning", path: expect.stringMatching(/\.pagetemplate\.yml$/) });
    expect(findings[0]?.message).toMatch(message);
    expect(findings[0]?.message).toContain("put {% include 'Portal Kit Tracking' %} into the web template");
  });

  it.each(["header", "head-bottom", "tracking-code"] as const)(
    "is silent with %s when the template includes tracking by itself",
    (placement) => {
      expect(found(withBareTemplate('<html>{%- include "Portal Kit Tracking" -%}</html>'), placement)).toEqual([]);
    },
  );

  it("is silent with the placement header when the template includes the header, and told with the others", () => {
    const texts = withBareTemplate("<html>{% include 'header' %}</html>");
    expect(found(texts, "header")).toEqual([]);
    expect(found(texts, "tracking-code")).toHaveLength(1);
  });

  it("is silent without tracking", () => {
    expect(found(withBareTemplate("<html></html>"), "none")).toEqual([]);
  });
});
