import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { createFakePac } from "../support/fake-pac/create-fake-pac.ts";
import type { Edit } from "../support/fake-pac/lies.ts";
import { starterFolder } from "../support/kit-site.ts";
import { contoso } from "./fake-site.ts";

const pac = createFakePac({ behaviour: { missingBuild: "ignored" } });
const work = mkdtempSync(join(tmpdir(), "fake-pac-round-trip-"));
afterAll(() => {
  pac.remove();
  rmSync(work, { recursive: true, force: true });
});

// What a studio lets people type: any sign but those that no YAML holds, with what YAML gives a meaning.
const line = fc.oneof(
  fc.constantFrom(
    "",
    "True",
    "404",
    "a: b",
    "a #b",
    "- a",
    "? a",
    "*",
    "&x",
    "!y",
    "%z",
    "@w",
    "`v",
    "'",
    '"',
    "{a}",
    "[b]",
    "| c",
    "> d",
    "~/x",
    "null",
    " edge ",
    "tail:",
    "é漢字",
    "{{ user }}",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[\p{Cc}\p{Cs}\uFEFF\u2028\u2029\uFFFE\uFFFF]/u.test(text)),
);
const text = fc.oneof(
  { weight: 3, arbitrary: line },
  { weight: 1, arbitrary: fc.array(line, { minLength: 2, maxLength: 4 }).map((lines) => lines.join("\n")) },
);
const name = fc.oneof(
  fc.constantFrom("Same", "SAME", "same", "a/b", "a b", "logo.png", "x: y"),
  line.filter((each) => each.trim() !== "" && !/^\.+$/.test(each)),
);
const body = fc.oneof(text, fc.constantFrom("a\rb", "a\r\nb\r\n", "\n", "no end"));

interface Made {
  readonly table: string;
  readonly name: string;
  readonly value: string;
  readonly body: string;
}
const made: fc.Arbitrary<Made> = fc.record({
  table: fc.constantFrom(
    "adx_sitesetting",
    "adx_webtemplate",
    "adx_contentsnippet",
    "adx_webfile",
    "adx_entitypermission",
    "adx_weblinkset",
  ),
  name,
  value: text,
  body,
});

const idKey: Readonly<Record<string, string>> = {
  adx_sitesetting: "adx_sitesettingid",
  adx_webtemplate: "adx_webtemplateid",
  adx_contentsnippet: "adx_contentsnippetid",
  adx_webfile: "adx_webfileid",
  adx_entitypermission: "adx_entitypermissionid",
  adx_weblinkset: "adx_weblinksetid",
};
const sideKey: Readonly<Record<string, string>> = { adx_webtemplate: "source", adx_contentsnippet: "value", adx_webfile: "file" };

function creation({ table, name: called, value, body: inside }: Made, index: number, isCode: boolean): Edit {
  const id = `${String(index).padStart(8, "0")}-0000-4000-8000-000000000000`;
  const prefix = isCode ? "" : "adx_";
  const side = sideKey[table];
  const display = table === "adx_entitypermission" ? { [`${prefix}entityname`]: called } : { [`${prefix}name`]: called };
  return {
    do: "create",
    table,
    id,
    values: { ...(isCode ? { id } : { [idKey[table] ?? "id"]: id }), ...display, [`${prefix}value`]: value },
    ...(side === undefined ? {} : { texts: { [side]: inside } }),
  };
}

const plain = (files: ReadonlyMap<string, Buffer>): Record<string, string> =>
  Object.fromEntries([...files].map(([path, bytes]) => [path, bytes.toString("latin1")]));

describe.each(["standard", "enhanced", "code"] as const)("a %s site with records of any name and value", (starter) => {
  test("is downloaded, seeded and downloaded again without a difference, and its upload changes nothing", async () => {
    const isCode = starter === "code";
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(made, { maxLength: 6 }), async (records) => {
        round++;
        const here = pac.environment(contoso);
        const { websiteId } = here.seed(starterFolder(starter));
        here.edit(
          websiteId,
          records.map((record, index) => creation(record, index, isCode)),
        );
        const folder = here.download(websiteId, join(work, `${starter}-${round}`));
        const there = pac.environment("https://fabrikam.crm4.dynamics.com");
        there.seed(folder, { model: starter === "standard" ? "standard" : "enhanced" });
        expect(plain(there.files(websiteId))).toEqual(plain(here.files(websiteId)));

        const before = here.records(websiteId);
        const verb = isCode
          ? ["upload-code-site", "--rootPath", folder]
          : ["upload", "--path", folder, "--forceUploadAll", "--modelVersion", starter];
        const run = await pac.call(["pages", ...verb, "--environment", contoso]);
        expect(run).toMatchObject({ exitCode: 0 });
        for (const [key, { values, texts }] of here.records(websiteId))
          expect([key, values, texts]).toEqual([key, before.get(key)?.values, before.get(key)?.texts]);
      }),
      { numRuns: 8 },
    );
  });
});
