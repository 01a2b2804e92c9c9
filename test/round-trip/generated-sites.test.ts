import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { stateFilePath } from "../../contract/names.ts";
import { UserError } from "../../contract/user-error.ts";
import { createCheckedSite } from "../../pac-deploy/checks/create-checked-site.ts";
import { runChecks } from "../../pac-deploy/checks/run-checks.ts";
import { readConfiguration, type KitInput } from "../../pac-deploy/configuration/read-configuration.ts";
import { readKitFiles, type KitFiles } from "../../pac-deploy/kit-files.ts";
import { planKit } from "../../pac-deploy/plan/plan-apply.ts";
import type { Plan } from "../../pac-deploy/plan/plan.ts";
import { planRemoval } from "../../pac-deploy/plan/plan-remove.ts";
import { applyEdits } from "../../site/apply-edits.ts";
import { parseSite } from "../../site/parse-site.ts";
import { readSite } from "../../site/read-site.ts";
import type { Site } from "../../site/site.ts";
import { copySite, kitFolder, starterFolder, starters, storyConfiguration } from "../support/kit-site.ts";

const numRuns = Number(process.env["PORTAL_KIT_GENERATED_SITES"] ?? 12);

type Texts = ReadonlyMap<string, string>;
let kit: KitFiles;
const inputs: KitInput[] = [];
const bare = new Map<string, Site>();
beforeAll(async () => {
  kit = await readKitFiles(kitFolder);
  for (const placement of ["header", "head-bottom", "tracking-code"]) {
    const copy = copySite(starterFolder("enhanced"), { ...storyConfiguration, tracking: { script: "tracking.html", placement } });
    inputs.push(await readConfiguration(copy.folder, copy.configPath));
    copy.remove();
  }
  for (const name of starters) bare.set(name, await readSite(starterFolder(name)));
});

const id = fc.uuid();
const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" }),
  fc.constantFrom(
    "Head/Bottom",
    "Tracking Code",
    "header",
    "HEADER",
    "Portal Kit",
    "a: b",
    "- x",
    "'",
    "null",
    "~",
    "Ünïcode",
    "a".repeat(150),
  ),
);
const text = fc.string({ maxLength: 200, unit: "grapheme" });
/** A name as `pac` would write it in YAML: always in single quotes here, which every parser reads. */
// oxlint-disable-next-line no-control-regex -- control characters are what is left out
const quoted = (value: string): string => `'${value.replaceAll(/[\r\n\0-\x1F\x7F-\x9F\u2028\u2029\uFEFF]/g, " ").replaceAll("'", "''")}'`;
// oxlint-disable-next-line no-control-regex -- control characters are what is left out
const stemOf = (value: string): string => value.replaceAll(/[ /\\:*?"<>|\0-\x1F]/g, "-");

const generatedSite = fc.record({
  starter: fc.constantFrom(...starters),
  placement: fc.nat({ max: 2 }),
  templates: fc.array(fc.record({ id, name, source: text }), { maxLength: 6 }),
  snippets: fc.array(fc.record({ id, name, value: text }), { maxLength: 6 }),
  settings: fc.array(
    fc.record({
      id,
      name: fc.oneof(name, fc.constantFrom("Webapi/contact/enabled", "webapi/CONTACT/fields")),
      value: fc.oneof(text, fc.constantFrom("true", "false", "fullname")),
    }),
    { maxLength: 6 },
  ),
  lineEnds: fc.array(fc.constantFrom("\n", "\r\n", "\r"), { minLength: 1, maxLength: 5 }),
  ends: fc.array(fc.constantFrom("kept", "none", "doubled"), { minLength: 1, maxLength: 5 }),
  marks: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
});
type Generated = typeof generatedSite extends fc.Arbitrary<infer Value> ? Value : never;

function makeTexts(starter: Site, generated: Generated): Texts {
  const texts = new Map(starter.texts);
  const language = starter.languages[0];
  for (const [index, template] of generated.templates.entries()) {
    const stem = `${stemOf(template.name)}_${index}`;
    texts.set(
      `web-templates/${stem.toLowerCase()}/${stem}.webtemplate.yml`,
      `adx_name: ${quoted(template.name)}\nadx_webtemplateid: ${template.id}\n`,
    );
    texts.set(`web-templates/${stem.toLowerCase()}/${stem}.webtemplate.source.html`, template.source);
  }
  for (const [index, snippet] of generated.snippets.entries()) {
    const stem = `${stemOf(snippet.name)}_${index}`;
    const path = `content-snippets/${stem.toLowerCase()}/${stem}.${language?.code}.contentsnippet`;
    texts.set(
      `${path}.yml`,
      `adx_contentsnippetid: ${snippet.id}\nadx_contentsnippetlanguageid: ${language?.id}\nadx_name: ${quoted(snippet.name)}\n`,
    );
    texts.set(`${path}.value.html`, snippet.value);
  }
  const items = generated.settings.map(
    (setting) => `- adx_name: ${quoted(setting.name)}\n  adx_sitesettingid: ${setting.id}\n  adx_value: ${quoted(setting.value)}\n`,
  );
  texts.set("sitesetting.yml", `${texts.get("sitesetting.yml") ?? ""}${items.join("")}`);
  return new Map([...texts].map(([path, content], index) => [path, respell(path, content, generated, index)]));
}

/** Line ends, final line end and byte order mark as they come; a lone CR does not end a line of YAML. */
function respell(path: string, content: string, { lineEnds, ends, marks }: Generated, index: number): string {
  const pick = <Item>(list: readonly Item[]): Item | undefined => list[index % list.length];
  const isYaml = path.endsWith(".yml");
  const wanted = pick(lineEnds) ?? "\n";
  const spelt = content.replaceAll(/\r\n|\n|\r/g, isYaml && wanted === "\r" ? "\n" : wanted);
  const end = pick(ends);
  const ended =
    end === "none" ? spelt.replace(/[\r\n]+$/, "") : end === "doubled" ? `${spelt}${wanted === "\r" && isYaml ? "\n" : wanted}` : spelt;
  return pick(marks) === true && !ended.startsWith("\uFEFF") ? `\uFEFF${ended}` : ended;
}

/** As files on a disk hold it: half a character is not written. */
const isWritable = (texts: Texts): boolean =>
  [...texts.values(), ...texts.keys()].every((each) => Buffer.from(each, "utf8").toString("utf8") === each);

describe("any site", () => {
  it("is back as it was after apply, apply and remove, and the second apply changes nothing", { timeout: 60_000 + numRuns * 1_000 }, () => {
    const found = { applied: 0, refused: new Map<string, number>() };
    fc.assert(
      fc.property(generatedSite, (generated) => {
        const starter = bare.get(generated.starter);
        const configured = inputs[generated.placement];
        if (starter === undefined || configured === undefined) throw new Error("what is generated is there");
        const before = makeTexts(starter, generated);
        if (!isWritable(before)) return;
        const parse = (texts: Texts): Site => parseSite(new Map([...texts].filter(([path]) => path !== stateFilePath)), starter.folder);
        const plan = (texts: Texts): Plan =>
          planKit(parse(texts), { ...configured, kit, stateText: texts.get(stateFilePath), webFiles: new Map() });
        let applied: Texts;
        try {
          const first = plan(before);
          expect(JSON.stringify(plan(before))).toBe(JSON.stringify(first));
          applied = applyEdits(before, first.edits);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          found.refused.set(error.code, (found.refused.get(error.code) ?? 0) + 1);
          return;
        }
        found.applied += 1;
        expect(plan(applied).edits).toEqual([]);
        const removed = applyEdits(applied, planRemoval(parse(applied), applied.get(stateFilePath)).edits);
        expect(Object.fromEntries(removed)).toEqual(Object.fromEntries(before));
        for (const texts of [before, applied]) expect(runChecks(createCheckedSite(parse(texts), {}))).toBeInstanceOf(Array);
      }),
      { numRuns, ...(process.env["PORTAL_KIT_FUZZ_SEED"] === undefined ? {} : { seed: Number(process.env["PORTAL_KIT_FUZZ_SEED"]) }) },
    );
    expect(found.applied, `refused: ${JSON.stringify([...found.refused])}`).toBeGreaterThan(numRuns / 4);
  });
});
