import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRecordWriter } from "../../../pac-deploy/plan/kit-records.ts";
import { needWebApiSettings } from "../../../pac-deploy/plan/need-web-api-settings.ts";
import { renderState, parseState, type KitState } from "../../../pac-deploy/plan/kit-state.ts";
import { putDesired } from "../../../pac-deploy/plan/put-desired.ts";
import { undoState } from "../../../pac-deploy/plan/undo-state.ts";
import { parseSite } from "../../../site/parse-site.ts";
import { readSite } from "../../../site/read-site.ts";
import type { Site } from "../../../site/site.ts";
import { starterFolder } from "../../support/kit-site.ts";

const starter = await readSite(starterFolder("enhanced"));
const wanted = ["contactid", "lastname", "emailaddress1"];

/** A record as a site folder may hold it. */
interface Given {
  readonly name: string;
  /** undefined: no value at all. */
  readonly value: string | undefined;
  readonly active: boolean;
  readonly fromVariable: boolean;
}

const idOf = (index: number): string => `f${String(index).padStart(7, "0")}-1111-4111-8111-111111111111`;
function siteWith(given: readonly Given[]): Site {
  const records = given.map(
    ({ name, value, active, fromVariable }, index) =>
      `- adx_name: ${name}\n  adx_sitesettingid: ${idOf(index)}\n  adx_source: ${fromVariable ? 1 : 0}\n${
        value === undefined ? "" : `  adx_value: ${JSON.stringify(value)}\n`
      }${active ? "" : "  statecode: 1\n"}`,
  );
  const texts = new Map(starter.texts);
  texts.set("sitesetting.yml", `${texts.get("sitesetting.yml") ?? ""}${records.join("")}`);
  return parseSite(texts, starter.folder);
}

function applied(site: Site): { after: Site; codes: string[]; state: KitState; bare: ReadonlyMap<string, string> } {
  const { desired, findings } = needWebApiSettings(createRecordWriter(site), wanted);
  const put = putDesired({ texts: site.texts, personsTexts: new Map(), findings: [] }, desired, { opened: [] });
  const state = parseState(renderState(put.state));
  return {
    after: parseSite(put.texts, site.folder),
    codes: findings.map(({ code }) => code),
    state,
    bare: undoState(put.texts, state).texts,
  };
}

const spelt = (word: string): fc.Arbitrary<string> => fc.mixedCase(fc.constant(word));
const column = fc.oneof(...[...wanted, "fullname", "jobtitle", "_parentcustomerid_value"].map(spelt));
const list = fc
  .array(
    fc.tuple(
      fc.constantFrom("", " ", "  "),
      fc.oneof({ weight: 8, arbitrary: column }, fc.constantFrom("", "*")),
      fc.constantFrom("", " "),
    ),
    {
      maxLength: 6,
    },
  )
  .map((items) => items.map((item) => item.join("")).join(","));
const record = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<Given> =>
  fc.record({
    name: spelt(name),
    value: fc.option(value, { nil: undefined }),
    active: fc.boolean(),
    fromVariable: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  });
const settings = fc
  .tuple(
    fc.array(record("Webapi/contact/enabled", fc.constantFrom("true", "TRUE", " true ", "false", "", "yes")), { maxLength: 2 }),
    fc.array(record("Webapi/contact/fields", list), { maxLength: 2 }),
  )
  .map((both) => both.flat());

const split = (value = ""): string[] =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
const lower = (words: readonly string[]): string[] => words.map((word) => word.toLowerCase());

describe("the Web API's settings, whatever is there before", () => {
  it("get what the form needs and nothing else, never *, lose nothing, and come back as they were", () => {
    fc.assert(
      fc.property(settings, (given) => {
        const site = siteWith(given);
        const { after, codes, bare } = applied(site);
        expect(bare).toEqual(site.texts);
        for (const [index, { name, value, active, fromVariable }] of given.entries()) {
          const now = after.settings.find(({ id }) => id === idOf(index));
          const first = given.findIndex((other) => other.active && other.name.toLowerCase() === name.toLowerCase()) === index;
          const before = site.settings.find(({ id }) => id === idOf(index))?.value;
          if (!active || fromVariable || !first || split(value).includes("*")) {
            expect(now?.value).toBe(before);
          } else if (/enabled$/i.test(name)) {
            expect(now?.value?.trim().toLowerCase()).toBe("true");
          } else {
            const [old, listed] = [lower(split(value)), lower(split(now?.value))];
            expect(listed.slice(0, old.length)).toEqual(old);
            expect(new Set(listed)).toEqual(new Set([...old, ...wanted]));
            expect(listed).not.toContain("*");
          }
        }
        for (const which of ["enabled", "fields"]) {
          const own = after.settings.filter(({ name, id }) => name === `Webapi/contact/${which}` && !id.startsWith("f00000"));
          const isThere = given.some(({ active, name }) => active && name.toLowerCase().endsWith(which));
          expect(own.map(({ value }) => value)).toEqual(isThere ? [] : [which === "enabled" ? "true" : wanted.join(",")]);
        }
        const counting = given.find(({ active, name }) => active && /fields$/i.test(name));
        expect(codes.includes("web-api-wildcard")).toBe(
          counting !== undefined && !counting.fromVariable && split(counting.value).includes("*"),
        );
        const twice = ["enabled", "fields"].filter(
          (which) => given.filter(({ active, name }) => active && name.toLowerCase().endsWith(which)).length > 1,
        );
        expect(codes.filter((code) => code === "setting-twice")).toHaveLength(twice.length);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ["a list in capitals, with blanks", " FullName , EMAILADDRESS1", "FullName,EMAILADDRESS1,contactid,lastname"],
    ["a list that has it all", "lastname, emailaddress1,contactid", "lastname, emailaddress1,contactid"],
    ["commas alone", " , ,", "contactid,lastname,emailaddress1"],
  ])("turn %s into what both need", (_, value, expected) => {
    const { after } = applied(siteWith([{ name: "Webapi/contact/fields", value, active: true, fromVariable: false }]));
    expect(after.settings.find(({ id }) => id === idOf(0))?.value).toBe(expected);
  });
});
