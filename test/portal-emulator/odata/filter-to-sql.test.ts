import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { bindFilter } from "../../../portal-emulator/odata/bind-filter.ts";
import { parseFilter } from "../../../portal-emulator/odata/parse-filter.ts";
import { openStore } from "../../../portal-emulator/store/open-store.ts";
import type { Row } from "../../../portal-emulator/store/store.ts";
import { contactTable } from "../../../portal-emulator/schema/contact-table.ts";
import { evaluateFilter } from "./evaluate-filter.ts";

const store = openStore({ file: ":memory:", clock: { now: () => new Date("2026-01-01T00:00:00Z") } });
afterAll(() => store.close());

/** Few letters, so that values meet; with what LIKE and GLOB take for wildcards, quotes, case, accents and a wide letter. */
const text = fc.string({ unit: fc.constantFrom(...Array.from("aAbBéÉeß%_*?[]^-' Ａ\\😀")), maxLength: 6 });
const number = fc.integer({ min: -2, max: 2 });
const time = fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", "2025-12-31T23:59:59.500Z");
const guid = fc.constantFrom("11111111-1111-4111-8111-111111111111", "aaaaaaaa-1111-4111-8111-111111111111");

const row: fc.Arbitrary<Row> = fc.record({
  firstname: fc.option(text),
  lastname: fc.option(text),
  numberofchildren: fc.option(number),
  statecode: fc.constantFrom(0, 1),
  donotemail: fc.option(fc.boolean()),
  msdynci_lookupfield_customerprofile: fc.option(guid),
});

const operator = fc.constantFrom("eq", "ne", "gt", "ge", "lt", "le");
const quoted = text.map((value) => `'${value.replaceAll("'", "''")}'`);
function comparison(columns: readonly string[], value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...columns), operator, fc.oneof(value, fc.constant("null")), fc.boolean())
    .map(([column, word, literal, swap]) => (swap ? `${literal} ${word} ${column}` : `${column} ${word} ${literal}`));
}

const condition = fc.oneof(
  comparison(["firstname", "lastname"], quoted),
  comparison(["numberofchildren", "statecode"], number.map(String)),
  comparison(["donotemail"], fc.boolean().map(String)),
  comparison(["createdon"], time),
  comparison(["_msdynci_lookupfield_customerprofile_value"], guid),
  fc.tuple(fc.constantFrom("firstname", "lastname"), operator).map(([column, word]) => `${column} ${word} lastname`),
  fc
    .tuple(fc.constantFrom("contains", "startswith", "endswith"), fc.constantFrom("firstname", "lastname"), quoted)
    .map(([name, column, value]) => `${name}(${column},${value})`),
);

const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    condition,
    fc.tuple(tie("filter"), fc.constantFrom("and", "or"), tie("filter")).map((parts) => parts.join(" ")),
    tie("filter").map((inside) => `not (${inside})`),
    tie("filter").map((inside) => `( ${inside})`),
  ),
}));

test("finds by SQL exactly the rows that the filter means", () => {
  let matched = 0;
  let missed = 0;
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), filter, (rows, words) => {
      store.reset();
      const kept = rows.map((cells) => store.insert("contact", cells));
      const bound = bindFilter(parseFilter(words), contactTable).filter;
      const expected = kept.filter((candidate) => evaluateFilter(bound, candidate, contactTable) === true);
      const found = store.query("contact", { filter: bound });
      expect(new Set(found.map((one) => one["contactid"]))).toEqual(new Set(expected.map((one) => one["contactid"])));
      matched += found.length;
      missed += kept.length - found.length;
    }),
    { numRuns: 400 },
  );
  // The comparison says nothing when no filter ever matches.
  expect(Math.min(matched, missed)).toBeGreaterThan(200);
});

test("negation leaves the unknown out on both sides", () => {
  store.reset();
  store.insert("contact", { firstname: null });
  store.insert("contact", { firstname: "Ada" });
  const count = (words: string): number => store.count("contact", { filter: bindFilter(parseFilter(words), contactTable).filter });
  expect([count("firstname eq 'ada'"), count("not (firstname eq 'ada')"), count("firstname ne 'ada'")]).toEqual([1, 0, 0]);
  expect([count("firstname eq null"), count("firstname ne null"), count("not (firstname eq null)")]).toEqual([1, 1, 1]);
});

test.each([
  ["like", "%a_%", ["abc", "xay"]],
  ["like", "abc", ["abc"]],
] as const)("FetchXML's %s '%s' is anchored at both ends", (kind, pattern, names) => {
  store.reset();
  for (const firstname of ["abc", "xay", "xa", "zzz"]) {
    store.insert("contact", { firstname });
  }
  const found = store.query("contact", {
    filter: { kind: "text", test: kind, column: { kind: "column", name: "firstname" }, pattern },
    orderBy: [{ column: "firstname", descending: false }],
  });
  expect(found.map((one) => one["firstname"])).toEqual(names);
});
