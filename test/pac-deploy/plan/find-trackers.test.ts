import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { trackingScriptSnippet } from "../../../contract/names.ts";
import { UserError } from "../../../contract/user-error.ts";
import { assertApplicable } from "../../../pac-deploy/plan/assert-applicable.ts";
import { findTrackers } from "../../../pac-deploy/plan/find-trackers.ts";
import { planApply } from "../../../pac-deploy/plan/plan-apply.ts";
import type { Plan } from "../../../pac-deploy/plan/plan.ts";
import { parseSite } from "../../../site/parse-site.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site } from "../../../site/site.ts";
import { applyKit, copySite, kitFolder, starterFolder, starters, storyConfiguration, type TemporarySite } from "../../support/kit-site.ts";
import { libraryOf, sampleTracker } from "./sample-tracker.ts";

let bare: Site;
beforeAll(async () => {
  bare = await readSite(starterFolder("enhanced"));
});

const header = "web-templates/header/Header.webtemplate.source.html";
const headBottom = "content-snippets/head-bottom/Head-Bottom.en-US.contentsnippet.value.html";
const homeContent = "web-pages/home/content-pages/Home.en-US.webpage";
const trackingCode = {
  "content-snippets/tracking-code/Tracking-Code.contentsnippet.yml":
    "adx_contentsnippetid: c1111111-1111-4111-8111-111111111111\nadx_display_name: Tracking Code\nadx_name: Tracking Code\nadx_type: 756150000\n",
};
const trackingCodeValue = "content-snippets/tracking-code/Tracking-Code.contentsnippet.value.html";
const basicForm = {
  "basic-forms/ask/Ask.basicform.yml":
    "adx_entityformid: c2222222-2222-4222-8222-222222222222\nadx_entityname: lead\nadx_formname: Ask\nadx_mode: 100000000\nadx_name: Ask\n",
};

const siteWith = (changes: Readonly<Record<string, string>>): Site =>
  parseSite(new Map([...bare.texts, ...Object.entries(changes)]), "site");
const inScript = `add("${libraryOf.journeys}");`;

describe("findTrackers", () => {
  it("finds nothing in the starters", async () => {
    for (const starter of starters) expect(findTrackers(await readSite(starterFolder(starter)))).toEqual([]);
  });

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ["the header", header, {}, 'the header template "Header"'],
    ["the footer", "web-templates/footer/Footer.webtemplate.source.html", {}, 'the footer template "Footer"'],
    ["Head/Bottom", headBottom, {}, 'the content snippet "Head/Bottom"'],
    ["Tracking Code", trackingCodeValue, trackingCode, 'the content snippet "Tracking Code"'],
    ["any other snippet", "content-snippets/footer/Footer.en-US.contentsnippet.value.html", {}, 'the content snippet "Footer"'],
    ["the copy of a page", `${homeContent}.copy.html`, {}, "the copy of the page /"],
    ["the summary of a page", `${homeContent}.summary.html`, {}, "the summary of the page /"],
    ["a page's script", `${homeContent}.custom_javascript.js`, {}, "the custom JavaScript of the page /"],
    ["a form's script", "basic-forms/ask/Ask.basicform.custom_javascript.js", basicForm, "the custom JavaScript of this basic form"],
  ])("finds one in %s", (_, path, records, where) => {
    const isScript = path.endsWith(".js");
    const text = `<p>\r\n</p>\n${sampleTracker("journeys")}`;
    const found = findTrackers(siteWith({ ...records, [path]: isScript ? `\n  ${inScript}` : text }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      kind: "tracker",
      product: "customer-insights-journeys",
      path,
      where,
      isShown: true,
      line: isScript ? 2 : 5,
    });
  });

  it("finds one in any other web template", () => {
    const template = bare.webTemplates.find(({ name }) => name !== "Header" && name !== "Footer");
    const path = template?.sourcePath ?? "";
    expect(findTrackers(siteWith({ [path]: sampleTracker() }))).toEqual([
      expect.objectContaining({ path, where: `the web template "${template?.name}"` }),
    ]);
  });

  it("finds one in a web file that is given to it", () => {
    const site = parseSite(
      new Map([
        ...bare.texts,
        [
          "web-files/track.js.webfile.yml",
          "adx_name: track.js\nadx_partialurl: track.js\nadx_webfileid: c3333333-3333-4333-8333-333333333333\n",
        ],
      ]),
      "site",
      { otherPaths: ["web-files/track.js"] },
    );
    expect(findTrackers(site)).toEqual([]);
    expect(findTrackers(site, new Map([["web-files/track.js", inScript]]))).toEqual([
      expect.objectContaining({
        path: "web-files/track.js",
        line: 1,
        column: 6 + libraryOf.journeys.indexOf("/WebTracking/"),
        where: 'the web file "track.js"',
      }),
    ]);
  });

  it("tells a root page whose content pages are shown instead", () => {
    expect(findTrackers(siteWith({ "web-pages/home/Home.webpage.copy.html": sampleTracker() }))).toEqual([
      expect.objectContaining({ isShown: false }),
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ["what is commented out", { [header]: `<!-- ${sampleTracker()} -->{% comment %}${sampleTracker()}{% endcomment %}` }],
    ["a script's comment", { [`${homeContent}.custom_javascript.js`]: `// ${inScript}` }],
    [
      "an inactive snippet",
      {
        "content-snippets/x/X.contentsnippet.yml": `${Object.values(trackingCode)[0]}statecode: 1\n`,
        "content-snippets/x/X.contentsnippet.value.html": sampleTracker(),
      },
    ],
    [
      "an inactive form",
      {
        "basic-forms/ask/Ask.basicform.yml": `${Object.values(basicForm)[0]}statecode: 1\n`,
        "basic-forms/ask/Ask.basicform.custom_javascript.js": inScript,
      },
    ],
    [
      "the pasted script's own snippet, whoever wrote it",
      {
        "content-snippets/y/Y.en-US.contentsnippet.yml": `adx_contentsnippetid: c4444444-4444-4444-8444-444444444444\nadx_name: ${trackingScriptSnippet}\n`,
        "content-snippets/y/Y.en-US.contentsnippet.value.html": sampleTracker("journeys"),
      },
    ],
    [
      "server logic",
      {
        "server-logic/ask.js": inScript,
        "server-logic/ask.serverlogic.yml": "adx_name: ask\nadx_serverlogicid: c5555555-5555-4555-8555-555555555555\n",
      },
    ],
  ])("is silent about %s", (_, changes) => {
    expect(findTrackers(siteWith(changes))).toEqual([]);
  });

  it("is silent about the kit's own records, and not about others of a like name", async () => {
    const copy = copySite(starterFolder("standard"));
    try {
      await applyKit(copy);
      expect(findTrackers(await readSite(copy.folder))).toEqual([]);
      writeFileSync(
        join(copy.folder, "web-templates/footer/Footer.webtemplate.yml"),
        readFileSync(join(copy.folder, "web-templates/footer/Footer.webtemplate.yml"), "utf8").replace(
          /adx_name: .*/,
          "adx_name: Portal Kit Footer",
        ),
      );
      writeFileSync(join(copy.folder, "web-templates/footer/Footer.webtemplate.source.html"), sampleTracker());
      expect(findTrackers(await readSite(copy.folder))).toHaveLength(1);
    } finally {
      copy.remove();
    }
  });
});

describe("apply", () => {
  const open: TemporarySite[] = [];
  afterEach(() => {
    for (const site of open.splice(0)) site.remove();
  });
  const copyWith = (
    changes: Readonly<Record<string, string>>,
    { pasted = sampleTracker(), configuration = storyConfiguration }: { readonly pasted?: string; readonly configuration?: object } = {},
  ): TemporarySite => {
    const site = copySite(starterFolder("enhanced"), configuration);
    open.push(site);
    writeFileSync(join(dirname(site.configPath), "tracking.html"), pasted);
    for (const [path, text] of Object.entries(changes)) {
      mkdirSync(dirname(join(site.folder, path)), { recursive: true });
      writeFileSync(join(site.folder, path), text);
    }
    return site;
  };
  const plan = ({ folder, configPath }: TemporarySite): Promise<Plan> => planApply(folder, { kitFolder, configPath });
  async function refusal(act: () => Promise<unknown>): Promise<UserError> {
    const error: unknown = await act().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error instanceof UserError) return error;
    throw new Error(`expected a refusal, got ${String(error)}`);
  }
  const applied = async (site: TemporarySite): Promise<void> => assertApplicable(await plan(site));

  it.each([
    ["two scripts of Data", sampleTracker("data", "a") + sampleTracker("data", "b"), "Customer Insights - Data is pasted twice"],
    [
      "Data, then Journeys",
      sampleTracker("data") + sampleTracker("journeys"),
      "two trackers are pasted, Customer Insights - Data and Customer Insights - Journeys",
    ],
    [
      "Journeys, then Data",
      sampleTracker("journeys") + sampleTracker("data"),
      "two trackers are pasted, Customer Insights - Journeys and Customer Insights - Data",
    ],
  ])("refuses a paste of %s", async (_, pasted, message) => {
    const error = await refusal(() => plan(copyWith({}, { pasted })));
    expect(error).toMatchObject({ code: "tracking-script-two", exitCode: 2, place: { line: 10, column: 3 } });
    expect(error.message).toContain(message);
    expect(error.place?.path).toMatch(/tracking\.html$/);
  });

  const cases = [
    ["Data pasted, Data in the header", "data", "data", header],
    ["Data pasted, Journeys in the header", "data", "journeys", header],
    ["Journeys pasted, Data in the header", "journeys", "data", header],
    ["Data pasted, Data in a snippet", "data", "data", headBottom],
    ["Journeys pasted, Data on a page", "journeys", "data", `${homeContent}.copy.html`],
  ] as const;
  describe.each(["header", "head-bottom", "tracking-code"] as const)("with the placement %s", (placement) => {
    it.each(cases)("refuses %s, naming the place", async (_, pasted, present, path) => {
      const site = copyWith(
        { [path]: `<p></p>\n${sampleTracker(present)}` },
        { pasted: sampleTracker(pasted), configuration: { ...storyConfiguration, tracking: { script: "tracking.html", placement } } },
      );
      const error = await refusal(() => applied(site));
      expect(error).toMatchObject({ code: "tracker-already-there", exitCode: 1, hint: "Nothing was written.", place: { path, line: 4 } });
      expect(error.message).toContain(present === "data" ? "Customer Insights - Data" : "Customer Insights - Journeys");
      expect(error.message).toContain("take it out here");
      expect(existsSync(join(site.folder, ".portal-kit"))).toBe(false);
    });
  });

  it("refuses a tracker in the header and in a snippet, and names both", async () => {
    const { findings } = await plan(copyWith({ [header]: sampleTracker(), [headBottom]: sampleTracker("journeys") }));
    expect(
      findings.filter(({ code, severity }) => code === "tracker-already-there" && severity === "error").map(({ path }) => path),
    ).toEqual([header, headBottom]);
  });

  it("refuses one in a web file's script", async () => {
    const site = copyWith({
      "web-files/track.js.webfile.yml":
        "adx_name: track.js\nadx_partialurl: track.js\nadx_webfileid: c3333333-3333-4333-8333-333333333333\nmimetype: text/plain\n",
      "web-files/track.js": inScript,
    });
    expect(await refusal(() => applied(site))).toMatchObject({
      code: "tracker-already-there",
      place: { path: "web-files/track.js", line: 1 },
    });
  });

  it("has nothing against it without tracking of its own", async () => {
    const configuration = { ...storyConfiguration, tracking: { placement: "none" } };
    expect((await plan(copyWith({ [header]: sampleTracker() }, { configuration }))).findings.map(({ code }) => code)).not.toContain(
      "tracker-already-there",
    );
  });

  it("still refuses when the kit is in the site already, until the other one is gone", async () => {
    const site = copyWith({});
    await applyKit(site);
    const before = readFileSync(join(site.folder, headBottom), "utf8");
    writeFileSync(join(site.folder, headBottom), sampleTracker());
    expect(await refusal(() => applied(site))).toMatchObject({ code: "tracker-already-there", place: { path: headBottom } });
    writeFileSync(join(site.folder, headBottom), before);
    await applied(site);
  });

  it.each([
    ["a tag manager", "<script>gtm('GTM-ABC1234')</script>", "tag-manager-on-site", "cannot-conclude"],
    ["an embedded form", '<div data-form-api-url="https://public.example.com/"></div>', "form-may-track", "cannot-conclude"],
    ["a script of outbound marketing", '<script src="https://x.example.com/ws-tracking.js"></script>', "outbound-script", "warning"],
    ["a tracker on a root page that is not shown", sampleTracker(), "tracker-already-there", "cannot-conclude"],
  ])("tells %s and goes on", async (_, text, code, severity) => {
    const path = code === "tracker-already-there" ? "web-pages/home/Home.webpage.copy.html" : headBottom;
    const site = copyWith({ [path]: `\n${text}` });
    const { findings } = await plan(site);
    expect(findings.filter((finding) => finding.path === path)).toEqual([expect.objectContaining({ code, severity, path })]);
    await applied(site);
  });

  it.each([
    ["form capture", '<script src="https://formui.example.com/usa/FormCapture/FormCapture.bundle.js"></script>'],
    ["a custom trigger", '<script>load({ src: "https://x.example.com/sdk/web/msei-0.js", name: "msdynmkt" })</script>'],
  ])("has nothing to say about %s", async (_, text) => {
    const { findings } = await plan(copyWith({ [headBottom]: text }));
    expect(findings.filter(({ path }) => path === headBottom)).toEqual([]);
  });
});
