import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Check } from "../../../pac-deploy/checks/check.ts";
import { formMayTrack } from "../../../pac-deploy/checks/form-may-track.ts";
import { checks } from "../../../pac-deploy/checks/index.ts";
import { outboundScript } from "../../../pac-deploy/checks/outbound-script.ts";
import { renderSarif } from "../../../pac-deploy/checks/render-sarif.ts";
import { openChecked, runChecks } from "../../../pac-deploy/checks/run-checks.ts";
import { tagManagerOnSite } from "../../../pac-deploy/checks/tag-manager-on-site.ts";
import { trackerAlreadyThere } from "../../../pac-deploy/checks/tracker-already-there.ts";
import { trackersCollide } from "../../../pac-deploy/checks/trackers-collide.ts";
import { trackerUngated } from "../../../pac-deploy/checks/tracker-ungated.ts";
import { readSite } from "../../../site/read-site.ts";
import { applyKit, copySite, root, starterFolder, starters } from "../../support/kit-site.ts";
import { sampleTracker } from "../plan/sample-tracker.ts";
import { checkedSite, footer, headBottom, header, pasted } from "./checked-site.ts";

const tagManager = '<script src="https://www.googletagmanager.com/gtm.js?id=GTM-EXAMPLE"></script>';
const form = '<div data-form-id="1" data-form-api-url="https://public-eur.mkt.dynamics.com/api/v1.0/orgs/1/landingpageforms"></div>';
const outbound = '<script src="https://example.azureedge.net/global/FormCapture/ws-tracking.js"></script>';

type Case = readonly [
  what: string,
  check: Check,
  texts: Readonly<Record<string, string>>,
  isConfigured: boolean,
  places: readonly [path: string, line: number][],
];

const found: readonly Case[] = [
  ["CI-Data in the header beside the kit's", trackerAlreadyThere, { [header]: `<p></p>\n${sampleTracker()}` }, true, [[header, 4]]],
  ["CI-Journeys in the header beside the kit's", trackerAlreadyThere, { [header]: sampleTracker("journeys") }, true, [[header, 3]]],
  ["one in a snippet beside the kit's", trackerAlreadyThere, { [headBottom]: sampleTracker() }, true, [[headBottom, 3]]],
  ["two CI-Data in one template", trackersCollide, { [header]: sampleTracker() + sampleTracker() }, false, [[header, 10]]],
  ["CI-Data, then CI-Journeys", trackersCollide, { [header]: sampleTracker() + sampleTracker("journeys") }, false, [[header, 10]]],
  ["CI-Journeys, then CI-Data", trackersCollide, { [header]: sampleTracker("journeys") + sampleTracker() }, false, [[header, 10]]],
  [
    "one in the header and one in a snippet",
    trackersCollide,
    { [header]: sampleTracker(), [headBottom]: sampleTracker() },
    false,
    [[headBottom, 3]],
  ],
  ["one without the kit", trackerUngated, { [footer]: sampleTracker() }, false, [[footer, 3]]],
  ["a tag manager beside the kit's", tagManagerOnSite, { [header]: `\n${tagManager}` }, true, [[header, 2]]],
  ["a form beside the kit's tracker", formMayTrack, { [header]: form }, true, [[header, 1]]],
  ["an outbound script", outboundScript, { [header]: outbound }, false, [[header, 1]]],
];

const silent: readonly Case[] = [
  ["the kit's alone", trackerAlreadyThere, {}, true, []],
  ["one without the kit, which collides with nothing", trackerAlreadyThere, { [header]: sampleTracker() }, false, []],
  ["one alone", trackersCollide, { [header]: sampleTracker() }, false, []],
  ["one commented out", trackersCollide, { [header]: `${sampleTracker()}<!-- ${sampleTracker()} -->` }, false, []],
  ["two beside the kit's, each of which is told by another check", trackersCollide, { [header]: sampleTracker().repeat(2) }, true, []],
  ["the kit's", trackerUngated, {}, true, []],
  ["a tag manager alone", tagManagerOnSite, { [header]: tagManager }, false, []],
  ["a form alone", formMayTrack, { [header]: form }, false, []],
  ["a tracker", outboundScript, { [header]: sampleTracker() }, false, []],
];

describe("each check", () => {
  it.each(found)("finds %s", async (_, check, texts, isConfigured, places) => {
    const findings = check.find(await checkedSite(texts, isConfigured ? pasted() : undefined));
    expect(findings.map(({ path, line }) => [path, line])).toEqual(places);
    for (const finding of findings) expect(finding).toMatchObject({ code: check.meta.code, severity: check.meta.severity });
  });

  it.each(silent)("is silent about %s", async (_, check, texts, isConfigured) => {
    expect(check.find(await checkedSite(texts, isConfigured ? pasted() : undefined))).toEqual([]);
  });

  it.each(checks.map((check) => [check.meta.code, check] as const))(
    "%s has a file of its name, and cases of both kinds here",
    (code, check) => {
      expect(existsSync(`${root}/pac-deploy/checks/${code}.ts`)).toBe(true);
      for (const cases of [found, silent]) expect(cases.some(([, one]) => one === check)).toBe(true);
    },
  );
});

describe("all of them", () => {
  it.each(starters)("find nothing in the %s starter, before and after the kit is applied", async (starter) => {
    const site = copySite(starterFolder(starter));
    const find = async () =>
      runChecks(await openChecked(await readSite(site.folder), { configPath: site.configPath, webFiles: new Map() }));
    expect(await find()).toEqual([]);
    await applyKit(site);
    expect(await find()).toEqual([]);
    site.remove();
  });

  it("know the kit's script from the site where there is no configuration", async () => {
    const site = copySite(starterFolder("enhanced"));
    await applyKit(site);
    const { script } = await openChecked(await readSite(site.folder), { configPath: undefined, webFiles: new Map() });
    expect(script?.src).toBe(pasted().src);
    site.remove();
  });

  it("come in the order of files and lines", async () => {
    const texts = { [headBottom]: sampleTracker(), [header]: outbound + sampleTracker("journeys") };
    const findings = runChecks(await checkedSite(texts));
    expect(findings.map(({ code, path }) => `${path} ${code}`)).toEqual([
      `${headBottom} trackers-collide`,
      `${headBottom} tracker-ungated`,
      `${header} outbound-script`,
      `${header} tracker-ungated`,
    ]);
  });

  it("are a SARIF log with a rule for each", async () => {
    const log = renderSarif(runChecks(await checkedSite({ [header]: sampleTracker() })), checks);
    expect(log).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "portal-kit", rules: checks.map(({ meta }) => ({ id: meta.code })) } },
          results: [
            {
              ruleId: "tracker-ungated",
              level: "warning",
              locations: [{ physicalLocation: { artifactLocation: { uri: header }, region: { startLine: 3 } } }],
            },
          ],
        },
      ],
    });
  });

  it("are listed in docs/checks.md", async () => {
    await expect(renderChecksPage()).toMatchFileSnapshot("../../../docs/checks.md");
  });
});

function renderChecksPage(): string {
  const rows = checks.map(
    ({ meta: { code, severity, about, source } }) =>
      `| \`${code}\` | ${severity} | ${about}${source === undefined ? "" : ` [Source](${source})`} |`,
  );
  return `<!-- Written by \`npx vitest run test/pac-deploy/checks -u\`. Do not edit. -->

# Checks

\`portal-kit check --site <folder>\` finds what is wrong with a site and changes nothing. \`--format\` \`text\`, \`json\` (or \`--json\`) or \`sarif\`. The exit code is 1 where there is an error or a warning; what
cannot be concluded is a result of its own. What the configuration and the kit in the site say counts too, so the same site may have other findings before and after \`apply\`. Faults of the folder itself (two
records of one id, a file that cannot be read as its kind) are told as well.

| code | worst | finds |
|---|---|---|
${rows.join("\n")}
`;
}
