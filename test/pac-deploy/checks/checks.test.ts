import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checks } from "../../../pac-deploy/checks/index.ts";
import { renderSarif } from "../../../pac-deploy/checks/render-sarif.ts";
import { openChecked, runChecks } from "../../../pac-deploy/checks/run-checks.ts";
import { listMetas } from "../../../pac-deploy/checks/select-checks.ts";
import { siteFaults } from "../../../pac-deploy/checks/site-faults.ts";
import { suppressionMetas } from "../../../pac-deploy/checks/suppression-metas.ts";
import type { CheckMeta } from "../../../pac-deploy/checks/check.ts";
import { readSite } from "../../../site/read-site.ts";
import { applyKit, copySite, root, starterFolder, starters } from "../../support/kit-site.ts";
import { sampleTracker } from "../plan/sample-tracker.ts";
import { checkedSite, headBottom, header, pasted } from "./checked-site.ts";

const outbound = '<script src="https://example.azureedge.net/global/FormCapture/ws-tracking.js"></script>';
const folder = `${root}/pac-deploy/checks`;
const groups = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));

describe("all of them", () => {
  it.each(checks.map(({ meta }) => meta.code))("%s has a file of its name in one group, and the group its cases", (code) => {
    const [group, ...others] = groups.filter((name) => existsSync(`${folder}/${name}/${code}.ts`));
    expect([existsSync(`${import.meta.dirname}/${group}.test.ts`), others]).toEqual([true, []]);
  });

  it.each(starters)("find nothing in the %s starter, before and after the kit is applied", async (starter) => {
    const site = copySite(starterFolder(starter));
    const find = async () =>
      runChecks(await openChecked(await readSite(site.folder), { configPath: site.configPath, webFiles: new Map() }));
    expect(await find()).toEqual([]);
    await applyKit(site);
    // What the kit opens is told as what the configuration accepts.
    expect((await find()).filter(({ accepted }) => accepted === undefined)).toEqual([]);
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
      `${header} policy-blocks`,
      `${header} tracker-ungated`,
    ]);
  });

  it("are a SARIF log with a rule for each", async () => {
    const log = renderSarif(runChecks(await checkedSite({ [header]: sampleTracker() })), listMetas(checks));
    expect(log).toMatchObject({
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "portal-kit", rules: listMetas(checks).map(({ code }) => ({ id: code })) } },
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
  const fixes = new Set(checks.flatMap((check) => ("fix" in check ? check.meta.code : [])));
  const section = (heading: string, metas: readonly CheckMeta[]): string => `## ${heading}\n\n${metas.map(renderMeta).join("\n\n")}\n`;
  const renderMeta = ({ code, severity, about, advice, source }: CheckMeta): string =>
    [
      `### \`${code}\``,
      "",
      `${severity}${fixes.has(code) ? ", `--fix`" : ""}. ${about}`,
      ...(advice === undefined ? [] : ["", `**What to do:** ${advice}`]),
      ...(source === undefined ? [] : ["", `[Source](${source})`]),
    ].join("\n");
  const ofGroup = (group: string): CheckMeta[] =>
    checks.filter(({ meta }) => existsSync(`${folder}/${group}/${meta.code}.ts`)).map(({ meta }) => meta);
  const rows = checks.map(({ meta: { code, severity } }) => `| [\`${code}\`](#${code}) | ${severity} | ${fixes.has(code) ? "yes" : ""} |`);
  return `<!-- Written by \`npx vitest run test/pac-deploy/checks/checks.test.ts -u\`. Do not edit. -->

# Checks

\`portal-kit check --site <folder>\` finds what is wrong with a site, and changes nothing without \`--fix\`. What the configuration and the kit in the site say counts too, so the same site may have other findings
before and after \`apply\`. \`portal-kit explain <code>\` says in the terminal what stands here.

| flag | does |
|---|---|
| \`--format text\\|json\\|sarif\` | for people, for programs (also \`--json\`), for tools that show findings beside the code |
| \`--fail-on error\\|warning\\|info\\|never\` | the exit code is 1 from this severity on; \`warning\` unless told otherwise. What cannot be concluded never fails |
| \`--only <code>\`, \`--skip <code>\` | only this check, all but this check; repeatable |
| \`--fix\` | mends what can be mended safely: shows the changes, asks, writes (\`--yes\` asks nothing, \`--dry-run\` writes nothing), and tells what is left |
| \`--write-baseline <file>\`, \`--baseline <file>\` | remembers the findings of today; then shows, and fails for, new ones only. Lines may move: a finding is known by its code, its file and the text of its line |
| \`--full\` | every finding with its lines, also where one code has many in a file |

Severities: **error**: broken or leaking for sure · **warning**: very likely wrong, or a risk · **info**: a suggestion · **cannot-conclude**: the folder does not say; look yourself. The severity of a check is the worst it
tells.

## Findings that are right here

A comment in the line above the finding accepts it, with a reason; without one it accepts nothing. It is a comment of the file's kind:

\`\`\`
{% comment %}portal-kit-ignore-next-line tracker-ungated -- legal has agreed{% endcomment %}
<!-- portal-kit-ignore-next-line tracker-ungated, outbound-script -- legal has agreed -->
// portal-kit-ignore-next-line tracker-ungated -- legal has agreed
/* portal-kit-ignore-next-line tracker-ungated -- legal has agreed */
# portal-kit-ignore-next-line tracker-ungated -- in YAML, which the next download writes anew
\`\`\`

An HTML comment goes to the browser, a Liquid comment does not. For records (YAML), and for findings of the site as a whole, the configuration accepts; \`path\` may be left out, and \`*\` in it stands for any characters:

\`\`\`json
{"check": {"accept": [{"code": "tracker-ungated", "path": "web-templates/*", "reason": "legal has agreed"}]}}
\`\`\`

What is accepted is still shown, with its reason (JSON: \`accepted\`, SARIF: \`suppressions\`), and counts for nothing.

## All of them

| code | worst | \`--fix\` |
|---|---|---|
${rows.join("\n")}

${[
  ...groups.map((group) => section(`Group \`${group}\``, ofGroup(group))),
  section("The folder itself", siteFaults),
  section("Accepting", suppressionMetas),
].join("\n")}`;
}
